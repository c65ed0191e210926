"""From passages that coders marked freely to judgements of units that can be compared."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from uptake.methods.agreement.ratings import MISSING, Numbers, Ratings

APPLIED = (False, True)


@dataclass(frozen=True, slots=True)
class Passage:
    """Characters from ``start`` up to, not including, ``end``, and the code they were given."""

    start: int
    end: int
    code: str


@dataclass(frozen=True, slots=True)
class Text:
    """A transcript of ``length`` characters, and what each coder marked in it.

    ``marks``: the passages of each coder, in the same order for all texts; None for a coder who
    did not code this text. ``units``: the sentences, turns, paragraphs or other parts to compare
    on, each from its start up to, not including, its end. Raises ``ValueError`` for a passage or a
    unit that is empty or runs out of the text.
    """

    length: int
    marks: tuple[tuple[Passage, ...] | None, ...]
    units: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        for what, start, end in [
            *(("passage", it.start, it.end) for given in self.marks for it in given or ()),
            *(("unit", *it) for it in self.units),
        ]:
            if not 0 <= start < end <= self.length:
                raise ValueError(
                    f"The {what} from {start} to {end} does not lie in a text of "
                    f"{self.length} characters."
                )


def on_units(
    texts: Sequence[Text], code: str, *, least: float = 0.0, by_text: bool = False
) -> Ratings[bool]:
    """Say for each unit of each text whether each coder gave it a code.

    A unit has the code when more than the share ``least`` of its characters has; at 0, one is
    enough. Passages of one coder that overlap count once. ``by_text``: intervals draw whole texts
    anew, as units of one text are alike. Raises ``ValueError`` for texts with different numbers of
    coders.
    """
    codes = np.concatenate([_applied(it, code, least) for it in alike(texts)], axis=1)
    lengths = [len(it.units) for it in texts]
    return _applied_or_not(codes, None, _places(lengths) if by_text else None)


def on_units_overall(
    texts: Sequence[Text], codes: Sequence[str], *, least: float = 0.0
) -> Ratings[bool]:
    """Do so for all these codes together: every code on every unit is one judgement.

    Intervals draw units anew, each with all its codes. Raises ``ValueError`` as ``on_units`` does.
    """
    parts = [
        np.concatenate([_applied(it, code, least) for it in alike(texts)], axis=1) for code in codes
    ] or [np.zeros((len(texts[0].marks) if texts else 0, 0), dtype=int)]
    units = parts[0].shape[1]
    groups = np.tile(np.arange(units), len(parts))
    return _applied_or_not(np.concatenate(parts, axis=1), None, groups)


def said_by_unit(
    text: Text, codes: Collection[str] | None = None
) -> list[tuple[frozenset[str] | None, ...]]:
    """For each unit of a text which codes each coder gave any of its characters, in their order.

    None stands for a coder who did not code the text. ``codes``: look at these alone. Units are
    taken in the order of their places and must not overlap, so that each passage is met with the
    units beneath it only: n log n in units and passages.
    """
    starts, ends = [start for start, _ in text.units], [end for _, end in text.units]
    found: list[list[frozenset[str]] | list[None]] = []
    for given in text.marks:
        if given is None:
            found.append([None] * len(starts))
            continue
        by_code: dict[str, list[Passage]] = defaultdict(list)
        for it in given:
            if codes is None or it.code in codes:
                by_code[it.code].append(it)
        said: list[set[str]] = [set() for _ in starts]
        for code, marks in by_code.items():
            for start, end in merged(marks):
                for at in range(bisect_right(ends, start), bisect_left(starts, end)):
                    said[at].add(code)
        found.append([frozenset(one) for one in said])
    return list(zip(*found, strict=True))


def on_characters(texts: Sequence[Text], code: str) -> Ratings[bool]:
    """Say so for each character; stretches on which nothing changes are kept as one.

    Uncoded text is most of a transcript, so that agreement on it says little: prefer units.
    Intervals draw whole texts anew. Raises ``ValueError`` as ``on_units`` does.
    """
    parts, times = [], []
    for text in alike(texts):
        cuts = cut_points(text, [it for given in text.marks for it in given or ()])
        pieces = Text(text.length, text.marks, tuple(pairwise(cuts)))
        parts.append(_applied(pieces, code, 0.0))
        times.append(np.diff(cuts))
    groups = _places([len(it) for it in times])
    return _applied_or_not(np.concatenate(parts, axis=1), np.concatenate(times), groups)


def cut_points(text: Text, passages: Iterable[Passage]) -> list[int]:
    """Every place of a text at which one of these passages begins or ends, and both its ends."""
    inner = {place for it in passages for place in (it.start, it.end)}
    return sorted(inner | {0, text.length})


def merged(passages: Iterable[Passage]) -> list[tuple[int, int]]:
    """Where these passages lie, in order, with those that overlap as one."""
    found: list[tuple[int, int]] = []
    for it in sorted(passages, key=lambda it: (it.start, it.end)):
        if found and it.start < found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], it.end))
        else:
            found.append((it.start, it.end))
    return found


def alike(texts: Sequence[Text]) -> Sequence[Text]:
    """Give the texts back; raise ``ValueError`` for none, or for different numbers of coders."""
    if not texts:
        raise ValueError("There is no text to compare coders on.")
    if len({len(it.marks) for it in texts}) > 1:
        raise ValueError("Every text needs the same coders; give None for one who left it out.")
    return texts


def _applied(text: Text, code: str, least: float) -> Numbers:
    """Coders x units: 1 where the code was given, 0 where it was not, -1 where nobody looked."""
    starts, ends = np.array(text.units, dtype=float).reshape(-1, 2).T
    found = np.full((len(text.marks), len(starts)), MISSING)
    for coder, given in enumerate(text.marks):
        if given is not None:
            before = _before(text.length, merged(it for it in given if it.code == code))
            covered = np.interp(ends, *before) - np.interp(starts, *before)
            found[coder] = covered > least * (ends - starts)
    return found


def _before(length: int, places: Sequence[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """How many marked characters lie before a place, as a line through these points."""
    at, count = [0], [0]
    for start, end in places:
        at += [start, end]
        count += [count[-1], count[-1] + end - start]
    return [*at, length], [*count, count[-1]]


def _applied_or_not(codes: Numbers, times: Numbers | None, groups: Numbers | None) -> Ratings[bool]:
    codes = codes[(codes != MISSING).any(axis=1)]
    counts = np.stack([(codes == it).sum(axis=0) for it in APPLIED], axis=1)
    times = np.ones(codes.shape[1], dtype=int) if times is None else times
    return Ratings(APPLIED, codes, counts, times, groups, ordered=True)


def _places(lengths: Sequence[int]) -> Numbers:
    return np.repeat(np.arange(len(lengths)), lengths)
