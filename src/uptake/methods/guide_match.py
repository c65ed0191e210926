"""Which turn of an interviewer asks which question of the guide, so that answers have a question.

People ask a guide's questions in their own words, in nearly the guide's order, and come back to
some. A turn is scored against every question by its words; then the way through the interview with
the highest sum is taken, where going back in the guide costs something and is not forbidden.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from rapidfuzz import fuzz

from uptake.methods.screening.words import stems, words

LEAST = 55.0
"""Scores (0 to 100) from which a turn may ask a question."""
BACK = 10.0
"""What it costs, in points of a score, to go back in the guide."""
PLAIN = frozenset(
    words("""
        about all also an and any are as at be been by can could did do does for from had has have
        how if in is it its just like me more my no not of okay on or our please right so some tell
        than that the their them then there they think this to up us was we well were what when
        where which who why will with would yes you your
    """)
)
"""Words that stand in most questions and tell none from another."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A turn that asks a question: the turn's place, the question's number from 0, the score."""

    turn: int
    question: int
    score: float


@dataclass(frozen=True, slots=True)
class Stretch:
    """The turns from ``first`` to ``last`` (both within) that belong to a question."""

    question: int
    first: int
    last: int


def score(question: str, turn: str) -> float:
    """Give how far a turn asks a question, 0 to 100.

    The token-set ratio of both texts' stems (what they share against each with the rest: a question
    asked within a long turn still scores 100), times the square root of the share of the question's
    stems that stand in the turn, so that a turn of one word asks no long question. Words such as
    "how" and "you" count only in a question that has no others.
    """
    wanted, said = _stems([question])[0], _stems([turn])[0]
    return _score(wanted, said)


def _score(wanted: list[str], said: list[str]) -> float:
    asked, found = set(wanted), set(said)
    if asked - PLAIN:
        asked, found = asked - PLAIN, found - PLAIN
    if not asked & found:
        return 0.0
    ratio = fuzz.token_set_ratio(" ".join(sorted(asked)), " ".join(sorted(found)))
    return ratio * sqrt(len(asked & found) / len(asked))


def _stems(texts: Sequence[str]) -> list[list[str]]:
    """Give the folded words of each text, stemmed but for the plain ones."""
    cut = [words(text) for text in texts]
    stem = stems({word for text in cut for word in text})
    return [[word if word in PLAIN else stem[word] for word in text] for text in cut]


def guide_match(
    questions: Sequence[str],
    turns: Mapping[int, str],
    *,
    least: float = LEAST,
    back: float = BACK,
) -> tuple[Asked, ...]:
    """Find which turns ask which questions.

    ``turns`` are the interviewer's, their places in the interview to their words. Of all ways to
    give each turn a question with a score of at least ``least``, or none, that one is taken whose
    sum of (score - ``least``) is highest, after ``back`` points for each step to an earlier
    question than the last one asked. A question may be asked again. Ties are settled the same way
    each time. O(turns x questions) after the scores.

    Raises ``ValueError`` for a negative ``back`` or a ``least`` outside of 0 to 100.
    """
    if back < 0 or not 0 <= least <= 100:
        raise ValueError("back must not be negative, and least lies between 0 and 100.")
    places = sorted(turns)
    wanted = _stems(questions)
    said = _stems([turns[place] for place in places])
    scores = [[_score(one, turn) for one in wanted] for turn in said]
    way = best_way(scores, least, back)
    return tuple(
        Asked(place, question, row[question])
        for place, row, question in zip(places, scores, way, strict=True)
        if question is not None
    )


def best_way(scores: Sequence[Sequence[float]], least: float, back: float) -> list[int | None]:
    """Give each turn's question, or ``None``, on the way with the highest sum (Viterbi).

    ``best[q]`` is the highest sum of a way whose last question is q; index 0 stands for none yet.
    """
    size = 1 + (len(scores[0]) if scores else 0)
    best = [0.0] + [float("-inf")] * (size - 1)
    came: list[list[int]] = []  # the state before, or -1 where the turn asks nothing
    for row in scores:
        before = _running_best(best)
        after = _running_best(best[::-1])
        fresh, from_state = list(best), [-1] * size
        for state in range(1, size):
            gain = row[state - 1] - least
            if gain < 0 or row[state - 1] <= 0:
                continue
            value, source = before[state]
            if state + 1 < size:
                later, mirrored = after[size - 2 - state]
                if later - back > value:
                    value, source = later - back, size - 1 - mirrored
            if value + gain > best[state]:
                fresh[state], from_state[state] = value + gain, source
        best = fresh
        came.append(from_state)
    state = max(range(size), key=lambda one: best[one])
    way: list[int | None] = []
    for from_state in reversed(came):
        if from_state[state] < 0:
            way.append(None)
        else:
            way.append(state - 1)
            state = from_state[state]
    return way[::-1]


def _running_best(values: Sequence[float]) -> list[tuple[float, int]]:
    """Give, for each place, the highest value up to it and where that stands first."""
    found: list[tuple[float, int]] = []
    for at, value in enumerate(values):
        found.append((value, at) if not found or value > found[-1][0] else found[-1])
    return found


def stretches(asked: Sequence[Asked], turns: int) -> tuple[Stretch, ...]:
    """Give the turns of each question: from one that asks it to the one before the next question.

    ``turns`` is how many the interview has. Turns before the first question belong to none; a turn
    that asks the same question again goes on with it. Raises ``ValueError`` when a turn lies
    outside of the interview or the turns are not in order.
    """
    places = [one.turn for one in asked]
    if any(not 0 <= place < turns for place in places) or sorted(set(places)) != places:
        raise ValueError(f"The turns that ask must be in order, each once, and below {turns}.")
    found: list[Stretch] = []
    ends = [*places[1:], turns]
    for one, end in zip(asked, ends, strict=False):
        first = one.turn
        if found and found[-1].question == one.question:
            first = found.pop().first
        found.append(Stretch(one.question, first, end - 1))
    return tuple(found)
