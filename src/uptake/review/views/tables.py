"""The tables at the end of a review, on pages and as files."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse

from uptake.formats.grids import FORMS
from uptake.projects.pages import ProjectRequest, Room, page
from uptake.projects.roles import Permission
from uptake.review.queries import included as tables

ROOM = Room("review")
A_PAGE = 100


@page(Permission.VIEW)
def included(request: ProjectRequest) -> HttpResponse:
    """The included studies with what was taken from each, in the columns asked for."""
    it = tables.included(request.project)
    asked = request.GET.getlist("column")
    shown = [at for at, key in enumerate(it.keys) if key in asked or "choose" not in request.GET]
    return ROOM.show(request, "included", it=it, forms=FORMS, shown=shown)


@page(Permission.VIEW)
def excluded(request: ProjectRequest) -> HttpResponse:
    """The full texts that were excluded, each with its reason."""
    rows = Paginator(tables.excluded(request.project), A_PAGE).get_page(request.GET.get("page"))
    return ROOM.show(request, "excluded", rows=rows, forms=FORMS)


@page(Permission.EXPORT)
def file(request: ProjectRequest, which: str, kind: str) -> HttpResponse:
    """One of the tables as CSV, as a workbook or as a Word document."""
    if which not in tables.GRIDS or kind not in FORMS:
        raise Http404("There is no such table, or not in this form.")
    form = FORMS[kind]
    return HttpResponse(
        form.write(tables.GRIDS[which](request.project)), content_type=form.media_type,
        headers={"Content-Disposition": f'attachment; filename="{which}.{kind}"',
                 "Cache-Control": "private"},
    )  # fmt: skip
