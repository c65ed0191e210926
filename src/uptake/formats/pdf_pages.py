"""The pages of a PDF as printed: how large they are, their pictures, and where words stand on them.

Drawing goes through PDFium. A hostile file may use up memory or time, so the site runs this module
in a child process with limits (`uptake.sources.drawing`); the size of a picture is limited here.
"""

from __future__ import annotations

import ctypes
import math
import re
import struct
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from uptake.formats import pdf
from uptake.formats.text import Unreadable

MOST_PIXELS, LONGEST_SIDE, MOST_TIMES = 12_000_000, 10_000, 8.0
MOST_MARKS = 300
WHOLE = 10_000
"""Marks are told in ten-thousandths of the page's width and height."""
WHITE = 0xFFFFFFFF
ANNOTATIONS, RED_FIRST = 0x01, 0x10
COMPRESSION = 6
# A word may be cut at the end of a line; PDFium writes U+FFFE or U+0002 for the hyphen.
CUT = r"(?:[\u00ad\ufffe\x02]\s*|-\s*\n\s*)?"


@dataclass(frozen=True, slots=True)
class Size:
    """A page's width and height in points (1/72 inch), as it is turned."""

    width: float
    height: float


A4 = Size(595.0, 842.0)


@dataclass(frozen=True, slots=True)
class Mark:
    """A box on a page, from its top left corner, in ten-thousandths of the page."""

    left: int
    top: int
    width: int
    height: int


def pixels(size: Size, width: int) -> tuple[int, int]:
    """The width and height of a page's picture that is to be so many pixels wide.

    A page that is very small is not blown up, and one that is very long is made narrower, so that
    no picture passes the limits.
    """
    scale = min(
        width / size.width, MOST_TIMES, LONGEST_SIDE / size.height,
        math.sqrt(MOST_PIXELS / size.width / size.height),
    )  # fmt: skip
    return max(1, int(size.width * scale + 1e-6)), max(1, int(size.height * scale + 1e-6))


def sizes(data: bytes, *, name: str = "") -> tuple[Size, ...]:
    """How large each page is; one that is broken counts as A4.

    Raises ``Unreadable`` for bytes that are no PDF, that are locked or that PDFium cannot open.
    """
    with _opened(data, name) as document:
        return tuple(_size(document, at) for at in range(min(len(document), pdf.MOST_PAGES)))


def draw(
    data: bytes, numbers: Iterable[int], width: int, *, name: str = ""
) -> Iterator[tuple[int, bytes]]:
    """The pictures (PNG) of these pages (from 1), one after the other, each so many pixels wide.

    Pages that are not there or are broken are left out. Raises ``Unreadable`` as ``sizes`` does.
    """
    with _opened(data, name) as document:
        for number in numbers:
            page = _page(document, number)
            if page is not None:
                yield number, _picture(page, width)
                page.close()


def marks(
    data: bytes, numbers: Iterable[int], words: str, *, name: str = ""
) -> dict[int, tuple[Mark, ...]]:
    """Where words that follow one another stand on these pages (from 1).

    Whatever lies between the words is passed over, and so are hyphens at the ends of lines. Raises
    ``Unreadable`` as ``sizes`` does.
    """
    wanted = re.findall(r"\w+", words)
    if not wanted:
        return {}
    pattern = re.compile(
        r"\W+".join(CUT.join(map(re.escape, word)) for word in wanted), re.IGNORECASE
    )
    found = {}
    with _opened(data, name) as document:
        for number in numbers:
            page = _page(document, number)
            if page is not None:
                found[number] = _boxes(page, pattern)
                page.close()
    return found


@contextmanager
def _opened(data: bytes, name: str) -> Iterator[Any]:
    import pypdfium2 as pdfium  # a native library: loaded only where a PDF is read

    if not pdf.recognises(data):
        raise Unreadable("The file is not a PDF.", name, "Choose the paper's full text as a PDF.")
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as fault:
        if "password" in str(fault).lower():
            raise Unreadable(
                "The PDF is locked with a password.", name, "Attach a copy without one."
            ) from fault
        raise Unreadable(
            "The PDF is damaged and cannot be opened.", name, "Download it again, then choose it."
        ) from fault
    try:
        yield document
    finally:
        document.close()


def _page(document: Any, number: int) -> Any:
    import pypdfium2 as pdfium

    if not 1 <= number <= len(document):
        return None
    try:
        return document[number - 1]
    except pdfium.PdfiumError:
        return None


def _size(document: Any, at: int) -> Size:
    import pypdfium2 as pdfium

    try:
        return _sound(*document.get_page_size(at))
    except pdfium.PdfiumError:
        return A4


def _sound(width: float, height: float) -> Size:
    sound = all(math.isfinite(side) and side > 0 for side in (width, height))
    return Size(width, height) if sound else A4


def _picture(page: Any, width: int) -> bytes:
    from pypdfium2 import raw

    wide, high = pixels(_sound(*page.get_size()), width)
    bitmap = raw.FPDFBitmap_CreateEx(wide, high, raw.FPDFBitmap_BGR, None, 0)
    if not bitmap:
        raise MemoryError
    try:
        raw.FPDFBitmap_FillRect(bitmap, 0, 0, wide, high, WHITE)
        raw.FPDF_RenderPageBitmap(bitmap, page, 0, 0, wide, high, 0, ANNOTATIONS | RED_FIRST)
        stride = raw.FPDFBitmap_GetStride(bitmap)
        drawn = ctypes.string_at(raw.FPDFBitmap_GetBuffer(bitmap), stride * high)
    finally:
        raw.FPDFBitmap_Destroy(bitmap)
    rows = (drawn[at * stride : at * stride + 3 * wide] for at in range(high))
    return png(b"".join(rows), wide, high)


def png(colours: bytes, width: int, height: int) -> bytes:
    """A picture as PNG, from three bytes a pixel (red, green, blue), row by row.

    One without colours takes one byte a pixel, which is a third of the room.
    """
    red = colours[0::3]
    grey = red == colours[1::3] and red == colours[2::3]
    content, step = (red, width) if grey else (colours, 3 * width)
    rows = b"".join(b"\0" + content[at * step : (at + 1) * step] for at in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0 if grey else 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", zlib.compress(rows, COMPRESSION)) + _chunk(b"IEND", b"")
    )  # fmt: skip


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(
        ">I", zlib.crc32(kind + content)
    )  # fmt: skip


def _boxes(page: Any, pattern: re.Pattern[str]) -> tuple[Mark, ...]:
    from pypdfium2 import raw

    text = page.get_textpage()
    try:
        letters = "".join(
            chr(raw.FPDFText_GetUnicode(text, at)) for at in range(raw.FPDFText_CountChars(text))
        )
        found: list[Mark] = []
        for match in pattern.finditer(letters):
            for box in _rectangles(text, match.start(), match.end() - match.start()):
                found.append(_on(page, *box))
                if len(found) == MOST_MARKS:
                    return tuple(found)
        return tuple(found)
    finally:
        text.close()


def _rectangles(text: Any, start: int, count: int) -> Iterator[tuple[float, float, float, float]]:
    """The boxes of some letters, one for each line: left, top, right, bottom in points."""
    from pypdfium2 import raw

    sides = [ctypes.c_double() for _ in range(4)]
    for at in range(raw.FPDFText_CountRects(text, start, count)):
        raw.FPDFText_GetRect(text, at, *map(ctypes.byref, sides))
        left, top, right, bottom = (side.value for side in sides)
        yield left, top, right, bottom


def _on(page: Any, left: float, top: float, right: float, bottom: float) -> Mark:
    """A box as it lies on the page that is seen, whichever way the page is turned."""
    from pypdfium2 import raw

    across, down = ctypes.c_int(), ctypes.c_int()
    corners = []
    for x, y in ((left, top), (right, bottom)):
        raw.FPDF_PageToDevice(
            page, 0, 0, WHOLE, WHOLE, 0, x, y, ctypes.byref(across), ctypes.byref(down)
        )
        corners.append((across.value, down.value))
    (x0, y0), (x1, y1) = corners
    return Mark(min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0))
