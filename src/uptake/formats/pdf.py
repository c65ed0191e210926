"""The words of a PDF's pages, for search and for checking quotes.

Reading goes through PDFium. A hostile file may use up memory or time, so the site runs this module
in a child process with limits (`uptake.sources.reading`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from uptake.formats.text import Unreadable

State = Literal["read", "no_text", "locked"]
MOST_PAGES = 2_000
BLANKS = re.compile(r"[ \t\f\v\u00a0]+")
# PDFium writes U+FFFE for a hyphen that it took for the end of a line.
HYPHEN = re.compile(r"(?<=[^\W\d_])(?:[\u00ad-]\s*\n\s*|[\u00ad\ufffe]\s*)(?=[^\W\d_])")
WORDS = re.compile(r"\w+")
FEW = 20
"""Fewer letters on the whole of a document mean that its pages are pictures."""


@dataclass(frozen=True, slots=True)
class PdfText:
    """What a PDF holds: one text a page, in order. ``state`` says why texts may be empty."""

    state: State
    pages: tuple[str, ...] = ()
    count: int = 0
    """Pages in the file; more than ``len(pages)`` when it is too long to be read whole."""


def recognises(data: bytes) -> bool:
    """True when the bytes begin as a PDF does; blanks or a mark may stand before it."""
    return b"%PDF-" in data[:1024]


def read(data: bytes, *, name: str = "") -> PdfText:
    """Read the words of each page.

    Raises ``Unreadable`` for bytes that are no PDF or that PDFium cannot open. A file locked with a
    password and a file of pictures are no error: ``state`` says so.
    """
    import pypdfium2 as pdfium  # a native library: loaded only where a PDF is read

    if not recognises(data):
        raise Unreadable("The file is not a PDF.", name, "Choose the paper's full text as a PDF.")
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as fault:
        if "password" in str(fault).lower():
            return PdfText("locked")
        raise Unreadable(
            "The PDF is damaged and cannot be opened.", name, "Download it again, then choose it."
        ) from fault
    try:
        pages = tuple(_page(document, number) for number in range(min(len(document), MOST_PAGES)))
        count = len(document)
    finally:
        document.close()
    letters = sum(len(page) for page in pages)
    return PdfText("read" if letters >= FEW else "no_text", pages, count)


def _page(document: object, number: int) -> str:
    import pypdfium2 as pdfium

    try:
        page = document[number]  # type: ignore[index]
        text = page.get_textpage().get_text_range()
    except pdfium.PdfiumError:
        return ""  # one broken page must not take the others along
    return tidy(text)


def tidy(text: str) -> str:
    """The words of a page: line ends made one kind, hyphens at line ends joined, blanks single."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    text = HYPHEN.sub("", text.encode("utf-8", "replace").decode())
    lines = (BLANKS.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(lines).strip()


def folded(text: str) -> str:
    """The words alone, in lower case: what two copies of one passage have in common."""
    return " ".join(WORDS.findall(tidy(text).casefold()))


def where(quote: str, pages: tuple[str, ...]) -> tuple[int, ...]:
    """The numbers (from 1) of the pages that hold a quote, whatever the line ends and marks.

    A quote may run over the end of a page: it then counts for the page on which it begins. No
    words, no pages.
    """
    wanted = folded(quote)
    if not wanted:
        return ()
    found = []
    texts = [folded(page) for page in pages]
    for number, text in enumerate(texts):
        following = texts[number + 1] if number + 1 < len(texts) else ""
        both = f" {text} {following} "
        at = both.find(f" {wanted} ")
        if -1 < at <= len(text):
            found.append(number + 1)
    return tuple(found)
