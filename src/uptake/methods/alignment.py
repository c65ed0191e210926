"""Which parts of a text are still there after a change: lines first, then words, then letters.

``difflib`` alone takes minutes on a transcript of 600,000 characters. Matching unique lines first
and going into what lies between them only (patience diff; Cohen 2003, as in Bazaar and git) is
close to linear, and is left to ``difflib`` only where the pieces have become small.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

LINE = re.compile(r"[^\n]*\n+|[^\n]+")
WORD = re.compile(r"\s*(?:\w+|[^\w\s])|\s+")
SMALL = 10_000  # size of old times size of new below which difflib is quick
SHORT = 40  # characters; longer stretches without a common word share letters by chance only
OFTEN = 16  # how often a token may occur on both sides and still be paired in order


class Block(NamedTuple):
    """``old[old_start:old_start + size] == new[new_start:new_start + size]``."""

    old_start: int
    new_start: int
    size: int

    @property
    def old_end(self) -> int:
        """Where the block ends in the old text."""
        return self.old_start + self.size

    @property
    def new_end(self) -> int:
        """Where the block ends in the new text."""
        return self.new_start + self.size


def align(old: str, new: str) -> list[Block]:
    """Give the parts that stand in both texts, in order, neither overlapping nor touching.

    Offsets are codepoints. Not the longest common subsequence, but one that keeps to whole lines
    and words where it can, as people edit. Deterministic. About linear in the length of the texts.
    """
    matches = _texts(old, new, 0, 0, (LINE, WORD, None))
    return list(_joined(sorted(matches)))


def _texts(
    old: str, new: str, old_at: int, new_at: int, units: tuple[re.Pattern[str] | None, ...]
) -> Iterator[Block]:
    """Match two stretches by the first of ``units``, and what is left between by the next ones."""
    unit, finer = units[0], units[1:]
    if not old or not new or (unit is None and max(len(old), len(new)) > SHORT):
        return
    a, b = _cut(old, unit), _cut(new, unit)
    a_starts, b_starts = _starts(a), _starts(b)
    i = j = 0
    for i_found, j_found, size in [*_tokens(a, b), (len(a), len(b), 0)]:
        if finer:
            yield from _texts(
                old[a_starts[i] : a_starts[i_found]],
                new[b_starts[j] : b_starts[j_found]],
                old_at + a_starts[i],
                new_at + b_starts[j],
                finer,
            )
        if size:
            length = a_starts[i_found + size] - a_starts[i_found]
            yield Block(old_at + a_starts[i_found], new_at + b_starts[j_found], length)
        i, j = i_found + size, j_found + size


def _cut(text: str, unit: re.Pattern[str] | None) -> list[str]:
    return list(text) if unit is None else unit.findall(text)


def _starts(tokens: Sequence[str]) -> list[int]:
    starts = [0]
    for token in tokens:
        starts.append(starts[-1] + len(token))
    return starts


def _tokens(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int, int]]:
    """Match two sequences: (start in a, start in b, size), in order."""
    found: list[tuple[int, int, int]] = []
    waiting = [(0, len(a), 0, len(b))]
    while waiting:
        i, i_end, j, j_end = waiting.pop()
        size = 0
        while i + size < i_end and j + size < j_end and a[i + size] == b[j + size]:
            size += 1
        if size:
            found.append((i, j, size))
            i, j = i + size, j + size
        size = 0
        while i_end - size > i and j_end - size > j and a[i_end - size - 1] == b[j_end - size - 1]:
            size += 1
        if size:
            i_end, j_end = i_end - size, j_end - size
            found.append((i_end, j_end, size))
        if i == i_end or j == j_end:
            continue
        if (i_end - i) * (j_end - j) <= SMALL:
            matcher = SequenceMatcher(None, a[i:i_end], b[j:j_end], autojunk=False)
            found += [(i + x, j + y, n) for x, y, n in matcher.get_matching_blocks() if n]
            continue
        anchors = _anchors(a[i:i_end], b[j:j_end])
        for x, y in [(i + x, j + y) for x, y in anchors]:
            waiting.append((i, x, j, y))
            i, j = x, y
        if anchors:
            waiting.append((i, i_end, j, j_end))
    return sorted(found)


def _anchors(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]]:
    """Pair tokens that occur equally seldom on both sides, and keep the most that stay in order."""
    in_a, in_b = _places(a), _places(b)
    for often in (1, OFTEN):
        pairs = [
            pair
            for token, places in in_a.items()
            if len(places) <= often and len(in_b.get(token, ())) == len(places)
            for pair in zip(places, in_b[token], strict=True)
        ]
        if pairs:
            return _increasing(sorted(pairs))
    return []


def _places(tokens: Sequence[str]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for at, token in enumerate(tokens):
        places.setdefault(token, []).append(at)
    return places


def _increasing(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give a longest run of pairs in which the second increases too (patience sorting)."""
    tops: list[int] = []
    at_top: list[int] = []
    before: list[int] = []
    for index, (_, y) in enumerate(pairs):
        pile = bisect_left(tops, y)
        before.append(at_top[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [y]
        at_top[pile : pile + 1] = [index]
    run: list[tuple[int, int]] = []
    index = at_top[-1]
    while index >= 0:
        run.append(pairs[index])
        index = before[index]
    return run[::-1]


def _joined(blocks: Sequence[Block]) -> Iterator[Block]:
    """Join blocks that touch on both sides."""
    last: Block | None = None
    for block in blocks:
        if last and (last.old_end, last.new_end) == (block.old_start, block.new_start):
            last = Block(last.old_start, last.new_start, last.size + block.size)
        else:
            if last:
                yield last
            last = block
    if last:
        yield last
