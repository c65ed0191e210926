"""The list of references, one reference, and what it states."""

from __future__ import annotations

from django.http import HttpResponse, StreamingHttpResponse

from uptake.projects.errors import Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, page, posted
from uptake.projects.queries import look_again, one
from uptake.projects.roles import Permission
from uptake.sources import actions, queries
from uptake.sources.forms import ListForm, StatementForm
from uptake.sources.models import Reference
from uptake.sources.views.exports import as_file
from uptake.sources.views.parts import show, to


@page(Permission.VIEW)
def listed(request: ProjectRequest) -> HttpResponse:
    """The list of references."""
    choices = queries.choices(request.project)
    form = ListForm(request.GET, choices=choices)
    asked = form.asked()
    rows = queries.reference_list(request.project, asked)
    return show(
        request, "list", filters=form, searches=choices.searches, asked=asked, rows=rows,
        waiting=queries.waiting(request.project), unseen=queries.unseen(request.project),
    )  # fmt: skip


@page(Permission.EXPORT)
def export(request: ProjectRequest) -> StreamingHttpResponse:
    """The references of the list as one RIS file, at the address that it always had."""
    asked = ListForm(request.GET, choices=queries.choices(request.project)).asked()
    return as_file(queries.exported(request.project, asked), "ris")


@page(Permission.VIEW, write=Permission.EXTRACT)
def reference(request: ProjectRequest, pk: int) -> HttpResponse:
    """One reference; a POST writes down what it states."""
    row, lens = one(Reference, request.project, pk), request.project.lens()
    form = StatementForm(posted(request), lens=lens)
    refused = None
    if form.is_valid():
        try:
            actions.extract_statement(by=request.actor, reference=row, **form.said())
            tell(request, "The statement was added.")
            return to("reference", request.project.pk, pk)
        except Refused as fault:
            refused = fault
    reasons = look_again(request.project, "reference").get(("reference", pk), [])
    return show(
        request, "reference", refused, form=form, reasons=reasons, lens=lens,
        it=queries.reference_page(row, request.user), links=queries.linked(row),
    )  # fmt: skip
