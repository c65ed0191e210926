"""What must not be shown of small groups: cells of a table, and quotes with what is beside them.

A count of one therapist out of three tells who it was. Cells below a threshold are withheld, and so
many others with them that none can be worked out again from the totals.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import combinations

LEAST = 5
"""People, from which a count may be shown."""
MOST_ATTRIBUTES = 12
Place = tuple[int, int]
Table = tuple[tuple[int, ...], ...]
Arcs = dict[int, list[tuple[int, Place]]]


@dataclass(frozen=True, slots=True)
class Protected:
    """A table with its totals, rows + 1 by columns + 1: the last row and column hold the totals.

    ``primary``: the places of counts from 1 to below the threshold. ``secondary``: what is withheld
    so that no withheld count can be worked out.
    """

    table: Table
    least: int
    primary: frozenset[Place]
    secondary: frozenset[Place]

    @property
    def withheld(self) -> frozenset[Place]:
        """Every place of which the count is not shown."""
        return self.primary | self.secondary

    @property
    def shown(self) -> tuple[tuple[int | None, ...], ...]:
        """The table as it may be published, ``None`` for what is withheld."""
        hidden = self.withheld
        return tuple(
            tuple(None if (i, j) in hidden else count for j, count in enumerate(row))
            for i, row in enumerate(self.table)
        )


def protect(counts: Sequence[Sequence[int]], least: int = LEAST) -> Protected:
    """Withhold what would show a group of fewer than ``least`` people.

    ``counts``: rows by columns, whole numbers from 0. Totals are added and protected as well: a
    total may be small itself, and is withheld where nothing else helps. Somebody who knows every
    count shown, that rows and columns add up to their totals, and that no count is negative, finds
    at least two values for each one withheld. Which others to withhold is chosen greedily: the
    fewest people first, not the fewest possible.

    That two values fit says nothing of how far apart they are, and 0 is shown: "none of the
    commissioners" is said of each of them. Raises ``ValueError`` for rows of different lengths, a
    negative count, or ``least`` below 1.
    """
    width = len(counts[0]) if counts else 0
    if any(len(row) != width or any(count < 0 for count in row) for row in counts) or least < 1:
        raise ValueError("Rows must be of one length, counts not negative, and least at least 1.")
    table = _with_totals(counts, width)
    primary = frozenset(
        (i, j) for i, row in enumerate(table) for j, count in enumerate(row) if 0 < count < least
    )
    withheld = set(primary)
    every = _arcs_of(table, ((i, j) for i in range(len(table)) for j in range(width + 1)))
    arcs = _arcs_of(table, withheld)
    # Withholding more opens ways and closes none, and all of a cover lie on one way: so each count
    # is looked at once.
    for place in sorted(primary):
        if _follows(table, arcs, place):
            ways = (_way(table, every, place, up=up, known=withheld) for up in (True, False))
            withheld |= set(min(way for way in ways if way is not None)[1])
            arcs = _arcs_of(table, withheld)
    return Protected(table, least, primary, frozenset(withheld) - primary)


def _with_totals(counts: Sequence[Sequence[int]], width: int) -> Table:
    rows = [(*row, sum(row)) for row in counts]
    totals = tuple(sum(row[at] for row in rows) for at in range(width + 1))
    return (*rows, totals)


def named_sizes(counts: Sequence[int], least: int = LEAST) -> tuple[int | None, ...]:
    """Sizes of groups that are named in a text beside how many people they are in all.

    ``None`` is withheld. Unlike in a table the total stands, and a group that is named has somebody
    in it: of 11 people in groups of 9 and two others, each other one is one person. So more is
    withheld than ``protect`` asks for, the smallest group first, until every size withheld can be
    another; or until all are, where they follow still. Raises ``ValueError`` for a count or
    ``least`` below 1.
    """
    if any(count < 1 for count in counts):
        raise ValueError("A group that is named has somebody in it.")
    shown = list(protect([counts], least).shown[0][:-1])
    while True:
        hidden = [count for count, size in zip(counts, shown, strict=True) if size is None]
        free = [(size, at) for at, size in enumerate(shown) if size is not None]
        if not hidden or not free or (len(hidden) > 1 and sum(hidden) > len(hidden)):
            return tuple(shown)
        shown[min(free)[1]] = None


def solvable(table: Table, withheld: Iterable[Place]) -> set[Place]:
    """Give the withheld places whose counts follow from what is shown.

    Two tables with the same counts shown differ by steps around closed ways: up by one in one cell,
    down in the next of its row, up in the next of that column, and so on (a total goes down where
    a cell goes up). A count follows when no such way leads through it along which nothing that goes
    down is 0. The ways are those of a network from rows to columns (Ahuja, Magnanti and Orlin 1993,
    section 3.5, decomposition of circulations).
    """
    hidden = set(withheld)
    arcs = _arcs_of(table, hidden)
    return {place for place in hidden if _follows(table, arcs, place)}


def _follows(table: Table, arcs: Arcs, place: Place) -> bool:
    if _way(table, arcs, place, up=True) is not None:
        return False
    return not table[place[0]][place[1]] or _way(table, arcs, place, up=False) is None


def _ends(table: Table, place: Place, *, up: bool) -> tuple[int, int]:
    """Give where an arc leads from and to: rows are 0, 1, ..., columns -1, -2, ....

    A cell that goes up leads from its row to its column; a total stands on the other side of its
    sum, so that it leads back.
    """
    row, column = place[0], -1 - place[1]
    in_totals = (place[0] == len(table) - 1) != (place[1] == len(table[0]) - 1)
    return (row, column) if up != in_totals else (column, row)


def _arcs_of(table: Table, places: Iterable[Place]) -> Arcs:
    """Give the arcs of places, by where they lead from: up always, down where there is somebody."""
    arcs: Arcs = {}
    for place in places:
        for up in (True, False) if table[place[0]][place[1]] else (True,):
            tail, head = _ends(table, place, up=up)
            arcs.setdefault(tail, []).append((head, place))
    return arcs


def _way(
    table: Table, arcs: Arcs, place: Place, *, up: bool, known: AbstractSet[Place] | None = None
) -> tuple[int, tuple[Place, ...]] | None:
    """Find the cheapest closed way through a place over other places (Dijkstra), with its cost.

    A place costs one more than the people in its count, one that is ``known`` to be withheld
    nothing; without ``known`` none costs anything. Ties go to the places that come first.
    """
    start, goal = _ends(table, place, up=up)
    heap: list[tuple[int, tuple[Place, ...], int]] = [(0, (place,), goal)]
    done: set[int] = set()
    while heap:
        cost, way, at = heapq.heappop(heap)
        if at == start:
            return cost, way
        if at in done:
            continue
        done.add(at)
        for head, other in arcs.get(at, ()):
            if head in done or other == place:
                continue
            free = known is None or other in known
            price = 0 if free else table[other[0]][other[1]] + 1
            heapq.heappush(heap, (cost + price, (*way, other), head))
    return None


@dataclass(frozen=True, slots=True)
class Risky:
    """A quote that tells who said it: how many people share all that is shown beside it.

    ``keep``: the largest choices of what may stay beside it so that enough people share it; none
    where even all people together are too few.
    """

    quote: Hashable
    people: int
    keep: tuple[tuple[str, ...], ...]


def risky_quotes(
    people: Mapping[Hashable, Mapping[str, Hashable]],
    quotes: Sequence[tuple[Hashable, Hashable]],
    shown: Sequence[str],
    least: int = LEAST,
) -> tuple[Risky, ...]:
    """Find quotes whose speaker is one of fewer than ``least`` people with what is shown beside it.

    ``people``: what is known of everybody who was asked, not of those quoted only. ``quotes``: a
    quote and who said it. ``shown``: the attributes printed beside quotes (group, site). Somebody
    without an attribute is alike with others without it. What a quote's words tell is not looked
    at. Raises ``KeyError`` for a quote of somebody unknown, ``ValueError`` for more than
    ``MOST_ATTRIBUTES`` attributes or ``least`` below 1.
    """
    if len(shown) > MOST_ATTRIBUTES or least < 1:
        raise ValueError(f"At most {MOST_ATTRIBUTES} attributes can be shown; least is 1 or more.")
    sizes: dict[tuple[str, ...], Counter[tuple[Hashable, ...]]] = {}

    def alike(person: Hashable, kept: tuple[str, ...]) -> int:
        if kept not in sizes:
            sizes[kept] = Counter(_values(one, kept) for one in people.values())
        return sizes[kept][_values(people[person], kept)]

    found: list[Risky] = []
    every = tuple(dict.fromkeys(shown))
    for quote, person in quotes:
        count = alike(person, every)
        if count >= least:
            continue
        keep: tuple[tuple[str, ...], ...] = ()
        for size in range(len(every) - 1, -1, -1):
            keep = tuple(kept for kept in combinations(every, size) if alike(person, kept) >= least)
            if keep:
                break
        found.append(Risky(quote, count, keep))
    return tuple(found)


def _values(person: Mapping[str, Hashable], kept: Sequence[str]) -> tuple[Hashable, ...]:
    return tuple(person.get(name) for name in kept)
