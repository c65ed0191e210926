"""The PRISMA diagram: on the page, as a picture, in Word; and the references of each box."""

from __future__ import annotations

from dataclasses import asdict

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse

from uptake.formats import prisma_docx, prisma_svg
from uptake.methods import prisma
from uptake.methods.prisma_boxes import Diagram, diagram
from uptake.projects.pages import ProjectRequest, Room, page
from uptake.projects.roles import Permission
from uptake.review.pictures import png
from uptake.review.queries import flow as flows
from uptake.review.queries.methods_text import methods_text

ROOM = Room("review")
A_PAGE = 100
KINDS = frozenset({"svg", "png", "docx", "json"})
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _round(request: ProjectRequest) -> int:
    """The round asked for; the latest when none is, 404 for one that is not there."""
    known = [row.number for row in flows.rounds(request.project)]
    asked = request.GET.get("round", "")
    if asked and (not asked.isdecimal() or int(asked) not in known):
        raise Http404("No such round.")
    return int(asked) if asked else known[-1]


def _drawn(request: ProjectRequest) -> tuple[Diagram, str]:
    number = _round(request)
    title = next(row.title for row in flows.rounds(request.project) if row.number == number)
    return (
        diagram(flows.flow(request.project, number)),
        f"PRISMA 2020 flow diagram: {request.project.title}, {title}",
    )


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
    return ROOM.show(request, "box", key=key, number=number, rows=shown, by=by)


@page(Permission.EXPORT)
def file(request: ProjectRequest, kind: str) -> HttpResponse:
    """The diagram as a file: SVG, PNG, DOCX or its numbers as JSON."""
    if kind not in KINDS:
        raise Http404("The diagram has no such form.")
    drawn, title = _drawn(request)
    svg = prisma_svg.write(drawn, title)
    if kind == "json":
        answer: HttpResponse = JsonResponse(asdict(flows.flow(request.project, _round(request))))
    elif kind == "docx":
        answer = HttpResponse(prisma_docx.write(drawn, title), content_type=DOCX)
    elif kind == "png":
        answer = HttpResponse(png(svg), content_type="image/png")
    else:
        answer = HttpResponse(svg, content_type="image/svg+xml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="prisma.{kind}"'
    return answer
