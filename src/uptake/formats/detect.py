"""Which format a file of references is in, by what it holds and not by what it is called."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from uptake.formats import decisions, nbib, ris
from uptake.formats.references import Progress, Reading
from uptake.formats.registry import BINARIES, TEXTS, Format, said
from uptake.formats.tables import read_text as read_table
from uptake.formats.tagged import PIECE, Reader
from uptake.formats.text import Decoded, NotText, Unreadable, decode

EXPORT = f"Export it again as {said('or')}."
# What is known but can't be read, by a sign near the beginning of the file.
OTHERS = (
    (
        re.compile(r"\s*(?:<[?!][^>]{0,400}>\s*){0,3}<eSummaryResult"),
        "a summary from PubMed, without abstracts",
    ),
    (
        re.compile(r"\s*(?:<[?!][^>]{0,400}>\s*){0,3}<abstracts-retrieval"),
        "an answer of Scopus to a program",
    ),
    (re.compile(r"\s*(?:<!doctype html|<html)", re.I), "a web page"),
    (re.compile(r"\s*<\?xml|\s*<[A-Za-z][\w:-]*[\s>]"), "XML"),
    (re.compile(r"\s*\{\\rtf"), "a Rich Text document (RTF)"),
    (re.compile(r"\s*[\[{]\s*[\[{\"]"), "JSON"),
    (re.compile(r"\s*(?:WEBVTT|1\s+\d\d:\d\d:\d\d,\d+ -->)"), "a transcript or subtitles"),
)
HEAD = 20_000


def read_any(
    data: bytes,
    name: str = "",
    progress: Progress | None = None,
    columns: Mapping[str, str] | None = None,
) -> Reading:
    """Read references from a file, whatever its name ends with.

    ``columns`` is what the columns of a table hold, by their headings, where a person said so; the
    names of the fields are in ``table_columns.FIELDS``. Raises ``Unreadable`` when the file is
    empty, no text, or in a format that isn't read: the error says what it looks like and what to
    do.
    """
    [whole] = _pieces(data, name, progress, columns, longest=0)
    return whole


def read_in_pieces(
    data: bytes,
    name: str = "",
    progress: Progress | None = None,
    columns: Mapping[str, str] | None = None,
    longest: int = PIECE,
) -> Iterator[Reading]:
    """Read as ``read_any`` does, but of a long RIS, NBIB or Web of Science file a piece at a time.

    Together the pieces say what the whole would, while only one of them is held. ``longest`` is how
    many characters a piece has at least. Other formats come as one piece.
    """
    return _pieces(data, name, progress, columns, longest)


def _pieces(
    data: bytes,
    name: str,
    progress: Progress | None,
    columns: Mapping[str, str] | None,
    longest: int,
) -> Iterator[Reading]:
    for binary in BINARIES:
        if binary.recognises(data):
            yield binary.read(data, name=name, progress=progress, columns=columns)
            return
    try:
        decoded, size = decode(data), len(data)
    except NotText as refusal:
        raise NotText(refusal.what, name, EXPORT) from None
    except Unreadable as refusal:
        raise Unreadable(refusal.what, name, refusal.advice) from None
    del data  # a long file is held as text alone
    found = format_of(decoded.text)
    if found is None:
        raise _unknown(decoded.text, name)
    if (read := found.read_text) is read_table:
        yield read_table(decoded, size=size, name=name, progress=progress, columns=columns)
        return
    decided = any(mark in decoded.text for mark in decisions.MARKS)
    if isinstance(read, Reader):
        readings = read.pieces(decoded, size=size, name=name, progress=progress, longest=longest)
    else:
        readings = iter([read(decoded, size=size, name=name, progress=progress)])
    del decoded
    for reading in readings:
        yield decisions.with_decisions(reading) if decided else reading


def _unknown(text: str, name: str) -> Unreadable:
    """What to say of a text that is in no format that is read."""
    if not text.strip():
        return Unreadable(
            "The file holds only blank lines.", name, "Save or export it again, then choose it."
        )
    kind = looks_like(text)
    what = f"The file looks like {kind}" if kind else "The file holds no references in a known form"
    return Unreadable(f"{what}.", name, EXPORT)


def format_of(text: str) -> Format | None:
    """Say which format a text is in, or None when it is in none that is read.

    An abstract may hold anything, and RIS of some databases holds PMID lines: the format that sees
    most records wins, the earlier one in the registry where two see as many.
    """
    seen = {it: it.recognises(text) for it in TEXTS if not it.guess}
    best = max(seen, key=seen.__getitem__)
    if seen[best]:
        return best
    if UNTITLED.search(text.replace("\r", "\n")) and not looks_like(text):
        return WITHOUT_START
    if looks_like(text):
        return None
    return next((it for it in TEXTS if it.guess and it.recognises(text)), None)


def looks_like(text: str) -> str:
    """Name the format of a text that isn't read ("BibTeX"), or "" when unknown."""
    head = text[:HEAD].replace("\r", "\n")
    for sign, kind in OTHERS:
        # Signs with ^ may stand after a preamble; the rest begin the file.
        if sign.search(head) if sign.pattern.startswith("^") else sign.match(head):
            return kind
    return ""


def _without_start(
    decoded: Decoded, *, size: int = 0, name: str = "", progress: Progress | None = None
) -> Reading:
    try:
        return ris.read_text(decoded, size=size, name=name, progress=progress)
    except Unreadable:
        return nbib.read_text(decoded, size=size, name=name, progress=progress)


# Tagged lines with a title where every line that begins a record is gone.
UNTITLED = re.compile(r"^(?:TI|T1)  - \S", re.M)
WITHOUT_START = Format("", "", "", (), lambda text: 0, _without_start)
