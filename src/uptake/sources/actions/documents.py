"""Full texts: a PDF is attached to a reference, its words are read, it can be removed again."""

from __future__ import annotations

import hashlib
from typing import BinaryIO

from django.utils import timezone

from uptake.formats import pdf
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import NotAllowed, Refused
from uptake.projects.roles import Permission
from uptake.sources.actions.files import check_size
from uptake.sources.kept import KeptContent
from uptake.sources.models import Document, DocumentPage, Reference, place_document

LONGEST_NAME = 255


def receive_document(
    *, by: Actor, reference: Reference, name: str, content: bytes | BinaryIO
) -> Document:
    """Attach a PDF to a reference. Its words are read afterwards (`tasks.read_document`).

    Raises `Refused` for a file that is no PDF, too large, or attached to this reference already.
    """
    if not by.may(Permission.SCREEN, reference.project):
        raise NotAllowed(f"{by.label} may not {Permission.SCREEN.value} here.")
    data = content if isinstance(content, bytes) else content.read()
    check_size(len(data), name)
    if not pdf.recognises(data):
        raise Refused(
            "The file is not a PDF.", advice="Choose the paper's full text as a PDF.", where=name
        )
    place = place_document(Document(project_id=reference.project_id), "")
    with KeptContent(place, data) as kept:
        document = attach_document(
            by=by, reference=reference, name=name, kept=kept.name, size=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
        )  # fmt: skip
        kept.claim(document.content.name)
    return document


@action(Permission.SCREEN, event="document.attached")
def attach_document(
    *, by: Actor, reference: Reference, name: str, kept: str, size: int, sha256: str
) -> Document:
    """Keep a full text with its reference."""
    current = Reference.objects.select_for_update().get(pk=reference.pk)
    twin = Document.objects.filter(reference=current, sha256=sha256, removed_at=None).first()
    if twin is not None:
        raise Refused(f"This file is attached already, as {twin.name}.", where=name)
    name = name.replace("\\", "/").rpartition("/")[2].strip() or "full text.pdf"
    return Document.objects.create(
        project_id=current.project_id, reference=current, name=name[-LONGEST_NAME:], content=kept,
        size=size, sha256=sha256, by=by.user,
    )  # fmt: skip


@action(Permission.SCREEN, event="document.read")
def keep_words(*, by: Actor, document: Document, found: pdf.PdfText) -> Outcome[Document]:
    """Keep the words of a document's pages, or why there are none."""
    current = Document.objects.select_for_update().get(pk=document.pk)
    current.texts.all().delete()
    DocumentPage.objects.bulk_create(
        DocumentPage(project_id=current.project_id, document=current, number=number, text=text)
        for number, text in enumerate(found.pages, start=1)
        if text
    )
    current.pages, current.state = found.count, found.state
    current.save(update_fields=["pages", "state"])
    return Outcome(current, detail={"read": len(found.pages)})


@action(Permission.SCREEN, event="document.unreadable")
def say_unreadable(*, by: Actor, document: Document, why: str) -> Outcome[Document]:
    """Note that a document's words could not be read; the file itself stays."""
    current = Document.objects.select_for_update().get(pk=document.pk)
    current.state = Document.State.FAILED
    current.save(update_fields=["state"])
    return Outcome(current, detail={"why": why[:300]})


@action(Permission.SCREEN, event="document.taken_off")
def take_off_document(*, by: Actor, document: Document) -> Document:
    """Take a document off its reference. It is kept and can be put back."""
    current = Document.objects.select_for_update().get(pk=document.pk)
    current.removed_at = current.removed_at or timezone.now()
    current.save(update_fields=["removed_at"])
    return current


@action(Permission.SCREEN, event="document.put_back")
def put_back_document(*, by: Actor, document: Document) -> Document:
    """Put a document back that was removed."""
    current = Document.objects.select_for_update().get(pk=document.pk)
    same = Document.objects.filter(
        reference_id=current.reference_id, sha256=current.sha256, removed_at=None
    )
    if current.removed_at is not None and same.exists():
        raise Refused("The same file was attached again meanwhile.", where=current.name)
    current.removed_at = None
    current.save(update_fields=["removed_at"])
    return current
