"""Where the review stands, when to stop, and why references come up in their order."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from uptake.methods import stopping as methods
from uptake.projects.counted import counted
from uptake.projects.errors import Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, Room, page, posted
from uptake.projects.queries import one
from uptake.projects.roles import Permission
from uptake.review import tasks
from uptake.review.actions import stops as writes
from uptake.review.forms.leading import AuditForm, StopForm
from uptake.review.models import StopDecision
from uptake.review.pictures_of_progress import Bars, Curve, bars, found_curve
from uptake.review.queries import learning, living, progress, stages
from uptake.review.queries import stop as queries
from uptake.review.queries import why as whys
from uptake.review.views.screening import to
from uptake.sources.models import Reference

ROOM = Room("review")


def _says(found: queries.StopPage) -> dict[str, object]:
    """The sentences that a stage's state is told in, and its picture."""
    state = found.state
    curve: Curve | None = found_curve(found.curve, found.total, state.estimate if state else None)
    return {
        "it": found, "curve": curve, "rule": queries.RULES.get(found.stage.rule, found.stage.rule),
        "risk": methods.risk_sentence(state, ended=bool(found.stopped)) if state else "",
        "record": methods.record_sentence(state.preset.measured) if state else "",
    }  # fmt: skip


@page(Permission.VIEW)
def overview(request: ProjectRequest) -> HttpResponse:
    """Every stage with its people, its days and what is left."""
    parts = progress.overview(request.project)
    drawn: list[Bars | None] = [bars(one.days) for one in parts]
    return ROOM.show(
        request, "overview", part="overview", parts=list(zip(parts, drawn, strict=True)),
        waiting=progress.waiting_decisions(request.project),
        there=progress.brought(request.project), now=living.round_now(request.project),
    )  # fmt: skip


@page(Permission.SCREEN)
def panel(request: ProjectRequest, stage: str) -> HttpResponse:
    """The part of the screening page that says what stopping now would mean."""
    found = queries.stop_page(request.project, stage)
    values = {**_says(found), "key": stage, "failed": learning.failed_order(found.stage)}
    return render(request, "review/_stop.html", values)


@page(Permission.LEAD_REVIEW)
@require_POST
def rank_again(request: ProjectRequest, stage: str) -> HttpResponse:
    """Ask for a new order, after one could not be made."""
    try:
        tasks.rank_again(by=request.actor, of=stages.stage(request.project, stage))
        tell(request, "A new order is asked for. Screening goes on meanwhile.")
    except Refused as refused:
        tell(request, str(refused))
    return to("review:screen", request.project.pk, stage)


@page(Permission.VIEW, write=Permission.LEAD_REVIEW)
def stopping(request: ProjectRequest, stage: str) -> HttpResponse:
    """All figures about the end of a stage; the lead ends it here."""
    found, refused, form = (
        queries.stop_page(request.project, stage),
        None,
        StopForm(posted(request)),
    )
    if form.is_valid():
        try:
            writes.end_stage(
                by=request.actor, project=request.project, stage=stage, figures=found.figures,
                **form.cleaned_data,
            )  # fmt: skip
            tell(request, "The stage is ended. What is unread stays unread, and is counted so.")
            return to("review:stopping", request.project.pk, stage)
        except Refused as fault:
            refused = fault
    audit = AuditForm(initial={"size": _suggested(found), "seed": len(found.audits) + 1})
    return ROOM.show(request, "stopping", refused, part=f"stopping-{stage}", key=stage, form=form,
                     audit=audit, **_says(found))  # fmt: skip


def _suggested(found: queries.StopPage) -> int:
    """How many to draw so that finding none says that recall reaches the target."""
    allowed = methods.most_missed(max(1, found.found), found.stage.target)
    return max(1, methods.sample_size(found.unread, allowed)) if found.unread else 1


@page(Permission.LEAD_REVIEW)
@require_POST
def reopen(request: ProjectRequest, pk: int) -> HttpResponse:
    """Open an ended stage again."""
    row = one(StopDecision, request.project, pk)
    try:
        writes.reopen_stage(by=request.actor, stop=row)
        tell(request, "The stage is open again.")
    except Refused as refused:
        tell(request, str(refused))
    return to("review:stopping", request.project.pk, row.stage)


@page(Permission.LEAD_REVIEW)
@require_POST
def audit(request: ProjectRequest, stage: str) -> HttpResponse:
    """Draw a random sample of the unread."""
    form = AuditForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused("Name how many to draw, and a seed.")
        made = writes.draw_audit(
            by=request.actor, project=request.project, stage=stage, **form.cleaned_data
        )
        tell(request, f"{counted(made.drawn, 'reference')} drawn, to come up next.")
    except Refused as refused:
        tell(request, str(refused))
    return to("review:stopping", request.project.pk, stage)


@page(Permission.SCREEN)
def why(request: ProjectRequest, stage: str, pk: int) -> HttpResponse:
    """Why a reference comes up where it does."""
    row = one(Reference, request.project, pk)
    found = whys.why(request.project, stage, request.user, row, tasks.cache())
    return ROOM.show(request, "why", part=stage, it=found, key=stage)
