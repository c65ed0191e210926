"""Bringing full texts in: one to its reference, or several whose owners are looked for."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.urls import reverse

from uptake.formats import pdf
from uptake.methods.paper_match import match
from uptake.projects import jobs, queries
from uptake.projects.actor import Actor
from uptake.projects.errors import NotAllowed, Refused
from uptake.projects.jobs import Done, Progress, work
from uptake.projects.models import Job, Project
from uptake.projects.roles import Permission
from uptake.review.actions import fulltext as writes
from uptake.review.actions.studies import note_retrieval
from uptake.review.models import ArrivedText, Retrieval
from uptake.review.queries import fulltext
from uptake.sources import actions, documents
from uptake.sources.kept import delete_contents, keep_content
from uptake.sources.models import Document, Reference
from uptake.sources.reading import words_of

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    Upload = UploadedFile[Any]

MATCH, READ = "review.match_texts", "review.read_texts"
FEW, SMALL = 3, 8 * 1024 * 1024
FIRST_PAGES = 2
MOST = 200


def attach(*, by: Actor, reference: Reference, file: Upload) -> tuple[Document, Job]:
    """Attach one PDF to its reference; a search for its full text is then over."""
    made = documents.attach(
        by=by,
        reference=reference,
        name=file.name or "",
        content=file,  # type: ignore[arg-type]
    )
    row = Retrieval.objects.filter(reference=reference).first()
    if row is not None and row.state != Retrieval.State.RETRIEVED:
        note_retrieval(by=by, reference=reference, state=Retrieval.State.RETRIEVED, note=row.note)
    return made


def receive(
    *, by: Actor, project: Project, files: Sequence[Upload], left: list[Refused] | None = None
) -> Job | None:
    """Keep several PDFs and look whose they are: at once when they are few, else by the worker.

    Those that are no PDF or too large are left, each with its reason in `left`; None when no file
    is kept.
    """
    left = [] if left is None else left
    if not by.may(Permission.SCREEN, project):
        raise NotAllowed(f"{by.label} may not {Permission.SCREEN.value} here.")
    if len(files) > MOST:
        raise Refused(f"These are {len(files)} files; {MOST} at once is the most.")
    kept = [_keep(project, file) for file in files if _fits(file, left)]
    if not kept:
        return None
    try:
        made = writes.keep_texts(by=by, project=project, texts=kept)
    except BaseException:
        delete_contents(one.kept for one in kept)
        raise
    used = {row.content.name for row in made}
    delete_contents(one.kept for one in kept if one.kept not in used)
    few = len(made) <= FEW and sum(row.size for row in made) <= SMALL
    start = jobs.start_here if few else jobs.start
    return start(
        by=by, project=project, kind=MATCH, title=f"Look whose {len(made)} full texts are",
        ids=[row.pk for row in made],
    )  # fmt: skip


def _fits(file: Upload, left: list[Refused]) -> bool:
    """True for a PDF that is not too large; else its reason is added to those left."""
    name = file.name or ""
    try:
        actions.check_size(file.size or 0, name)
        if not pdf.recognises(file.read(1024)):
            raise Refused("The file is not a PDF.", advice="Choose PDFs only.", where=name)
    except Refused as refused:
        left.append(refused)
        return False
    file.seek(0)
    return True


def _keep(project: Project, file: Upload) -> writes.KeptText:
    data = file.read()
    place = ArrivedText._meta.get_field("content").generate_filename(
        ArrivedText(project_id=project.pk), ""
    )
    name = (file.name or "").replace("\\", "/").rpartition("/")[2].strip() or "full text.pdf"
    kept = keep_content(place, ContentFile(data))
    return writes.KeptText(name, kept, len(data), hashlib.sha256(data).hexdigest())


@work(MATCH)
def match_texts(progress: Progress, *, by: Actor, project: Project, ids: list[int]) -> Done:
    """Read the first pages of kept PDFs and say whose each may be."""
    papers = fulltext.papers(project)
    rows = {row.pk: row for row in fulltext.arrived(project, ids)}
    references = {row.pk: row for row in fulltext.by_id(project, [paper.id for paper in papers])}
    guesses = []
    for done, row in enumerate(rows.values()):
        progress.tell(done, len(rows), f"Reading {row.name}")
        guess = match(row.name, _first_pages(row), papers)
        guesses.append((row, references.get(guess.id or 0), guess.why))
    found = writes.propose(by=by, project=project, guesses=guesses)
    link = reverse("review:texts", args=[project.pk])
    return Done(f"{found:,} of {len(rows):,} files could be told. Confirm each.", link)


def _first_pages(row: ArrivedText) -> str:
    with suppress(Refused, OSError, ValueError), row.content.open("rb") as stream:
        return "\n".join(words_of(stream.read(), row.name).pages[:FIRST_PAGES])
    return ""


def attach_confirmed(
    *, by: Actor, project: Project, pairs: Sequence[tuple[ArrivedText, Reference]]
) -> tuple[list[Document], list[Refused]]:
    """Attach kept PDFs to the references that a person confirmed, and have their words read."""
    made, refused = [], []
    for text, reference in pairs:
        try:
            made.append(writes.attach_arrived(by=by, text=text, reference=reference))
        except Refused as fault:
            refused.append(fault)
    if made:
        few = len(made) <= FEW and sum(row.size for row in made) <= SMALL
        start = jobs.start_here if few else jobs.start
        start(
            by=by, project=project, kind=READ, title=f"Read {len(made)} full texts",
            ids=[row.pk for row in made],
        )  # fmt: skip
    return made, refused


@work(READ)
def read_texts(progress: Progress, *, by: Actor, project: Project, ids: list[int]) -> Done:
    """Read the words of attached documents, one after the other; one that fails stops no other."""
    failed = 0
    for done, pk in enumerate(ids):
        document = queries.one(Document, project, pk)
        progress.tell(done, len(ids), f"Reading {document.name}")
        try:
            with document.content.open("rb") as stream:
                found = words_of(stream.read(), document.name)
        except (OSError, ValueError, Refused) as fault:
            failed += 1
            actions.say_unreadable(by=by, document=document, why=str(fault))
            continue
        actions.keep_words(by=by, document=document, found=found)
    left = f" {failed} could not be read; the list says what to do." if failed else ""
    return Done(f"{len(ids) - failed:,} full texts were read.{left}")
