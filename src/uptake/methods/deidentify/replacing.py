"""Putting pseudonyms into a text, with turns, times and passages following."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from uptake.methods.deidentify.hits import Hit


@dataclass(frozen=True, slots=True)
class Move:
    """A stretch of the old text and the one that stands for it: codepoints, ends exclusive."""

    start: int
    end: int
    new_start: int
    new_end: int


@dataclass(frozen=True, slots=True)
class Replaced:
    """A text after replacement, and what moved where, in order."""

    text: str
    moves: tuple[Move, ...]

    def start(self, at: int) -> int:
        """Give where a stretch that began at ``at`` in the old text begins in the new one.

        What began inside of replaced words begins with their replacement. O(log n).
        """
        move = self._before(at)
        if move is None:
            return at
        return move.new_start if at < move.end else at + move.new_end - move.end

    def end(self, at: int) -> int:
        """Give where a stretch that ended at ``at`` (exclusive) ends in the new text.

        What ended inside of replaced words ends with their replacement.
        """
        move = self._before(at)
        if move is None or at == move.start:
            return self.start(at)
        return max(move.new_end, at + move.new_end - move.end)

    def _before(self, at: int) -> Move | None:
        """Give the last move that begins at or before a place."""
        found = bisect_right(self.moves, at, key=lambda move: move.start)
        return self.moves[found - 1] if found else None


def apply(text: str, hits: Sequence[Hit], replacements: Sequence[str]) -> Replaced:
    """Put each replacement in place of its hit's words.

    Hits may come in any order. Raises ``ValueError`` when hits and replacements differ in number,
    when hits overlap or are empty, and when a hit's words do not stand where it says: then the text
    was changed since they were found.
    """
    pairs = sorted(zip(hits, replacements, strict=True), key=lambda pair: pair[0].start)
    pieces: list[str] = []
    moves: list[Move] = []
    at = new = 0
    for hit, replacement in pairs:
        if not at <= hit.start < hit.end:
            raise ValueError(f"the hit at {hit.start} to {hit.end} is empty or overlaps another")
        if text[hit.start : hit.end] != hit.words:
            raise ValueError(f"the words found at {hit.start} no longer stand there; find again")
        new += hit.start - at
        pieces += (text[at : hit.start], replacement)
        moves.append(Move(hit.start, hit.end, new, new + len(replacement)))
        new += len(replacement)
        at = hit.end
    pieces.append(text[at:])
    return Replaced("".join(pieces), tuple(moves))
