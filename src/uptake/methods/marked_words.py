"""Words that speak for or against including a reference, marked where they stand in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

FOR, AGAINST, NEITHER = "for", "against", ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text and the side its words speak for: "for", "against" or ""."""

    text: str
    side: str


def pieces(text: str, speaks_for: Iterable[str], against: Iterable[str]) -> tuple[Piece, ...]:
    """Cut a text at the marked words; joined again, the pieces are the text.

    A word is found whole, in any case; one that ends in * is found as the beginning of a word. A
    blank in it stands for blanks, hyphens or a line's end. Where two begin at one place the longer
    is marked; a word that is on both sides speaks for.
    """
    pattern, sides = _pattern(tuple(speaks_for), tuple(against))
    if pattern is None:
        return (Piece(text, NEITHER),) if text else ()
    found: list[Piece] = []
    at = 0
    for match in pattern.finditer(text):
        if match.start() > at:
            found.append(Piece(text[at : match.start()], NEITHER))
        found.append(Piece(match[0], sides[(match.lastindex or 1) - 1]))
        at = match.end()
    if at < len(text):
        found.append(Piece(text[at:], NEITHER))
    return tuple(found)


@lru_cache(maxsize=64)
def _pattern(
    speaks_for: tuple[str, ...], against: tuple[str, ...]
) -> tuple[re.Pattern[str] | None, tuple[str, ...]]:
    """One pattern with a group for each word, the longest first."""
    sides: dict[str, str] = {}
    for side, listed in ((FOR, speaks_for), (AGAINST, against)):
        for word in listed:
            plain = " ".join(re.split(r"[\s-]+", word.lower())).strip()
            if plain.strip("* "):
                sides.setdefault(plain, side)
    words = sorted(sides, key=lambda word: (-len(word), word))
    if not words:
        return None, ()
    groups = "|".join(f"({_one(word)})" for word in words)
    return re.compile(rf"(?<!\w)(?:{groups})", re.IGNORECASE), tuple(map(sides.__getitem__, words))


def _one(word: str) -> str:
    stem = word.rstrip("*").rstrip()
    inside = r"[\s\u2010-\u2015-]+".join(re.escape(part) for part in stem.split(" "))
    return rf"{inside}\w*" if word.endswith("*") else rf"{inside}(?!\w)"
