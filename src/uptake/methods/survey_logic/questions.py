"""Questions as logic sees them, answers to them, and which are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from uptake.methods.survey_logic.conditions import (
    ALWAYS,
    SIGNS,
    Answered,
    AnyOf,
    Condition,
    Every,
    Not,
    Some,
    is_number,
)

Kind = Literal["one", "many", "number", "text", "date"]
"""One of several codes; any of several; a number; words; a date written YYYY-MM-DD."""
KINDS: tuple[str, ...] = get_args(Kind)

Answer = str | float | Sequence[str] | None
"""A code or words; a number; several codes; None: not answered."""
Answers = Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a questionnaire.

    ``codes``: what may be answered, for "one" and "many"; "prefer not to say" is a code like any
    other. ``low``, ``high``: bounds of a number, None: none. ``whole``: no decimals. ``when``:
    shown only where this holds.
    """

    key: str
    kind: Kind
    codes: tuple[str, ...] = ()
    when: Condition = ALWAYS
    low: float | None = None
    high: float | None = None
    whole: bool = False


def said(answer: Answer) -> bool:
    """Whether an answer says anything: a blank text and an empty choice do not."""
    if isinstance(answer, str):
        return bool(answer.strip())
    return answer is not None and (not isinstance(answer, Sequence) or len(answer) > 0)


def holds(condition: Condition, answers: Answers) -> bool:
    """Whether a condition holds of the answers that count.

    What asks something of an unanswered question does not hold, so its ``Not`` does.
    """
    if isinstance(condition, Every):
        return all(holds(part, answers) for part in condition.parts)
    if isinstance(condition, Some):
        return any(holds(part, answers) for part in condition.parts)
    if isinstance(condition, Not):
        return not holds(condition.part, answers)
    answer = answers.get(condition.question)
    if isinstance(condition, Answered):
        return said(answer)
    if isinstance(condition, AnyOf):
        chosen = (answer,) if isinstance(answer, str) else answer
        return isinstance(chosen, Sequence) and any(it in chosen for it in condition.codes)
    if not isinstance(answer, int | float) or isinstance(answer, bool):
        return False
    return SIGNS[condition.sign](answer, condition.number)


def shown(questions: Sequence[Question], answers: Answers) -> tuple[str, ...]:
    """Give the keys of the questions that are shown, in their order.

    Each looks at the answers of shown questions before it; what was answered to a question that is
    hidden now does not count.
    """
    return tuple(key for key, _ in _walk(questions, answers))


def counted(questions: Sequence[Question], answers: Answers) -> dict[str, Answer]:
    """Give the answers that count: those that say something, of questions that are shown."""
    return {key: answer for key, answer in _walk(questions, answers) if said(answer)}


def _walk(questions: Sequence[Question], answers: Answers) -> list[tuple[str, Answer]]:
    found: dict[str, Answer] = {}
    for question in questions:
        if holds(question.when, found):
            found[question.key] = answers.get(question.key)
    return list(found.items())


def why_not(question: Question, answer: Answer) -> str:
    """Why an answer can't be one to a question, in a sentence for the person; "" where it can.

    No answer at all can always be: whether one is needed is not for logic to say.
    """
    if not said(answer):
        return ""
    if question.kind == "number":
        return _not_number(question, answer)
    if question.kind == "many":
        chosen = () if isinstance(answer, str) or not isinstance(answer, Sequence) else answer
        fits = bool(chosen) and all(it in question.codes for it in chosen)
        return "" if fits and len(set(chosen)) == len(chosen) else "Choose from the answers."
    if question.kind == "one":
        return "" if answer in question.codes else "Choose one of the answers."
    if not isinstance(answer, str):
        return "Write your answer in words."
    if question.kind == "date":
        try:
            date.fromisoformat(answer)
        except ValueError:
            return "Give a real date, with day, month and year."
    return ""


def _not_number(question: Question, answer: Answer) -> str:
    if not is_number(answer):
        return "Give a number."
    if question.whole and answer != round(answer):
        return "Give a whole number."
    if question.low is not None and answer < question.low:
        return f"Give {question.low:g} or more."
    if question.high is not None and answer > question.high:
        return f"Give {question.high:g} or less."
    return ""
