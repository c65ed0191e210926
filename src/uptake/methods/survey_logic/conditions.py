"""Conditions as data: when a question is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from operator import eq, ge, gt, le, lt, ne
from typing import Any, Literal, TypeGuard

Sign = Literal["<", "<=", "=", "!=", ">=", ">"]
SIGNS: dict[str, Callable[[float, float], bool]] = {
    "<": lt,
    "<=": le,
    "=": eq,
    "!=": ne,
    ">=": ge,
    ">": gt,
}
DEEPEST = 20
"""Conditions nested deeper than this are refused: nobody could read them."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The question was answered."""

    question: str


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of these codes was chosen, perhaps among others."""

    question: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compare:
    """A number was given that compares so with ``number``."""

    question: str
    sign: Sign
    number: float


@dataclass(frozen=True, slots=True)
class Every:
    """Every part holds; so does every one of none."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least one part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold: also where its question was not answered."""

    part: Condition


Atom = Answered | AnyOf | Compare
Condition = Atom | Every | Some | Not
ALWAYS = Every(())


class ConditionRefused(ValueError):
    """Data are no condition. ``problems`` says what to change, each with its place."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


def atoms(condition: Condition) -> Iterator[Atom]:
    """Give every question that a condition asks something of, with what it asks."""
    if isinstance(condition, Every | Some):
        for part in condition.parts:
            yield from atoms(part)
    elif isinstance(condition, Not):
        yield from atoms(condition.part)
    else:
        yield condition


def condition_data(condition: Condition) -> dict[str, Any]:
    """Return a condition as data that JSON can hold and ``condition_from`` reads back."""
    if isinstance(condition, Answered):
        return {"answered": condition.question}
    if isinstance(condition, AnyOf):
        return {"question": condition.question, "any_of": list(condition.codes)}
    if isinstance(condition, Compare):
        return {"question": condition.question, condition.sign: condition.number}
    if isinstance(condition, Not):
        return {"not": condition_data(condition.part)}
    name = "all" if isinstance(condition, Every) else "any"
    return {name: [condition_data(part) for part in condition.parts]}


def condition_from(data: object) -> Condition:
    """Make a condition of data, which is one of these.

        {"answered": "q1"}                      {"all": [...]}  {"any": [...]}  {"not": ...}
        {"question": "q1", "equals": "yes"}     {"question": "q1", "any_of": ["yes", "unsure"]}
        {"question": "q2", ">=": 5}             < <= = != >= >

    Raises ``ConditionRefused``, naming the place of each problem: all[2].any[1].
    """
    problems: list[str] = []
    found = _read(data, "condition", problems, 0)
    if found is None or problems:
        raise ConditionRefused(problems)
    return found


def _read(data: object, place: str, problems: list[str], depth: int) -> Condition | None:
    if depth > DEEPEST:
        problems.append(f"{place}: this is nested more than {DEEPEST} deep; make it simpler.")
        return None
    if isinstance(data, Mapping):
        names = set(data)
        if names == {"not"}:
            part = _read(data["not"], f"{place}.not", problems, depth + 1)
            return None if part is None else Not(part)
        for name, kind in (("all", Every), ("any", Some)):
            if names == {name} and isinstance(data[name], list | tuple):
                parts = [
                    _read(part, f"{place}.{name}[{at}]", problems, depth + 1)
                    for at, part in enumerate(data[name], 1)
                ]
                return kind(tuple(part for part in parts if part is not None))
        atom = _atom(data, names)
        if atom is not None:
            return atom
    problems.append(
        f"{place}: this is no condition; write answered, all, any or not, or a question with "
        "equals, any_of or a comparison such as >=."
    )
    return None


def _atom(data: Mapping[str, Any], names: set[str]) -> Atom | None:
    if names == {"answered"} and isinstance(data["answered"], str):
        return Answered(data["answered"])
    question = data.get("question")
    if len(names) != 2 or not isinstance(question, str):
        return None
    (name,) = names - {"question"}
    value = data[name]
    if name == "equals" and isinstance(value, str):
        return AnyOf(question, (value,))
    if name == "any_of" and isinstance(value, list | tuple):
        texts = tuple(it for it in value if isinstance(it, str))
        return AnyOf(question, texts) if len(texts) == len(value) else None
    for sign in ("<", "<=", "=", "!=", ">=", ">"):
        if name == sign and is_number(value):
            return Compare(question, sign, value)
    return None


def is_number(value: object) -> TypeGuard[float]:
    """True for a number that is finite, which true and false are not."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return isfinite(value)
    except OverflowError:  # a whole number beyond every decimal one
        return False
