"""Long work of this step: to bring a file in, and to look for duplicates."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any, BinaryIO, cast

from django.core.files import File
from django.core.files.storage import default_storage
from django.urls import reverse

from uptake.methods import dedupe
from uptake.projects import jobs, queries
from uptake.projects.actor import Actor
from uptake.projects.errors import Refused
from uptake.projects.jobs import Done, Progress, work
from uptake.projects.models import Job, Project
from uptake.sources import actions
from uptake.sources.actions.previews import read_file, read_in_pieces
from uptake.sources.kept import delete_contents, delete_orphans, keep_content
from uptake.sources.models import ImportFile, Search, place
from uptake.sources.queries import (
    IMPORT,
    LOOK,
    READ,
    method_version,
    number_of_references,
    to_look_at,
)

SMALL = 2 * 1024 * 1024
"""Files up to this size are imported at once; larger ones wait for the worker."""
LARGE = 20 * 1024 * 1024
"""Files past this size are read for their preview by the worker, too."""
FEW = 2_000
"""References among which duplicates are looked for at once."""


@work(IMPORT)
def import_references(
    progress: Progress, *, by: Actor, project: Project, file_id: int, search_id: int | None = None,
    facts: dict[str, Any] | None = None, again: bool = False, partial: bool = False,
    keep: str = "",
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
    asked: dict[str, Any] = {"by": by, "file": file, "search": found, "again": again,
                             "partial": partial, "keep": keep}  # fmt: skip
    if file.size <= SMALL:
        reading = read_file(
            content_of(file), file.name, lambda done, total: progress.tell(done, total, "Reading"),
            file.mapping,
        )  # fmt: skip
        progress.tell(file.size, file.size, f"Storing {len(reading.references):,} references")
        stored = actions.store_references(reading=reading, **asked)
    else:
        stored = actions.store_unseen(
            readings=read_in_pieces(content_of(file), file.name, None, file.mapping),
            tell=lambda done: progress.tell(done, file.records, "Storing references"), **asked,
        )  # fmt: skip
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


def name_columns(
    *, by: Actor, file: ImportFile, mapping: Mapping[str, str],
    progress: Callable[[int, int], None] | None = None,
) -> ImportFile:  # fmt: skip
    """Read a waiting table again, by what a person says that its columns hold."""
    actions.refuse_outsiders(by, file.project)
    received = actions.read_for_preview(
        file.project, lambda: content_of(file), file.name, progress, mapping
    )
    return actions.name_columns(by=by, file=file, received=received)


@work(READ)
def read_upload(
    progress: Progress, *, by: Actor, project: Project, name: str = "", kept_as: str = "",
    file_id: int | None = None, mapping: dict[str, str] | None = None,
) -> Done:  # fmt: skip
    """Read a large file for its preview: one just kept, or one whose columns were named."""

    def tell(done: int, total: int) -> None:
        progress.tell(done, total, "Reading")

    if file_id is not None:
        waiting = queries.one(ImportFile, project, file_id)
        file = name_columns(by=by, file=waiting, mapping=mapping or {}, progress=tell)
    else:
        try:
            with default_storage.open(kept_as) as content:
                file = actions.receive_file(
                    by=by, project=project, name=name, content=cast("BinaryIO", content),
                    progress=tell, kept_as=kept_as,
                )  # fmt: skip
        except BaseException:
            delete_contents([kept_as])
            raise
    link = reverse("sources:preview", args=[project.pk, file.pk])
    return Done(f"{file.name} was read: {file.records:,} records. Decide on it.", link)


def start_reading(*, by: Actor, project: Project, name: str, content: File[bytes]) -> Job:
    """Keep a large file and let the worker read it for its preview."""
    actions.refuse_outsiders(by, project)
    actions.check_size(content.size, name)
    delete_orphans(READ)
    kept_as = keep_content(place(ImportFile(project=project), ""), content)
    return jobs.start(
        by=by, project=project, kind=READ, title=f"Read {name}"[:200], name=name, kept_as=kept_as
    )


def start_naming(*, by: Actor, file: ImportFile, mapping: Mapping[str, str]) -> Job | None:
    """Read a table again by what its columns hold: at once, or by the worker when it is large."""
    if file.size <= LARGE:
        name_columns(by=by, file=file, mapping=mapping)
        return None
    return jobs.start(
        by=by, project=file.project, kind=READ, title=f"Read {file.name}"[:200], file_id=file.pk,
        mapping=dict(mapping),
    )  # fmt: skip


def start_import(
    *, by: Actor, file: ImportFile, search: Search | actions.SearchFacts, again: bool = False,
    partial: bool = False, keep: str = "", here: bool | None = None,
    listener: jobs.Listener | None = None,
) -> Job:  # fmt: skip
    """Start the import of a received file: at once if it is small, else through the worker."""
    arguments: dict[str, Any] = {"file_id": file.pk, "again": again, "partial": partial,
                                 "keep": keep}  # fmt: skip
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
    keep: str = "", mapping: Mapping[str, str] | None = None,
    listener: jobs.Listener | None = None,
) -> ImportFile:  # fmt: skip
    """Receive a file and import it, in this process: for the terminal and the worked example.

    `mapping` says what the columns of a table hold, `keep` what becomes of decisions in the file.
    Raises `Refused` when it was not imported; the file then waits among those previewed.
    """

    def tell(done: int, total: int) -> None:
        if listener:
            listener(done, total, "Looking at it")

    file = actions.receive_file(
        by=by, project=project, name=name, content=content, progress=tell, mapping=mapping
    )
    if mapping and file.mapping != mapping:  # the very file waits already, read otherwise
        name_columns(by=by, file=file, mapping=mapping)
    job = start_import(
        by=by, file=file, search=search, again=again, partial=partial, keep=keep, here=True,
        listener=listener,
    )  # fmt: skip
    if job.state != Job.State.DONE:
        raise Refused(job.outcome)
    file.refresh_from_db()
    return file


@work(LOOK)
def look_for_duplicates(
    progress: Progress, *, by: Actor, project: Project, everything: bool = False
) -> Done:
    """Compare the references that no search has seen with all others; write down what is one."""
    link = reverse("sources:duplicates", args=[project.pk])
    progress.tell(0, 0, "Reading the references")
    material = to_look_at(project, everything=everything, method=method_version())
    if not material.new:
        raise Refused(
            "There is nothing new to look at since the last search.",
            advice="Bring in references, or look at all of them again.",
        )
    found = dedupe.find(
        material.new, material.known, apart=material.apart,
        tell=lambda done, total: progress.tell(done, total, "Comparing pairs"),
    )  # fmt: skip
    progress.tell(1, 1, "Writing down what was found")
    search = actions.store_found(
        by=by, project=project, found=found,
        looked=actions.Looked(len(material), len(material.new), material.files),
    )  # fmt: skip
    figures = search.figures
    return Done(
        f"Among {figures['references']:,} references: records merged {figures['merged']:,}, pairs "
        f"for a person to decide {figures['review']:,}, links noted {figures['relations']:,}.",
        link,
    )  # fmt: skip


def start_look(
    *, by: Actor, project: Project, everything: bool = False, here: bool | None = None,
    listener: jobs.Listener | None = None,
) -> Job:  # fmt: skip
    """Start a search for duplicates: at once when there are few references, else by the worker."""
    title = "Look for duplicates"
    if here if here is not None else number_of_references(project) <= FEW:
        return jobs.start_here(
            by=by, project=project, kind=LOOK, title=title, listener=listener,
            everything=everything,
        )  # fmt: skip
    return jobs.start(by=by, project=project, kind=LOOK, title=title, everything=everything)
