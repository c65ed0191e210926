"""A file arrives, is read for its preview, and waits for a decision."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from typing import BinaryIO

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction

from uptake.formats.references import Oddity, Progress
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import NotAllowed, Refused
from uptake.projects.models import Project
from uptake.projects.roles import Permission
from uptake.sources.actions.previews import Received, read_for_preview
from uptake.sources.kept import KeptContent
from uptake.sources.models import ImportFile, ImportOddity, place
from uptake.sources.records import clean
from uptake.sources.storing import claimed, clear


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
    progress: Progress | None = None, mapping: Mapping[str, str] | None = None, kept_as: str = "",
) -> ImportFile:  # fmt: skip
    """Check a file, read it for its preview and keep it until somebody decides.

    Reading comes first and outside any transaction: it takes seconds for a large file. The same
    bytes that wait already are not kept twice; the file that waits is given back. `mapping` is what
    the columns of a table hold; else it is what was said of the last table with these columns.
    `kept_as` is where the content is kept already; it is deleted when nothing comes of it.
    """
    refuse_outsiders(by, project)
    stream = io.BytesIO(content) if isinstance(content, bytes) else content
    size = stream.seek(0, io.SEEK_END)
    check_size(size, name)
    received = read_for_preview(project, lambda: _all_of(stream), name, progress, mapping)
    with KeptContent(place(ImportFile(project=project), ""), stream, kept_as) as kept:
        file = keep_file(by=by, project=project, received=replace(received, kept=kept.name))
        kept.claim(file.content.name)
    return file


def _all_of(stream: BinaryIO) -> bytes:
    stream.seek(0)
    return stream.read()


def refuse_outsiders(by: Actor, project: Project) -> None:
    """Refuse whoever may not import here, before anything is read."""
    if not by.may(Permission.IMPORT, project):
        raise NotAllowed(f"{by.label} may not {Permission.IMPORT.value} here.")


@action(Permission.IMPORT, event="file.received")
def keep_file(*, by: Actor, project: Project, received: Received) -> Outcome[ImportFile]:
    """Keep a file that was read, with what its preview shows."""
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    waiting = ImportFile.objects.filter(
        project=project, sha256=received.sha256,
        state__in=(ImportFile.State.PREVIEWED, ImportFile.State.STORING),
    ).first()  # fmt: skip
    if waiting is not None:
        return Outcome(waiting, detail={"received_again": received.name})
    found = received.found
    file = ImportFile.objects.create(
        project=project, name=received.name, content=received.kept, size=received.size,
        sha256=received.sha256, format=found.format, encoding=found.encoding,
        records=found.records, reported=found.left_out, preview=found.preview(),
        mapping=received.mapping, brought_by=by.user,
    )  # fmt: skip
    _keep_oddities(file, received)
    return Outcome(file)


def _keep_oddities(file: ImportFile, received: Received) -> None:
    ImportOddity.objects.bulk_create(
        (_row(file, oddity) for oddity in received.found.oddities), batch_size=500
    )


@action(Permission.IMPORT, event="file.columns_named")
def name_columns(*, by: Actor, file: ImportFile, received: Received) -> ImportFile:
    """Keep what each column of a table holds, and what the file then reads as.

    The next file with the same columns is read in the same way.
    """
    current = claimed(file)
    if received.sha256 != current.sha256:
        raise Refused("The kept file was changed since it arrived.", advice="Upload it again.")
    current.mapping, current.preview = received.mapping, received.found.preview()
    current.records, current.reported = received.found.records, received.found.left_out
    current.save()
    current.oddities.all().delete()
    _keep_oddities(current, received)
    return current


@action(Permission.IMPORT, event="file.dropped")
def drop_file(*, by: Actor, file: ImportFile) -> ImportFile:
    """Decide against a file: its content and its preview go, its name and its mark stay."""
    clear(file)
    current = claimed(file)
    kept = current.content.name or ""
    current.state, current.preview, current.content = ImportFile.State.DROPPED, {}, ""
    current.save()
    current.oddities.all().delete()
    transaction.on_commit(lambda: default_storage.delete(kept))
    return current


def _row(file: ImportFile, oddity: Oddity) -> ImportOddity:
    return ImportOddity(
        project_id=file.project_id, file=file, line=oddity.line or None,
        severity=oddity.severity, what=clean(oddity.what)[:300],
        snippet=clean(oddity.snippet)[:300], left=bool(oddity.text),
    )  # fmt: skip
