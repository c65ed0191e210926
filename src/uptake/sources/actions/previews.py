"""What a file holds, read before anything is stored: all that its preview says."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

from uptake.formats import detect
from uptake.formats.detect import read_any
from uptake.formats.references import Oddity, Progress, Reading
from uptake.formats.references import Reference as Record
from uptake.formats.table_columns import Column
from uptake.formats.text import Unreadable
from uptake.projects.errors import Refused
from uptake.projects.models import Project
from uptake.sources.alike import Here
from uptake.sources.collecting import put_off
from uptake.sources.models import ImportFile
from uptake.sources.records import clean, is_empty, too_long

FIRST = 5
REMEMBERED = 50
"""Files back that are looked through for a table with the same columns."""
FIELDS = (
    ("title", "Title"), ("authors", "Authors"), ("year", "Year"), ("journal", "Journal"),
    ("pages", "Pages"), ("abstract", "Abstract"), ("doi", "DOI"), ("pmid", "PubMed number"),
    ("keywords", "Keywords"), ("language", "Language"), ("urls", "Address"),
)  # fmt: skip


@dataclass(frozen=True)
class Received:
    """A file as it was read, before the database knows of it."""

    name: str
    kept: str
    """Where its content is stored."""
    size: int
    sha256: str
    found: Found
    mapping: dict[str, str] = field(default_factory=dict)
    """What each column of a table holds, where a person said so."""


@dataclass
class Found:
    """What a file holds, gathered from its pieces without keeping their references."""

    format: str = ""
    encoding: str = ""
    columns: tuple[Column, ...] = ()
    records: int = 0
    left_out: int = 0
    alike: int = 0
    """Records that look like references that are here."""
    database: str = ""
    oddities: list[Oddity] = field(default_factory=list)
    first: list[dict[str, Any]] = field(default_factory=list)
    filled: Counter[str] = field(default_factory=Counter)
    decisions: Counter[str] = field(default_factory=Counter)
    people: set[str] = field(default_factory=set)
    tools: set[str] = field(default_factory=set)
    verdicts: Counter[str] = field(default_factory=Counter)

    def add(self, reading: Reading) -> None:
        """Take in a piece of the file."""
        self.format, self.encoding = reading.format, reading.encoding
        self.columns = reading.columns or self.columns
        self.records += reading.records_seen
        self.oddities += reading.oddities
        for record in reading.references:
            if is_empty(record):
                self.left_out += 1
                self.oddities.append(_left_out(record))
            elif len(self.first) < FIRST:
                self.first.append(_shown(record))
            self.oddities += too_long(record)
            self.filled.update(name for name, _ in FIELDS if getattr(record, name))
            self.database = self.database or clean(record.database)
            self._take_decisions(record)

    def _take_decisions(self, record: Record) -> None:
        self.decisions["records"] += bool(record.decisions)
        for decision in record.decisions:
            self.decisions["number"] += 1
            self.decisions["without_stage"] += not decision.stage
            self.verdicts[decision.verdict] += 1
            self.people |= {decision.by} - {""}
            self.tools.add(clean(decision.tool))

    def preview(self) -> dict[str, Any]:
        """What the preview page shows."""
        severities = Counter(oddity.severity for oddity in self.oddities)
        return {
            "filled": [[label, self.filled[name]] for name, label in FIELDS], "first": self.first,
            "left_lines": sum(oddity.lines for oddity in self.oddities if oddity.text),
            "notes": severities["note"], "warnings": severities["warning"],
            "database": self.database, "alike": self.alike, "decisions": self._decisions(),
            "columns": [clean_column(column) for column in self.columns],
        }  # fmt: skip

    def _decisions(self) -> dict[str, Any]:
        """How many decisions a file holds, whose and of which tools; nothing where it has none."""
        if not self.decisions["number"]:
            return {}
        return {
            **self.decisions, "people": len(self.people), "verdicts": dict(self.verdicts),
            "tools": sorted(self.tools - {""}),
        }  # fmt: skip


def read_file(
    data: bytes, name: str, progress: Progress | None = None,
    mapping: Mapping[str, str] | None = None,
) -> Reading:  # fmt: skip
    """Read a file of references whole. Raises `Refused`, saying what is wrong and what to do."""
    with _refusing(name), put_off():
        return read_any(data, name=name, progress=progress, columns=mapping)


def read_in_pieces(
    data: bytes, name: str, progress: Progress | None = None,
    mapping: Mapping[str, str] | None = None,
) -> Iterator[Reading]:  # fmt: skip
    """Read a file of references a piece at a time. Raises `Refused`, as `read_file` does."""
    readings = detect.read_in_pieces(data, name=name, progress=progress, columns=mapping)
    del data
    while True:
        with _refusing(name), put_off():
            reading = next(readings, None)
        if reading is None:
            return
        yield reading


@contextmanager
def _refusing(name: str) -> Iterator[None]:
    try:
        yield
    except Unreadable as fault:
        raise Refused(fault.what, advice=fault.advice, where=fault.where or name) from fault


def look_through(
    project: Project, readings: Iterable[Reading], mapping: Mapping[str, str] | None = None
) -> tuple[Found, dict[str, str]]:
    """All that the preview says of a file, and what was said before of a table with its columns.

    It stops at the first piece where something was said, since that is to be read otherwise.
    """
    found, here = Found(), Here(project)
    for reading in readings:
        if mapping is None and (remembered := remembered_mapping(project, reading)):
            return found, remembered
        found.add(reading)
        found.alike += here.known(reading.references)
    found.oddities.sort(key=lambda oddity: oddity.line)
    return found, dict(mapping or {})


def read_for_preview(
    project: Project, content: Callable[[], bytes], name: str, progress: Progress | None = None,
    mapping: Mapping[str, str] | None = None,
) -> Received:  # fmt: skip
    """Read a file and find all that its preview says; nothing is kept yet.

    `content` gives its bytes, as often as they are read: they are not held meanwhile.
    """
    size, sha256 = _measured(content())
    found, said = look_through(project, read_in_pieces(content(), name, progress, mapping), mapping)
    if said and mapping is None:
        found, said = look_through(project, read_in_pieces(content(), name, progress, said), said)
    return Received(_short_name(name), "", size, sha256, found, said)


def _measured(data: bytes) -> tuple[int, str]:
    return len(data), hashlib.sha256(data).hexdigest()


def remembered_mapping(project: Project, reading: Reading) -> dict[str, str]:
    """What was said in this project of the last table with just these columns, or nothing."""
    headings = {column.heading for column in reading.columns}
    if headings:
        said = ImportFile.objects.filter(project=project).exclude(mapping={}).order_by("-pk")
        for mapping in said.values_list("mapping", flat=True)[:REMEMBERED]:
            if headings == set(mapping):
                return dict(mapping)
    return {}


def clean_column(column: Column) -> dict[str, Any]:
    """A column of a table, as a preview keeps it."""
    return {name: clean(value) if name != "sure" else value
            for name, value in asdict(column).items()}  # fmt: skip


def _shown(record: Record) -> dict[str, Any]:
    return {
        "kind": record.kind, "title": clean(record.title), "authors": clean(record.authors[:6]),
        "more_authors": max(0, len(record.authors) - 6), "year": record.year,
        "journal": clean(record.journal), "volume": clean(record.volume),
        "issue": clean(record.issue), "pages": clean(record.pages), "doi": clean(record.doi),
        "abstract": bool(record.abstract), "line": record.line, "end_line": record.end_line,
    }  # fmt: skip


def _left_out(record: Record) -> Oddity:
    what = f"Record {record.position} holds nothing but its type; left out."
    return Oddity(record.line, "warning", what, " ", lines=0)


def _short_name(name: str) -> str:
    """The file's own name, without folders, no longer than its column; its ending stays."""
    name = clean(name.replace("\\", "/").rpartition("/")[2]).strip() or "file"
    return name if len(name) <= 255 else f"{name[:200]}…{name[-50:]}"
