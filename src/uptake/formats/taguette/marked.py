"""The HTML that Taguette keeps of a document, as plain text in which places can be found again.

Taguette counts the bytes of the words alone, in UTF-8, without any tag. Between paragraphs the HTML
mostly has a line end of its own, which counts; where it has none, one is put in, which doesn't.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from itertools import pairwise

import numpy as np

from uptake.formats.moved import Moved

# A tag but for its end; quoted values may hold anything. Each character is looked at once.
TAG = re.compile(r"""</?([A-Za-z][A-Za-z0-9]*)(?:[^<>"']++|"[^"]*+"|'[^']*+')*+""")
BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "br", "center", "dd", "div", "dl", "dt",
     "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
     "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tbody", "td",
     "tfoot", "th", "thead", "tr", "ul"}
)  # fmt: skip


class Marked:
    """The text of an HTML document. ``tags`` counts the elements that only dress it up."""

    def __init__(self, source: str) -> None:
        """Take the words out of HTML. Whatever is no whole tag is words."""
        self.tags: Counter[str] = Counter()
        self._parts: list[str] = []
        self._size = 0
        edges = self._scan(source)
        self.words = "".join(self._parts)
        self._breaks = sorted(
            at
            for at in edges
            if 0 < at < len(self.words) and "\n" not in self.words[at - 1 : at + 1]
        )
        cut = [0, *self._breaks, len(self.words)]
        whole = "\n".join(self.words[start:end] for start, end in pairwise(cut))
        self._moved = Moved(whole)
        self.text = self._moved.text
        self._bytes: list[int] | None = None

    def _scan(self, source: str) -> set[int]:
        edges: set[int] = set()
        at = 0
        last_comment = source.rfind("-->")
        while at < len(source):
            opening = source.find("<", at)
            if opening < 0:
                opening = len(source)
            self._words(source[at:opening])
            at = opening
            if source.startswith("<!--", at) and last_comment > at:
                self.tags["comment"] += 1
                at = source.find("-->", at) + 3
            elif (tag := TAG.match(source, at)) and source.startswith(">", tag.end()):
                name = tag[1].lower()
                if name in BLOCKS:
                    edges.add(self._size)
                elif source[at + 1] != "/":
                    self.tags[name] += 1
                at = tag.end() + 1
            else:
                end = max(tag.end() if tag else 0, at + 1)
                self._words(source[at:end])
                at = end
        return edges

    def _words(self, source: str) -> None:
        words = html.unescape(source)
        self._parts.append(words)
        self._size += len(words)

    def slice(self, start: int, end: int) -> str | None:
        """Give the words between two places in bytes, None when they don't lie in the document."""
        found = self._codepoints(start, end)
        return self.words[found[0] : found[1]] if found else None

    def place(self, start: int, end: int) -> tuple[int, int] | None:
        """Turn two places in bytes into codepoints of ``text``, None when they don't lie in it."""
        found = self._codepoints(start, end)
        if not found:
            return None
        first, last = found
        first = self._moved.at(first + bisect_right(self._breaks, first))
        last = self._moved.at(last + bisect_left(self._breaks, last))
        return (first, last) if first < last else None

    def _codepoints(self, start: int, end: int) -> tuple[int, int] | None:
        if self._bytes is None:
            codes = np.frombuffer(self.words.encode("utf-32-le", "surrogatepass"), dtype="<u4")
            sizes = 1 + (codes > 0x7F).astype(int) + (codes > 0x7FF) + (codes > 0xFFFF)
            self._bytes = [0, *np.cumsum(sizes).tolist()]
        if not 0 <= start < end <= self._bytes[-1]:
            return None
        return bisect_right(self._bytes, start) - 1, bisect_left(self._bytes, end)
