"""The PRISMA diagram: on the page, as a picture, in Word; and the references of each box."""

from __future__ import annotations

from dataclasses import asdict

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse

from uptake.formats import prisma_docx, prisma_svg
from uptake.methods import prisma
from uptake.methods.prisma_boxes import Diagram, diagram
from uptake.projects.errors import Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, Room, page, posted
from uptake.projects.queries import one
from uptake.projects.roles import Permission
from uptake.review.actions import rounds as writes
from uptake.review.forms.rounds import RoundForm
from uptake.review.models import ReviewRound
from uptake.review.pictures import png
from uptake.review.queries import flow as flows

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


@page(Permission.LEAD_REVIEW)
def rounds(request: ProjectRequest) -> HttpResponse:
    """The review's rounds, and the opening of an update."""
    form = RoundForm(posted(request))
    refused = None
    if form.is_valid():
        try:
            opened = writes.open_round(
                by=request.actor, project=request.project, **form.cleaned_data
            )
            tell(request, f"{opened.title} is open. What is imported from now on belongs to it.")
            return ROOM.to("diagram", request.project.pk)
        except Refused as fault:
            refused = fault
    return ROOM.show(request, "rounds", refused, form=form, rounds=flows.rounds(request.project))


@page(Permission.LEAD_REVIEW)
def rename(request: ProjectRequest, pk: int) -> HttpResponse:
    """Give a round another title."""
    row = one(ReviewRound, request.project, pk)
    form = RoundForm(posted(request), initial={"title": row.title})
    refused = None
    if form.is_valid():
        try:
            writes.rename_round(by=request.actor, round=row, **form.cleaned_data)
            tell(request, "The title was changed.")
            return ROOM.to("rounds", request.project.pk)
        except Refused as fault:
            refused = fault
    return ROOM.show(request, "round", refused, form=form, row=row)
