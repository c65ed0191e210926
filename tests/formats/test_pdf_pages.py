from __future__ import annotations

import contextlib
import re
import struct
import zlib

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formats.pdf_files import locked, pdf
from uptake.formats import pdf_pages as reader
from uptake.formats.pdf_pages import LONGEST_SIDE, MOST_PIXELS, Mark, Size
from uptake.formats.text import Unreadable

PAGES = ("Staff had no protected time to sup-\nport people who use it.", "Managers said so too.")
RED = "1 0 0 rg 100 100 200 200 re f\n"


def opened(image: bytes) -> tuple[int, int, int, bytes]:
    """A PNG taken apart the slow way: width, height, bytes a pixel, and its pixels."""
    assert image[:8] == b"\x89PNG\r\n\x1a\n"
    at, chunks = 8, {}
    while at < len(image):
        length, kind = struct.unpack(">I4s", image[at : at + 8])
        body = image[at + 8 : at + 8 + length]
        (check,) = struct.unpack(">I", image[at + 8 + length : at + 12 + length])
        assert check == zlib.crc32(kind + body)
        chunks[kind], at = body, at + 12 + length
    width, height, depth, colour = struct.unpack(">IIBB", chunks[b"IHDR"][:10])
    assert depth == 8
    each = {0: 1, 2: 3}[colour]
    rows, step = zlib.decompress(chunks[b"IDAT"]), 1 + each * width
    assert len(rows) == step * height
    assert not any(rows[::step])
    return width, height, each, b"".join(
        rows[n * step + 1 : (n + 1) * step] for n in range(height)
    )  # fmt: skip


def drawn(data: bytes, number: int = 1, width: int = 200) -> tuple[int, int, int, bytes]:
    return opened(dict(reader.draw(data, [number], width))[number])


def test_sizes_are_those_of_the_pages_as_they_are_turned():
    assert reader.sizes(pdf(*PAGES)) == (Size(595, 842), Size(595, 842))
    assert reader.sizes(pdf("x", turn=90)) == (Size(842, 595),)
    assert reader.sizes(pdf("x", turn=180)) == (Size(595, 842),)


def test_a_page_is_drawn_as_wide_as_asked():
    width, height, each, dots = drawn(pdf(*PAGES))
    assert (width, height, each) == (200, 283, 1)
    assert min(dots) < 128
    assert max(dots) == 255


def test_colours_are_kept_and_stand_where_they_were_drawn():
    width, height, each, dots = drawn(pdf("x", also=RED))
    assert each == 3
    across, down = 200 * width // 595, height - 200 * height // 842
    at = 3 * (down * width + across)
    assert dots[at : at + 3] == b"\xff\x00\x00"
    assert dots[:3] == b"\xff\xff\xff"


def test_a_turned_page_is_drawn_as_it_is_read():
    width, height, _, dots = drawn(pdf("x", also=RED, turn=90))
    assert width > height
    across, down = 200 * width // 842, 200 * height // 595
    assert dots[3 * (down * width + across) :][:3] == b"\xff\x00\x00"


@pytest.mark.parametrize(
    ("box", "seen"),
    [("0 0 1 1", (8, 8)), ("0 0 14400 14400", (200, 200)), ("0 0 10 14400", (6, 10_000)),
     ("0 0 0 0", (200, 258)), ("0 0 14400 2", (200, 1)), ("-300 -300 295 542", (200, 283))],
)  # fmt: skip
def test_pages_of_odd_sizes(box, seen):
    data = pdf("A few words on it.", box=box)
    assert drawn(data)[:2] == seen
    assert reader.pixels(reader.sizes(data)[0], 200) == seen


@given(st.floats(0.001, 1e6), st.floats(0.001, 1e6), st.sampled_from([1, 1000, 2000]))
def test_no_picture_passes_the_limits(width, height, wanted):
    wide, high = reader.pixels(Size(width, height), wanted)
    assert 1 <= wide <= wanted
    assert 1 <= high <= LONGEST_SIDE
    assert wide * high <= MOST_PIXELS


@given(st.integers(1, 9), st.integers(1, 9), st.booleans(), st.data())
@settings(max_examples=50)
def test_a_png_holds_the_pixels_it_was_made_of(width, height, grey, data):
    each = 1 if grey else 3
    dots = data.draw(st.binary(min_size=width * height * each, max_size=width * height * each))
    colours = bytes(dot for dot in dots for _ in range(3)) if grey else dots
    wide, high, kept, back = opened(reader.png(colours, width, height))
    assert (wide, high) == (width, height)
    assert (back if kept == 3 else bytes(d for d in back for _ in range(3))) == colours


def test_pages_that_are_not_there_are_left_out():
    assert [number for number, _ in reader.draw(pdf(*PAGES), [0, 2, 3], 100)] == [2]
    assert reader.marks(pdf(*PAGES), [0, 3], "staff") == {}


def test_five_hundred_pages_cost_no_more_than_the_one_that_is_drawn():
    data = pdf(*[f"This is page {n}." for n in range(500)])
    assert len(reader.sizes(data)) == 500
    assert drawn(data, 500)[:2] == (200, 283)


def test_words_are_marked_where_they_stand():
    found = reader.marks(pdf(*PAGES), [1, 2], "protected TIME")
    assert found[2] == ()
    (mark,) = found[1]
    assert 1000 < mark.left < 4000
    assert 1000 < mark.top < 1500
    assert 0 < mark.height < 250
    assert mark.left + mark.width < 10_000


def test_words_over_the_end_of_a_line_are_marked_on_both():
    lines = reader.marks(pdf(*PAGES), [1], "time to support people")[1]
    assert len(lines) == 2
    assert lines[0].top < lines[1].top
    assert lines[1].left < lines[0].left


def test_marks_turn_with_the_page():
    upright = reader.marks(pdf(*PAGES), [1], "protected")[1][0]
    turned = reader.marks(pdf(*PAGES, turn=90), [1], "protected")[1][0]
    assert abs(turned.top - upright.left) < 10
    assert abs(turned.left + turned.width - (10_000 - upright.top)) < 10


def test_marks_lie_on_the_dots_of_the_words():
    data = pdf("alone")
    (mark,) = reader.marks(data, [1], "alone")[1]
    width, height, _, dots = drawn(data, width=1000)
    dark = [(n % width, n // width) for n, dot in enumerate(dots) if dot < 200]
    left, top = mark.left * width / 10_000, mark.top * height / 10_000
    right, low = left + mark.width * width / 10_000, top + mark.height * height / 10_000
    assert all(left - 2 <= x <= right + 2 and top - 2 <= y <= low + 2 for x, y in dark)


@pytest.mark.parametrize("words", ["", "...", "zebra", "time protected"])
def test_words_that_do_not_stand_there_give_no_marks(words):
    assert not any(reader.marks(pdf(*PAGES), [1], words).values())


@pytest.mark.parametrize("words", ["(", "a+b", "[x", "\\", "\x00 nul"])
def test_words_are_words_and_no_pattern(words):
    assert not any(reader.marks(pdf("plain"), [1], words).values())


def test_marks_are_no_more_than_can_be_of_use(monkeypatch):
    monkeypatch.setattr(reader, "MOST_MARKS", 3)
    assert len(reader.marks(pdf("no no no no no no"), [1], "no")[1]) == 3


@given(st.lists(st.text("abcde ", min_size=1, max_size=12), min_size=1, max_size=4), st.data())
@settings(max_examples=30, deadline=None)
def test_as_many_marks_as_a_plain_search_finds(lines, data):
    words = [word for line in lines for word in line.split()]
    if not words:
        return
    word = data.draw(st.sampled_from(words))
    found = reader.marks(pdf("\n".join(lines)), [1], word)[1]
    plain = len(re.findall(re.escape(word), "\n".join(lines)))
    assert len(found) == plain
    assert all(isinstance(mark, Mark) and mark.width >= 0 for mark in found)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"hello"])
def test_what_is_no_pdf_is_refused(data):
    with pytest.raises(Unreadable, match="not a PDF"):
        reader.sizes(data, name="paper.pdf")


def test_a_damaged_file_is_refused():
    with pytest.raises(Unreadable, match="damaged"):
        reader.sizes(pdf(broken=True))
    with pytest.raises(Unreadable, match="damaged"):
        list(reader.draw(pdf(broken=True), [1], 100))


def test_a_locked_file_is_refused():
    with pytest.raises(Unreadable, match="locked with a password"):
        reader.marks(locked(), [1], "staff")


def test_a_broken_page_does_not_take_the_others_along(monkeypatch):
    real, size = pypdfium2.PdfDocument.__getitem__, pypdfium2.PdfDocument.get_page_size

    def breaks(document, number, of=real):
        if number == 0:
            raise pypdfium2.PdfiumError("Failed to load page.")
        return of(document, number)

    monkeypatch.setattr(pypdfium2.PdfDocument, "__getitem__", breaks)
    monkeypatch.setattr(
        pypdfium2.PdfDocument, "get_page_size", lambda document, at: breaks(document, at, size)
    )
    data = pdf(*PAGES, box="0 0 300 400")
    assert [number for number, _ in reader.draw(data, [1, 2], 100)] == [2]
    assert reader.sizes(data) == (reader.A4, Size(300, 400))


def test_a_picture_that_finds_no_room_is_told(monkeypatch):
    from pypdfium2 import raw

    monkeypatch.setattr(raw, "FPDFBitmap_CreateEx", lambda *_: None)
    with pytest.raises(MemoryError):
        drawn(pdf("x"))


@pytest.mark.parametrize("part", range(1, 20))
def test_a_cut_off_file_is_drawn_or_refused(part):
    whole = pdf(*PAGES)
    with contextlib.suppress(Unreadable):
        for _, image in reader.draw(whole[: len(whole) * part // 20], [1, 2], 100):
            assert opened(image)[0] == 100
