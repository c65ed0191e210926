"""Code by code: how much of the text two codes share, and in how many units both stand.

Two codes may lie on the same words, or near each other: in one turn, one answer, one paragraph.
The first is counted in characters, the second in units and in documents. A code that lies on the
same words twice counts once.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

Counts = NDArray[np.int64]


class Coded(NamedTuple):
    """A coded passage: codepoint offsets in a document, ``end`` exclusive."""

    passage: Hashable
    document: Hashable
    start: int
    end: int
    code: int


@dataclass(frozen=True, slots=True, eq=False)
class Together:
    """Codes by codes, each table k x k int64 and symmetric, in the order of ``codes``.

    ``characters``: codepoints on which both lie. ``units``: units that both touch. ``documents``:
    documents that hold both. On the diagonal stands what a code has alone.
    """

    codes: tuple[int, ...]
    characters: Counts
    units: Counts
    documents: Counts

    def share(self, table: Counts, first: int, second: int) -> float | None:
        """Give both over either (Jaccard) of two codes in one of the tables; ``None`` for 0 of 0.

        Raises ``ValueError`` for a code that isn't there.
        """
        a, b = self.codes.index(first), self.codes.index(second)
        both = int(table[a, b])
        either = int(table[a, a]) + int(table[b, b]) - both
        return both / either if either else None


def cooccurrence(
    coded: Sequence[Coded], units: Mapping[Hashable, Sequence[tuple[int, int]]]
) -> Together:
    """Count for each two codes what they share.

    ``units`` gives each document's units (turns, paragraphs) in order and without overlap, as
    (start, end). A passage touches a unit when they share a character; passages without length are
    left out. Raises ``ValueError`` for units that overlap or are out of order.
    """
    for spans in units.values():
        if any(left[1] > right[0] for left, right in pairwise(spans)):
            raise ValueError("Units must be in order and must not overlap.")
    passages = [one for one in coded if one.start < one.end]
    codes = tuple(sorted({one.code for one in passages}))
    column = {code: at for at, code in enumerate(codes)}
    documents = {one: at for at, one in enumerate(dict.fromkeys(one.document for one in passages))}
    touched = [
        ((one.document, unit), column[one.code])
        for one in passages
        for unit in _touched(units.get(one.document, ()), one.start, one.end)
    ]
    unit_rows = {one: at for at, one in enumerate(dict.fromkeys(unit for unit, _ in touched))}
    lengths, pieces = _pieces(passages, column)
    return Together(
        codes,
        _shared(pieces, len(codes), lengths),
        _shared({(unit_rows[unit], code) for unit, code in touched}, len(codes)),
        _shared({(documents[one.document], column[one.code]) for one in passages}, len(codes)),
    )


def _touched(spans: Sequence[tuple[int, int]], start: int, end: int) -> range:
    first = bisect_right(spans, start, key=lambda span: span[1])
    last = bisect_left(spans, end, key=lambda span: span[0])
    return range(first, last)


def _pieces(
    passages: Iterable[Coded], column: Mapping[int, int]
) -> tuple[list[int], set[tuple[int, int]]]:
    """Cut each document at every boundary: the pieces' lengths, and which codes lie on which."""
    of: defaultdict[Hashable, list[Coded]] = defaultdict(list)
    for one in passages:
        of[one.document].append(one)
    lengths: list[int] = []
    found: set[tuple[int, int]] = set()
    for held in of.values():
        edges = sorted({edge for one in held for edge in (one.start, one.end)})
        place = {edge: len(lengths) + at for at, edge in enumerate(edges)}
        lengths += [right - left for left, right in zip(edges, [*edges[1:], edges[-1]],
                                                        strict=True)]  # fmt: skip
        for one in held:
            code = column[one.code]
            found.update((piece, code) for piece in range(place[one.start], place[one.end]))
    return lengths, found


def _shared(
    held: Iterable[tuple[int, int]], codes: int, weights: Sequence[int] | None = None
) -> Counts:
    """Count the rows that two columns have in common, each row with its weight."""
    pairs = np.array(sorted(held), dtype=np.int64).reshape(-1, 2)
    rows = int(pairs[:, 0].max()) + 1 if len(pairs) else 0
    ones = np.ones(len(pairs), dtype=np.int64)
    table = sp.csr_array((ones, (pairs[:, 0], pairs[:, 1])), shape=(rows, codes))
    heavy = ones if weights is None else np.array(weights, dtype=np.int64)[pairs[:, 0]]
    weighed = sp.csr_array((heavy, (pairs[:, 0], pairs[:, 1])), shape=(rows, codes))
    return np.asarray((table.T @ weighed).toarray(), dtype=np.int64)


def passages_behind(
    coded: Sequence[Coded],
    units: Mapping[Hashable, Sequence[tuple[int, int]]],
    first: int,
    second: int,
) -> tuple[Hashable, ...]:
    """Give the passages of two codes in the units that both touch: what a number opens."""
    near = defaultdict(set)
    places: dict[Hashable, list[tuple[Hashable, int]]] = {}
    for one in coded:
        if one.code in (first, second) and one.start < one.end:
            found = _touched(units.get(one.document, ()), one.start, one.end)
            places[one.passage] = [(one.document, unit) for unit in found]
            for unit in found:
                near[one.document, unit].add(one.code)
    wanted = {first, second}
    return tuple(
        passage for passage, found in places.items() if any(near[unit] == wanted for unit in found)
    )
