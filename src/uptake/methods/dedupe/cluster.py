"""Which records are one work: pairs joined best first, never against what forbids it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Clusters(NamedTuple):
    """Clusters of two or more records, and the pairs that were refused, in the order tried."""

    groups: tuple[tuple[int, ...], ...]
    refused: tuple[tuple[int, int], ...]


def cluster(
    pairs: Iterable[tuple[float, int, int]],
    apart: Iterable[tuple[int, int]] = (),
    together: Iterable[Sequence[int]] = (),
) -> Clusters:
    """Join ``pairs`` (score, one, other), best first, into clusters of records.

    A pair that would bring two records of ``apart`` into one cluster is refused. ``together`` are
    groups that stand already (people put them so) and are never refused. Ties go by the smaller,
    then the larger record, so the order of the input does not count. Near O(n log n): union-find
    with the smaller side checked (constrained single linkage; Wagstaff and others 2001 for
    must-link and cannot-link).
    """
    forest = Forest(apart)
    for group in together:
        for other in group[1:]:
            forest.join(group[0], other)
    refused = []
    tidy = {(-score, min(a, b), max(a, b)) for score, a, b in pairs}
    for _, one, other in sorted(tidy):
        if not forest.may_join(one, other):
            refused.append((one, other))
        else:
            forest.join(one, other)
    return Clusters(forest.groups(), tuple(refused))


class Forest:
    """Records in groups, with what must stay apart."""

    def __init__(self, apart: Iterable[tuple[int, int]]) -> None:
        self._parent: dict[int, int] = {}
        self._members: dict[int, list[int]] = {}
        self._apart: dict[int, set[int]] = {}
        for one, other in apart:
            self._apart.setdefault(one, set()).add(other)
            self._apart.setdefault(other, set()).add(one)

    def root(self, record: int) -> int:
        """Give the record that stands for the group of this one."""
        parent = self._parent
        while (above := parent.get(record, record)) != record:
            parent[record] = parent.get(above, above)
            record = parent[record]
        return record

    def may_join(self, one: int, other: int) -> bool:
        """True when no record of the one's group must stay apart from one of the other's."""
        one, other = self.root(one), self.root(other)
        if one == other:
            return True
        small, large = self._group(one), self._group(other)
        if len(small) > len(large):
            small, large = large, small
            one, other = other, one
        for record in small:
            for foe in self._apart.get(record, ()):
                if self.root(foe) == other:
                    return False
        return True

    def join(self, one: int, other: int) -> None:
        """Make one group of two; nothing happens when they are one already."""
        one, other = self.root(one), self.root(other)
        if one == other:
            return
        if len(self._group(one)) < len(self._group(other)):
            one, other = other, one
        self._members[one] = self._group(one) + self._group(other)
        self._members.pop(other, None)
        self._parent[other] = one

    def groups(self) -> tuple[tuple[int, ...], ...]:
        """Give the groups, each in order, by their first records."""
        return tuple(sorted(tuple(sorted(it)) for it in self._members.values()))

    def _group(self, root: int) -> list[int]:
        return self._members.get(root) or [root]
