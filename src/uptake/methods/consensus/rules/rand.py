"""The rules of the RAND/UCLA Appropriateness Method (Fitch and others 2001)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Literal

from uptake.methods.consensus.quantiles import USUAL, Method, median, named
from uptake.methods.consensus.ratings import Group, Scale
from uptake.methods.consensus.rules.adjusted_range import NINE, disagreement, panel_counts
from uptake.methods.consensus.rules.base import Rule
from uptake.methods.consensus.verdicts import Comparison, Result

Between = Literal["higher", "neither"]
Needs = Literal["no disagreement", "agreement"]
HALF_WAY = Fraction(13, 2)
SIZES = range(8, 17)
"""Panels of which the manual says what agreement and disagreement are."""
RANGE = "range from 30th to 70th percentile"


@dataclass(frozen=True, kw_only=True)
class RandClassic(Rule):
    """In if the median is 7 to 9 without disagreement, by counts that go with the panel's size.

    Disagreement: so many rate 1 to 3 and so many 7 to 9; agreement: at most so many rate outside
    the third that holds the median. For 8 to 10 ratings these are 3 and 2, for 11 to 13 4 and 3,
    for 14 to 16 5 and 4 (Fitch and others 2001, RAND/UCLA Appropriateness Method User's Manual).
    ``needs``: whether agreement is asked instead of no disagreement. ``extend``: go on in the same
    steps for other sizes from 5; without it they are not defined. ``between``: a median of 6.5
    counts to the "higher" third or to "neither". Out: median 1 to 3, likewise. 1 to 9 only.
    """

    key: ClassVar[str] = "rand-classic"
    name: ClassVar[str] = "RAND/UCLA, by panel size"

    needs: Needs = "no disagreement"
    extend: bool = False
    between: Between = "higher"

    def fits(self, on: Scale) -> str:
        """Only on nine points in thirds."""
        return _nine(on)

    def undecided(self, group: Group) -> str:
        """Sizes of which the manual says nothing."""
        if group.rated in SIZES or (self.extend and group.rated >= 5):
            return ""
        known = "5 and more" if self.extend else f"{SIZES[0]} to {SIZES[-1]}"
        return f"{group.rated} rated it; the counts are defined for {known}."

    def tests(self, group: Group, on: Scale) -> tuple[Comparison, ...]:
        """The median's third, and the counts at the extremes or outside that third."""
        outside, extreme = panel_counts(group.rated)
        tests = []
        for middle, where in zip(_thirds(group, self.between), (on.upper, on.lower), strict=True):
            tests.append(middle)
            if self.needs == "agreement":
                away = Fraction(group.rated - group.within(*where))
                tests.append(
                    Comparison(
                        "ratings outside that third", away, "<=", Fraction(outside), middle.towards
                    )
                )
            else:
                least = Fraction(min(group.within(*on.lower), group.within(*on.upper)))
                tests.append(
                    Comparison(
                        "ratings at either extreme", least, "<", Fraction(extreme), middle.towards
                    )
                )
        return tuple(tests)

    def sentence(self, on: Scale) -> str:
        """The rule in words."""
        how = "with agreement" if self.needs == "agreement" else "without disagreement"
        return (
            f"In if the median is 7 to 9 {how}, out if it is 1 to 3 {how} (RAND/UCLA, counts by "
            f"panel size{', extended to other sizes' if self.extend else ''}; {_at(self.between)})"
        )


@dataclass(frozen=True, kw_only=True)
class RandIpras(Rule):
    """In if the median is 7 to 9 and the ratings do not disagree, by the adjusted range.

    Disagreement: the range from the 30th to the 70th percentile is wider than 2.35 + 1.5 times the
    distance of its middle from 5 (Fitch and others 2001). ``quantile``, ``between``: see
    ``MedianSpread`` and ``RandClassic``. Out: median 1 to 3, likewise. On a scale of 1 to 9 only.
    """

    key: ClassVar[str] = "rand-ipras"
    name: ClassVar[str] = "RAND/UCLA, disagreement index"

    quantile: Method = USUAL
    between: Between = "higher"

    def fits(self, on: Scale) -> str:
        """Only on nine points in thirds."""
        return _nine(on)

    def tests(self, group: Group, on: Scale) -> tuple[Comparison, ...]:
        """The median's third, and the range against what it may be."""
        found = disagreement(group.values, self.quantile)
        tests = []
        for middle in _thirds(group, self.between):
            tests.append(middle)
            tests.append(Comparison(RANGE, found.ipr, "<=", found.ipras, middle.towards))
        return tuple(tests)

    def sentence(self, on: Scale) -> str:
        """The rule in words."""
        return (
            "In if the median is 7 to 9 without disagreement, out if it is 1 to 3 without "
            "disagreement (RAND/UCLA, interpercentile range adjusted for symmetry, percentiles of "
            f"{named(self.quantile)}; {_at(self.between)})"
        )


def _thirds(group: Group, between: Between) -> tuple[Comparison, Comparison]:
    """Whether the median lies in the upper third, and in the lower."""
    found = median(group.values)
    upper = HALF_WAY if between == "higher" else Fraction(NINE.top)
    return (
        Comparison("median", found, ">=", upper, Result.IN),
        Comparison("median", found, "<=", Fraction(NINE.bottom), Result.OUT),
    )


def _nine(on: Scale) -> str:
    return "" if on == NINE else "The rule is defined on a scale of 1 to 9, in thirds."


def _at(between: Between) -> str:
    kind = "the higher third" if between == "higher" else "neither third"
    return f"a median between two thirds counts to {kind}"
