"""Transcripts printed into a PDF: page furniture taken off, lines joined again, speakers found.

A PDF knows neither paragraphs nor running heads. What stands at the same edge of most pages is
furniture, and so are numbers that count the pages or the lines; it is taken off and said, never
without a word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from uptake.formats.pdf import PdfText
from uptake.formats.script import Line, read_script, unwrapped
from uptake.formats.speakers import is_field, mark_of
from uptake.formats.text import Unreadable
from uptake.formats.turns import Oddity, Transcript, finished

FORMAT = "pdf"
EDGE = 3  # lines at the top and at the foot of a page that may be furniture
SHARE, LEAST = 0.6, 3  # of the pages on which words recur that are furniture
COUNTING = 5  # line numbers in a row that are no speech
SHOWN = 80
FULL = 0.75  # of the width of a page's lines: a line as long as that was broken by the edge
# PDFium parts a margin from its line with a blank.
NUMBERED = re.compile(r"(?P<number>\d{1,5})[ \t]+(?P<rest>\S.*)")
NUMBER = re.compile(r"\d{1,5}")
DIGITS = re.compile(r"\d+")
PAGE_NUMBER = re.compile(
    r"[-–—\[(| ]*(?:p(?:age|\.)?\s*)?(?P<page>\d{1,4})(?:\s*(?:/|of)\s*\d{1,4})?[-–—\])| ]*",
    re.IGNORECASE,
)  # fmt: skip
LOCKED = "Open it in a PDF reader with the password, print it into a new PDF and choose that one."
SCANNED = "Read the words off the pictures first (OCR), or choose the transcript as DOCX or text."


def read_pages(
    found: PdfText, *, name: str = "", speakers: Collection[str] | None = None
) -> Transcript:
    """Read the turns in the words of a PDF's pages.

    Line numbers in the oddities count lines of the words of all pages. Raises ``Unreadable`` for a
    file locked with a password, and for one whose pages are pictures.
    """
    if found.state == "locked":
        raise Unreadable("The PDF is locked with a password.", name, LOCKED)
    if found.state == "no_text":
        raise Unreadable("The pages of the PDF are pictures, without words.", name, SCANNED)
    pages, odd = _without_furniture(_numbered(found.pages))
    odd += _missing(found)
    lines = unwrapped(_paragraphs([line for page in pages for line in page]))
    turns, more = read_script(lines, speakers)
    return finished(turns, FORMAT, "", [*odd, *more], name)


def _numbered(pages: Iterable[str]) -> list[list[Line]]:
    """Give each page's lines that hold anything, numbered through."""
    number = 0
    found: list[list[Line]] = []
    for page in pages:
        lines: list[Line] = []
        for text in page.split("\n"):
            number += 1
            if text.strip():
                lines.append(Line(number, text))
        found.append(lines)
    return found


def _missing(found: PdfText) -> list[Oddity]:
    odd = []
    if empty := [at for at, page in enumerate(found.pages, start=1) if not page.strip()]:
        listed = ", ".join(map(str, empty[:10])) + (" and more" if len(empty) > 10 else "")
        what = f"There are no words on page {listed}; a picture can't be read."
        odd.append(Oddity(0, "warning", what))
    if found.count > len(found.pages):
        what = f"Only the first {len(found.pages):,} of {found.count:,} pages were read."
        odd.append(Oddity(0, "warning", what))
    return odd


def _without_furniture(pages: Sequence[list[Line]]) -> tuple[list[list[Line]], list[Oddity]]:
    """Take off line numbers, then from both edges of each page what recurs and what counts."""
    odd: list[Oddity] = []
    counts = [_without_line_numbers(lines) for lines in pages]
    if count := sum(before for _, before in counts):
        odd.append(Oddity(0, "note", f"Line numbers were left out ({count})."))
    kept = [lines for lines, _ in counts]
    for at, where in ((0, "top"), (-1, "foot")):
        furniture = _furniture(kept, at)
        gone: dict[str, list[Line]] = {}
        for page, lines in enumerate(kept):
            while lines and (key := _key(lines[at], page)) in furniture:
                gone.setdefault(key, []).append(lines.pop(at))
        for found in gone.values():
            what = f"What stands at the {where} of {len(found)} pages was left out."
            texts = "; ".join(dict.fromkeys(line.text for line in found))
            odd.append(Oddity(found[0].number, "note", what, texts[:SHOWN]))
    return kept, odd


def _without_line_numbers(lines: list[Line]) -> tuple[list[Line], int]:
    """Take off numbers that count a page's lines: before each, or in a run of their own."""
    before = [NUMBERED.match(line.text) for line in lines]
    numbers = [int(match["number"]) if match else None for match in before]
    goes_on = [
        number is not None and number - 1 in (above, above_that)
        for number, above, above_that in zip(numbers, [None, *numbers], [None, None, *numbers],
                                             strict=False)
    ]  # fmt: skip
    if len(lines) > COUNTING and sum(goes_on) >= 0.8 * (len(lines) - 1):
        bare = [
            Line(line.number, match["rest"]) if match else line
            for line, match in zip(lines, before, strict=True)
        ]
        return bare, sum(match is not None for match in before)
    kept: list[Line] = []
    run: list[Line] = []
    count = 0
    for line in [*lines, None]:
        counts = line is not None and NUMBER.fullmatch(line.text)
        if line and counts and (not run or int(run[-1].text) + 1 == int(line.text)):
            run.append(line)
            continue
        if len(run) < COUNTING:
            kept += run
        else:
            count += len(run)
        run = []
        if line and counts:
            run = [line]
        elif line:
            kept.append(line)
    return kept, count


def _furniture(pages: Sequence[list[Line]], at: int) -> set[str]:
    """Give the keys of what recurs at an edge, the top (0) or the foot (-1), of most pages."""
    counts: Counter[str] = Counter()
    for page, lines in enumerate(pages):
        edge = lines[:EDGE] if at == 0 else lines[-EDGE:]
        counts.update({_key(line, page) for line in edge})
    most = SHARE * len(pages)
    return {
        key
        for key, count in counts.items()
        if key and count >= max(2 if key.startswith("#") else LEAST, most)
    }


def _key(line: Line, page: int) -> str:
    """Give what is the same on each page: "" for speech, # and the shift for a page's number."""
    text = line.text.strip()
    numbers = DIGITS.sub("0", text)
    if match := PAGE_NUMBER.fullmatch(text):
        return f"#{int(match['page']) - page} {numbers}"
    mark = mark_of(text, line.number)
    return "" if mark is not None and not is_field(mark.name) else numbers


def _paragraphs(lines: Sequence[Line]) -> list[Line]:
    """Mark the lines whose line end before them is meant: the line above doesn't reach the edge."""
    lengths = sorted(len(line.text) for line in lines)
    width = lengths[len(lengths) * 9 // 10] if lengths else 0
    return [
        Line(line.number, line.text,
             keep=len(above.text) < FULL * width and not line.text[:1].islower())
        for above, line in zip([*lines[:1], *lines], lines, strict=False)
    ]  # fmt: skip
