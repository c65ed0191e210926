"""The PRISMA diagram: on the page, as a picture, in Word; and the references of each box."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse

from uptake.formats import prisma_svg
from uptake.methods import prisma
from uptake.methods.prisma_boxes import diagram
from uptake.projects.pages import ProjectRequest, Room, page
from uptake.projects.roles import Permission
from uptake.review.pictures import KINDS, as_file
from uptake.review.queries import flow as flows
from uptake.review.queries.methods_text import methods_text

ROOM = Room("review")
A_PAGE = 100


def _round(request: ProjectRequest) -> int:
    """The round asked for; the latest when none is, 404 for one that is not there."""
    known = [row.number for row in flows.rounds(request.project)]
    asked = request.GET.get("round", "")
    if asked and (not asked.isdecimal() or int(asked) not in known):
        raise Http404("No such round.")
    return int(asked) if asked else known[-1]


@page(Permission.VIEW)
def shown(request: ProjectRequest) -> HttpResponse:
    """The diagram with its numbers as a list; a round at a time."""
    number = _round(request)
    counted = flows.flow(request.project, number)
    drawn = diagram(counted)
    return ROOM.show(
        request, "diagram", number=number, rounds=flows.rounds(request.project), flow=counted,
        faults=prisma.faults(counted), drawn=prisma_svg.drawing(drawn), sides=flows.sides(counted),
        methods=methods_text(request.project),
    )  # fmt: skip


@page(Permission.VIEW)
def box(request: ProjectRequest, key: str) -> HttpResponse:
    """The references that one box counts."""
    if key not in flows.BOXES:
        raise Http404("No such box.")
    number = _round(request)
    by = {"databases": True, "others": False}.get(request.GET.get("by", ""))
    rows = flows.in_box(request.project, key, number, databases=by)
    shown = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    listed = flows.listed(request.project, list(shown.object_list))
    return ROOM.show(request, "box", key=key, number=number, rows=shown, listed=listed, by=by)


@page(Permission.EXPORT)
def file(request: ProjectRequest, kind: str) -> HttpResponse:
    """The diagram as a file: SVG, PNG, DOCX or its numbers as JSON."""
    if kind not in KINDS:
        raise Http404("The diagram has no such form.")
    content = as_file(request.project, _round(request), kind)
    return HttpResponse(content, content_type=KINDS[kind], headers={
        "Content-Disposition": f'attachment; filename="prisma.{kind}"', "Cache-Control": "private",
    })  # fmt: skip
