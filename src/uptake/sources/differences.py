"""Where two texts differ, word by word, for a page that shows them side by side."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import NamedTuple

from uptake.sources.words import words

FAR = 0.35
"""Likeness below which marking single words tells nothing: the texts are simply others."""
MOST = 1_500
"""Words of a text that are compared; what comes after is shown unmarked."""


class Piece(NamedTuple):
    """Some words of a text, and whether the other text lacks them."""

    text: str
    only_here: bool


Pieces = tuple[Piece, ...]


def side_by_side(one: str, other: str) -> tuple[Pieces, Pieces]:
    """Each text in pieces. Capital letters, accents and marks between words do not count."""
    ones, others = one.split(), other.split()
    if not ones or not others:
        return _whole(one), _whole(other)
    mine, yours = ([" ".join(words(it)) for it in text[:MOST]] for text in (ones, others))
    matcher = SequenceMatcher(None, mine, yours, autojunk=False)
    first: list[Piece] = []
    second: list[Piece] = []
    alike = 0
    for tag, a, b, c, d in matcher.get_opcodes():
        alike += 2 * (b - a) if tag == "equal" else 0
        for pieces, text, start, end in ((first, ones, a, b), (second, others, c, d)):
            if start < end:
                piece = " ".join(text[start:end])
                pieces.append(Piece(piece, tag != "equal" and bool(words(piece))))
    if alike < FAR * (len(mine) + len(yours)):
        return (Piece(" ".join(ones), True),), (Piece(" ".join(others), True),)
    for pieces, text in ((first, ones), (second, others)):
        if len(text) > MOST:
            pieces.append(Piece(" ".join(text[MOST:]), False))
    return tuple(first), tuple(second)


def _whole(text: str) -> Pieces:
    return (Piece(" ".join(text.split()), False),) if text.strip() else ()
