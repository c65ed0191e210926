"""A text as its bare letters and digits, so that words are found however they are written."""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterator
from functools import lru_cache

WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")
UNDIVIDED = {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
"""Letters that Unicode doesn't take apart into a letter and its mark."""
GAP = 4  # characters between two words from which on they don't belong together
BREAK = re.compile(r"[,;:!?]\s|\n\s*\n")


@lru_cache(maxsize=4096)
def _letter(letter: str) -> str:
    bare = unicodedata.normalize("NFKD", letter).casefold()
    kept = "".join(one for one in bare if not unicodedata.combining(one))
    return "".join(UNDIVIDED.get(one, one) for one in kept)


def folded(words: str) -> str:
    """Give the letters and digits alone, in small letters and without their marks."""
    return "".join(_letter(letter) for word in WORD.findall(words) for letter in word)


class Folded:
    """The bare letters and digits of a text, each with where it stands. Linear to make."""

    def __init__(self, text: str) -> None:
        self.text = text
        letters: list[str] = []
        self.places = array("L")
        self.begins = bytearray()
        """For each letter, whether a word begins with it; one more, for the end of the text."""
        for word in WORD.finditer(text):
            plain = self._add(word[0], word.start())
            letters.append(plain)
            if plain:
                self.begins += b"\1" + bytes(len(plain) - 1)
        self.begins += b"\1"
        self.plain = "".join(letters)

    def _add(self, word: str, start: int) -> str:
        if word.isascii():
            self.places.extend(range(start, start + len(word)))
            return word.lower()
        parts = [_letter(letter) for letter in word]
        for at, part in enumerate(parts, start):
            self.places.extend([at] * len(part))
        return "".join(parts)

    def spans(self, words: str) -> Iterator[tuple[int, int]]:
        """Give (start, end) in the text where ``words`` stand as whole words.

        A plural s after them is taken in; an apostrophe and s are not. What a comma or an empty
        line parts doesn't belong together, unless the words are parted so themselves.
        """
        needle = folded(words)
        parted = BREAK.search(words) is not None
        at = self.plain.find(needle) if needle else -1
        while at >= 0:
            end = at + len(needle)
            if self.begins[at] and (found := self._ended(at, end, parted)):
                yield found
            at = self.plain.find(needle, at + 1)

    def _ended(self, at: int, end: int, parted: bool) -> tuple[int, int] | None:
        if not self.begins[end]:
            if self.plain[end] != "s" or not self.begins[end + 1]:
                return None
            end += 1
        if any(after - before > GAP for before, after in self._steps(at, end)):
            return None
        if not parted and BREAK.search(self.text, self.places[at], self.places[end - 1]):
            return None
        stop = self.places[end - 1] + 1
        while stop < len(self.text) and unicodedata.combining(self.text[stop]):
            stop += 1
        return self.places[at], stop

    def _steps(self, at: int, end: int) -> Iterator[tuple[int, int]]:
        return zip(self.places[at : end - 1], self.places[at + 1 : end], strict=True)
