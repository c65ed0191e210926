"""The rule of the median, and of how far the ratings lie apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from uptake.methods.consensus.quantiles import USUAL, Method, exact, named, spread
from uptake.methods.consensus.ratings import Group, Scale
from uptake.methods.consensus.rules.base import MOST, Rule, between
from uptake.methods.consensus.verdicts import Comparison, Result, number

Place = Annotated[float, between(-MOST, MOST)]
SomePlace = Annotated[float | None, between(-MOST, MOST, optional=True)]
Width = Annotated[float | None, between(0, MOST, optional=True)]


@dataclass(frozen=True, kw_only=True)
class MedianSpread(Rule):
    """In if the median is at least ``median`` and the interquartile range at most ``iqr``.

    Without ``iqr`` the spread is not asked. Out, where ``out_median`` is given: the median is at
    most that, with the same spread. ``quantile`` names the quartiles' definition. Spread as a
    criterion: von der Gracht (2012).
    """

    key: ClassVar[str] = "median-spread"
    name: ClassVar[str] = "Median and spread"

    median: Place
    iqr: Width = None
    out_median: SomePlace = None
    quantile: Method = USUAL

    def contradictions(self) -> list[str]:
        """An item could be in and out at once."""
        if self.out_median is not None and self.out_median >= self.median:
            return ["out_median: it must lie below median, or an item is in and out at once."]
        return []

    def fits(self, on: Scale) -> str:
        """Both medians must lie on the scale."""
        for wanted in (self.median, self.out_median):
            if wanted is not None and not on.low <= wanted <= on.high:
                return (
                    f"The rule asks for a median of {number(exact(wanted))}; the scale runs from "
                    f"{on.low} to {on.high}."
                )
        return ""

    def tests(self, group: Group, on: Scale) -> tuple[Comparison, ...]:
        """Median and interquartile range."""
        found = spread(group.values, self.quantile)
        wanted: list[tuple[str, float, Result]] = [(">=", self.median, Result.IN)]
        if self.out_median is not None:
            wanted.append(("<=", self.out_median, Result.OUT))
        tests = []
        for sign, border, to in wanted:
            tests.append(Comparison("median", found.median, sign, exact(border), to))
            if self.iqr is not None:
                tests.append(
                    Comparison("interquartile range", found.iqr, "<=", exact(self.iqr), to)
                )
        return tuple(tests)

    def sentence(self, on: Scale) -> str:
        """The rule in words."""
        near = (
            ""
            if self.iqr is None
            else (f" and the interquartile range is at most {number(exact(self.iqr))}")
        )
        out = (
            ""
            if self.out_median is None
            else (
                f"; out if it is at most {number(exact(self.out_median))}"
                + ("" if self.iqr is None else " with that range")
            )
        )
        how = "" if self.iqr is None else f" (quartiles of {named(self.quantile)})"
        return f"In if the median is at least {number(exact(self.median))}{near}{out}{how}"
