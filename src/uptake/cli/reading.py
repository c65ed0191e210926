"""Commands that need no database: which formats are read, and what is odd in a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import click

from uptake.cli.terminal import Told, as_json, as_table, counted, examples, note, say
from uptake.formats import detect, registry, transcripts
from uptake.formats.references import Oddity, Reading
from uptake.formats.text import Unreadable
from uptake.formats.turns import Transcript

FORMATS = (
    *(("references", it.name, " ".join(it.endings), it.written_by) for it in registry.FORMATS),
    ("transcripts", "TXT", ".txt", "plain text, with or without speakers and times"),
    ("transcripts", "Markdown", ".md", "speakers in bold or as headings"),
    ("transcripts", "DOCX", ".docx", "Word, Teams' own download among them"),
    ("transcripts", "ODT", ".odt", "OpenDocument, as LibreOffice writes it"),
    ("transcripts", "RTF", ".rtf", "rich text"),
    ("transcripts", "CSV, TSV, XLSX", ".csv .tsv .xlsx", "tables with a turn on each row"),
    ("transcripts", "VTT", ".vtt", "captions of Teams and Zoom"),
    ("transcripts", "SRT", ".srt", "subtitles"),
    ("frameworks", "JSON", ".json", "one's own framework; see the guide to frameworks"),
    ("tables", "CSV", ".csv", "participants, codebook and coded passages"),
)


@click.command()
@click.option("--json", "json_", is_flag=True, help="as JSON")
def formats(json_: bool) -> None:
    """List the kinds of files that can be read.

    What decides is what is in a file, not how its name ends.
    """
    if json_:
        as_json([dict(zip(("what", "format", "endings", "from"), row, strict=True))
                 for row in FORMATS])  # fmt: skip
        return
    as_table(("what", "format", "endings", "comes from"), FORMATS)


@dataclass(frozen=True)
class Checked:
    """One file as it was read."""

    name: str
    what: str
    format: str
    encoding: str
    found: dict[str, int]
    oddities: tuple[Oddity, ...]
    fault: str = ""

    def as_data(self) -> dict[str, Any]:
        """The same for a script."""
        if self.fault:
            return {"file": self.name, "fault": self.fault}
        return {
            "file": self.name, "what": self.what, "format": self.format,
            "encoding": self.encoding, "found": self.found, "oddities": oddity_data(self.oddities),
        }  # fmt: skip


@click.command(
    epilog=examples(
        "uptake check medline.nbib",
        "uptake check exports/*.ris --json",
    )
)
@click.argument(
    "files", nargs=-1, required=True, metavar="FILE...",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)  # fmt: skip
@click.option("--json", "json_", is_flag=True, help="as JSON, with every oddity")
@click.option("--all", "all_", is_flag=True, help="list every oddity, not the first ten")
def check(files: tuple[Path, ...], json_: bool, all_: bool) -> None:
    """Read files of references or transcripts and report what is in them. Stores nothing.

    Ends with 1 when a file cannot be read.
    """
    found = [read(path) for path in files]
    if json_:
        as_json([one.as_data() for one in found])
    else:
        for one in found:
            show(one, all_)
    unread = sum(1 for one in found if one.fault)
    if unread:
        raise Told(f"{counted(unread, 'file')} of {len(found):,} cannot be read.")


def read_references(path: Path, columns: Mapping[str, str] | None = None) -> Checked:
    """Read one file as references and as nothing else; `columns` says what a table's hold."""
    try:
        return _references(path, detect.read_any(path.read_bytes(), path.name, columns=columns))
    except Unreadable as fault:
        return Checked(str(path), "", "", "", {}, (), str(fault))


def read(path: Path) -> Checked:
    """Read one file as references, else as a transcript."""
    data = path.read_bytes()
    try:
        return _references(path, detect.read_any(data, path.name))
    except Unreadable as as_references:
        try:
            return _transcript(path, transcripts.read_any(data, path.name))
        except Unreadable as as_transcript:
            meant = path.suffix.lower() in registry.ENDINGS and path.suffix.lower() != ".txt"
            fault = as_references if meant else as_transcript
            return Checked(str(path), "", "", "", {}, (), str(fault))


def _references(path: Path, reading: Reading) -> Checked:
    records = reading.references
    found = {
        "records": reading.records_seen,
        "with a title": sum(1 for one in records if one.title),
        "with a year": sum(1 for one in records if one.year),
        "with a DOI": sum(1 for one in records if one.doi),
        "with an abstract": sum(1 for one in records if one.abstract),
    }
    if decided := sum(1 for one in records if one.decisions):
        found["with decisions"] = decided
    return Checked(
        str(path), "references", reading.format, reading.encoding, found, reading.oddities
    )


def _transcript(path: Path, read: Transcript) -> Checked:
    found = {"turns": len(read.turns), "words": sum(len(turn.text.split()) for turn in read.turns)}
    speakers = Counter(turn.speaker for turn in read.turns)
    found.update({f"turns of {name or 'nobody named'}": n for name, n in speakers.most_common(12)})
    odd = tuple(Oddity(one.line, one.severity, one.what, one.text) for one in read.oddities)
    return Checked(str(path), "transcript", read.format, read.encoding, found, odd)


class Odd(Protocol):
    """An oddity, fresh from a file or from the database."""

    @property
    def line(self) -> int | None: ...
    @property
    def severity(self) -> str: ...
    @property
    def what(self) -> str: ...
    @property
    def snippet(self) -> str: ...


def oddity_data(oddities: Iterable[Odd]) -> list[dict[str, Any]]:
    """Oddities for a script."""
    return [
        {"line": odd.line, "severity": odd.severity, "what": odd.what, "text": odd.snippet}
        for odd in oddities
    ]


def show(one: Checked, all_: bool) -> None:
    """What is in a file, in lines."""
    if one.fault:
        note(one.fault)
        return
    say(f"{one.name}: {one.what} in {one.format}, {one.encoding}")
    for what, number in one.found.items():
        say(f"  {number:>7,}  {what}")
    show_oddities(one.oddities, all_)


def show_oddities(oddities: Iterable[Odd], all_: bool, most: int = 10) -> None:
    """What was odd, each with its line; the first ten unless all are asked for."""
    listed = list(oddities)
    if not listed:
        say("  nothing odd")
        return
    say(f"  {counted(len(listed), 'oddity', 'oddities')}:")
    for odd in listed if all_ else listed[:most]:
        where = f"line {odd.line}" if odd.line else "the file"
        text = f": {odd.snippet}" if odd.snippet.strip() else ""
        say(f"    {where}: {odd.what}{text}")
    if not all_ and len(listed) > most:
        say(f"    and {len(listed) - most:,} more (--all lists them)")
