"""Who rated one item how: the input of every rule."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

ALL = ""
"""The name under which all groups together are reported."""
Rating = tuple[int, int | None]
"""A panellist's number and what was given; None: unable to score."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Whole numbers from ``low`` to ``high``; make one with ``scale``.

    ``bottom``: the highest point of the lower region ("1 to 3"). ``top``: the lowest point of the
    upper region ("7 to 9"). What lies between is the middle region.
    """

    low: int
    high: int
    bottom: int
    top: int

    @property
    def points(self) -> range:
        """Every point, from the lowest."""
        return range(self.low, self.high + 1)

    @property
    def upper(self) -> tuple[int, int]:
        """The first and the last point of the upper region."""
        return self.top, self.high

    @property
    def lower(self) -> tuple[int, int]:
        """The first and the last point of the lower region."""
        return self.low, self.bottom


def scale(
    low: int = 1, high: int = 9, *, bottom: int | None = None, top: int | None = None
) -> Scale:
    """Make a scale. A number of points that three divides falls into thirds: 1-3, 4-6, 7-9.

    Any other scale needs ``bottom`` and ``top``, because how many points of a 7-point scale speak
    for an item is a decision. Raises ``ValueError`` without them, for fewer than two points, and
    for regions that overlap or leave the scale.
    """
    size = high - low + 1
    if size < 2:
        raise ValueError(f"A scale from {low} to {high} has no two points; high lies above low.")
    if bottom is None or top is None:
        if size % 3:
            raise ValueError(
                f"A scale of {size} points has no thirds: say up to which point it speaks against "
                "an item (bottom) and from which point for it (top)."
            )
        bottom = low + size // 3 - 1 if bottom is None else bottom
        top = high - size // 3 + 1 if top is None else top
    if not low <= bottom < top <= high:
        raise ValueError(
            f"The lower region ends at {bottom} and the upper begins at {top}: both lie on the "
            f"scale from {low} to {high}, the lower below the upper."
        )
    return Scale(low, high, bottom, top)


@dataclass(frozen=True, slots=True)
class Group:
    """One group's ratings of one item, or those of all groups together (``name`` is ``ALL``).

    ``values``: what was given, ascending. ``unable``: how many said that they can't score it; they
    are in no denominator. Who did not answer at all is in neither.
    """

    name: str
    values: tuple[int, ...]
    unable: int

    @property
    def rated(self) -> int:
        """How many gave a number: the denominator of every percentage."""
        return len(self.values)

    def within(self, first: int, last: int) -> int:
        """How many gave a point from ``first`` to ``last``."""
        return bisect_right(self.values, last) - bisect_left(self.values, first)


@dataclass(frozen=True)
class Ratings:
    """All ratings of one item in one round, by group; make them with ``ratings``."""

    item: Hashable
    scale: Scale
    given: tuple[tuple[str, tuple[Rating, ...]], ...]

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """Each group, in the order given."""
        return tuple(_group(name, said) for name, said in self.given)

    @cached_property
    def all(self) -> Group:
        """All groups together, each person counting once."""
        return _group(ALL, chain.from_iterable(said for _, said in self.given))

    @property
    def people(self) -> dict[int, int | None]:
        """What each panellist said."""
        return {person: value for _, said in self.given for person, value in said}

    def where(self, keep: Callable[[int], bool]) -> Ratings:
        """The same item with the ratings of some people only; groups remain, if empty."""
        kept = tuple((name, tuple(it for it in said if keep(it[0]))) for name, said in self.given)
        return Ratings(self.item, self.scale, kept)

    def only(self, people: Collection[int]) -> Ratings:
        """The same item with the ratings of these people only."""
        return self.where(frozenset(people).__contains__)


def ratings(
    given: Mapping[str, Iterable[Rating]], on: Scale | None = None, item: Hashable = None
) -> Ratings:
    """Take one item's ratings: for each group, pairs of a panellist's number and a value.

    A value of None says "unable to score"; whoever did not answer is left out. ``on``: the scale,
    1 to 9 unless said. Raises ``ValueError`` for a panellist who is there twice, in one group or
    in two, a value off the scale, or a group without a name.
    """
    on = on or scale()
    seen: set[int] = set()
    kept: list[tuple[str, tuple[Rating, ...]]] = []
    for name, pairs in given.items():
        if name == ALL:
            raise ValueError("A group has no name; give it one.")
        said = tuple(pairs)
        for person, value in said:
            if person in seen:
                raise ValueError(f"Panellist {person} is there twice; each rates an item once.")
            seen.add(person)
            if value is not None and not on.low <= value <= on.high:
                raise ValueError(
                    f"Panellist {person} gave {value}; the scale runs from {on.low} to {on.high}."
                )
        kept.append((name, said))
    return Ratings(item, on, tuple(kept))


@dataclass(frozen=True, slots=True)
class Base:
    """What the figures of a group rest on: asked = rated + unable + silent."""

    group: str
    asked: int
    rated: int
    unable: int
    silent: int


def bases(given: Ratings, asked: Mapping[str, int]) -> tuple[Base, ...]:
    """Say of each group, and of all last, how many were asked, rated, could not, said nothing.

    Raises ``ValueError`` where a group is missing in ``asked`` or more answered than were asked.
    """
    found = []
    for group in given.groups:
        answered = group.rated + group.unable
        if asked.get(group.name, -1) < answered:
            raise ValueError(
                f"{answered} of {group.name} answered, but {asked.get(group.name, 'none')} were "
                "asked; give how many were."
            )
        silent = asked[group.name] - answered
        found.append(Base(group.name, asked[group.name], group.rated, group.unable, silent))
    total = Base(
        ALL,
        sum(it.asked for it in found),
        sum(it.rated for it in found),
        sum(it.unable for it in found),
        sum(it.silent for it in found),
    )
    return (*found, total)


def _group(name: str, said: Iterable[Rating]) -> Group:
    values = [value for _, value in said]
    rated = sorted(value for value in values if value is not None)
    return Group(name, tuple(rated), len(values) - len(rated))


def counts(group: Group, on: Scale) -> tuple[int, ...]:
    """How many gave each point of the scale, from the lowest."""
    tally = Counter(group.values)
    return tuple(tally[point] for point in on.points)
