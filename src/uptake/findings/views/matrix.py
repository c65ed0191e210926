"""The matrix, a cell of it, and which cells were asked about."""

from __future__ import annotations

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render

from uptake.findings import actions, queries
from uptake.findings.forms import AskedForm, MatrixForm
from uptake.findings.views.parts import csv_file, show, to
from uptake.formats.spreadsheet import csv_lines
from uptake.projects.errors import Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, page
from uptake.projects.roles import Permission


@page(Permission.VIEW)
def matrix(request: ProjectRequest) -> HttpResponse:
    """What hinders and what helps, cell by cell; one cell may be open beside it."""
    project = request.project
    form = MatrixForm(request.GET, groups=queries.groups_in(project))
    only = form.only()
    at = queries.find_cell(project.lens(), form.cleaned_data.get("cell", ""))
    opened = queries.cell_page(project, at, only) if at else None
    shown = queries.matrix_page(project, only)
    return show(request, "matrix", filters=form, matrix=shown, opened=opened)


@page(Permission.VIEW)
def cell(request: ProjectRequest, domain: str, level: str) -> HttpResponse:
    """One cell as a page of its own, or with `beside` as the part that opens at the matrix."""
    at = queries.find_cell(request.project.lens(), f"{domain}/{level}")
    if at is None:
        raise Http404("The framework has no such cell.")
    form = MatrixForm(request.GET, groups=queries.groups_in(request.project))
    opened = queries.cell_page(request.project, at, form.only())
    if "beside" in request.GET:
        return render(request, "findings/_cell.html", {"cell": opened})
    return show(request, "cell", cell=opened, filters=form)


@page(Permission.EXPORT)
def matrix_csv(request: ProjectRequest) -> StreamingHttpResponse:
    """The counts of every cell, as the filter on the page has them."""
    form = MatrixForm(request.GET, groups=queries.groups_in(request.project))
    rows = queries.matrix_table(queries.matrix_page(request.project, form.only()))
    return csv_file(csv_lines(rows, exact="exact" in request.GET), "matrix.csv")


@page(Permission.VIEW, write=Permission.MANAGE_FINDINGS)
def asked(request: ProjectRequest) -> HttpResponse:
    """Which cells a question or a search covered."""
    lens, refused = request.project.lens(), None
    now = {"cells": queries.asked_cells(request.project)}
    form = AskedForm(request.POST or None, lens=lens, initial=now)
    if request.method == "POST" and form.is_valid():
        try:
            cells = queries.places(form.cleaned_data["cells"])
            actions.mark_asked(
                by=request.actor, project=request.project, cells=cells, how=form.cleaned_data["how"]
            )
            tell(request, f"{len(cells)} of {len(lens.cells)} cells are marked as asked about.")
            return to("matrix", request.project.pk)
        except Refused as fault:
            refused = fault
    rows = queries.asked_rows(request.project)
    return show(request, "asked", refused, form=form, lens=lens, rows=rows)
