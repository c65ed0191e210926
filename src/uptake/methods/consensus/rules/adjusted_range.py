"""Disagreement in a panel, as the RAND/UCLA Appropriateness Method defines it.

Fitch and others (2001), The RAND/UCLA Appropriateness Method User's Manual.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from uptake.methods.consensus.quantiles import USUAL, Method, quantile
from uptake.methods.consensus.ratings import Scale

BASE_RANGE = Fraction("2.35")
"""The interpercentile range at which ratings around the scale's centre are in disagreement."""
CORRECTION = Fraction("1.5")
CENTRE = 5
NINE = Scale(1, 9, 3, 7)


def panel_counts(rated: int) -> tuple[int, int]:
    """Give the most outside the median's third for agreement, and the fewest for disagreement.

    For 8-10, 11-13 and 14-16 ratings as the manual has them: 2 and 3, 3 and 4, 4 and 5; beyond
    in the same steps of three. Raises ``ValueError`` below 5, where no step is left.
    """
    if rated < 5:
        raise ValueError(f"For {rated} ratings there are no counts; the least is 5.")
    return (rated - 2) // 3, (rated - 2) // 3 + 1


@dataclass(frozen=True, slots=True)
class Disagreement:
    """How far the middle ratings spread, and how far they may: RAND/UCLA's index.

    ``ipr``: from the 30th to the 70th percentile. ``ipras``: the range adjusted for symmetry.
    """

    p30: Fraction
    p70: Fraction

    @property
    def ipr(self) -> Fraction:
        """The interpercentile range."""
        return self.p70 - self.p30

    @property
    def centre(self) -> Fraction:
        """The middle of that range."""
        return (self.p30 + self.p70) / 2

    @property
    def asymmetry(self) -> Fraction:
        """How far the middle lies from the scale's."""
        return abs(CENTRE - self.centre)

    @property
    def ipras(self) -> Fraction:
        """2.35 + 1.5 times the asymmetry."""
        return BASE_RANGE + CORRECTION * self.asymmetry

    @property
    def index(self) -> Fraction:
        """The range as a share of what it may be: above 1 is disagreement."""
        return self.ipr / self.ipras

    @property
    def present(self) -> bool:
        """Whether the ratings disagree."""
        return self.ipr > self.ipras


def disagreement(values: Sequence[int], method: Method = USUAL) -> Disagreement:
    """Give the disagreement of n ratings on a scale of 1 to 9 (Fitch and others 2001).

    Raises ``ValueError`` as ``quantile`` does, and for a rating that is not from 1 to 9.
    """
    if any(not NINE.low <= value <= NINE.high for value in values):
        raise ValueError("The index is defined for ratings from 1 to 9.")
    return Disagreement(
        quantile(values, Fraction(3, 10), method), quantile(values, Fraction(7, 10), method)
    )
