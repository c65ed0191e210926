"""Rules that count how many rated an item high or low."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from uptake.methods.consensus.quantiles import exact
from uptake.methods.consensus.ratings import Group, Scale
from uptake.methods.consensus.rules.base import Percent, Rule, SomePercent, SomePoint
from uptake.methods.consensus.rules.regions import (
    chosen,
    off,
    percent,
    region,
    share,
    upside_down,
)
from uptake.methods.consensus.verdicts import Comparison, Result

OutWhen = Literal["rated low", "few rate high"]


@dataclass(frozen=True, kw_only=True)
class CoreOutcome(Rule):
    """In if enough rate the item high and few rate it low, as core outcome sets do: 70/15.

    In: at least ``for_percent`` rate in the upper region and less than ``against_percent`` in the
    lower. Out, ``out_when`` "rated low": at least ``out_percent`` rate in the lower region and less
    than ``against_percent`` in the upper; "few rate high": at most ``out_percent`` rate in the
    upper region. Harman and others (2013), Williamson and others (2017, COMET handbook).
    """

    key: ClassVar[str] = "core-outcome"
    name: ClassVar[str] = "Core outcome set"

    for_percent: Percent = 70
    against_percent: Percent = 15
    out_when: OutWhen = "rated low"
    out_percent: Percent = 70

    def contradictions(self) -> list[str]:
        """An item could be in and out at once, or nothing could be in."""
        if self.out_when == "few rate high" and self.out_percent >= self.for_percent:
            return ["out_percent: it must lie below for_percent, or an item is in and out at once."]
        if self.out_when == "rated low" and self.out_percent < self.against_percent:
            return [
                "out_percent: it must not lie below against_percent, or an item is in and out at "
                "once."
            ]
        if self.against_percent == 0:
            return ["against_percent: less than 0% is never so; give a number above 0."]
        return []

    def tests(self, group: Group, on: Scale) -> tuple[Comparison, ...]:
        """The shares of the upper and of the lower region."""
        few = exact(self.against_percent)
        tests = (
            share(group, *on.upper, ">=", exact(self.for_percent), Result.IN),
            share(group, *on.lower, "<", few, Result.IN),
        )
        if self.out_when == "few rate high":
            return (*tests, share(group, *on.upper, "<=", exact(self.out_percent), Result.OUT))
        return (
            *tests,
            share(group, *on.lower, ">=", exact(self.out_percent), Result.OUT),
            share(group, *on.upper, "<", few, Result.OUT),
        )

    def sentence(self, on: Scale) -> str:
        """The rule in words."""
        high, low, few = region(*on.upper), region(*on.lower), percent(self.against_percent)
        out = f"at least {percent(self.out_percent)} rate {low} and under {few} rate {high}"
        if self.out_when == "few rate high":
            out = f"at most {percent(self.out_percent)} rate {high}"
        return (
            f"In if at least {percent(self.for_percent)} rate {high} and under {few} rate {low}; "
            f"out if {out}"
        )


@dataclass(frozen=True, kw_only=True)
class Percentage(Rule):
    """In if at least ``percent`` rate the item from ``first`` to ``last``.

    Without ``first`` and ``last`` that is the scale's upper region. Out, where ``out_percent`` is
    given: at least so many rate in the lower region. The commonest rule of all: Diamond and others
    (2014).
    """

    key: ClassVar[str] = "percentage"
    name: ClassVar[str] = "Percentage"

    percent: Percent
    first: SomePoint = None
    last: SomePoint = None
    out_percent: SomePercent = None

    def contradictions(self) -> list[str]:
        """An item could be in and out at once."""
        both = exact(self.percent) + exact(self.out_percent or 0)
        if self.out_percent is not None and both <= 100:
            return [
                "out_percent: with percent it must come to more than 100, or an item can be in and "
                "out at once."
            ]
        return upside_down(self.first, self.last)

    def fits(self, on: Scale) -> str:
        """The points that speak for an item must lie on the scale, above its lower region."""
        return off(self.first, self.last, on)

    def tests(self, group: Group, on: Scale) -> tuple[Comparison, ...]:
        """The share of the region that speaks for the item, and of that against it."""
        first, last = chosen(self.first, self.last, on)
        tests = (share(group, first, last, ">=", exact(self.percent), Result.IN),)
        if self.out_percent is None:
            return tests
        return (*tests, share(group, *on.lower, ">=", exact(self.out_percent), Result.OUT))

    def sentence(self, on: Scale) -> str:
        """The rule in words."""
        high = region(*chosen(self.first, self.last, on))
        out = (
            ""
            if self.out_percent is None
            else (f"; out if at least {percent(self.out_percent)} rate {region(*on.lower)}")
        )
        return f"In if at least {percent(self.percent)} rate {high}{out}"
