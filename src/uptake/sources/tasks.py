"""Bringing a file in: read it again, then store it in one action."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from datetime import date
from typing import Any, BinaryIO

from django.urls import reverse

from uptake.projects import jobs, queries
from uptake.projects.actor import Actor
from uptake.projects.errors import Refused
from uptake.projects.jobs import Done, Progress, work
from uptake.projects.models import Job, Project
from uptake.sources import actions
from uptake.sources.actions.files import read_file
from uptake.sources.models import ImportFile, Search
from uptake.sources.queries import IMPORT

SMALL = 2 * 1024 * 1024
"""Files up to this size are imported at once; larger ones wait for the worker."""


@work(IMPORT)
def import_references(
    progress: Progress, *, by: Actor, project: Project, file_id: int, search_id: int | None = None,
    facts: dict[str, Any] | None = None, again: bool = False, partial: bool = False,
) -> Done:  # fmt: skip
    """Read a received file and store its references under a search."""
    file = queries.one(ImportFile, project, file_id)
    found: Search | actions.SearchFacts
    if facts is not None:
        found = actions.SearchFacts(
            **{**facts, "searched_on": date.fromisoformat(facts["searched_on"])}
        )
    else:
        found = queries.one(Search, project, search_id or 0)
    # Found before anything is stored: after the action nothing may fail, or the job would lie.
    link = f"{reverse('sources:list', args=[project.pk])}?file={file.pk}"
    reading = read_file(
        content_of(file), file.name, lambda done, total: progress.tell(done, total, "Reading")
    )
    progress.tell(file.size, file.size, f"Storing {len(reading.references):,} references")
    stored = actions.store_references(
        by=by, file=file, reading=reading, search=found, again=again, partial=partial
    )
    left = f", {stored.reported:,} reported and left out" if stored.reported else ""
    return Done(
        f"{stored.stored:,} of {stored.records:,} records imported from {stored.name}{left}.", link
    )


def content_of(file: ImportFile) -> bytes:
    """The bytes of a received file. Raises `Refused` when they are not what arrived."""
    try:
        with file.content.open("rb") as stream:
            data: bytes = stream.read()
    except (OSError, ValueError) as fault:
        raise Refused(
            "The file is not where it was kept.", advice="Upload it again.", where=file.name
        ) from fault
    if hashlib.sha256(data).hexdigest() != file.sha256:
        raise Refused(
            "The kept file was changed since it arrived.", advice="Drop it and upload it again.",
            where=file.name,
        )  # fmt: skip
    return data


def start_import(
    *, by: Actor, file: ImportFile, search: Search | actions.SearchFacts, again: bool = False,
    partial: bool = False, here: bool | None = None, listener: jobs.Listener | None = None,
) -> Job:  # fmt: skip
    """Start the import of a received file: at once if it is small, else through the worker."""
    arguments: dict[str, Any] = {"file_id": file.pk, "again": again, "partial": partial}
    if isinstance(search, Search):
        arguments["search_id"] = search.pk
    else:
        arguments["facts"] = {**asdict(search), "searched_on": search.searched_on.isoformat()}
    title = f"Import {file.name}"[:200]
    if here if here is not None else file.size <= SMALL:
        return jobs.start_here(
            by=by, project=file.project, kind=IMPORT, title=title, listener=listener, **arguments
        )
    return jobs.start(by=by, project=file.project, kind=IMPORT, title=title, **arguments)


def bring_in(
    *, by: Actor, project: Project, name: str, content: bytes | BinaryIO,
    search: Search | actions.SearchFacts, again: bool = False, partial: bool = False,
    listener: jobs.Listener | None = None,
) -> ImportFile:  # fmt: skip
    """Receive a file and import it, in this process: for the terminal and the worked example.

    Raises `Refused` when it was not imported; the file then waits among those previewed.
    """
    file = actions.receive_file(by=by, project=project, name=name, content=content)
    job = start_import(
        by=by, file=file, search=search, again=again, partial=partial, here=True, listener=listener
    )
    if job.state != Job.State.DONE:
        raise Refused(job.outcome)
    file.refresh_from_db()
    return file
