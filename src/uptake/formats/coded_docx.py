"""A text as a Word document, with every coded passage as a comment beside it.

Each coding is a comment of its own (OOXML, ECMA-376 part 1, 17.13.4), by the coder, on exactly the
words of the passage; passages may overlap. Nothing says when the file was made.
"""

from __future__ import annotations

import zipfile
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING

from uptake.formats.losses import Loss, Losses
from uptake.formats.moved import Moved
from uptake.formats.refi.sound import moment
from uptake.formats.xml_records import FORBIDDEN

if TYPE_CHECKING:
    from docx.text.run import Run

EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Commented:
    """One code on one passage: codepoints of the text, ``end`` exclusive.

    ``created`` is ISO 8601 with a time (``2026-03-01T09:30:00Z``), or "" to leave it out.
    """

    start: int
    end: int
    code: str
    coder: str = ""
    memo: str = ""
    created: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A document, and the codings that aren't in it."""

    data: bytes
    losses: tuple[Loss, ...] = ()


def write(text: str, codings: Sequence[Commented], *, title: str = "") -> Document:
    """Write a text, a paragraph for each line, with its codings as comments.

    The comment says the code, and under it the memo. Codings that don't lie in the text, or only on
    line ends, are left out and counted.
    """
    import docx  # comes with the site, not with the bare library
    from docx.oxml.ns import qn

    losses = Losses()
    moved = Moved(text)
    whole = _held(moved.text)
    placed = []
    for it in sorted(codings, key=lambda it: (it.start, it.end, it.code, it.coder)):
        inside = 0 <= it.start < it.end <= len(text)
        start, end = (moved.at(it.start), moved.at(it.end)) if inside else (0, 0)
        if not whole[start:end].strip("\n"):
            losses.add("codings that don't lie in the text", it.code, f"{it.start} to {it.end}")
            continue
        placed.append((start, end, it))
    document = docx.Document()
    document.core_properties.title = _held(title)[:255]
    document.core_properties.author = "Uptake"
    if title:
        document.add_heading(_held(title), level=1)
    cuts = sorted({place for start, end, _ in placed for place in (start, end)})
    begins: list[int] = []
    runs: list[Run] = []
    at = 0
    for line in whole.split("\n"):
        paragraph = document.add_paragraph()
        last = at + len(line)
        edges = [at, *cuts[bisect_left(cuts, at + 1) : bisect_left(cuts, last)], last]
        for start, end in pairwise(edges):
            if start < end:
                begins.append(start)
                runs.append(paragraph.add_run(whole[start:end]))
        at = last + 1
    for start, end, it in placed:
        marked = runs[bisect_left(begins, start) : bisect_left(begins, end)]
        comment = document.add_comment(marked, author=_held(it.coder), initials="")
        comment.paragraphs[0].add_run(_held(it.code)).bold = True
        for line in _held(it.memo).split("\n") if it.memo else ():
            comment.add_paragraph(line)
        element = comment._comment_elm
        del element.attrib[qn("w:date")]
        if created := moment(it.created, losses, it.code):
            element.set(qn("w:date"), created)
    out = BytesIO()
    document.save(out)
    return Document(_without_dates(out.getvalue()), losses.report())


def _held(text: str) -> str:
    """Give text with what XML can't hold replaced."""
    return FORBIDDEN.sub("\ufffd", text)


def _without_dates(data: bytes) -> bytes:
    """Pack the document again, without the time at which each part was packed."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            info = zipfile.ZipInfo(entry.filename, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            new.writestr(info, old.read(entry))
    return out.getvalue()
