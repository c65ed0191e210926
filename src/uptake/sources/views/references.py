"""The list of references, one reference, and what it states."""

from __future__ import annotations

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, page, posted
from uptake.projects.queries import look_again, one
from uptake.projects.roles import Permission
from uptake.sources import actions, queries
from uptake.sources.forms import ListForm, StatementForm
from uptake.sources.models import Reference, Statement
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
    row = one(Reference, request.project, pk)
    form = StatementForm(posted(request))
    refused = None
    if form.is_valid():
        try:
            actions.extract_statement(
                by=request.actor, reference=row, sentence=form.cleaned_data["sentence"],
                place=form.cleaned_data["place"],
            )  # fmt: skip
            tell(request, "The statement was added.")
            return to("reference", request.project.pk, pk)
        except Refused as fault:
            refused = fault
    reasons = look_again(request.project, "reference").get(("reference", pk), [])
    return show(
        request, "reference", refused, form=form, it=queries.reference_page(row), reasons=reasons,
        links=queries.linked(row),
    )  # fmt: skip


@page(Permission.EXTRACT)
def statement(request: ProjectRequest, pk: int) -> HttpResponse:
    """Reword a statement."""
    row = one(Statement, request.project, pk)
    form = StatementForm(posted(request), initial={
        "sentence": row.sentence, "place": row.place, "seen": row.wording,
    })  # fmt: skip
    refused = None
    if form.is_valid():
        try:
            actions.change_statement(by=request.actor, statement=row, **form.cleaned_data)
            tell(request, "The statement was changed. Its earlier wording is kept.")
            return to("reference", request.project.pk, row.reference_id)
        except Refused as fault:
            refused = fault
            if isinstance(fault, OvertakenEdit):
                form.has_seen(row.wording)
    return show(request, "statement", refused, form=form, row=row)


@page(Permission.EXTRACT)
@require_POST
def remove(request: ProjectRequest, pk: int) -> HttpResponse:
    """Take a statement out, with a way back."""
    row = one(Statement, request.project, pk)
    actions.remove_statement(by=request.actor, statement=row)
    tell(
        request, "The statement was removed.",
        undo=reverse("sources:restore", args=[request.project.pk, pk]),
    )  # fmt: skip
    return to("reference", request.project.pk, row.reference_id)


@page(Permission.EXTRACT)
@require_POST
def restore(request: ProjectRequest, pk: int) -> HttpResponse:
    """Bring a removed statement back."""
    row = one(Statement, request.project, pk)
    actions.restore_statement(by=request.actor, statement=row)
    tell(request, "The statement is back.")
    return to("reference", request.project.pk, row.reference_id)
