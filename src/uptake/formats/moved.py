"""Places in a text that is normalised: where they are afterwards.

Other tools count positions in the text as they hold it, with its own line ends and accents in
pieces. Uptake keeps text as ``turns.normalise`` gives it, so every place has to move with it.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from uptake.formats.turns import normalise

# No character below U+0300 ever joins with what stands before it, so a text may be cut before each
# one that is kept, and the pieces normalised apart give the whole. First comes what stays as it is,
# as far as nothing follows that could join with it; then one character and all that hangs on it.
PIECES = re.compile(
    "(?:[\n\x20-\x7e\xa0-\u02ff](?=[\t-\r\x20-\x7e\x85\xa0-\u02ff]|\\Z))+"
    "|(?:\r\n|[\t-\r\x20-\x7e\x85\xa0-\u02ff])[^\t-\r\x20-\x7e\x85\xa0-\u02ff]*"
    "|[^\t-\r\x20-\x7e\x85\xa0-\u02ff]+"
)


class Moved:
    """A text normalised, and the new place of every place in the old one."""

    __slots__ = ("_new", "_old", "_pieces", "text")

    def __init__(self, text: str) -> None:
        """Normalise ``text``; ``at`` then moves codepoint offsets."""
        self.text = normalise(text)
        self._old, self._new = [0], [0]
        self._pieces = [""]
        if self.text == text:
            return
        old = new = 0
        for match in PIECES.finditer(text):
            piece = match[0]
            after = normalise(piece)
            if after != piece:
                self._old += (old, match.end())
                self._new += (new, new + len(after))
                self._pieces += (piece, "")
            old, new = match.end(), new + len(after)

    def at(self, place: int) -> int:
        """Give the new offset of an old one.

        An offset within letters that became one letter moves to one of its ends.
        """
        index = bisect_right(self._old, place) - 1
        within = place - self._old[index]
        if piece := self._pieces[index]:
            most = len(normalise(piece))
            return self._new[index] + min(len(normalise(piece[:within])), most)
        return self._new[index] + within
