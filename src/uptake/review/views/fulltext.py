"""Full texts: the list, one to read, PDFs brought in, opened and taken off."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from uptake.projects.errors import Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, Room, page, posted
from uptake.projects.queries import one
from uptake.projects.roles import Permission
from uptake.review import texts
from uptake.review.actions import studies as writes
from uptake.review.forms.fulltext import (
    AttachForm,
    FullTextsForm,
    ReadForm,
    RetrievalForm,
    WordsForm,
)
from uptake.review.queries import fulltext, reading
from uptake.sources import actions as sources
from uptake.sources import documents
from uptake.sources.models import Document, Reference

ROOM = Room("review")
VIEW = "full_text_view"
SAFE = {
    "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; "
                               "object-src 'self'; plugin-types application/pdf; "
                               "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}  # fmt: skip


def back(request: ProjectRequest, otherwise: str) -> HttpResponseRedirect:
    """To the page that asked, where it is one of ours."""
    asked = request.POST.get("back", "")
    ours = url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return HttpResponseRedirect(asked if ours else otherwise)


@page(Permission.VIEW)
@require_GET
def full(request: ProjectRequest) -> HttpResponse:
    """The references whose full texts are looked for, read and judged."""
    form = FullTextsForm(request.GET)
    asked = form.asked()
    return ROOM.show(
        request, "full", filters=form, asked=asked, rows=fulltext.listed(request.project, asked),
        standings=fulltext.standings(request.project), states=RetrievalForm().fields["state"],
    )  # fmt: skip


@page(Permission.SCREEN)
@require_POST
def retrieval(request: ProjectRequest, pk: int) -> HttpResponse:
    """Say how far the search for a full text is."""
    row = one(Reference, request.project, pk)
    form = RetrievalForm(request.POST)
    there = reverse("review:full", args=[request.project.pk])
    if not form.is_valid():
        tell(request, "Choose how far the search is; a note has 300 characters at most.")
        return back(request, there)
    try:
        made = writes.note_retrieval(by=request.actor, reference=row, **form.cleaned_data)
        tell(request, f"{row}: {made.get_state_display().lower()}.")
    except Refused as refused:
        tell(request, str(refused))
    return back(request, there)


@page(Permission.VIEW, write=Permission.SCREEN)
def text(request: ProjectRequest, pk: int) -> HttpResponse:
    """One full text to read and to search; a POST attaches a PDF."""
    row, refused = one(Reference, request.project, pk), None
    form = AttachForm(posted(request), request.FILES or None)
    if form.is_valid():
        try:
            made, _ = texts.attach(by=request.actor, reference=row, file=form.cleaned_data["file"])
            tell(request, documents.says(made, made.pages))
            return ROOM.to("text", request.project.pk, pk)
        except Refused as fault:
            refused = fault
    if "go" in request.GET and not request.headers.get("HX-Request"):
        return _to_page(request)
    it = reading.full_text(row, **wanted(request))
    if request.headers.get("HX-Request"):
        return render(request, "review/_text.html", {"it": it})
    return ROOM.show(
        request, "text", refused, form=form, it=it,
        retrieval=RetrievalForm(initial={"state": it.row.state, "note": it.row.note}),
    )  # fmt: skip


def wanted(request: ProjectRequest) -> dict[str, Any]:
    """What the address asks for; pages or words as the reader last chose, on whatever text."""
    asked = ReadForm(request.GET).wanted()
    if asked["view"]:
        request.session[VIEW] = asked["view"]
    return asked | {"view": asked["view"] or request.session.get(VIEW, "pages")}


def _to_page(request: ProjectRequest) -> HttpResponseRedirect:
    """To a page of the list of pages, for a browser that runs no script."""
    asked = request.GET.copy()
    del asked["go"]
    number = ReadForm(request.GET).wanted()["page"] or 1
    return HttpResponseRedirect(f"{request.path}?{asked.urlencode()}#page-{number}")


@page(Permission.VIEW)
@require_GET
def document(request: ProjectRequest, pk: int) -> FileResponse | HttpResponse:
    """The PDF itself, as a page that may do nothing; or to keep, when the address says so."""
    row = one(Document, request.project, pk)
    try:
        stream = row.content.open("rb")
    except OSError:
        tell(request, f"{row.name} is not where it was kept. Attach it again.")
        return ROOM.to("text", request.project.pk, row.reference_id)
    return FileResponse(
        stream, as_attachment="keep" in request.GET, filename=row.name or "full text.pdf",
        content_type="application/pdf", headers=SAFE,
    )  # fmt: skip


@page(Permission.SCREEN)
@require_POST
def take_off(request: ProjectRequest, pk: int) -> HttpResponse:
    """Take a PDF off its reference, with a way back."""
    row = one(Document, request.project, pk)
    sources.take_off_document(by=request.actor, document=row)
    undo = reverse("review:put-text-back", args=[request.project.pk, pk])
    tell(request, f"{row.name} was removed.", undo=undo)
    return ROOM.to("text", request.project.pk, row.reference_id)


@page(Permission.SCREEN)
@require_POST
def put_back(request: ProjectRequest, pk: int) -> HttpResponse:
    """Put a PDF back that was taken off."""
    row = one(Document, request.project, pk)
    try:
        sources.put_back_document(by=request.actor, document=row)
        tell(request, f"{row.name} is back.")
    except Refused as refused:
        tell(request, str(refused))
    return ROOM.to("text", request.project.pk, row.reference_id)


@page(Permission.VIEW)
@require_GET
def search(request: ProjectRequest) -> HttpResponse:
    """Words looked for in every full text."""
    form = WordsForm(request.GET)
    words = form.wanted()
    found = reading.search_all(request.project, words) if words else []
    return ROOM.show(request, "text_search", ask=form, words=words, found=found)
