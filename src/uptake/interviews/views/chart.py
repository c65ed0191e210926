"""The framework chart, its cells, and the chart as a file."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from uptake.formats import books, grids
from uptake.interviews.actions import chart as writes
from uptake.interviews.chart_forms import ChartForm, SummaryForm
from uptake.interviews.models import ChartSummary
from uptake.interviews.queries import cell as cells
from uptake.interviews.queries import chart as queries
from uptake.interviews.queries.chart_out import chart_tables
from uptake.interviews.views.parts import sent, show
from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, page, posted
from uptake.projects.queries import one
from uptake.projects.roles import Permission

WRITERS = {"csv": lambda tables: grids.as_csv(tables[0]), "xlsx": books.as_xlsx,
           "docx": books.as_docx}  # fmt: skip


@page(Permission.READ_TRANSCRIPTS)
@require_GET
def chart(request: ProjectRequest) -> HttpResponse:
    """Cases by themes."""
    form = ChartForm(request.project, request.GET)
    it = queries.chart(request.project, form.asked())
    return show(request, "chart", it=it, asked=form, query=request.GET.urlencode())


@page(Permission.EXPORT)
@require_GET
def file(request: ProjectRequest, kind: str) -> HttpResponse:
    """The chart as it is shown, as a file."""
    if not request.membership.may(Permission.READ_TRANSCRIPTS):
        raise PermissionDenied(Permission.READ_TRANSCRIPTS.value)
    if kind not in WRITERS:
        raise Http404("There is no such form of table.")
    tables = chart_tables(request.project, ChartForm(request.project, request.GET).asked())
    return sent(
        request, WRITERS[kind](tables), f"framework-chart.{kind}", what="chart",
        media_type=grids.FORMS[kind].media_type, rows=len(tables[0].rows),
    )  # fmt: skip


@page(Permission.READ_TRANSCRIPTS, write=Permission.CODE)
def cell(request: ProjectRequest, kind: str, pk: int, theme: int) -> HttpResponse:
    """A cell: its passages beside the summary. For htmx the panel alone."""
    of, case = cells.theme_of(request.project, theme), cells.case_of(request.project, kind, pk)
    it, refused = cells.cell_page(request.project, of, case), None
    form = SummaryForm(request.project, posted(request), initial={
        "text": it.summary.text if it.summary else "", "seen": it.seen,
    })  # fmt: skip
    if form.is_valid():
        typed = form.cleaned_data
        try:
            writes.write_summary(
                by=request.actor, theme=of, case=case, text=typed["text"],
                passages=list(typed["passage"]), seen=typed["seen"],
            )  # fmt: skip
            return _kept(request, kind, pk, theme, "The summary is kept.")
        except Refused as fault:
            refused = fault
            if isinstance(fault, OvertakenEdit):
                it = cells.cell_page(request.project, of, case)
                form.has_seen(it.seen)
    return _shown(request, kind, it, form=form, refused=refused)


def _shown(
    request: ProjectRequest, kind: str, it: cells.CellPage, form: SummaryForm,
    refused: Refused | None = None, told: str = "", again: bool = False,
) -> HttpResponse:  # fmt: skip
    ticked = (
        form.data.getlist("passage") if form.is_bound and hasattr(form.data, "getlist") else None
    )
    values = {"it": it, "form": form, "kind": kind, "ticked": ticked, "told": told, "again": again,
              "query": request.GET.urlencode()}  # fmt: skip
    if request.headers.get("HX-Request"):
        wrong = refused is not None or (form.is_bound and bool(form.errors))
        values |= {"here": "interviews", "refused": refused}
        return render(request, "interviews/_chart_cell.html", values, status=422 if wrong else 200)
    return show(request, "chart_cell", refused, **values)


def _kept(request: ProjectRequest, kind: str, pk: int, theme: int, said: str) -> HttpResponse:
    """After a write: the panel anew with the chart's own cell, or the cell's page."""
    if request.headers.get("HX-Request"):
        of, case = cells.theme_of(request.project, theme), cells.case_of(request.project, kind, pk)
        it = cells.cell_page(request.project, of, case)
        text = it.summary.text if it.summary else ""
        form = SummaryForm(request.project, initial={"text": text, "seen": it.seen})
        return _shown(request, kind, it, form, told=said, again=True)
    tell(request, said)
    to = reverse("interviews:chart-cell", args=[request.project.pk, kind, pk, theme])
    return HttpResponseRedirect(f"{to}?{request.GET.urlencode()}" if request.GET else to)


@page(Permission.CODE)
@require_POST
def remove(request: ProjectRequest, pk: int) -> HttpResponse:
    """Empty a cell; its words can be put back."""
    return _turned(request, pk, "The summary is removed.", writes.remove_summary)


@page(Permission.CODE)
@require_POST
def keep(request: ProjectRequest, pk: int) -> HttpResponse:
    """Decide that a summary of who withdrew stays."""
    return _turned(request, pk, "The summary is kept.", writes.keep_summary)


@page(Permission.CODE)
@require_POST
def restore(request: ProjectRequest, pk: int) -> HttpResponse:
    """Let an earlier wording stand again."""
    return _turned(request, pk, "The earlier summary stands again.", writes.restore_summary)


def _turned(
    request: ProjectRequest, pk: int, said: str, change: Callable[..., object]
) -> HttpResponse:
    row = one(ChartSummary, request.project, pk)
    try:
        change(by=request.actor, summary=row)
    except Refused as refused:
        said = str(refused)
    kind, case = ("person", row.participant_id) if row.participant_id else (
        "transcript", row.transcript_id
    )  # fmt: skip
    return _kept(request, kind, int(case or 0), row.theme_id, said)
