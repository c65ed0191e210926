"""The content analysis table: its rows, their own pages, what comes in, and what goes out."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from uptake.formats import books, grids
from uptake.interviews.actions import content as writes
from uptake.interviews.actions.content_changes import undo_change
from uptake.interviews.content_forms import ContentForm, FillForm, RowForm
from uptake.interviews.models import ContentChange, ContentRow
from uptake.interviews.queries import content as queries
from uptake.interviews.queries.content_out import content_tables
from uptake.interviews.queries.passages import in_turns
from uptake.interviews.views.coding import number
from uptake.interviews.views.parts import sent, show, to
from uptake.projects.counted import counted
from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, page, posted
from uptake.projects.queries import one
from uptake.projects.roles import Permission

A_PAGE = 50
WRITERS = {"csv": lambda tables: grids.as_csv(tables[0]), "xlsx": books.as_xlsx,
           "docx": books.as_docx}  # fmt: skip


@page(Permission.READ_TRANSCRIPTS)
@require_GET
def content(request: ProjectRequest) -> HttpResponse:
    """The table, every step of it open to be written."""
    form = ContentForm(request.project, request.GET)
    found = queries.rows_of(request.project, form.asked())
    shown = Paginator(found, A_PAGE).get_page(number(request, "page") or 1)
    reductions, categories = queries.words_in_use(request.project)
    return show(
        request, "content", asked=form, shown=shown, rows=queries.lines(request.project, shown),
        reductions=reductions, categories=categories, done=queries.progress(request.project),
        query=request.GET.urlencode(),
    )  # fmt: skip


@page(Permission.READ_TRANSCRIPTS, write=Permission.CODE)
def row(request: ProjectRequest, pk: int) -> HttpResponse:
    """One row with its passage in context and its history; for htmx what came of writing it."""
    it, refused = one(ContentRow, request.project, pk), None
    form = RowForm(posted(request), initial=writes.steps_of(it))
    if form.is_valid():
        try:
            done = writes.write_row(by=request.actor, row=it, given=form.given(), seen=form.seen())
            if request.headers.get("HX-Request"):
                return _said(request, done.row, form, kept=done.change)
            tell(request, "The row is kept.", undo=_undo(done.change))
            return _back(request, pk)
        except writes.Unchanged:
            return _said(request, it, form) if _beside(request) else _back(request, pk)
        except Refused as fault:
            refused = fault
    if request.method == "POST" and _beside(request):
        return _said(request, it, form, refused=refused)
    return _row_page(request, it, form, refused)


def _beside(request: ProjectRequest) -> bool:
    return bool(request.headers.get("HX-Request"))


def _back(request: ProjectRequest, pk: int) -> HttpResponse:
    """To the table where the row was written in it, else to the row's own page."""
    if "table" not in request.GET:
        return to("content-row", request.project.pk, pk)
    asked = request.GET.copy()
    del asked["table"]
    there = reverse("interviews:content", args=[request.project.pk])
    return HttpResponseRedirect(f"{there}{'?' if asked else ''}{asked.urlencode()}#r{pk}")


def _undo(change: ContentChange | None) -> str:
    if change is None:
        return ""
    return reverse("interviews:content-undo", args=[change.project_id, change.pk])


def _said(
    request: ProjectRequest, it: ContentRow, form: RowForm, refused: Refused | None = None,
    kept: ContentChange | None = None,
) -> HttpResponse:  # fmt: skip
    """What stands beside a row in the table after it was written."""
    now = one(ContentRow, request.project, it.pk)
    overtaken = isinstance(refused, OvertakenEdit)
    values: dict[str, Any] = {
        "row": now, "now": writes.steps_of(now) if refused is None or overtaken else form.seen(),
        "refused": refused, "overtaken": overtaken, "wrong": form.errors, "kept": kept,
        "undo": _undo(kept), "typed": form.data,
    }  # fmt: skip
    wrong = refused is not None or bool(form.errors)
    return render(request, "interviews/_content_said.html", values, status=422 if wrong else 200)


def _row_page(
    request: ProjectRequest, it: ContentRow, form: RowForm, refused: Refused | None
) -> HttpResponse:
    reductions, categories = queries.words_in_use(request.project)
    now = writes.steps_of(one(ContentRow, request.project, it.pk))
    fresh = not form.is_bound or isinstance(refused, OvertakenEdit)
    return show(
        request, "content_row", refused, row=it, form=form, now=now,
        was=now if fresh else form.seen(), overtaken=isinstance(refused, OvertakenEdit),
        detail=in_turns(request.project, [it.passage_id])[it.passage_id],
        line=queries.lines(request.project, [it])[0], reductions=reductions,
        categories=categories, history=queries.history(request.project, it),
    )  # fmt: skip


@page(Permission.READ_TRANSCRIPTS, write=Permission.CODE)
def fill(request: ProjectRequest) -> HttpResponse:
    """Bring passages into the table, by code and transcript."""
    form, refused = FillForm(request.project, posted(request)), None
    if form.is_valid():
        try:
            made = writes.fill_rows(
                by=request.actor, project=request.project, passages=form.chosen()
            )
            tell(request, f"{counted(len(made), 'passage')} brought in.",
                 undo=_undo(queries.first_change(made[0])))  # fmt: skip
            return to("content", request.project.pk)
        except Refused as fault:
            refused = fault
    waiting = len(queries.to_fill(request.project, (), ()))
    return show(request, "content_fill", refused, form=form, waiting=waiting)


@page(Permission.CODE)
@require_POST
def take_out(request: ProjectRequest, pk: int) -> HttpResponse:
    """Take a row out of the table."""
    try:
        done = writes.take_out_row(by=request.actor, row=one(ContentRow, request.project, pk))
        tell(request, "The row is taken out. What was written in it is kept.",
             undo=_undo(done.change))  # fmt: skip
    except Refused as refused:
        tell(request, str(refused))
    return to("content", request.project.pk)


@page(Permission.CODE)
@require_POST
def undo(request: ProjectRequest, pk: int) -> HttpResponse:
    """Take back a change, with all that was changed in the same go."""
    change = one(ContentChange, request.project, pk)
    try:
        undo_change(by=request.actor, change=change)
        tell(request, "Undone.")
    except Refused as refused:
        tell(request, str(refused))
    if change.row_id is None:
        return to("content-groups", request.project.pk)
    there = reverse("interviews:content", args=[request.project.pk])
    return HttpResponseRedirect(f"{there}#r{change.row_id}")


@page(Permission.EXPORT)
@require_GET
def file(request: ProjectRequest, kind: str) -> HttpResponse:
    """The rows that are shown, and the categories with their counts, as a file."""
    if not request.membership.may(Permission.READ_TRANSCRIPTS):
        raise PermissionDenied(Permission.READ_TRANSCRIPTS.value)
    if kind not in WRITERS:
        raise Http404("There is no such form of table.")
    tables = content_tables(request.project, ContentForm(request.project, request.GET).asked())
    return sent(
        request, WRITERS[kind](tables), f"content-analysis.{kind}", what="content",
        media_type=grids.FORMS[kind].media_type, rows=len(tables[0].rows),
    )  # fmt: skip
