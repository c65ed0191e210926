"""A file arrives, is read for its preview, and waits for a decision."""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction

from uptake.formats.detect import read_any
from uptake.formats.references import Oddity, Progress, Reading
from uptake.formats.references import Reference as Record
from uptake.formats.text import Unreadable
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import NotAllowed, Refused
from uptake.projects.models import Project
from uptake.projects.roles import Permission
from uptake.sources.actions.kept import KeptContent
from uptake.sources.alike import known_already
from uptake.sources.models import ImportFile, ImportOddity
from uptake.sources.records import clean, is_empty, too_long

FIRST = 5
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


def read_file(data: bytes, name: str, progress: Progress | None = None) -> Reading:
    """Read a file of references. Raises `Refused`, saying what is wrong and what to do."""
    try:
        return read_any(data, name=name, progress=progress)
    except Unreadable as fault:
        raise Refused(fault.what, advice=fault.advice, where=fault.where or name) from fault


def check_size(size: int, name: str) -> None:
    """Refuse a file past the limit, before it is read."""
    if size > settings.MAX_UPLOAD_MB * 1024 * 1024:
        raise Refused(
            f"The file has {size / 1024 / 1024:,.0f} MB; {settings.MAX_UPLOAD_MB} MB is the most.",
            advice="Export the search in parts, or ask whoever looks after this installation to "
            "raise the limit (UPTAKE_MAX_UPLOAD_MB).", where=name,
        )  # fmt: skip


def receive_file(
    *, by: Actor, project: Project, name: str, content: bytes | BinaryIO,
    progress: Progress | None = None,
) -> ImportFile:  # fmt: skip
    """Check a file, read it for its preview and keep it until somebody decides.

    Reading comes first and outside any transaction: it takes seconds for a large file. The same
    bytes that wait already are not kept twice; the file that waits is given back.
    """
    if not by.may(Permission.IMPORT, project):
        raise NotAllowed(f"{by.label} may not {Permission.IMPORT.value} here.")
    stream = io.BytesIO(content) if isinstance(content, bytes) else content
    size = stream.seek(0, io.SEEK_END)
    check_size(size, name)
    stream.seek(0)
    data = stream.read()
    reading = read_file(data, name, progress)
    empty = [record for record in reading.references if is_empty(record)]
    clipped = [fault for record in reading.references for fault in too_long(record)]
    oddities = [*reading.oddities, *map(_left_out, empty), *clipped]
    with KeptContent(project, data) as kept:
        file = keep_file(by=by, project=project, received=Received(
            _short_name(name), kept.name, len(data), hashlib.sha256(data).hexdigest(), reading,
            tuple(sorted(oddities, key=lambda oddity: oddity.line)), len(empty),
        ))  # fmt: skip
        kept.claim(file)
    return file


@action(Permission.IMPORT, event="file.received")
def keep_file(*, by: Actor, project: Project, received: Received) -> Outcome[ImportFile]:
    """Keep a file that was read, with what its preview shows."""
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    waiting = ImportFile.objects.filter(
        project=project, sha256=received.sha256, state=ImportFile.State.PREVIEWED
    ).first()
    if waiting is not None:
        return Outcome(waiting, detail={"received_again": received.name})
    reading = received.reading
    file = ImportFile.objects.create(
        project=project, name=received.name, content=received.kept, size=received.size,
        sha256=received.sha256, format=reading.format, encoding=reading.encoding,
        records=reading.records_seen, reported=received.left_out,
        preview={**preview(received), "alike": known_already(project, reading.references)},
        brought_by=by.user,
    )  # fmt: skip
    ImportOddity.objects.bulk_create(
        (_row(file, oddity) for oddity in received.oddities), batch_size=500
    )
    return Outcome(file)


@action(Permission.IMPORT, event="file.dropped")
def drop_file(*, by: Actor, file: ImportFile) -> ImportFile:
    """Decide against a file: its content and its preview go, its name and its mark stay."""
    current = ImportFile.objects.select_for_update().get(pk=file.pk)
    if current.state != ImportFile.State.PREVIEWED:
        raise Refused(f"{current.name} was {current.get_state_display().lower()} already.")
    kept = current.content.name or ""
    current.state, current.preview, current.content = ImportFile.State.DROPPED, {}, ""
    current.save()
    current.oddities.all().delete()
    transaction.on_commit(lambda: default_storage.delete(kept))
    return current


def preview(received: Received) -> dict[str, Any]:
    """What the preview page shows, counted once."""
    records = received.reading.references
    kept = (record for record in records if not is_empty(record))
    filled = {name: sum(1 for it in records if getattr(it, name)) for name, _ in FIELDS}
    severities = Counter(oddity.severity for oddity in received.oddities)
    return {
        "filled": [[label, filled[name]] for name, label in FIELDS],
        "first": [_shown(it) for it in islice(kept, FIRST)],
        "left_lines": sum(oddity.lines for oddity in received.oddities if oddity.text),
        "notes": severities["note"], "warnings": severities["warning"],
        "database": next((clean(it.database) for it in records if it.database), ""),
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


def _row(file: ImportFile, oddity: Oddity) -> ImportOddity:
    return ImportOddity(
        project_id=file.project_id, file=file, line=oddity.line or None,
        severity=oddity.severity, what=clean(oddity.what)[:300],
        snippet=clean(oddity.snippet)[:300], left=bool(oddity.text),
    )  # fmt: skip


def _short_name(name: str) -> str:
    """The file's own name, without folders, no longer than its column; its ending stays."""
    name = clean(name.replace("\\", "/").rpartition("/")[2]).strip() or "file"
    return name if len(name) <= 255 else f"{name[:200]}…{name[-50:]}"
