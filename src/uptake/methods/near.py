"""Which codes stand near each other: on the same words, or a few turns apart.

Two stretches are near when no more than `reach` lies between them. What is counted is passages: for
two codes, the distinct passages of either that have one of the other within reach, so that a number
opens as many passages as it says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple


class Stretch(NamedTuple):
    """A coded passage from unit `first` to unit `last`, both included, of a document.

    A unit is whatever the rule goes by: a character, a turn.
    """

    passage: Hashable
    document: Hashable
    first: int
    last: int
    code: int


@dataclass(frozen=True, slots=True)
class Nearby:
    """For each two codes (the lower first) the passages of either that stand near the other.

    For a code and itself: all its passages.
    """

    passages: Mapping[tuple[int, int], frozenset[Hashable]]

    def of(self, one: int, other: int) -> frozenset[Hashable]:
        """The passages behind a pair, whichever way it is named; none for codes never near."""
        return self.passages.get((min(one, other), max(one, other)), frozenset())

    def count(self, one: int, other: int) -> int:
        """How many passages stand behind a pair."""
        return len(self.of(one, other))


def nearby(stretches: Iterable[Stretch], reach: int = 0) -> Nearby:
    """Find the passages of each two codes that stand within `reach` units of each other.

    Reach 0 asks for a unit in common. A passage that carries both codes is near itself. Stretches
    of two documents are never near. Raises ``ValueError`` for a reach below 0 and for a stretch
    that ends before it begins.
    """
    held: defaultdict[Hashable, list[Stretch]] = defaultdict(list)
    for one in stretches:
        if one.last < one.first:
            raise ValueError(f"The stretch of {one.passage!r} ends before it begins.")
        held[one.document].append(one)
    if reach < 0:
        raise ValueError("The reach must be 0 or more.")
    found: defaultdict[tuple[int, int], set[Hashable]] = defaultdict(set)
    for rows in held.values():
        rows.sort(key=lambda one: one.first)
        open_: list[Stretch] = []
        for one in rows:
            found[one.code, one.code].add(one.passage)
            open_ = [other for other in open_ if other.last + reach >= one.first]
            for other in open_:
                if other.code != one.code:
                    pair = (min(one.code, other.code), max(one.code, other.code))
                    found[pair] |= {one.passage, other.passage}
            open_.append(one)
    return Nearby({pair: frozenset(passages) for pair, passages in found.items()})
