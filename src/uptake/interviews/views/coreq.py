"""COREQ: its items, answering one, and the whole as a file."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from uptake.formats.grids import FORMS
from uptake.interviews.actions import coreq as actions
from uptake.interviews.coreq_forms import CoreqForm
from uptake.interviews.models import CoreqAnswer
from uptake.interviews.queries import coreq as queries
from uptake.interviews.views.parts import sent, show, to
from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, page, posted
from uptake.projects.queries import one
from uptake.projects.roles import Permission


@page(Permission.VIEW)
@require_GET
def coreq(request: ProjectRequest) -> HttpResponse:
    """All items: what the project knows, what the author answered, what is open."""
    return show(request, "coreq", sheet=queries.coreq_sheet(request.project), states=queries.STATES)


@page(Permission.VIEW, write=Permission.MANAGE_FINDINGS)
def item(request: ProjectRequest, number: int) -> HttpResponse:
    """One item; a POST answers it."""
    row, refused = _row(request, number), None
    now = row.answer
    start = {"text": row.says, "page": now.page if now else "", "seen": now.id if now else 0}
    form = CoreqForm(posted(request), initial=start)
    if form.is_valid():
        try:
            actions.answer_coreq(
                by=request.actor, project=request.project, item=number, **form.cleaned_data
            )
            tell(request, f"Item {number} is answered.")
            return to("coreq", request.project.pk)
        except Refused as fault:
            refused = fault
    if overtaken := isinstance(refused, OvertakenEdit):
        form.has_seen(now.id if now else 0)
    earlier = queries.earlier_answers(request.project, number)
    return show(request, "coreq_item", refused, row=row, form=form, earlier=earlier,
                overtaken=overtaken, states=queries.STATES)  # fmt: skip


def _row(request: ProjectRequest, number: int) -> queries.ItemRow:
    rows = queries.coreq_sheet(request.project).rows
    if not 1 <= number <= len(rows):
        raise Http404("COREQ has no such item.")
    return rows[number - 1]


@page(Permission.MANAGE_FINDINGS)
@require_POST
def remove(request: ProjectRequest, pk: int) -> HttpResponse:
    """Take an answer away."""
    row = one(CoreqAnswer, request.project, pk)
    actions.remove_coreq_answer(by=request.actor, answer=row)
    undo = reverse("interviews:coreq-back", args=[request.project.pk, pk])
    tell(request, f"The answer to item {row.item} is removed.", undo=undo)
    return to("coreq", request.project.pk)


@page(Permission.MANAGE_FINDINGS)
@require_POST
def back(request: ProjectRequest, pk: int) -> HttpResponse:
    """Let an earlier answer stand again."""
    row = one(CoreqAnswer, request.project, pk)
    actions.put_back_coreq_answer(by=request.actor, answer=row)
    tell(request, f"The earlier answer to item {row.item} stands again.")
    return to("coreq", request.project.pk)


@page(Permission.EXPORT)
@require_GET
def coreq_file(request: ProjectRequest, kind: str) -> HttpResponse:
    """All items as a table to lay beside the report."""
    form = FORMS.get(kind)
    if form is None:
        raise Http404("No such form of file.")
    grid = queries.coreq_grid(request.project)
    return sent(request, form.write(grid), f"coreq.{form.key}", media_type=form.media_type,
                what="coreq", rows=len(grid.rows))  # fmt: skip
