"""Categories and reductions of the content analysis, with their counts and histories."""

from __future__ import annotations

from http import HTTPStatus

from django import forms
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from uptake.interviews.actions import content_groups as writes
from uptake.interviews.content_forms import CategoryForm, MergeForm, ReductionForm
from uptake.interviews.models import ContentCategory, ContentChange, Reduction
from uptake.interviews.queries import content as queries
from uptake.interviews.views.content import _undo
from uptake.interviews.views.parts import show, to
from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, page, posted
from uptake.projects.queries import one
from uptake.projects.roles import Permission

Row = Reduction | ContentCategory


def _found(request: ProjectRequest, kind: str, pk: int) -> Row:
    if kind == "category":
        return one(ContentCategory, request.project, pk)
    if kind == "reduction":
        return one(Reduction, request.project, pk)
    raise Http404("It is a reduction or a category.")


@page(Permission.READ_TRANSCRIPTS, write=Permission.CODE)
def groups(request: ProjectRequest) -> HttpResponse:
    """All categories with their reductions, how much is behind each, and the last changes."""
    form, refused = CategoryForm(posted(request)), None
    if form.is_valid():
        try:
            writes.add_category(
                by=request.actor, project=request.project, name=form.cleaned_data["name"],
                about=form.cleaned_data["about"],
            )  # fmt: skip
            tell(request, "The category is added.")
            return to("content-groups", request.project.pk)
        except Refused as fault:
            refused = fault
    return show(
        request, "content_groups", refused, form=form, it=queries.groups(request.project),
        changes=queries.latest(request.project),
    )  # fmt: skip


@page(Permission.READ_TRANSCRIPTS, write=Permission.CODE)
def group(request: ProjectRequest, kind: str, pk: int) -> HttpResponse:
    """One reduction or category: its words, its history, and what can be done with it."""
    row, refused = _found(request, kind, pk), None
    form = _form(request, row)
    if form.is_valid():
        try:
            change = _write(request, row, form)
            tell(request, f"The {kind} is kept.", undo=_undo(change))
            there = reverse("interviews:content-group", args=[request.project.pk, kind, pk])
            return HttpResponseRedirect(there)
        except Refused as fault:
            refused = fault
            if isinstance(fault, OvertakenEdit):
                row = _found(request, kind, pk)
    return _shown(request, kind, row, form, refused)


def _now(row: Row) -> dict[str, str]:
    if isinstance(row, Reduction):
        return {"text": row.text, "category": row.category.name if row.category else ""}
    return {"name": row.name, "about": row.about}


def _form(request: ProjectRequest, row: Row) -> forms.Form:
    now = _now(row)
    initial = {**now, **{f"was_{name}": text for name, text in now.items()}}
    kind = ReductionForm if isinstance(row, Reduction) else CategoryForm
    return kind(posted(request), initial=initial)


def _write(request: ProjectRequest, row: Row, form: forms.Form) -> ContentChange | None:
    typed = form.cleaned_data
    if isinstance(row, Reduction):
        return writes.edit_reduction(
            by=request.actor, reduction=row, text=typed["text"], category=typed["category"],
            seen=(typed["was_text"], typed["was_category"]),
        )  # fmt: skip
    about = typed["was_about"].replace("\r\n", "\n")
    return writes.edit_category(
        by=request.actor, category=row, name=typed["name"], about=typed["about"],
        seen=(typed["was_name"], about),
    )  # fmt: skip


def _shown(
    request: ProjectRequest, kind: str, row: Row, form: forms.Form,
    refused: Refused | None = None, merge: MergeForm | None = None,
) -> HttpResponse:  # fmt: skip
    """The page; one that somebody overtook shows how it reads by now."""
    overtaken = isinstance(refused, OvertakenEdit)
    typed = {name: form.data.get(name, "") for name in form.fields} if form.is_bound else {}
    now = _now(row)
    was = {**typed, **{f"was_{name}": text for name, text in now.items()}}
    if overtaken:
        form = type(form)(was)
    shown = show(
        request, "content_group", refused, form=form, kind=kind, row=row, now=now,
        overtaken=overtaken, merge=merge or MergeForm(row), wrong=merge,
        behind=queries.count_of(request.project, row),
        history=queries.history(request.project, row),
        categories=queries.words_in_use(request.project)[1],
    )  # fmt: skip
    if merge is not None and merge.errors:
        shown.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    return shown


@page(Permission.CODE)
@require_POST
def merge(request: ProjectRequest, kind: str, pk: int) -> HttpResponse:
    """Give everything of one reduction or category to another."""
    row, refused = _found(request, kind, pk), None
    form = MergeForm(row, request.POST)
    if form.is_valid():
        into = form.cleaned_data["into"]
        try:
            if isinstance(row, Reduction):
                change = writes.merge_reductions(by=request.actor, reduction=row, into=into)
            else:
                change = writes.merge_categories(by=request.actor, category=row, into=into)
            tell(request, f"The two are merged as “{into}”.", undo=_undo(change))
            return to("content-groups", request.project.pk)
        except Refused as fault:
            refused = fault
    unsent = type(_form(request, row))(initial=_now(row))
    return _shown(request, kind, row, unsent, refused, form)


@page(Permission.CODE)
@require_POST
def retire(request: ProjectRequest, kind: str, pk: int) -> HttpResponse:
    """Retire a reduction or category that nothing is in."""
    row = _found(request, kind, pk)
    try:
        if isinstance(row, Reduction):
            change = writes.retire_reduction(by=request.actor, reduction=row)
        else:
            change = writes.retire_category(by=request.actor, category=row)
        tell(request, f"The {kind} is retired.", undo=_undo(change))
    except Refused as refused:
        tell(request, str(refused))
    return to("content-groups", request.project.pk)
