"""What a file holds, read before anything is stored: all that its preview says."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any

from uptake.formats.detect import read_any
from uptake.formats.references import Oddity, Progress, Reading
from uptake.formats.references import Reference as Record
from uptake.formats.table_columns import Column
from uptake.formats.text import Unreadable
from uptake.projects.errors import Refused
from uptake.projects.models import Project
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
    reading: Reading
    oddities: tuple[Oddity, ...]
    left_out: int
    mapping: dict[str, str] = field(default_factory=dict)
    """What each column of a table holds, where a person said so."""


def read_file(
    data: bytes, name: str, progress: Progress | None = None,
    mapping: Mapping[str, str] | None = None,
) -> Reading:  # fmt: skip
    """Read a file of references. Raises `Refused`, saying what is wrong and what to do."""
    try:
        with put_off():
            return read_any(data, name=name, progress=progress, columns=mapping)
    except Unreadable as fault:
        raise Refused(fault.what, advice=fault.advice, where=fault.where or name) from fault


def read_for_preview(
    project: Project, data: bytes, name: str, progress: Progress | None = None,
    mapping: Mapping[str, str] | None = None,
) -> Received:  # fmt: skip
    """Read a file and find all that its preview says; nothing is kept yet."""
    reading = read_file(data, name, progress, mapping)
    if mapping is None and (remembered := remembered_mapping(project, reading)):
        mapping = remembered
        reading = read_file(data, name, progress, mapping)
    empty = [record for record in reading.references if is_empty(record)]
    clipped = [fault for record in reading.references for fault in too_long(record)]
    oddities = [*reading.oddities, *map(_left_out, empty), *clipped]
    return Received(
        _short_name(name), "", len(data), hashlib.sha256(data).hexdigest(), reading,
        tuple(sorted(oddities, key=lambda oddity: oddity.line)), len(empty), dict(mapping or {}),
    )  # fmt: skip


def remembered_mapping(project: Project, reading: Reading) -> dict[str, str]:
    """What was said in this project of the last table with just these columns, or nothing."""
    headings = {column.heading for column in reading.columns}
    if headings:
        said = ImportFile.objects.filter(project=project).exclude(mapping={}).order_by("-pk")
        for mapping in said.values_list("mapping", flat=True)[:REMEMBERED]:
            if headings == set(mapping):
                return dict(mapping)
    return {}


def preview(received: Received) -> dict[str, Any]:
    """What the preview page shows, counted once."""
    reading = received.reading
    records = reading.references
    kept = (record for record in records if not is_empty(record))
    filled = {name: sum(1 for it in records if getattr(it, name)) for name, _ in FIELDS}
    severities = Counter(oddity.severity for oddity in received.oddities)
    return {
        "filled": [[label, filled[name]] for name, label in FIELDS],
        "first": [_shown(it) for it in islice(kept, FIRST)],
        "left_lines": sum(oddity.lines for oddity in received.oddities if oddity.text),
        "notes": severities["note"], "warnings": severities["warning"],
        "database": next((clean(it.database) for it in records if it.database), ""),
        "columns": [clean_column(column) for column in reading.columns],
        "decisions": _decisions(records),
    }  # fmt: skip


def clean_column(column: Column) -> dict[str, Any]:
    """A column of a table, as a preview keeps it."""
    return {name: clean(value) if name != "sure" else value
            for name, value in asdict(column).items()}  # fmt: skip


def _decisions(records: Sequence[Record]) -> dict[str, Any]:
    """How many decisions a file holds, whose and of which tools; nothing where it holds none."""
    made = [decision for record in records for decision in record.decisions]
    if not made:
        return {}
    return {
        "number": len(made), "records": sum(1 for record in records if record.decisions),
        "people": len({it.by for it in made if it.by}),
        "tools": sorted({clean(it.tool) for it in made if it.tool}),
        "verdicts": dict(Counter(it.verdict for it in made)),
        "without_stage": sum(1 for it in made if not it.stage),
    }  # fmt: skip


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
