"""The average percent of majority opinions: a cut that the items themselves make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, ClassVar

from uptake.methods.consensus.ratings import Group, Ratings, Scale
from uptake.methods.consensus.rules.base import Rule
from uptake.methods.consensus.rules.regions import region, share
from uptake.methods.consensus.verdicts import Comparison, Result

Cut = Annotated[Fraction | None, lambda _: ""]


@dataclass(frozen=True, kw_only=True)
class Apmo(Rule):
    """In if a majority rates the item high, and no smaller one than is average among the items.

    The cut is the average percent of majority opinions: over all items rated together, the ratings
    of upper regions that hold a majority, and of lower regions that do, as a percentage of all
    ratings given. In: more than half rate the item in the upper region, and at least the cut; out
    likewise with the lower. Kapoor (1987), as in von der Gracht (2012). Where no item has a
    majority there is no cut. All groups are taken together.
    """

    key: ClassVar[str] = "apmo"
    name: ClassVar[str] = "Average percent of majority opinions"

    def contradictions(self) -> list[str]:
        """One cut is made of all ratings, so it can't be asked of each group."""
        return [] if self.scope == "all" else ["scope: this rule takes all groups together."]

    def among(self, items: Sequence[Ratings]) -> Rule:
        """The rule with the cut of these items."""
        return _ApmoAt(least=self.least, cut=apmo_cut(items))

    def undecided(self, group: Group) -> str:
        """One item has no cut by itself."""
        return "The cut is made of all items that were rated together."

    def tests(self, group: Group, on: Scale) -> tuple[Comparison, ...]:
        """None without a cut."""
        return ()

    def sentence(self, on: Scale) -> str:
        """The rule in words."""
        high, low = region(*on.upper), region(*on.lower)
        return (
            f"In if more than half rate {high}, and at least the average percent of majority "
            f"opinions of all items; out if more than half rate {low}, and at least that"
        )


@dataclass(frozen=True, kw_only=True)
class _ApmoAt(Apmo):
    """``Apmo`` with a cut in percent; None: no item has a majority."""

    cut: Cut = None

    def undecided(self, group: Group) -> str:
        return "No item has a majority for or against it." if self.cut is None else ""

    def tests(self, group: Group, on: Scale) -> tuple[Comparison, ...]:
        cut = self.cut or Fraction(0)
        return tuple(
            share(group, *where, sign, border, to)
            for where, to in ((on.upper, Result.IN), (on.lower, Result.OUT))
            for sign, border in ((">", Fraction(50)), (">=", cut))
        )


def apmo_cut(items: Sequence[Ratings]) -> Fraction | None:
    """Give the average percent of majority opinions of n items; None where none has a majority.

    A majority is more than half of those who rated the item.
    """
    majorities = total = 0
    for item in items:
        group = item.all
        total += group.rated
        for where in (item.scale.upper, item.scale.lower):
            count = group.within(*where)
            if 2 * count > group.rated:
                majorities += count
    return Fraction(100 * majorities, total) if majorities else None
