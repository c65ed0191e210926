"""What a cell of a framework chart held when its summary was written, and what changed since.

In the Framework Method a cell holds a summary of what one case said on one theme (Ritchie and
Spencer 1994; Gale and others 2013, stage 6). The summary is of the passages that were there when it
was written; here is told when it no longer is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple


class Held(NamedTuple):
    """A passage of a cell: its number, a digest of its words, and the theme's codes on it."""

    passage: int
    words: str
    codes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """Passages, by number, that came, went, were reworded, or bear other codes of the theme."""

    added: tuple[int, ...] = ()
    gone: tuple[int, ...] = ()
    reworded: tuple[int, ...] = ()
    recoded: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.gone or self.reworded or self.recoded)


def held(passage: int, quote: str, codes: Iterable[int]) -> Held:
    """A passage as a cell holds it. The order of the codes does not count, nor does one twice."""
    words = sha256(quote.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return Held(passage, words, tuple(sorted(set(codes))))


def digest(cell: Iterable[Held]) -> str:
    """64 hexadecimal digits that differ when anything in the cell does; its order does not count.

    A cell without passages has a digest as well.
    """
    rows = sorted((one.passage, one.words, list(one.codes)) for one in cell)
    return sha256(json.dumps(rows).encode()).hexdigest()


def changes(before: Iterable[Held], now: Iterable[Held]) -> Changes:
    """Give what differs between a cell as it was and as it is.

    A passage that was reworded and has other codes too counts as reworded. Words of which the
    digest was forgotten ("") count as reworded.
    """
    was = {one.passage: one for one in before}
    there = {one.passage: one for one in now}
    both = sorted(was.keys() & there.keys())
    reworded = [pk for pk in both if not was[pk].words or was[pk].words != there[pk].words]
    recoded = [pk for pk in both if pk not in set(reworded) and was[pk].codes != there[pk].codes]
    return Changes(
        tuple(sorted(there.keys() - was.keys())), tuple(sorted(was.keys() - there.keys())),
        tuple(reworded), tuple(recoded),
    )  # fmt: skip


def as_data(cell: Iterable[Held]) -> list[list[object]]:
    """The cell in a form that JSON holds; `from_data` is the way back."""
    return [[one.passage, one.words, list(one.codes)] for one in cell]


def from_data(rows: Sequence[Sequence[object]]) -> list[Held]:
    """A cell out of what `as_data` made. Raises ``ValueError`` for anything else."""
    found = []
    for row in rows:
        if not isinstance(row, list | tuple) or len(row) != 3:
            raise ValueError("A row of a cell has a number, a digest and codes.")
        passage, words, codes = row
        if not (isinstance(passage, int) and isinstance(words, str) and isinstance(codes, list)):
            raise ValueError("A row of a cell has a number, a digest and codes.")
        found.append(Held(passage, words, tuple(codes)))
    return found
