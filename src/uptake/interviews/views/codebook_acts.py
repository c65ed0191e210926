"""Merging and splitting codes, and the list of changes with the way back."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from uptake.interviews import actions
from uptake.interviews.codebook_forms import MergeForm, SplitForm
from uptake.interviews.layers import one_passage, seen
from uptake.interviews.models import Code, CodebookAct
from uptake.interviews.queries import codebook as queries
from uptake.interviews.queries.one_code import to_split
from uptake.interviews.views.coding import number
from uptake.interviews.views.parts import show, to
from uptake.projects.errors import Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, page, posted
from uptake.projects.queries import one
from uptake.projects.roles import Permission

A_PAGE = 50


@page(Permission.EDIT_CODEBOOK)
def merge(request: ProjectRequest) -> HttpResponse:
    """Merge codes into one of them, or into another."""
    codes, refused = queries.parents(request.project), None
    form = MergeForm(
        posted(request), codes=codes,
        initial={"code": request.GET.getlist("code"), "into": request.GET.get("into", "")},
    )  # fmt: skip
    if form.is_valid():
        try:
            act = actions.merge_codes(
                by=request.actor, into=one(Code, request.project, form.cleaned_data["into"]),
                codes=[one(Code, request.project, pk) for pk in form.cleaned_data["code"]],
            )  # fmt: skip
            tell(request, f"{act.words}. What hangs on them followed.", undo=_undo(act))
            return to("one-code", request.project.pk, act.code_id)
        except Refused as fault:
            refused = fault
    return show(request, "codebook_merge", refused, form=form)


@page(Permission.EDIT_CODEBOOK)
def split(request: ProjectRequest, pk: int) -> HttpResponse:
    """Give some of a code's passages to a new code."""
    row, refused = one(Code, request.project, pk), None
    form, ticked = SplitForm(posted(request)), _ticked(request)
    if form.is_valid():
        try:
            act = actions.split_code(
                by=request.actor, code=row, **form.cleaned_data,
                passages=[one_passage(request.project, each, request.user) for each in ticked],
            )  # fmt: skip
            tell(request, f"{act.words}.", undo=_undo(act))
            return to("one-code", request.project.pk, act.code_id)
        except Refused as fault:
            refused = fault
    words, group = (request.GET.get(name, "").strip()[:200] for name in ("q", "group"))
    found = to_split(row, seen(request.user), group, words)
    groups = queries.groups_of(row)
    return show(request, "codebook_split", refused, form=form, row=row, rows=found, words=words,
                group=group, groups=groups, ticked=ticked)  # fmt: skip


def _ticked(request: ProjectRequest) -> list[int]:
    return [int(it) for it in request.POST.getlist("passage") if it.isascii() and it.isdigit()]


def _undo(act: CodebookAct) -> str:
    return reverse("interviews:undo-codebook", args=[act.project_id, act.pk])


@page(Permission.VIEW)
@require_GET
def changes(request: ProjectRequest) -> HttpResponse:
    """Merges, splits, moves, rewordings and retirements, newest first."""
    shown = Paginator(queries.acts(request.project), A_PAGE).get_page(number(request, "page") or 1)
    return show(request, "codebook_changes", shown=shown, rows=queries.act_rows(shown))


@page(Permission.EDIT_CODEBOOK)
@require_POST
def undo(request: ProjectRequest, pk: int) -> HttpResponse:
    """Take a change of the codebook back."""
    act = one(CodebookAct, request.project, pk)
    try:
        done = actions.undo_codebook_act(by=request.actor, act=act)
    except Refused as refused:
        tell(request, f"Nothing was undone. {refused}")
        return to("codebook-changes", request.project.pk)
    tell(request, " ".join([done.words, *done.left]))
    return to("codebook", request.project.pk)
