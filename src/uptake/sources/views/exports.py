"""Taking references out: which, in what form, and with what."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse, StreamingHttpResponse

from uptake.formats.export import WAYS, pieces
from uptake.formats.table_out import Exported
from uptake.projects.pages import ProjectRequest, page
from uptake.projects.roles import Permission
from uptake.sources import queries, screened
from uptake.sources.forms import ExportForm, ListForm
from uptake.sources.views.parts import show


@page(Permission.EXPORT)
def choose(request: ProjectRequest) -> HttpResponse:
    """Choose what to take out, and how."""
    choices = queries.choices(request.project)
    asked = ListForm(request.GET, choices=choices).asked()
    form = ExportForm(request.GET, states=screened.states(request.project))
    chosen = form.chosen()
    return show(
        request, "export", chosen=chosen, choose=form, asked=asked, ways=WAYS,
        number=queries.export_count(request.project, asked, chosen.state),
    )  # fmt: skip


@page(Permission.EXPORT)
def download(request: ProjectRequest) -> StreamingHttpResponse:
    """The references chosen, as a file that is written while it is read."""
    asked = ListForm(request.GET, choices=queries.choices(request.project)).asked()
    chosen = ExportForm(request.GET, states=screened.states(request.project)).chosen()
    rows = queries.exported(request.project, asked, state=chosen.state, decisions=chosen.decisions)
    return as_file(rows, chosen.way, exact=chosen.exact)


def as_file(rows: Iterable[Exported], way: str, *, exact: bool = False) -> StreamingHttpResponse:
    """References as a download in one of the ways out."""
    form = WAYS[way]
    return StreamingHttpResponse(
        pieces(rows, way, exact=exact), content_type=form.media_type,
        headers={"Content-Disposition": f'attachment; filename="references{form.ending}"'},
    )  # fmt: skip
