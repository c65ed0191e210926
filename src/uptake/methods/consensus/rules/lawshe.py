"""The content validity ratio, against what chance would bring about."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Annotated, ClassVar

from uptake.methods.consensus.quantiles import exact
from uptake.methods.consensus.ratings import Group, Scale
from uptake.methods.consensus.rules.base import Rule, SomePoint, between
from uptake.methods.consensus.rules.regions import chosen, off, percent, region, upside_down
from uptake.methods.consensus.verdicts import Comparison, Result

Alpha = Annotated[float, between(0.0001, 0.5)]


@dataclass(frozen=True, kw_only=True)
class Lawshe(Rule):
    """In if more rate the item essential than chance would bring about.

    The content validity ratio is (e - n / 2) / (n / 2) for e of n who rate it from ``first`` to
    ``last`` (without them: the upper region), Lawshe (1975). In: e reaches the critical count, the
    least that has a chance of at most ``alpha`` where each says yes or no as a coin falls: exact
    binomial, one-tailed (Ayre and Scally 2014). Nothing is out by this rule.
    """

    key: ClassVar[str] = "lawshe"
    name: ClassVar[str] = "Content validity ratio"

    alpha: Alpha = 0.05
    first: SomePoint = None
    last: SomePoint = None

    def contradictions(self) -> list[str]:
        """The region ends before it begins."""
        return upside_down(self.first, self.last)

    def fits(self, on: Scale) -> str:
        """The points that say essential must lie on the scale, above its lower region."""
        return off(self.first, self.last, on)

    def undecided(self, group: Group) -> str:
        """With few people, even all of them may be chance."""
        if critical_count(group.rated, self.alpha) is None:
            return f"With {group.rated} ratings, even all of one mind could be chance."
        return ""

    def tests(self, group: Group, on: Scale) -> tuple[Comparison, ...]:
        """The ratio, with the count it needs."""
        first, last = chosen(self.first, self.last, on)
        needed = critical_count(group.rated, self.alpha) or 0
        ratio = content_validity(group.within(first, last), group.rated)
        border = content_validity(needed, group.rated)
        return (
            Comparison(
                f"content validity ratio of {region(first, last)}", ratio, ">=", border, Result.IN
            ),
        )

    def sentence(self, on: Scale) -> str:
        """The rule in words."""
        high = region(*chosen(self.first, self.last, on))
        return (
            f"In if so many rate {high} that chance alone would bring it about in at most "
            f"{percent(self.alpha * 100)} (content validity ratio, exact binomial, one-tailed)"
        )


def content_validity(essential: int, of: int) -> Fraction:
    """Give Lawshe's ratio (1975), from -1 to 1. Raises ``ValueError`` unless 0 <= e <= n, n > 0."""
    if not 0 <= essential <= of or not of:
        raise ValueError(f"{essential} of {of} cannot have rated it essential.")
    return Fraction(2 * essential - of, of)


@lru_cache
def critical_count(of: int, alpha: float = 0.05) -> int | None:
    """Give the least count of n that has a chance of at most ``alpha`` with a fair coin.

    One-tailed; None where even all n are likelier (Ayre and Scally 2014). Raises ``ValueError``
    unless alpha lies between 0 and 1.
    """
    if not 0 < alpha < 1:
        raise ValueError(f"Alpha is {alpha}; it lies between 0 and 1.")
    least, border = of + 1, exact(alpha) * 2**of
    tail = ways = 1  # of all n; both in units of one in 2**n
    while tail <= border:
        least -= 1
        ways = ways * least // (of - least + 1)  # of one fewer
        tail += ways
    return least if least <= of else None
