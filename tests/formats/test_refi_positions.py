from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uptake.formats.refi.positions import choose

TEXT = "I slept 😀 badly.\r\nThen the 😀😀 site helped.\r\nNow I sleep, mostly, well enough.\r\n"
PIECES = ["slept", "badly", "Then the", "site", "helped", "Now", "sleep", "mostly", "enough"]


def unit(text: str, units: str, line_end: int) -> int:
    text = text.replace("\r\n", "\n") if line_end == 1 else text
    return len(text.encode("utf-16-le")) // 2 if units == "UTF-16 units" else len(text)


def edges(text: str, units: str, line_end: int, mark: bool = False) -> list[tuple[int, int]]:
    found = []
    for piece in PIECES:
        at = text.index(piece)
        start, end = (unit(text[:to], units, line_end) + mark for to in (at, at + len(piece)))
        found.append((start, end))
    return found


@pytest.mark.parametrize("units", ["codepoints", "UTF-16 units"])
@pytest.mark.parametrize("line_end", [1, 2])
@pytest.mark.parametrize("mark", [False, True])
def test_the_way_of_counting_is_found_by_the_words(units, line_end, mark):
    chosen = choose(TEXT, True, edges(TEXT, units, line_end, mark))
    way = chosen.convention
    assert (way.units, way.line_end, way.mark, way.score) == (units, line_end, mark, 1.0)
    assert [TEXT[place[0] : place[1]] for place in chosen.places if place] == PIECES
    assert not chosen.doubtful
    assert str(way).startswith(units)
    assert str(way).endswith("mark") is mark


def test_line_ends_that_an_xml_parser_took_away_are_still_counted():
    text = TEXT.replace("\r\n", "\n")
    chosen = choose(text, False, edges(TEXT, "UTF-16 units", 2))
    assert (chosen.convention.units, chosen.convention.line_end) == ("UTF-16 units", 2)
    assert [text[place[0] : place[1]] for place in chosen.places if place] == PIECES


def test_whole_lines_as_passages_are_no_reason_for_doubt():
    text = "One line here\nand another\nand a third one\nand the last\n"
    lines, at = [], 0
    for line in text.splitlines(keepends=True):
        lines.append((at, at + len(line)))
        at += len(line)
    assert choose(text, False, lines).convention.score == 1.0


def test_places_within_words_are_doubtful():
    text = "considerable difficulties everywhere"
    assert choose(text, False, [(at, at + 3) for at in (2, 4, 15, 17, 28)]).doubtful
    assert not choose(text, False, [(2, 5)]).doubtful, "one passage says nothing"


def test_passages_outside_have_no_place_and_long_ones_are_cut():
    chosen = choose("one two", False, [(0, 3), (4, 9), (7, 9), (-1, 3), (3, 3), (5, 2)])
    assert chosen.places == ((0, 3), (4, 7), None, None, None, None)
    assert chosen.cut == (1,)


def test_without_passages_it_is_the_standards_way():
    chosen = choose("anything", False, [])
    assert (str(chosen.convention), chosen.places) == ("codepoints, line ends as 1", ())


@given(
    st.text(alphabet="ab \r\n😀é", max_size=40), st.booleans(),
    st.lists(st.tuples(st.integers(-3, 60), st.integers(-3, 60)), max_size=8),
)  # fmt: skip
def test_any_positions_are_placed_in_the_text_or_nowhere(text, had_mark, written):
    chosen = choose(text, had_mark, written)
    assert len(chosen.places) == len(written)
    assert all(place is None or 0 <= place[0] <= place[1] <= len(text) for place in chosen.places)


@given(st.text(alphabet="ab \r\n😀é", max_size=40), st.data())
def test_the_chosen_way_is_as_good_as_any_counted_slowly(text, data):
    places = st.integers(0, len(text))
    written = data.draw(st.lists(st.tuples(places, places), min_size=1, max_size=6))
    assert choose(text, False, written).convention.score >= slow_score(text, written) - 1e-9


def slow_score(text: str, written: list[tuple[int, int]]) -> float:
    """The share of edges at a word's edge, in codepoints and with CRLF as one, counted by hand."""
    places, at = [], 0
    while at < len(text):  # the place in the text of each unit
        places.append(at)
        at += 2 if text.startswith("\r\n", at) else 1
    places.append(len(text))
    good = 0
    for start, end in written:
        if not 0 <= start < end:
            continue
        if start < len(places):
            good += _begins(text, places[start])
        if end < len(places):
            good += not _within(text, places[end])
    return good / (2 * len(written))


def _begins(text: str, at: int) -> bool:
    return at < len(text) and not text[at].isspace() and not _within(text, at)


def _within(text: str, at: int) -> bool:
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()


def test_a_file_that_keeps_to_the_standard_is_read_by_it():
    written = edges(TEXT, "UTF-16 units", 2)
    assert str(choose(TEXT, True, written, trusted=True).convention) == "codepoints, line ends as 1"
