"""The codebook: its tree, and one code."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from uptake.interviews import actions
from uptake.interviews.codebook_forms import EditCodeForm, MoveForm, NewCodeForm
from uptake.interviews.coding_forms import MemoForm
from uptake.interviews.models import Code
from uptake.interviews.queries import codebook as queries
from uptake.interviews.queries.one_code import code_page
from uptake.interviews.views.coding import number
from uptake.interviews.views.parts import show, to
from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, page
from uptake.projects.queries import one
from uptake.projects.roles import Permission


@page(Permission.VIEW)
@require_GET
def codebook(request: ProjectRequest) -> HttpResponse:
    """Every code in its tree, with how often it is used."""
    rows = queries.codebook(request.project)
    words = request.GET.get("q", "").strip()[:120]
    found = queries.found(rows, words) if words else rows
    return show(request, "codebook", rows=found, all=rows, in_use=queries.in_use(rows), words=words)


@page(Permission.EDIT_CODEBOOK)
def add(request: ProjectRequest) -> HttpResponse:
    """Add a code."""
    parents, refused = queries.parents(request.project), None
    form = NewCodeForm(
        request.POST or None, parents=parents, initial={"parent": number(request, "under") or ""}
    )
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["parent"]
        above = one(Code, request.project, chosen) if chosen else None
        try:
            made = actions.add_code(
                by=request.actor, project=request.project, parent=above, **form.words()
            )
            tell(request, f"{made.name} was added.")
            return to("codebook", request.project.pk)
        except Refused as fault:
            refused = fault
    return show(request, "new_code", refused, form=form)


@page(Permission.VIEW, write=Permission.EDIT_CODEBOOK)
def one_code(request: ProjectRequest, pk: int) -> HttpResponse:
    """One code; a POST rewords it."""
    row = one(Code, request.project, pk)
    refused: Refused | None = None
    form = EditCodeForm(row, request.POST or None)
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"]
        try:
            actions.edit_code(by=request.actor, code=row, seen=seen, **form.words())
            tell(request, f"{row.name} was changed. What was coded with it stays.")
            return to("one-code", request.project.pk, pk)
        except Refused as fault:
            refused = fault
    if overtaken := isinstance(refused, OvertakenEdit):
        form.show_again(row)
    return shown(request, row, refused, form=form, overtaken=overtaken)


def shown(
    request: ProjectRequest, row: Code, refused: Refused | None = None, **more: Any
) -> HttpResponse:
    """A code's page, with what was typed in one of its forms."""
    move = MoveForm(others=queries.parents(request.project, row))
    values = {"form": EditCodeForm(row), "move": move, "note": MemoForm(), "overtaken": False}
    group, at = request.GET.get("group"), number(request, "page") or 1
    it = code_page(row, request.user, group, at)
    response = show(request, "one_code", refused, **{**values, "row": row, "it": it, **more})
    if any(more[name].errors for name in ("move", "note") if name in more):
        response.status_code = 422
    return response


@page(Permission.CODE)
@require_POST
def write_memo(request: ProjectRequest, pk: int) -> HttpResponse:
    """Write a memo on a code."""
    row, note = one(Code, request.project, pk), MemoForm(request.POST)
    if note.is_valid():
        try:
            actions.write_memo(by=request.actor, on=row, text=note.cleaned_data["text"])
        except Refused as refused:
            return shown(request, row, refused, note=note)
        tell(request, "Memo kept.")
        return to("one-code", request.project.pk, pk)
    return shown(request, row, note=note)


@page(Permission.EDIT_CODEBOOK)
@require_POST
def move(request: ProjectRequest, pk: int) -> HttpResponse:
    """Put a code, with what lies beneath it, elsewhere in the tree."""
    row = one(Code, request.project, pk)
    form = MoveForm(request.POST, others=queries.parents(request.project, row))
    if not form.is_valid():
        return shown(request, row, move=form)
    where, chosen = form.cleaned_data["where"], form.cleaned_data["to"]
    beside = one(Code, request.project, chosen) if chosen and where != form.TOP else None
    before = beside if where == form.BEFORE else None
    parent = before.parent if before else beside
    try:
        actions.move_code(by=request.actor, code=row, parent=parent, before=before)
    except Refused as refused:
        return shown(request, row, refused, move=form)
    tell(request, f"{row.name} was moved.")
    return _in_tree(row)


@page(Permission.EDIT_CODEBOOK)
@require_POST
def nudge(request: ProjectRequest, pk: int) -> HttpResponse:
    """Move a code one step: up or down among its siblings, in under the one before, or out."""
    row = one(Code, request.project, pk)
    place = queries.nudged(row, request.POST.get("way", ""))
    if place is None:
        tell(request, f"{row.name} can't go further that way.")
        return _in_tree(row)
    try:
        actions.move_code(by=request.actor, code=row, parent=place[0], before=place[1])
    except Refused as refused:
        tell(request, str(refused))
    return _in_tree(row)


def _in_tree(row: Code) -> HttpResponseRedirect:
    """To the codebook, at the code."""
    return HttpResponseRedirect(
        f"{reverse('interviews:codebook', args=[row.project_id])}#code-{row.pk}"
    )


@page(Permission.EDIT_CODEBOOK)
@require_POST
def retire(request: ProjectRequest, pk: int) -> HttpResponse:
    """Take a code out of use."""
    row = one(Code, request.project, pk)
    try:
        actions.retire_code(by=request.actor, code=row)
    except Refused as refused:
        return shown(request, row, refused)
    tell(request, f"{row.name} is retired. What was coded with it stays.")
    return to("codebook", request.project.pk)


@page(Permission.EDIT_CODEBOOK)
@require_POST
def reinstate(request: ProjectRequest, pk: int) -> HttpResponse:
    """Take a retired code into use again."""
    row = one(Code, request.project, pk)
    try:
        actions.reinstate_code(by=request.actor, code=row)
    except Refused as refused:
        return shown(request, row, refused)
    tell(request, f"{row.name} is in use again.")
    return to("codebook", request.project.pk)
