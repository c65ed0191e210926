"""CSV that a spreadsheet opens without running anything in it."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uptake.formats.spreadsheet import BYTE_ORDER_MARK, csv_lines, guarded, unguarded

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"))


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", '=HYPERLINK("x")', "＝1"],
)
def test_what_would_run_is_text(text):
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "plain", "a=b", "1-2", "'quoted", " plain", "é"])
def test_plain_text_is_left_alone(text):
    assert guarded(text) == text


@given(TEXT)
def test_what_was_guarded_reads_as_it_was(text):
    own = text.startswith("'") and guarded(text[1:]) == text  # an apostrophe that was typed
    assert unguarded(guarded(text)) == (text[1:] if own else text)


@pytest.mark.parametrize("text", ["", "'", "'quoted", "''=", "' a"])
def test_no_other_apostrophe_is_taken_off(text):
    assert unguarded(text) == text


def test_numbers_and_empty_cells_are_left_alone():
    rows = [["n", -3, Decimal("-2.5"), None]]
    assert "".join(csv_lines(rows)) == f"{BYTE_ORDER_MARK}n,-3,-2.5,\r\n"
    assert "".join(csv_lines(rows, exact=True)) == "n,-3,-2.5,\r\n"


@given(st.lists(st.lists(TEXT, min_size=2, max_size=3), max_size=4))
def test_the_exact_form_gives_back_every_character(rows):
    text = "".join(csv_lines(rows, exact=True))
    assert list(csv.reader(io.StringIO(text, newline=""))) == rows


@given(st.lists(st.lists(TEXT, min_size=2, max_size=3), min_size=1, max_size=4))
def test_no_guarded_cell_begins_like_a_formula(rows):
    text = "".join(csv_lines(rows)).removeprefix(BYTE_ORDER_MARK)
    read = list(csv.reader(io.StringIO(text, newline="")))
    for before, after in zip(rows, read, strict=True):
        for given_text, cell in zip(before, after, strict=True):
            assert cell in (given_text, f"'{given_text}")
            assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
