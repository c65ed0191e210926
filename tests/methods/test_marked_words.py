"""Words marked where they stand, on the side that they speak for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uptake.methods.marked_words import Piece, pieces

WORDS = st.lists(st.sampled_from(["adult", "adult*", "mixed methods", "a", "*", "", "é", "(x)"]))


def marked(text: str, speaks_for: list[str], against: list[str] | None = None) -> list[str]:
    return [f"{p.side}:{p.text}" for p in pieces(text, speaks_for, against or []) if p.side]


def test_words_are_found_whole_and_in_any_case() -> None:
    assert pieces("An Adult adulthood.", ["adult"], []) == (
        Piece("An ", ""), Piece("Adult", "for"), Piece(" adulthood.", ""),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("adults and adulthood", ["adult*"], ["for:adults", "for:adulthood"]),
        ("a mixed-methods study", ["mixed methods"], ["for:mixed-methods"]),
        ("mixed\nmethods", ["mixed-methods"], ["for:mixed\nmethods"]),
        ("internet-delivered CBT", ["internet", "internet delivered cbt"],
         ["for:internet-delivered CBT"]),
        ("C++ (x)", ["C++", "(x)"], ["for:C++", "for:(x)"]),
        ("Straßenkinder, STRASSE", ["straße*"], ["for:Straßenkinder"]),
    ],
)  # fmt: skip
def test_endings_phrases_and_signs(text: str, words: list[str], found: list[str]) -> None:
    assert marked(text, words) == found


def test_a_word_on_both_sides_speaks_for() -> None:
    assert marked("staff, child", ["staff"], ["staff", "child"]) == ["for:staff", "against:child"]


def test_without_words_the_text_is_one_piece() -> None:
    assert pieces("Text.", ["", " * "], []) == (Piece("Text.", ""),)
    assert pieces("", ["a"], []) == pieces("", [], []) == ()


@given(st.text("adultmixehos -\n(x)é", max_size=80), WORDS, WORDS)
def test_the_pieces_are_the_text(text: str, speaks_for: list[str], against: list[str]) -> None:
    found = pieces(text, speaks_for, against)
    assert "".join(piece.text for piece in found) == text
    assert all(piece.text for piece in found)
