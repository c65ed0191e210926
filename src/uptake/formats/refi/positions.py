"""Where passages stand: how the tool that wrote a file counted, found by where words begin and end.

The standard says that positions are codepoints. Tools count UTF-16 units, line ends of Windows as
two, or the byte order mark, each as it holds its text. The way of counting under which most
passages begin and end with a word is taken. Where two fit a source as well, as they may with one
or two passages, the one that fits the project's other sources better; else that of the standard.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from uptake.formats.refi.model import Convention

LOW = 0.6
"""Below this share of word edges the places are doubtful; chance alone gives about 0.3."""
FEW = 4
"""Fewer passages than this say nothing about how positions are counted."""
WORD = re.compile(r"\w+")
BLANK = re.compile(r"\s+")
Way = tuple[str, int, bool]
STANDARD: Way = ("codepoints", 1, False)
Ints = NDArray[np.int64]
Small = NDArray[np.int8]
Truths = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Places:
    """The way of counting that was chosen, and each passage in codepoints of the text given.

    A place is None where the passage doesn't begin in the text, or doesn't end after its beginning.
    ``cut`` are the passages, as indexes, that ended beyond the text and now end with it.
    """

    convention: Convention
    places: tuple[tuple[int, int] | None, ...]
    cut: tuple[int, ...] = ()
    scores: Mapping[Way, float] = field(default_factory=dict)
    tied: bool = False
    """Whether another way fits as well and puts a passage elsewhere."""

    @property
    def doubtful(self) -> bool:
        """True when there are enough passages to judge, and they fit badly."""
        return self.convention.passages >= FEW and self.convention.score < LOW


def choose(
    text: str,
    had_mark: bool,
    edges: Sequence[tuple[int, int]],
    *,
    trusted: bool = False,
    others: Mapping[Way, float] | None = None,
) -> Places:
    """Choose how the positions of passages were counted, and place the passages.

    ``text`` has its line ends as in the file and no byte order mark; ``had_mark`` says whether
    there was one. ``edges`` are the positions as written, end exclusive. Of a file that is
    ``trusted`` to keep to the standard nothing else is tried. ``others`` says how well each way
    fits the other sources, and decides between ways that fit this one equally.
    """
    if not edges:
        return Places(Convention(), ())
    codepoints = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    begins, ends = _edges(text)
    written = np.array(edges, dtype=np.int64)
    tried: list[tuple[Convention, Ints, int]] = []
    ways: tuple[Literal["codepoints", "UTF-16 units"], ...] = ("codepoints", "UTF-16 units")
    lengths: tuple[Literal[1, 2], ...] = (1, 2)
    if trusted:
        ways, lengths, had_mark = ("codepoints",), (1,), False
    for units, line_end in product(ways, lengths):
        total = np.zeros(len(codepoints) + 1, dtype=np.int32)
        counted = _extra(codepoints, line_end)
        counted += 1
        if units == "UTF-16 units":
            counted += codepoints > 0xFFFF
        np.cumsum(counted, out=total[1:])
        for mark in (False, True)[: 1 + had_mark]:
            moved = written - mark
            places = _placed(total, moved)
            fits = (moved >= 0) & (moved <= total[-1]) & _forward(moved)
            good = np.stack([begins[places[:, 0]], ends[places[:, 1]]], axis=1) & fits
            found = Convention(units, line_end, mark, float(good.mean()), len(edges))
            tried.append((found, places, int(total[-1])))
    prior = others or {}
    convention, places, size = max(
        tried, key=lambda it: (it[0].score, prior.get(way_of(it[0]), 0.0))
    )
    tied = any(
        it.score == convention.score and not np.array_equal(elsewhere, places)
        for it, elsewhere, _ in tried
    )
    written -= convention.mark
    lies = (written[:, :1] >= 0) & (written[:, :1] < size) & _forward(written)
    return Places(
        convention,
        tuple(
            (int(start), int(end)) if fits else None
            for (start, end), fits in zip(places, lies[:, 0], strict=True)
        ),
        tuple(int(at) for at in np.flatnonzero(lies[:, 0] & (written[:, 1] > size))),
        {way_of(it): it.score for it, *_ in tried},
        tied,
    )


def way_of(convention: Convention) -> Way:
    """Give a way of counting without how well it fits."""
    return convention.units, convention.line_end, convention.mark


def _forward(written: Ints) -> Truths:
    """Say of each passage whether it ends after it begins, as a column."""
    return written[:, :1] < written[:, 1:]


def _extra(codepoints: NDArray[np.uint32], line_end: int) -> Small:
    """How much more each character counts for line ends.

    A line feed after a carriage return counts nothing of its own where the pair is one. In a text
    that lost its carriage returns on the way (an XML parser takes them out), each line feed may
    stand for a pair.
    """
    feeds = codepoints == 10
    paired = np.zeros(len(codepoints), dtype=bool)
    paired[1:] = feeds[1:] & (codepoints[:-1] == 13)
    if line_end == 1:
        return -paired.astype(np.int8)
    none = np.zeros(len(codepoints), dtype=np.int8)
    return none if paired.any() else feeds.astype(np.int8)


def _placed(total: NDArray[np.int32], written: Ints) -> Ints:
    """Turn positions into codepoints; those that lie in no text go to its nearest end."""
    starts = np.searchsorted(total, written[:, 0], side="right") - 1
    ends = np.searchsorted(total, written[:, 1], side="left")
    return np.clip(np.stack([starts, ends], axis=1), 0, len(total) - 1).astype(np.int64)


def _edges(text: str) -> tuple[Truths, Truths]:
    """Say of each place of a text whether a passage may well begin there, and whether end.

    It begins with something else than a blank. It may end with one: some tools mark whole lines.
    """
    size = len(text)
    word, blank = np.zeros(size + 2, dtype=bool), np.ones(size + 2, dtype=bool)
    blank[1:-1] = False
    for match in WORD.finditer(text):
        word[match.start() + 1 : match.end() + 1] = True
    for match in BLANK.finditer(text):
        blank[match.start() + 1 : match.end() + 1] = True
    within = word[:-1] & word[1:]
    return ~within & ~blank[1:], ~within
