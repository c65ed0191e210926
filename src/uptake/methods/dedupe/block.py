"""Which pairs are worth a comparison: records that agree in one of several keys.

A key that many records share ("the effect of" in one year) would make pairs grow with the square of
its records. Such a block is not dropped, which would lose duplicates, but refined: its records
meet where they agree in one more field, and besides each meets the ``WINDOW`` records next to it in
the order of their titles, years and pages. So no key makes more than ``MOST`` pairs a record, and
records that are alike in everything always stand in one unbroken row of pairs.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from uptake.methods.dedupe import text
from uptake.methods.dedupe.prep import Columns, Ints, codes, combined

BLOCK = 24  # records that all meet each other
WINDOW = 4  # neighbours that a record meets in a block that stays larger
SHORTEST = 10  # letters and digits from which a title, or a part of it, is a key by itself
ABSTRACT = 80


def candidates(columns: Columns) -> tuple[Ints, Ints]:
    """Give the pairs to compare as two arrays of positions, left < right, in order, each once.

    O(k n log n) for n records and k keys; at most k * (BLOCK - 1) * 5 / 2 pairs a record, and in
    practice about three.
    """
    count = len(columns)
    neighbours = _reading_order(columns)
    found = np.zeros(0, dtype=np.int64)
    for key, refiners in _keys(columns):
        for pairs in _met(key, refiners, neighbours):
            low, high = pairs.min(axis=0), pairs.max(axis=0)
            found = np.union1d(found, low * count + high)
    return (found // count, found % count) if count else (found, found)


def _keys(columns: Columns) -> Iterator[tuple[Ints, tuple[Ints, ...]]]:
    """Give each key, and the fields by which a block of it is refined when it is large."""
    joined = columns.joined.tolist()
    long_enough = [it if len(it) >= SHORTEST else "" for it in joined]
    beginning = codes(it[:24] for it in long_enough)
    start = codes(it[:12] for it in joined)
    end = codes(it[-24:] for it in long_enough)
    title = codes(long_enough)
    rare = codes(map(_longest_words, columns.title.tolist()))
    year, volume, page = columns.year, columns.volume, columns.first_page
    author, journal = columns.first_author, columns.journal_code
    told = (author, page, year, volume, end, beginning)
    yield columns.doi_code, told
    yield columns.pmid, told
    yield title, told
    yield beginning, told
    yield end, told
    yield rare, told
    yield codes(map(_abstract_start, columns.records)), told
    yield combined(start, year), (author, page, end)
    yield combined(start, author), (page, end)
    yield combined(author, year, page), (volume, start, end)
    yield combined(author, volume, page), (year, start, end)
    yield combined(year, volume, page), (author, start, journal)
    initial = codes(it[:1] for it in columns.journal.tolist())
    yield combined(initial, volume, page), (author, start, year, journal)


def _longest_words(title: str) -> str:
    """Give the four longest words in one order: titles whose words are turned round still meet."""
    words = sorted(set(title.split()), key=lambda word: (-len(word), word))[:4]
    key = " ".join(sorted(words))
    return key if len(key) >= SHORTEST else ""


def _abstract_start(record: object) -> str:
    raw: str = record.abstract  # type: ignore[attr-defined]
    start = text.plain(raw[:200]).replace(" ", "")[:ABSTRACT] if raw else ""
    return start if len(start) == ABSTRACT else ""


def _reading_order(columns: Columns) -> Ints:
    """Rank records by title, then year, volume, page and author: alike ones are neighbours."""
    titles = columns.joined.tolist()
    rank = {it: at for at, it in enumerate(sorted(set(titles)))}
    by_title = np.array([rank[it] for it in titles], dtype=np.int64)
    order = np.lexsort(
        (columns.first_author, columns.first_page, columns.volume, columns.year, by_title)
    )
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[order] = np.arange(len(order))
    return ranks


def _met(key: Ints, refiners: tuple[Ints, ...], neighbours: Ints) -> Iterator[Ints]:
    """Give the pairs of one key: whole blocks, refined blocks, and neighbours in large ones."""
    rows = np.flatnonzero(key)
    rows, sizes = _grouped(rows, key, neighbours)
    yield _near(rows, sizes, np.where(sizes > BLOCK, WINDOW + 1, sizes))
    large = rows[sizes > BLOCK]
    for refiner in refiners if len(large) else ():
        finer = np.zeros_like(key)
        finer[large] = combined(key[large], refiner[large])
        inner, inner_sizes = _grouped(large[finer[large] != 0], finer, neighbours)
        small = inner_sizes <= BLOCK
        yield _near(inner, inner_sizes, np.where(small, inner_sizes, WINDOW + 1))


def _grouped(rows: Ints, key: Ints, neighbours: Ints) -> tuple[Ints, Ints]:
    """Sort rows by key and neighbourhood, and give the size of the block that each is in."""
    rows = rows[np.lexsort((neighbours[rows], key[rows]))]
    _, inverse, counts = np.unique(key[rows], return_inverse=True, return_counts=True)
    sizes = counts[inverse]
    keep = sizes > 1
    return rows[keep], sizes[keep]


def _near(rows: Ints, sizes: Ints, reach: Ints) -> Ints:
    """Pair each row with those less than ``reach`` places after it in its own block."""
    found = []
    last = np.zeros(len(rows), dtype=np.int64)  # places from each row to the end of its block
    if len(rows):
        ends = np.zeros(len(rows), dtype=np.int64)
        at = 0
        starts = []
        while at < len(rows):
            starts.append(at)
            at += int(sizes[at])
        first = np.repeat(np.array(starts), sizes[np.array(starts)])
        ends = first + sizes
        last = ends - np.arange(len(rows))
    distance = 1
    here = np.flatnonzero((last > distance) & (reach > distance))
    while len(here):
        found.append(np.stack([rows[here], rows[here + distance]]))
        distance += 1
        here = here[(last[here] > distance) & (reach[here] > distance)]
    return np.concatenate(found, axis=1) if found else np.zeros((2, 0), dtype=np.int64)
