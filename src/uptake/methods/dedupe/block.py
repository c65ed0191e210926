"""Which pairs are worth a look: records that agree in a key, or are neighbours by title.

Pairs must not grow with the square of the records, nor may duplicates be lost to save pairs.

- Keys are chosen so that few records share one by chance. A block that is large all the same is not
  dropped but refined: its records meet where they agree in one more field, and besides each meets
  the ``WINDOW`` records next to it by title, year, volume and page.
- In all records, sorted by title and by title read backwards, each meets its next ``WINDOW``
  neighbours: so titles that are alike but for a word meet wherever it stands, at a fixed number of
  pairs a record (sorted neighbourhood: Hernández and Stolfo 1995).

No key makes more than ``BLOCK`` - 1 + 5 ``WINDOW`` pairs a record, and records that are alike in
everything always stand in one unbroken row of pairs.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from uptake.methods.dedupe import text
from uptake.methods.dedupe.prep import Columns, Ints, codes, combined
from uptake.methods.dedupe.record import Record

BLOCK = 12  # records that all meet each other
WINDOW = 2  # neighbours that a record meets in a block that stays larger
SHORTEST = 10  # letters and digits from which a title, or a part of it, is a key by itself
ABSTRACT = 80


def candidates(columns: Columns) -> tuple[Ints, Ints]:
    """Give the pairs to look at as two arrays of positions, left < right, in order, each once.

    O(k n log n) for n records and k keys; about four pairs a record in practice.
    """
    count = max(len(columns), 1)
    forwards, backwards = _title_order(columns, 1), _title_order(columns, -1)
    met = [_row(forwards), _row(backwards)]
    for key, refiners in _keys(columns):
        met += _met(key, refiners, forwards)
    found = np.concatenate([pairs.min(axis=0) * count + pairs.max(axis=0) for pairs in met])
    found.sort()  # several times faster than numpy's own search for distinct values
    found = found[np.diff(found, prepend=-1) != 0]
    return found // count, found % count


def _keys(columns: Columns) -> Iterator[tuple[Ints, tuple[Ints, ...]]]:
    """Give each key, and the fields by which a block of it is refined when it is large."""
    joined = columns.joined.tolist()
    title = codes(it if len(it) >= SHORTEST else "" for it in joined)
    start, end = codes(it[:12] for it in joined), codes(it[-24:] for it in joined)
    rare = codes(map(_longest_words, columns.title.tolist()))
    initial = codes(it[0][:1] if it else "" for it in columns.journal_words)
    year, volume, page = columns.year, columns.volume, columns.first_page
    author = columns.first_author
    told = (author, page, year, volume, start, end)
    yield columns.doi_code, told
    yield columns.pmid, told
    yield title, told
    yield rare, told
    yield codes(map(_abstract_start, columns.records)), told
    yield combined(start, author), (page, year, end)
    yield combined(author, year, page), (volume, start, end)
    yield combined(author, volume, page), (year, start, end)
    yield combined(initial, volume, page), (author, start, year)
    yield combined(year, volume, page, columns.last_page), (author, start, columns.journal_code)


def _longest_words(title: str) -> str:
    """Give the four longest words in one order: titles whose words are turned round still meet."""
    words = sorted(set(title.split()), key=lambda word: (-len(word), word))[:4]
    key = " ".join(sorted(words))
    return key if len(key) >= SHORTEST else ""


def _abstract_start(record: Record) -> str:
    raw = record.abstract
    start = text.plain(raw[:200]).replace(" ", "")[:ABSTRACT] if raw else ""
    return start if len(start) == ABSTRACT else ""


def _title_order(columns: Columns, step: int) -> Ints:
    """Rank records by title, read backwards with ``step`` -1, then year, volume, page, author."""
    titles = [it[::step] for it in columns.joined.tolist()]
    rank = {it: at for at, it in enumerate(sorted(set(titles)))}
    by_title = np.array([rank[it] for it in titles], dtype=np.int64)
    order = np.lexsort(
        (columns.first_author, columns.first_page, columns.volume, columns.year, by_title)
    )
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[order] = np.arange(len(order))
    return ranks


def _row(ranks: Ints) -> Ints:
    """Pair each record with its next ``WINDOW`` neighbours."""
    order = np.argsort(ranks)
    pairs = [np.stack([order[:-step], order[step:]]) for step in range(1, WINDOW + 1)]
    return np.concatenate(pairs, axis=1)


def _met(key: Ints, refiners: tuple[Ints, ...], neighbours: Ints) -> Iterator[Ints]:
    """Give the pairs of one key: whole blocks, refined blocks, and neighbours in large ones."""
    rows = np.flatnonzero(key)
    rows, blocks, sizes = _grouped(rows, key, neighbours)
    yield _near(rows, blocks, sizes, np.where(sizes > BLOCK, WINDOW + 1, sizes))
    large = rows[sizes > BLOCK]
    for refiner in refiners if len(large) else ():
        finer = np.zeros_like(key)
        finer[large] = combined(key[large], refiner[large])
        inner, blocks, sizes = _grouped(large[finer[large] != 0], finer, neighbours)
        yield _near(inner, blocks, sizes, np.where(sizes > BLOCK, WINDOW + 1, sizes))


def _grouped(rows: Ints, key: Ints, neighbours: Ints) -> tuple[Ints, Ints, Ints]:
    """Sort rows by key and neighbourhood; give them, their blocks, and their blocks' sizes."""
    rows = rows[np.lexsort((neighbours[rows], key[rows]))]
    blocks = np.cumsum(np.diff(key[rows], prepend=-1) != 0) - 1
    sizes = np.bincount(blocks)[blocks] if len(rows) else blocks
    keep = sizes > 1
    return rows[keep], blocks[keep], sizes[keep]


def _near(rows: Ints, blocks: Ints, sizes: Ints, reach: Ints) -> Ints:
    """Pair each row with those less than ``reach`` places after it in its own block."""
    found = []
    places = np.arange(len(rows))
    begins = np.diff(blocks, prepend=-1) != 0
    first = np.maximum.accumulate(np.where(begins, places, 0))
    last = first + sizes - places  # places from each row to the end of its block
    distance = 1
    here = np.flatnonzero((last > distance) & (reach > distance))
    while len(here):
        found.append(np.stack([rows[here], rows[here + distance]]))
        distance += 1
        here = here[(last[here] > distance) & (reach[here] > distance)]
    return np.concatenate(found, axis=1) if found else np.zeros((2, 0), dtype=np.int64)
