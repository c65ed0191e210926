from __future__ import annotations

import contextlib

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.pdf_files import locked, pdf
from uptake.formats import pdf as reader
from uptake.formats.text import Unreadable

PAGES = ("Staff had no protected time to sup-\nport people who use it.", "Managers said so too.")


def test_the_words_of_each_page():
    found = reader.read(pdf(*PAGES))
    assert (found.state, found.count) == ("read", 2)
    assert found.pages[0] == "Staff had no protected time to support people who use it."
    assert found.pages[1] == "Managers said so too."


def test_pictures_without_text_are_told_apart():
    assert reader.read(pdf("", "")).state == "no_text"


def test_five_hundred_pages():
    found = reader.read(pdf(*[f"This is page {n} of a long report." for n in range(500)]))
    assert (found.count, len(found.pages)) == (500, 500)


def test_past_the_most_pages_the_rest_is_counted_only(monkeypatch):
    monkeypatch.setattr(reader, "MOST_PAGES", 1)
    found = reader.read(pdf(*PAGES))
    assert (found.count, len(found.pages)) == (2, 1)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"hello"])
def test_what_is_no_pdf_is_refused(data):
    with pytest.raises(Unreadable, match="not a PDF"):
        reader.read(data, name="paper.pdf")


def test_a_damaged_file_is_refused():
    with pytest.raises(Unreadable, match="damaged"):
        reader.read(pdf(broken=True))


@pytest.mark.parametrize("part", range(1, 20))
def test_a_cut_off_file_is_read_or_refused(part):
    whole = pdf(*PAGES)
    with contextlib.suppress(Unreadable):
        assert reader.read(whole[: len(whole) * part // 20]).state in ("read", "no_text")


def test_a_locked_file_is_told_apart():
    assert reader.read(locked()).state == "locked"


def test_a_broken_page_does_not_take_the_others_along(monkeypatch):
    real = pypdfium2.PdfDocument.__getitem__

    def breaks(document, number):
        if number == 0:
            raise pypdfium2.PdfiumError("Failed to load page.")
        return real(document, number)

    monkeypatch.setattr(pypdfium2.PdfDocument, "__getitem__", breaks)
    assert reader.read(pdf(*PAGES)).pages == ("", "Managers said so too.")


def test_where_a_quote_stands():
    pages = ("One two three.\nFour five", "six seven. One two three.", "Eight.")
    assert reader.where("One  two\nthree", pages) == (1, 2)
    assert reader.where("four five six", pages) == (1,)
    assert reader.where("“Seven”", pages) == (2,)
    assert reader.where("even", pages) == ()
    assert reader.where("...", pages) == ()


@given(st.text(max_size=200))
def test_tidying_twice_is_tidying_once_and_loses_no_word(text):
    once = reader.tidy(text)
    assert reader.tidy(once) == once


@given(st.lists(st.text(alphabet="abc def.\n", min_size=1, max_size=30), max_size=4),
       st.integers(0, 3), st.integers(0, 5), st.integers(1, 4))  # fmt: skip
def test_words_of_a_page_are_found_on_it(pages, page, start, length):
    if page >= len(pages):
        return
    words = reader.folded(pages[page]).split()[start : start + length]
    if words:
        assert page + 1 in reader.where(" ".join(words), tuple(pages))
