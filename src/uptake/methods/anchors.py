"""Where coded passages stand after a transcript was corrected.

Each passage is known by its quote and its position, as in the text quote and text position
selectors of the Web Annotation Data Model (W3C 2017, sections 4.2.4 and 4.2.5). The position is
carried over by aligning the old text with the new one; the quote, with the words around it, finds
passages that were moved. What can't be found again is said to be lost, never guessed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from uptake.methods.alignment import Block, align

How = Literal["exact", "nearest", "edited", "lost"]

SIMILAR = 0.8  # share of characters that must be common for an edited passage to be kept
AROUND = 32  # characters of the text beside a quote that recognise it elsewhere
NEAR = 200  # characters in which even a short quote ("yes") is taken for the same one
TELLING = 24  # characters from which a quote that occurs once is recognised by itself


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a passage stands in the new text: codepoints, ``end`` exclusive.

    ``how``: "exact", the quote stands where its position says; "nearest", the same quote was found
    near by or with the same words beside it; "edited", the words in the passage were changed a
    little; "lost", it is not there (``kept`` is false, and ``start`` to ``end`` is where it was).
    """

    start: int
    end: int
    kept: bool
    how: How


def reanchor(old: str, new: str, spans: Sequence[tuple[int, int]]) -> list[Anchor]:
    """Find each (start, end) span of ``old`` again in ``new``; answers in the order of ``spans``.

    Pure and deterministic. A change outside of a span never loses it. Changes inside are borne as
    long as the old and the new passage have ``SIMILAR`` of their characters in common (twice the
    common ones by the sum of both lengths, as in Ratcliff and Metzener 1988). Spans without length
    are kept where the text around them is. Raises ``ValueError`` for a span that is not in ``old``.
    """
    for start, end in spans:
        if not 0 <= start <= end <= len(old):
            raise ValueError(f"span {start} to {end} is outside of a text of {len(old)} codepoints")
    if old == new:
        return [Anchor(start, end, True, "exact") for start, end in spans]
    places = _Places(old, new)
    return [places.find(start, end) for start, end in spans]


class _Places:
    """The two texts, aligned, and the search for one passage."""

    def __init__(self, old: str, new: str) -> None:
        self.old = old
        self.new = new
        self.blocks = align(old, new)
        self.starts = [block.old_start for block in self.blocks]
        self.ends = [block.old_end for block in self.blocks]

    def find(self, start: int, end: int) -> Anchor:
        """Where the passage [start, end) of the old text stands in the new one."""
        low, high = self._window(start, end)
        if start == end:
            return Anchor(low, low, True, "exact")
        quote = self.old[start:end]
        if self.new[low:high] == quote:
            return Anchor(low, high, True, "exact")
        at = self._nearest(quote, low, high, start, end)
        if at is not None:
            return Anchor(at, at + len(quote), True, "nearest")
        return self._edited(start, end) or Anchor(low, high, False, "lost")

    def _window(self, start: int, end: int) -> tuple[int, int]:
        """Give the stretch of the new text that answers to the span and the changes there."""
        before = bisect_right(self.starts, start) - 1
        low = 0
        if before >= 0:
            block = self.blocks[before]
            low = block.new_start + min(start - block.old_start, block.size)
        after = bisect_left(self.ends, end)
        high = len(self.new)
        if after < len(self.blocks):
            block = self.blocks[after]
            high = block.new_end - min(block.old_end - end, block.size)
        return low, max(low, high)

    def _nearest(self, quote: str, low: int, high: int, start: int, end: int) -> int | None:
        """Find the quote in the window; else with its neighbours; else as the only one there is."""
        at = self.new.find(quote, low, high)
        if at >= 0 and (len(quote) >= TELLING or high - low <= NEAR):
            return at
        found = [*self._after(quote, start, low), *self._before(quote, end, low)]
        if found:
            return min(found, key=lambda place: (abs(place - low), place))
        if len(quote) >= TELLING and self.old.count(quote) == 1 == self.new.count(quote):
            return self.new.index(quote)
        return None

    def _after(self, quote: str, start: int, low: int) -> list[int]:
        """Find the quote after the same words, nearest to ``low`` on both sides.

        Where the old text begins closer to the quote than ``AROUND``, the new text has to as well.
        """
        around = self.old[max(0, start - AROUND) : start]
        if len(around) < AROUND:
            return [start] if self.new.startswith(around + quote) else []
        return [at + len(around) for at in self._on_both_sides(around + quote, low)]

    def _before(self, quote: str, end: int, low: int) -> list[int]:
        """Find the quote before the same words; as ``_after``."""
        around = self.old[end : end + AROUND]
        if len(around) < AROUND:
            whole = quote + around
            return [len(self.new) - len(whole)] if self.new.endswith(whole) else []
        return self._on_both_sides(quote + around, low)

    def _on_both_sides(self, text: str, low: int) -> list[int]:
        places = (self.new.rfind(text, 0, low + len(text)), self.new.find(text, low))
        return [place for place in places if place >= 0]

    def _edited(self, start: int, end: int) -> Anchor | None:
        """Keep a passage that was changed inside, when enough of it is still there."""
        first = bisect_right(self.ends, start)
        last = bisect_left(self.starts, end) - 1
        if first > last:
            return None
        common = sum(
            min(block.old_end, end) - max(block.old_start, start)
            for block in self.blocks[first : last + 1]
        )
        low, high = self._first_kept(first, start), self._last_kept(last, end)
        low += len(self.new[low:high]) - len(self.new[low:high].lstrip())
        high = low + len(self.new[low:high].rstrip())
        if 2 * common < SIMILAR * (end - start + high - low):
            return None
        return Anchor(low, high, True, "edited")

    def _first_kept(self, first: int, start: int) -> int:
        """Give where the edited passage begins: with what stands in the place of its first words.

        When the change reaches out of the passage, only what is still there tells where it begins.
        """
        block = self.blocks[first]
        if block.old_start <= start:
            return block.new_start + start - block.old_start
        before = self.blocks[first - 1] if first else Block(0, 0, 0)
        return before.new_end if before.old_end == start else block.new_start

    def _last_kept(self, last: int, end: int) -> int:
        block = self.blocks[last]
        if block.old_end >= end:
            return block.new_end - (block.old_end - end)
        if last + 1 < len(self.blocks):
            after = self.blocks[last + 1]
        else:
            after = Block(len(self.old), len(self.new), 0)
        return after.new_start if after.old_start == end else block.new_end
