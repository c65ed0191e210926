"""What every rule has: declared parameters, a verdict on an item, and a sentence that says it."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import Annotated, Any, ClassVar, Literal, get_args, get_origin, get_type_hints

from uptake.methods.consensus.ratings import Group, Ratings, Scale
from uptake.methods.consensus.verdicts import Comparison, Part, Result, Verdict, joined

Scope = Literal["all", "each"]
Check = Callable[[object], str]
MOST = 100_000


class RuleRefused(ValueError):
    """Parameters are not those of a rule. ``problems`` says what to change, one sentence each."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


def is_number(value: object) -> bool:
    """True for a finite whole or decimal number, which true and false are not."""
    if isinstance(value, bool):
        return False
    return isinstance(value, int) or (isinstance(value, float) and math.isfinite(value))


def between(low: float, high: float, *, whole: bool = False, optional: bool = False) -> Check:
    """Check that a parameter is a number (``whole``: without decimals) from ``low`` to ``high``."""
    kind = "a whole number" if whole else "a number"

    def check(value: object) -> str:
        if optional and value is None:
            return ""
        fits = is_number(value) and (not whole or isinstance(value, int))
        if fits and low <= value <= high:  # type: ignore[operator]
            return ""
        left_out = ", or left out" if optional else ""
        return f"{value!r} is not {kind} from {low:g} to {high:g}{left_out}."

    return check


Percent = Annotated[float, between(0, 100)]
SomePercent = Annotated[float | None, between(0, 100, optional=True)]
SomePoint = Annotated[int | None, between(-MOST, MOST, whole=True, optional=True)]
People = Annotated[int, between(1, MOST, whole=True)]


@cache
def checks(kind: type[Rule]) -> dict[str, Check]:
    """The check of each parameter: its own, or that it is one of the words or yes and no."""
    hints = get_type_hints(kind, include_extras=True)
    return {each.name: _check(hints[each.name]) for each in fields(kind)}


def _check(hint: Any) -> Check:
    if get_origin(hint) is Annotated:
        check: Check = hint.__metadata__[0]
        return check
    known = (True, False) if hint is bool else get_args(hint)
    shown = "true, false" if hint is bool else ", ".join(known)
    return lambda value: (
        ""
        if any(value == it and type(value) is type(it) for it in known)
        else f"{value!r} is none of: {shown}."
    )


@dataclass(frozen=True, kw_only=True)
class Rule(ABC):
    """A rule of consensus; its parameters are all that it goes by, and can be kept as JSON.

    ``scope``: "all" takes all groups together, each person counting once; "each" asks of every
    group apart, and an item is in (or out) where it is in every one. ``least``: how many must have
    rated an item, in each group where each is asked; with fewer the result is not defined. Raises
    ``RuleRefused``, naming each parameter that can't be.
    """

    key: ClassVar[str]
    name: ClassVar[str]

    scope: Scope = "all"
    least: People = 1

    def __post_init__(self) -> None:
        problems = []
        for name, check in checks(type(self)).items():
            said = check(getattr(self, name))
            if said:
                problems.append(f"{name}: {said}")
        problems = problems or self.contradictions()
        if problems:
            raise RuleRefused(problems)

    def contradictions(self) -> list[str]:
        """What is wrong with the parameters together, one sentence each."""
        return []

    def fits(self, on: Scale) -> str:
        """Why the rule is not defined on a scale; "" where it is."""
        return ""

    def among(self, items: Sequence[Ratings]) -> Rule:
        """The rule as it is applied to items rated together; the same but where they set a cut."""
        return self

    @abstractmethod
    def tests(self, group: Group, on: Scale) -> tuple[Comparison, ...]:
        """Every comparison for a group of at least one rating, those of one result together."""

    @abstractmethod
    def sentence(self, on: Scale) -> str:
        """The rule in words, without its scope."""

    def undecided(self, group: Group) -> str:
        """Why the rule says nothing of a group's ratings; "" where it does."""
        return ""

    def words(self, on: Scale) -> str:
        """The rule as a sentence for a protocol."""
        where = "in each group" if self.scope == "each" else "among all panellists together"
        fewest = "" if self.least == 1 else f" At least {self.least} must have rated the item"
        apart = "" if self.least == 1 else (" in each group." if self.scope == "each" else ".")
        return f"{self.sentence(on)}, {where}.{fewest}{apart}"

    def judge(self, item: Ratings) -> Verdict:
        """Judge one item. What data do not define is NOT_DEFINED, with the reason in its part."""
        groups = item.groups if self.scope == "each" else (item.all,)
        return joined(item.item, tuple(self._part(group, item.scale) for group in groups))

    def _part(self, group: Group, on: Scale) -> Part:
        why_not = self.fits(on) or self._too_few(group) or self.undecided(group)
        if why_not:
            return Part(group.name, Result.NOT_DEFINED, group.rated, group.unable, (), why_not)
        tests = self.tests(group, on)
        result = next((it for it in (Result.IN, Result.OUT) if _all_hold(tests, it)), Result.NONE)
        return Part(group.name, result, group.rated, group.unable, tests)

    def _too_few(self, group: Group) -> str:
        if group.rated >= self.least:
            return ""
        if not group.rated:
            return "Nobody rated it."
        people = "1 person" if group.rated == 1 else f"{group.rated} people"
        return f"{people} rated it; the rule needs {self.least}."


def _all_hold(tests: Sequence[Comparison], towards: Result) -> bool:
    asked = [it.holds for it in tests if it.towards is towards]
    return bool(asked) and all(asked)


def judge_all(rule: Rule, items: Sequence[Ratings]) -> tuple[Verdict, ...]:
    """Judge every item that was rated in a round, in their order."""
    applied = rule.among(items)
    return tuple(applied.judge(item) for item in items)
