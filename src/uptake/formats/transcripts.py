"""Any transcript file to turns: the format is decided by what is in the file, not by its name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from uptake.formats import (
    docx,
    markdown,
    odt,
    pdf,
    pdf_script,
    plain,
    rtf,
    srt,
    turn_table,
    vtt,
    workbook,
)
from uptake.formats.cues import COUNTER, TIMING
from uptake.formats.speakers import shape_of
from uptake.formats.text import Unreadable, binary_kind, decode, split_lines
from uptake.formats.turns import (
    BETWEEN_TURNS,
    LARGEST,
    Laid,
    LaidTurn,
    Oddity,
    Transcript,
    Turn,
    layout,
    normalise,
    refuse_if_too_large,
)

__all__ = [
    "BETWEEN_TURNS",
    "LARGEST",
    "Laid",
    "LaidTurn",
    "Oddity",
    "Transcript",
    "Turn",
    "layout",
    "normalise",
    "read_any",
]

READERS: dict[str, Callable[..., Transcript]] = {
    docx.FORMAT: docx.read,
    markdown.FORMAT: markdown.read,
    odt.FORMAT: odt.read,
    plain.FORMAT: plain.read,
    rtf.FORMAT: rtf.read,
    srt.FORMAT: srt.read,
    vtt.FORMAT: vtt.read,
}
TABLES = {turn_table.FORMAT: turn_table.read, turn_table.WORKBOOK: turn_table.read_workbook}
PROJECTS = {
    "qdc": "a codebook of another program",
    "qdpx": "a project of another program",
    "sqlite3": "a database, such as Taguette's",
}
"""Files that hold more than a transcript, by their ending."""
ENDINGS = {
    "csv": turn_table.FORMAT,
    "docx": docx.FORMAT,
    "markdown": markdown.FORMAT,
    "md": markdown.FORMAT,
    "odt": odt.FORMAT,
    "pdf": pdf_script.FORMAT,
    "rtf": rtf.FORMAT,
    "srt": srt.FORMAT,
    "tsv": turn_table.FORMAT,
    "txt": plain.FORMAT,
    "vtt": vtt.FORMAT,
    "xlsx": turn_table.WORKBOOK,
}
NAMES = {
    docx.FORMAT: "a Word document",
    markdown.FORMAT: "Markdown",
    odt.FORMAT: "an OpenDocument text",
    pdf_script.FORMAT: "a PDF",
    plain.FORMAT: "plain text",
    rtf.FORMAT: "rich text (RTF)",
    srt.FORMAT: "SRT",
    turn_table.FORMAT: "a table (CSV)",
    turn_table.WORKBOOK: "a workbook (XLSX)",
    vtt.FORMAT: "WebVTT",
}
HEAD = 4_000  # lines in which a format shows


def read_any(
    data: bytes,
    name: str = "",
    *,
    speakers: Collection[str] | None = None,
    columns: Mapping[str, str] | None = None,
    pages: Callable[[bytes, str], pdf.PdfText] | None = None,
) -> Transcript:
    """Read a transcript in whichever format it is.

    ``name`` is the file's name, for messages; an ending that says otherwise than the content does
    is noted as an oddity. ``speakers`` names the labels that are speakers where labels decide.
    ``columns`` says what the columns of a table hold, by their headings (``turn_table.HOLDS``).
    ``pages`` reads the words of a PDF's pages: PDFium belongs in a process with limits, so that is
    for the caller to give, and without it a PDF is refused. Raises ``Unreadable`` when the file is
    no transcript in a format that is read, and ``turn_table.WhichColumns``, which is one, when it
    can't be told what the columns of a table hold.
    """
    refuse_if_too_large(data, name)
    ending = name.casefold().rpartition(".")[2]
    if ending in PROJECTS:
        raise Unreadable(
            f"The name says that the file is {PROJECTS[ending]}, not a transcript.",
            where=name, advice="Bring it in under In and out; or name it as what it is.",
        )  # fmt: skip
    kind = _kind(data, name, pdfs=pages is not None)
    if kind in TABLES:
        transcript = TABLES[kind](data, name=name, speakers=speakers, columns=columns)
    elif pages is not None and kind == pdf_script.FORMAT:
        transcript = pdf_script.read_pages(pages(data, name), name=name, speakers=speakers)
    else:
        transcript = READERS[kind](data, name=name, speakers=speakers)
    said = ENDINGS.get(ending, kind)
    if kind in (said, markdown.FORMAT):
        return transcript
    what = f"The file's name ends as if it were {NAMES[said]}; it was read as {NAMES[kind]}."
    return replace(transcript, oddities=(*transcript.oddities, Oddity(0, "note", what)))


def _kind(data: bytes, name: str, *, pdfs: bool) -> str:
    if workbook.recognises(data):
        return turn_table.WORKBOOK
    if data.startswith(b"PK"):
        opened = odt.MAIN.encode() in data and docx.MAIN.encode() not in data
        return odt.FORMAT if opened else docx.FORMAT
    if rtf.recognises(data):
        return rtf.FORMAT
    if pdfs and pdf.recognises(data):
        return pdf_script.FORMAT
    if binary := binary_kind(data):
        raise Unreadable(
            f"The file is {binary}.",
            where=name,
            advice="Save the transcript as DOCX, VTT, SRT or plain text, and choose that file.",
        )
    try:
        text = decode(data).text
    except Unreadable as error:
        raise Unreadable(error.what, error.where or name, error.advice) from error
    return _kind_of_text(text, name.casefold())


def _kind_of_text(text: str, name: str) -> str:
    lines = split_lines(text)[:HEAD]
    if text.lstrip().startswith("WEBVTT"):
        return vtt.FORMAT
    timings = [at for at, line in enumerate(lines) if TIMING.fullmatch(line)]
    if timings and not _names_follow(lines, timings):
        first = TIMING.fullmatch(lines[timings[0]])
        comma = first is not None and "," in first["start"]
        return srt.FORMAT if comma or name.endswith(".srt") else vtt.FORMAT
    if turn_table.recognises(text, name):
        return turn_table.FORMAT
    if name.endswith((".md", ".markdown")) or markdown.is_markdown(text):
        return markdown.FORMAT
    return plain.FORMAT


def _names_follow(lines: list[str], timings: list[int]) -> bool:
    """True for Teams' older text: a time range, a line with a name, the words, and no counter."""
    for at in timings:
        before = lines[at - 1].strip() if at else ""
        who, words = [*lines[at + 1 : at + 3], "", ""][:2]
        if COUNTER.fullmatch(before) or shape_of(who) == "no":
            return False
        if not words.strip() or TIMING.fullmatch(words):
            return False
    return True
