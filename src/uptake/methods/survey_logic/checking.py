"""Can a questionnaire be filled in as it is meant? Checked before anybody is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice, pairwise, product
from math import ceil, floor, prod

from uptake.methods.survey_logic.conditions import (
    ALWAYS,
    SIGNS,
    AnyOf,
    Atom,
    Compare,
    atoms,
    is_number,
)
from uptake.methods.survey_logic.questions import KINDS, Answer, Question, shown

MOST_TRIES = 20_000
"""Combinations of answers tried for one question; if none shows it by then, nothing is said."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a question, and what to do."""

    question: str
    words: str


def check(questions: Sequence[Question]) -> tuple[Problem, ...]:
    """Find what can't work in a questionnaire, in the order of its questions.

    A key twice; a choice without codes; bounds upside down; a condition that asks about a question
    that is not there, or not before this one, asks for a code it does not have or for a number
    where none is given; and, when nothing of that is found, a question that no answers show.
    """
    tally = Counter(question.key for question in questions)
    problems = [
        Problem(key, f"{count} questions have this key; give each its own.")
        for key, count in tally.items()
        if count > 1
    ]
    place = {question.key: at for at, question in enumerate(questions)}
    for at, question in enumerate(questions):
        problems += [Problem(question.key, words) for words in _shape(question)]
        for atom in atoms(question.when):
            words = _wrong(atom, at, questions, place)
            if words:
                problems.append(Problem(question.key, words))
    if problems:
        return tuple(problems)
    return tuple(
        Problem(question.key, "No answers show this question; change its condition.")
        for question in questions
        if question.when != ALWAYS and _never(question, questions, place)
    )


def _shape(question: Question) -> Iterator[str]:
    if question.kind not in KINDS:
        yield f"{question.kind!r} is no kind of question; there are {', '.join(KINDS)}."
    if question.kind in ("one", "many"):
        if not question.codes:
            yield "There is nothing to choose from; give the answers their codes."
        if len(set(question.codes)) < len(question.codes):
            yield "A code stands twice; give each answer its own."
    low, high = question.low, question.high
    if not all(bound is None or is_number(bound) for bound in (low, high)):
        yield "A bound is not a number."
    elif low is not None and high is not None and low > high:
        yield f"The lowest number, {low:g}, is above the highest, {high:g}."


def _wrong(atom: Atom, at: int, questions: Sequence[Question], place: dict[str, int]) -> str:
    """What is wrong with one thing that a condition asks; "" where nothing is."""
    there = place.get(atom.question)
    if there is None:
        return f"Its condition asks about {atom.question}, which is not there."
    if there >= at:
        return f"Its condition asks about {atom.question}, which does not come before it."
    asked = questions[there]
    if isinstance(atom, AnyOf):
        if asked.kind not in ("one", "many"):
            return f"Its condition asks for a code of {atom.question}, which has none."
        strange = [code for code in atom.codes if code not in asked.codes]
        if strange or not atom.codes:
            named = ", ".join(strange) or "none"
            return f"Its condition asks for the code {named} of {atom.question}, which it has not."
    if isinstance(atom, Compare):
        if asked.kind != "number":
            return f"Its condition compares {atom.question}, which is not a number."
        if atom.sign not in SIGNS or not is_number(atom.number):
            return f"Its condition compares {atom.question} with what is not a number."
    return ""


def _never(question: Question, questions: Sequence[Question], place: dict[str, int]) -> bool:
    """True when every combination of answers was tried and none shows the question.

    For each question it hangs on, answers are tried that no condition can tell from the others.
    """
    wanted, met = [question], {question.key: question}
    while wanted:
        for atom in atoms(wanted.pop().when):
            if atom.question not in met:
                met[atom.question] = questions[place[atom.question]]
                wanted.append(met[atom.question])
    chain = sorted(met.values(), key=lambda it: place[it.key])
    asked = [atom for it in chain for atom in atoms(it.when)]
    earlier = chain[:-1]
    # A choice of many among forty codes has more ways than memory: each list is cut as well.
    kinds = [list(islice(_kinds_of_answer(it, asked), MOST_TRIES + 1)) for it in earlier]
    keys = [it.key for it in earlier]
    for answers in islice(product(*kinds), MOST_TRIES):
        if question.key in shown(chain, dict(zip(keys, answers, strict=True))):
            return False
    return prod(len(it) for it in kinds) <= MOST_TRIES


def _kinds_of_answer(question: Question, asked: Sequence[Atom]) -> Iterator[Answer]:
    """An answer of every kind that conditions can tell apart, and none."""
    here = [atom for atom in asked if atom.question == question.key]
    if question.kind == "number":
        yield from _numbers(question, [it.number for it in here if isinstance(it, Compare)])
    elif question.kind in ("one", "many"):
        named = {code for it in here if isinstance(it, AnyOf) for code in it.codes}
        codes = [it for it in question.codes if it in named]
        codes += [it for it in question.codes if it not in named][:1]
        most = 1 if question.kind == "one" else len(codes)
        for size in range(1, most + 1):
            for chosen in combinations(codes, size):
                yield chosen[0] if question.kind == "one" else chosen
    else:
        yield "2000-01-01"
    yield None


def _numbers(question: Question, borders: Sequence[float]) -> Iterator[float]:
    """Numbers on, beside and between the borders, as far as the bounds let."""
    marks = sorted({*borders, *(it for it in (question.low, question.high) if it is not None)})
    tries = {0.0, *marks}
    if question.whole:
        tries = {0, *(it for mark in marks for it in range(floor(mark) - 1, ceil(mark) + 2))}
    elif marks:
        tries |= {marks[0] - 1, marks[-1] + 1}
        tries |= {(one + other) / 2 for one, other in pairwise(marks)}
    for number in sorted(tries):
        low_enough = question.high is None or number <= question.high
        if low_enough and (question.low is None or number >= question.low):
            yield number
