"""The immutable text: normalised, and every turn where it is said to be."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uptake.formats.text import Unreadable
from uptake.formats.times import clock, is_unpadded, seconds
from uptake.formats.transcripts import LARGEST, LaidTurn, Turn, layout, normalise, read_any

ANY = st.text(st.characters(), max_size=40)  # lone surrogates and control characters too
TURNS = st.lists(st.builds(Turn, ANY, ANY, st.none() | st.floats(0, 9_999), st.none()), max_size=6)


@given(TURNS)
def test_every_turn_stands_where_it_is_said_to(turns: list[Turn]) -> None:
    laid = layout(turns)
    assert len(laid.turns) == len(turns)
    for place, turn in zip(laid.turns, turns, strict=True):
        assert laid.text[place.start : place.end] == normalise(turn.text)
        assert (place.speaker, place.started) == (turn.speaker, turn.started)
    assert laid.text == "\n\n".join(normalise(turn.text) for turn in turns)


@given(TURNS)
def test_the_text_is_normalised_and_stays_so(turns: list[Turn]) -> None:
    text = layout(turns).text
    assert unicodedata.is_normalized("NFC", text)
    assert normalise(text) == text
    assert not any(unicodedata.category(c) in ("Cc", "Cs") and c != "\n" for c in text)
    assert "\ufeff" not in text
    text.encode()


def test_names_are_not_in_the_text() -> None:
    laid = layout([Turn("P01", "cafe\u0301\r\nyes", 1.0, 2.5), Turn("P02", "No\x00\tmore")])
    assert laid.text == "caf\u00e9\nyes\n\nNo more"
    assert laid.turns == (
        LaidTurn(0, "P01", 0, 8, 1.0, 2.5),
        LaidTurn(1, "P02", 10, 17, None, None),
    )


def test_a_transcript_without_turns_is_an_empty_text() -> None:
    assert layout([]).text == ""


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1:02:03.500", 3723.5),
        ("02:03", 123.0),
        ("00:00:01,5", 1.5),
        ("100:00:00.001", 360_000.001),
        ("90:00.25", 5400.25),
    ],
)
def test_times(written: str, value: float) -> None:
    assert seconds(written) == value
    assert seconds(clock(value)) == value


def test_teams_counts_thousandths_where_it_pads_nothing() -> None:
    assert is_unpadded("0:0:6.90 --> 0:0:6.500")
    assert not is_unpadded("00:00:06.900 --> 00:00:07.500")
    assert seconds("0:0:6.90", unpadded=True) == 6.09
    assert seconds("0:0:6.500", unpadded=True) == 6.5


def test_what_is_no_time_is_refused() -> None:
    with pytest.raises(ValueError, match="not a time"):
        seconds("noon")


def test_a_recording_is_refused_by_its_size() -> None:
    with pytest.raises(Unreadable, match="larger than 32 MB"):
        read_any(b"a" * (LARGEST + 1), "recording.txt")
