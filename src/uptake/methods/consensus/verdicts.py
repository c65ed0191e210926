"""What a rule says of an item, with the numbers that it looked at."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction


class Result(Enum):
    """What came of an item under a rule."""

    IN = "in"
    OUT = "out"
    NONE = "none"
    NOT_DEFINED = "not defined"

    @property
    def words(self) -> str:
        """The result as a page writes it."""
        return {"in": "In", "out": "Out", "none": "No consensus"}.get(self.value, "Not defined")


SIGNS = {">=": "at least", ">": "more than", "<=": "at most", "<": "less than"}


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison: what was looked at, its value, the border, and on which side it lies.

    ``towards``: which result the comparison belongs to. ``count`` and ``of`` are given where the
    value is a percentage: 11 of 15 are 73.3 %.
    """

    what: str
    value: Fraction
    sign: str
    border: Fraction
    towards: Result
    count: int | None = None
    of: int | None = None

    @property
    def holds(self) -> bool:
        """Whether the value lies on the side that ``towards`` needs."""
        if self.sign == ">=":
            return self.value >= self.border
        if self.sign == ">":
            return self.value > self.border
        return self.value <= self.border if self.sign == "<=" else self.value < self.border

    @property
    def words(self) -> str:
        """The comparison in words: "rated 7 to 9: 73.33% (11 of 15), at least 70% needed"."""
        unit = "" if self.of is None else "%"
        counted = "" if self.of is None else f" ({self.count} of {self.of})"
        border = f"{SIGNS[self.sign]} {number(self.border)}{unit}"
        return f"{self.what}: {number(self.value)}{unit}{counted}, {border} needed"


@dataclass(frozen=True, slots=True)
class Part:
    """What a rule says of one group, or of all together (``group`` is "").

    ``why_not``: why it is not defined, else "".
    """

    group: str
    result: Result
    rated: int
    unable: int
    tests: tuple[Comparison, ...] = ()
    why_not: str = ""

    @property
    def failing(self) -> tuple[Comparison, ...]:
        """The comparisons that keep the item from being in."""
        return tuple(it for it in self.tests if it.towards is Result.IN and not it.holds)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule says of an item.

    ``parts``: one for each group where the rule asks each, else one for all together.
    """

    item: Hashable
    result: Result
    parts: tuple[Part, ...]

    @property
    def why_not(self) -> str:
        """Why it is not defined, naming the group where there is one; else ""."""
        if self.result is not Result.NOT_DEFINED:
            return ""
        reasons = {it.why_not for it in self.parts}
        if len(reasons) <= 1:  # the same of every group: it is said once
            return "".join(reasons) or "There are no groups."
        return " ".join(f"{it.group}: {it.why_not}" for it in self.parts if it.why_not)


def joined(item: Hashable, parts: tuple[Part, ...]) -> Verdict:
    """Join the parts: in or out where every one is, not defined where one is not, else none."""
    results = {part.result for part in parts}
    if not parts or Result.NOT_DEFINED in results:
        result = Result.NOT_DEFINED
    else:
        result = results.pop() if len(results) == 1 else Result.NONE
    return Verdict(item, result, parts)


def number(value: Fraction) -> str:
    """Write a number with at most two places, cut where rounding would cross a whole border.

    69.999 is not written 70: where 70 is needed, a reader would see it met.
    """
    if value.denominator == 1:
        return str(value.numerator)
    hundredths = round(value * 100)
    if hundredths % 100 == 0:  # rounding made a whole number of what is none
        hundredths += 1 if value * 100 > hundredths else -1
    return f"{hundredths / 100:.2f}".rstrip("0").rstrip(".")
