from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uptake.formats.moved import Moved
from uptake.formats.turns import normalise

CHARACTERS = st.sampled_from(
    "ae \t\r\n\x0b\x01\x85\ufeff\u0301\u0323\u1100\u1161\u11a8\u2028é😀ش\u0344Å"
)
TEXTS = st.lists(CHARACTERS, max_size=30).map("".join) | st.text(max_size=30)


@given(TEXTS)
def test_the_text_is_what_normalising_the_whole_gives(text):
    assert Moved(text).text == normalise(text)


@given(TEXTS)
def test_places_go_forward_and_stay_in_the_text(text):
    moved = Moved(text)
    places = [moved.at(at) for at in range(len(text) + 1)]
    assert places[0] == 0
    assert places[-1] == len(moved.text)
    assert all(0 <= at <= len(moved.text) for at in places)


@given(st.lists(st.sampled_from(["word", "e\u0301", "😀", "שלום", "\r\n", "\t", " ", "\x02a"])))
def test_a_passage_of_whole_words_is_the_same_passage_afterwards(words):
    text = "".join(words)
    moved, at = Moved(text), 0
    for word in words:
        start, end = at, at + len(word)
        assert moved.text[moved.at(start) : moved.at(end)] == normalise(word)
        at = end


@pytest.mark.parametrize(
    ("text", "place", "after"),
    [
        ("a\r\nb", 2, 2),
        ("a\r\nb", 3, 2),
        ("cafe\u0301 x", 4, 4),
        ("cafe\u0301 x", 6, 5),
        ("abc", 2, 2),
    ],
)
def test_places_by_hand(text, place, after):
    assert Moved(text).at(place) == after


def test_letters_in_pieces_become_one():
    assert Moved("cafe\u0301").text == unicodedata.normalize("NFC", "cafe\u0301") == "café"
