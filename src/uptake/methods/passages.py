"""Coded passages on a text: flat pieces to draw, lanes for the margin, words, sentences, offsets.

A passage is a span of codepoints, ``end`` exclusive. Passages overlap freely; a page can only draw
pieces that do not, so ``pieces`` cuts the text at every boundary. All functions are pure.
"""

from __future__ import annotations

import heapq
import re
import unicodedata
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Span(NamedTuple):
    """A coded passage: codepoint offsets, ``end`` exclusive, and the number of its code."""

    start: int
    end: int
    code: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text on which the same codes lie throughout; none when ``codes`` is empty."""

    start: int
    end: int
    codes: tuple[int, ...] = ()


def pieces(text_start: int, text_end: int, spans: Iterable[tuple[int, int, int]]) -> list[Piece]:
    """Turn overlapping spans into pieces that cover ``text_start`` to ``text_end`` without overlap.

    A sweep over the boundaries, O(n log n) for n spans plus the size of the answer. Each piece
    names its codes once, in the order in which their spans begin (the longer first). Spans are cut
    to the stretch asked for; spans without length are left out. Two spans that touch stay two
    pieces, so that the edge of a passage can be seen. Raises ``ValueError`` when ``text_end`` lies
    before ``text_start``.
    """
    if text_end < text_start:
        raise ValueError(f"text_end {text_end} lies before text_start {text_start}")
    cut = sorted(
        (max(start, text_start), -min(end, text_end), code)
        for start, end, code in spans
        if max(start, text_start) < min(end, text_end)
    )
    opening: dict[int, list[int]] = {}
    closing: dict[int, list[int]] = {}
    for rank, (start, minus_end, _) in enumerate(cut):
        opening.setdefault(start, []).append(rank)
        closing.setdefault(-minus_end, []).append(rank)
    found: list[Piece] = []
    lying: list[int] = []  # the ranks of the spans over the current place, in order
    at = text_start
    for boundary in sorted({*opening, *closing, text_end}):
        if boundary > at:
            codes = tuple(dict.fromkeys(cut[rank][2] for rank in lying))
            found.append(Piece(at, boundary, codes))
            at = boundary
        for rank in closing.get(boundary, ()):
            del lying[bisect_left(lying, rank)]
        for rank in opening.get(boundary, ()):
            insort(lying, rank)
    return found


def lanes(spans: Sequence[tuple[int, int, int]]) -> list[int]:
    """Give each span a lane (0, 1, 2, …) so that spans that overlap never share one.

    The answer is in the order of ``spans`` and uses as few lanes as can be: as many as the most
    spans that lie over one place. Spans that begin first, and of those the longer, get the lower
    lane. Spans that only touch may share one. O(n log n); the greedy colouring of an interval graph
    (Kleinberg and Tardos 2006, section 4.1).
    """
    given = [0] * len(spans)
    busy: list[tuple[int, int]] = []  # (end, lane)
    free: list[int] = []
    for index in sorted(range(len(spans)), key=lambda i: (spans[i][0], -spans[i][1], i)):
        start, end = spans[index][0], spans[index][1]
        while busy and busy[0][0] <= start:
            heapq.heappush(free, heapq.heappop(busy)[1])
        lane = heapq.heappop(free) if free else len(busy)
        given[index] = lane
        heapq.heappush(busy, (max(start, end), lane))
    return given


# A stretch between blanks; long dashes, the ellipsis and the slash part words as blanks do.
STRETCH = re.compile(r"[^\s\u2012-\u2015\u2026/]+")
# In scripts written without blanks each character can be chosen by itself.
UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
SENTENCE_END = re.compile(
    "(?<![.!?\u2026])[.!?\u2026]++[\"'”’)\\]]*+(?=\\s|$)|[。！？।]+[」』”’]*|\n"
)
SHORT_FORM = re.compile(
    r"(?:\b(?i:dr|mr|mrs|ms|mx|prof|rev|st|vs|cf|ca|approx|dept|fig|e\.g|i\.e)"
    r"|(?<![^\s(\"'“‘])[A-HJ-Z](?:\.[A-Z])*)\.$"
)
NEXT = re.compile(r"[^\S\n]*(\S?)")


def words(text: str) -> list[tuple[int, int]]:
    """Give the words of a text as (start, end) in codepoints, for selecting by word.

    A word is a stretch between blanks without the punctuation around it: ``can't``, ``e-mail`` and
    ``10:30`` are one word each. Chinese and Japanese characters are one word each.
    """
    found: list[tuple[int, int]] = []
    for match in STRETCH.finditer(text):
        start, end = match.span()
        for unspaced in UNSPACED.finditer(text, start, end):
            found += _bare(text, start, unspaced.start())
            found.append(unspaced.span())
            start = unspaced.end()
        found += _bare(text, start, end)
    return found


def _bare(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Take punctuation off both ends; nothing is left of what is punctuation only."""
    while start < end and not _is_wordlike(text[start]):
        start += 1
    while end > start and not _is_wordlike(text[end - 1]):
        end -= 1
    return [(start, end)] if start < end else []


def _is_wordlike(character: str) -> bool:
    """True for letters, digits, marks on letters, and signs such as an emoji, currency or %."""
    return (
        character.isalnum()
        or unicodedata.category(character) in ("Mn", "Mc", "So", "Sc", "Sk", "Cf")
        or character in "%&+"
    )


def sentences(text: str) -> list[tuple[int, int]]:
    """Give the sentences of a text as (start, end) in codepoints, for selecting by sentence.

    A sentence ends at a full stop, question or exclamation mark or ellipsis before a blank, and at
    a line end. It does not end after a short form ("Dr.", "e.g.", an initial), nor before a small
    letter, as speech is transcribed with many pauses ("so, um... it helps"). Blanks between
    sentences belong to none.
    """
    found: list[tuple[int, int]] = []
    start = 0
    for match in SENTENCE_END.finditer(text):
        end = match.end()
        if match[0] == "\n" or not _goes_on(text, start, end):
            found += _trimmed(text, start, end)
            start = end
    return found + _trimmed(text, start, len(text))


def _goes_on(text: str, start: int, end: int) -> bool:
    after = NEXT.match(text, end)
    if after is not None and after[1].islower():
        return True
    return SHORT_FORM.search(text[max(start, end - 12) : end]) is not None


def _trimmed(text: str, start: int, end: int) -> list[tuple[int, int]]:
    part = text[start:end]
    start += len(part) - len(part.lstrip())
    end = start + len(part.strip())
    return [(start, end)] if start < end else []


def widen(units: Sequence[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    """Widen a selection to whole ``units`` (words or sentences, in order and without overlap).

    Gives (start, end) itself where no unit is touched. Raises ``ValueError`` for ``end < start``.
    """
    if end < start:
        raise ValueError(f"end {end} lies before start {start}")
    first = bisect_right(units, start, key=lambda unit: unit[1])
    last = bisect_left(units, max(end, start + 1), key=lambda unit: unit[0]) - 1
    if first > last:
        return start, end
    return min(start, units[first][0]), max(end, units[last][1])


class Utf16:
    """Offsets of one text in codepoints (Python) and UTF-16 units (JavaScript), both ways.

    Made once in O(length), each question O(log of the characters beyond the basic plane).
    """

    def __init__(self, text: str) -> None:
        """Note where the characters stand that take two units."""
        self.length = len(text)
        wide = [at for at, character in enumerate(text) if character > "\uffff"]
        self._wide = wide
        self._starts = [at + before for before, at in enumerate(wide)]

    def to(self, offset: int) -> int:
        """Give the UTF-16 offset of a codepoint offset. Raises ``ValueError`` when outside."""
        if not 0 <= offset <= self.length:
            raise ValueError(f"offset {offset} is outside of a text of {self.length} codepoints")
        return offset + bisect_left(self._wide, offset)

    def back(self, offset: int) -> int:
        """Give the codepoint offset of a UTF-16 offset; one inside a pair gives its start.

        Raises ``ValueError`` when outside.
        """
        units = self.length + len(self._wide)
        if not 0 <= offset <= units:
            raise ValueError(f"offset {offset} is outside of a text of {units} UTF-16 units")
        # A pair that starts before the offset counts for one unit more than it has codepoints.
        return offset - bisect_left(self._starts, offset)


def to_utf16(text: str, offset: int) -> int:
    """Give the UTF-16 offset of a codepoint offset. Raises ``ValueError`` when outside."""
    return Utf16(text).to(offset)


def from_utf16(text: str, offset: int) -> int:
    """Give the codepoint offset of a UTF-16 offset; one inside a pair gives the pair's start.

    Raises ``ValueError`` when outside.
    """
    return Utf16(text).back(offset)
