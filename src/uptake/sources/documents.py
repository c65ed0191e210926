"""Bringing a full text in: attach it, then read its words at once or through the worker."""

from __future__ import annotations

from typing import BinaryIO

from uptake.projects import jobs, queries
from uptake.projects.actor import Actor
from uptake.projects.errors import Refused
from uptake.projects.jobs import Done, Progress, work
from uptake.projects.models import Job, Project
from uptake.sources import actions
from uptake.sources.models import Document, Reference
from uptake.sources.reading import words_of

READ = "sources.read_document"
SMALL = 8 * 1024 * 1024
"""Full texts up to this size are read at once; larger ones wait for the worker."""


@work(READ)
def read_document(progress: Progress, *, by: Actor, project: Project, document_id: int) -> Done:
    """Read the words of an attached document."""
    document = queries.one(Document, project, document_id)
    progress.tell(0, 1, f"Reading {document.name}")
    try:
        with document.content.open("rb") as stream:
            found = words_of(stream.read(), document.name)
    except (OSError, ValueError) as fault:
        actions.say_unreadable(by=by, document=document, why="It is not where it was kept.")
        raise Refused(
            "The file is not where it was kept.", advice="Attach it again.", where=document.name
        ) from fault
    except Refused as refused:
        actions.say_unreadable(by=by, document=document, why=refused.what)
        raise
    kept = actions.keep_words(by=by, document=document, found=found)
    return Done(says(kept, len(found.pages)))


def says(document: Document, read: int) -> str:
    """What came of reading, in a sentence that says what to do."""
    state = Document.State
    if document.state == state.LOCKED:
        return f"{document.name} is locked with a password: attach a copy without one to search it."
    if document.state == state.NO_TEXT:
        return (
            f"{document.name} holds pictures of pages and no text. It can be read on screen; to "
            "search it, attach a copy that went through text recognition."
        )
    pages = f"{document.pages:,} page{'' if document.pages == 1 else 's'}"
    if read < document.pages:
        return f"The first {read:,} of {pages} of {document.name} were read."
    return f"{pages} of {document.name} were read."


def attach(
    *, by: Actor, reference: Reference, name: str, content: bytes | BinaryIO,
    here: bool | None = None,
) -> tuple[Document, Job]:  # fmt: skip
    """Attach a PDF and start reading its words: at once if it is small, else by the worker."""
    document = actions.receive_document(by=by, reference=reference, name=name, content=content)
    start = (
        jobs.start_here if (here if here is not None else document.size <= SMALL) else jobs.start
    )
    job = start(
        by=by, project=reference.project, kind=READ, title=f"Read {document.name}"[:200],
        document_id=document.pk,
    )  # fmt: skip
    document.refresh_from_db()
    return document, job
