"""Who left, whether they had rated otherwise, and whether results hang on them."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from uptake.methods.consensus.figures import NotDefined, Reason
from uptake.methods.consensus.quantiles import median
from uptake.methods.consensus.ranks import p_of_groups
from uptake.methods.consensus.ratings import ALL, Group, Ratings
from uptake.methods.consensus.rules import Rule, judge_all
from uptake.methods.consensus.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Staying:
    """One group (``ALL``: everybody) through the rounds.

    ``answered``: how many answered in each round. ``stayed``: how many answered in every round.
    """

    group: str
    answered: tuple[int, ...]
    stayed: int

    @property
    def left(self) -> int:
        """How many answered in the first round and not in all of the later ones."""
        return self.answered[0] - self.stayed


def staying(rounds: Sequence[Mapping[str, Collection[int]]]) -> tuple[Staying, ...]:
    """Count who answered in each round, by group and for all last.

    ``rounds``: for each round, who answered, by group. Groups come as the first round has them,
    then as met. Raises ``ValueError`` without a round.
    """
    if not rounds:
        raise ValueError("There is no round to count.")
    names = dict.fromkeys(name for each in rounds for name in each)
    found = []
    for name in names:
        answered = [frozenset(each.get(name, ())) for each in rounds]
        stayed = frozenset.intersection(*answered)
        found.append(Staying(name, tuple(len(it) for it in answered), len(stayed)))
    total = tuple(sum(it.answered[at] for it in found) for at in range(len(rounds)))
    return (*found, Staying(ALL, total, sum(it.stayed for it in found)))


@dataclass(frozen=True, slots=True)
class Side:
    """Ratings of those who stayed, or of those who left. ``median``: None where nobody rated."""

    rated: int
    median: Fraction | None
    mean: Fraction | None
    high: Fraction | None
    """The percentage that rated in the upper region."""


@dataclass(frozen=True, slots=True)
class Contrast:
    """First-round ratings of one item by one group: those who stayed beside those who left.

    ``p``: two-sided, by rank sums; among many items some are small by chance alone.
    """

    item: Hashable
    group: str
    stayed: Side
    left: Side
    p: float | NotDefined


def contrasts(first: Sequence[Ratings], stayed: Collection[int]) -> tuple[Contrast, ...]:
    """Set the first ratings of those who stayed beside those of who left.

    ``first``: the first round's items; ``stayed``: who answered every round. A contrast for each
    item and group, in their order, and for all groups together last.
    """
    keep = frozenset(stayed)
    found = []
    for item in first:
        here = item.only(keep)
        gone = item.where(lambda person: person not in keep)
        pairs = [*zip(here.groups, gone.groups, strict=True), (here.all, gone.all)]
        found += [_contrast(item, one, other) for one, other in pairs]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Held:
    """An item's verdict for all who rated it, and for those alone who stayed all through."""

    everyone: Verdict
    stayed: Verdict

    @property
    def changed(self) -> bool:
        """Whether the result hangs on those who left."""
        return self.everyone.result is not self.stayed.result


def without_leavers(
    rule: Rule, items: Sequence[Ratings], stayed: Collection[int]
) -> tuple[Held, ...]:
    """Judge a round's items twice: by all who rated them, and by those who stayed all through."""
    keep = frozenset(stayed)
    everyone = judge_all(rule, items)
    remaining = judge_all(rule, [item.only(keep) for item in items])
    return tuple(Held(one, other) for one, other in zip(everyone, remaining, strict=True))


def _contrast(item: Ratings, here: Group, gone: Group) -> Contrast:
    p: float | NotDefined
    if here.values and gone.values:
        p, _ = p_of_groups(here.values, gone.values)
    elif here.values:
        p = NotDefined(Reason.NOBODY_LEFT)
    else:
        p = NotDefined(Reason.NOBODY_STAYED if gone.values else Reason.NOT_RATED)
    return Contrast(item.item, here.name, _side(item, here), _side(item, gone), p)


def _side(item: Ratings, group: Group) -> Side:
    if not group.rated:
        return Side(0, None, None, None)
    high = Fraction(100 * group.within(*item.scale.upper), group.rated)
    average = Fraction(sum(group.values), group.rated)
    return Side(group.rated, median(group.values), average, high)
