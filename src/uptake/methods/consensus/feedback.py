"""What a panellist is shown of the round before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from uptake.methods.consensus.quantiles import USUAL, Method, Spread, spread
from uptake.methods.consensus.ratings import Group, Ratings, counts
from uptake.methods.consensus.verdicts import number

Arm = Literal["own only", "own group", "each group", "everyone"]
"""Nothing of others; one's own group; every group apart; all groups together."""
ARMS: tuple[str, ...] = get_args(Arm)
LEAST = 5
"""People, from which a group's distribution may be shown."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """How a group rated an item.

    ``rated``, ``unable``, ``points`` (how many gave each point, from the lowest) and ``spread`` are
    None where the group is ``hidden`` because fewer than ``least`` people answered.
    """

    group: str
    least: int
    first: int
    rated: int | None
    unable: int | None
    points: tuple[int, ...] | None
    spread: Spread | None

    @property
    def hidden(self) -> bool:
        """Whether the group is too small to be shown."""
        return self.rated is None

    @property
    def words(self) -> str:
        """The distribution as a line that can be read aloud."""
        who = self.group or "All groups together"
        if self.rated is None or self.points is None:
            return f"{who}: not shown, because fewer than {self.least} people rated it."
        given = [
            f"{count} gave {point}" for point, count in enumerate(self.points, self.first) if count
        ]
        people = "1 person" if self.rated == 1 else f"{self.rated} people"
        middle = "" if self.spread is None else f" The median is {number(self.spread.median)}."
        unable = "" if not self.unable else f" {self.unable} could not score it."
        return f"{who}, {people}: {', '.join(given)}.{middle}{unable}"


@dataclass(frozen=True, slots=True)
class Feedback:
    """What one panellist is shown of an item: their own last answer, and groups as the arm says.

    ``answered``: whether they answered at all; ``own``: what they gave, None: unable to score.
    """

    answered: bool
    own: int | None
    groups: tuple[Distribution, ...]

    @property
    def words(self) -> str:
        """Their own last answer in a sentence."""
        if not self.answered:
            return "You did not rate this in the last round."
        if self.own is None:
            return "You said that you could not score this."
        return f"You gave {self.own}."


def distribution(
    given: Ratings, group: Group, least: int = LEAST, method: Method = USUAL
) -> Distribution:
    """Give a group's distribution, hidden when fewer than ``least`` people rated the item.

    Raises ``ValueError`` for ``least`` below 1.
    """
    if least < 1:
        raise ValueError(f"The smallest group to be shown has {least} people; give 1 or more.")
    if group.rated < least:
        return Distribution(group.name, least, given.scale.low, None, None, None, None)
    return Distribution(
        group.name,
        least,
        given.scale.low,
        group.rated,
        group.unable,
        counts(group, given.scale),
        spread(group.values, method),
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """What an arm shows of one item, made once when a round closes. ``of`` gives one panellist's.

    ``groups``: every group under "own group" and "each group", all together under "everyone".
    """

    arm: Arm
    groups: tuple[Distribution, ...]

    def of(self, group: str, answered: bool, own: int | None = None) -> Feedback:
        """Give what a panellist of a group is shown.

        ``answered``: whether they answered in the last round; ``own``: what they gave, None: unable
        to score. Raises ``ValueError`` for a group that is not there under "own group".
        """
        shown = self.groups
        if self.arm == "own group":
            shown = tuple(it for it in self.groups if it.group == group)
            if not shown:
                names = ", ".join(it.group for it in self.groups)
                raise ValueError(f"There is no group {group!r}. There are: {names}.")
        return Feedback(answered, own, shown)


def shown(
    given: Ratings, arm: Arm = "each group", least: int = LEAST, method: Method = USUAL
) -> Shown:
    """Give what an arm shows of one item of the last round.

    Groups and all together are never shown at once: from the whole and the groups that are shown,
    one that is hidden could be worked out. Raises ``ValueError`` for an arm that is none or
    ``least`` below 1.
    """
    if arm not in ARMS:
        raise ValueError(f"There is no arm {arm!r}. There are: {', '.join(ARMS)}.")
    groups: tuple[Group, ...] = ()
    if arm == "everyone":
        groups = (given.all,)
    elif arm != "own only":
        groups = given.groups
    return Shown(arm, tuple(distribution(given, it, least, method) for it in groups))


def feedback(
    given: Ratings,
    person: int,
    group: str,
    arm: Arm = "each group",
    least: int = LEAST,
    method: Method = USUAL,
) -> Feedback:
    """Give what one panellist is shown of an item: ``shown`` and ``Shown.of`` in one step.

    Raises ``ValueError`` as they do.
    """
    people = given.people
    return shown(given, arm, least, method).of(group, person in people, people.get(person))
