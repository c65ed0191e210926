"""Conflicts, decisions that need another look, calibration rounds, decisions brought in."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from uptake.projects.errors import Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, Room, page, posted
from uptake.projects.queries import one
from uptake.projects.roles import Permission
from uptake.review.actions import brought as taking
from uptake.review.actions import calibration as rounds_
from uptake.review.actions import conflicts as writes
from uptake.review.forms.leading import (
    AgainForm,
    CalibrationForm,
    NoteForm,
    SettleForm,
    TakeOverForm,
)
from uptake.review.models import Calibration, Criterion, Settlement
from uptake.review.queries import calibration as rounds
from uptake.review.queries import card as cards
from uptake.review.queries import conflicts as queries
from uptake.review.queries import progress, stages
from uptake.review.views.screening import to
from uptake.sources.models import Reference

ROOM = Room("review")


@page(Permission.SCREEN)
def conflicts(request: ProjectRequest, stage: str) -> HttpResponse:
    """What two people judged differently, and what was settled."""
    found = queries.conflicts(request.project, stage, request.user, request.GET.get("page", "1"))
    return ROOM.show(request, "conflicts", part=f"conflicts-{stage}", found=found, key=stage)


@page(Permission.SCREEN)
def conflict(request: ProjectRequest, stage: str, pk: int) -> HttpResponse:
    """Both verdicts on one reference side by side, and the form that settles them."""
    row, refused = one(Reference, request.project, pk), None
    found = queries.conflict(request.project, stage, request.user, row)
    card = cards.card(request.project, stage, request.user, row)
    form = SettleForm(posted(request), reasons=card.reasons, stage=stage)
    if form.is_valid():
        typed = dict(form.cleaned_data)
        reason = typed.pop("reason")
        typed["reason"] = one(Criterion, request.project, reason) if reason else None
        try:
            writes.settle_conflict(by=request.actor, reference=row, stage=stage, **typed)
            tell(request, f"{row} is settled.")
            return to("review:conflicts", request.project.pk, stage)
        except Refused as fault:
            refused = fault
    return ROOM.show(request, "conflict", refused, part=f"conflicts-{stage}", found=found,
                     card=card, form=form, key=stage)  # fmt: skip


@page(Permission.LEAD_REVIEW)
@require_POST
def reopen(request: ProjectRequest, pk: int) -> HttpResponse:
    """Open a settled conflict again."""
    row = one(Settlement, request.project, pk)
    try:
        writes.reopen_conflict(by=request.actor, settlement=row)
        tell(request, "The conflict is open again.")
    except Refused as refused:
        tell(request, str(refused))
    return to("review:conflict", request.project.pk, row.stage, row.reference_id)


@page(Permission.SCREEN)
def again(request: ProjectRequest, stage: str) -> HttpResponse:
    """Decisions that a change of criteria shook: each still holds, or is judged anew."""
    stages.stage(request.project, stage)
    refused, found = None, queries.look_again(request.project, stage, request.GET.get("page", "1"))
    form = AgainForm(posted(request), offered=[row.standing.pk for row in found.object_list])
    if form.is_valid():
        rows = queries.flagged(request.project, stage, form.cleaned_data["chosen"])
        try:
            number = writes.settle_look(by=request.actor, project=request.project, standings=rows)
            tell(request, f"{number} decisions still hold.")
            return to("review:again", request.project.pk, stage)
        except Refused as fault:
            refused = fault
    return ROOM.show(request, "again", refused, part=f"again-{stage}", found=found, form=form,
                     key=stage)  # fmt: skip


@page(Permission.SCREEN, write=Permission.LEAD_REVIEW)
def calibrations(request: ProjectRequest, stage: str) -> HttpResponse:
    """The calibration rounds of a stage, and the next."""
    of, refused = stages.stage(request.project, stage), None
    form = CalibrationForm(posted(request))
    if form.is_valid():
        try:
            made = rounds_.open_calibration(
                by=request.actor, project=request.project, stage=stage, **form.cleaned_data
            )
            tell(request, f"Round {made.number} is open: its references come up first.")
            return ROOM.to("calibration", request.project.pk, made.pk)
        except Refused as fault:
            refused = fault
    found = rounds.rounds(request.project, stage)
    return ROOM.show(request, "calibrations", refused, part=f"calibration-{stage}", of=of,
                     form=form if posted(request) else CalibrationForm(), rounds=found,
                     key=stage)  # fmt: skip


@page(Permission.SCREEN, write=Permission.LEAD_REVIEW)
def calibration(request: ProjectRequest, pk: int) -> HttpResponse:
    """One round: how far people agree and where they do not; closing it."""
    row, refused, form = one(Calibration, request.project, pk), None, NoteForm(posted(request))
    if form.is_valid():
        try:
            rounds_.close_calibration(by=request.actor, calibration=row, **form.cleaned_data)
            tell(request, f"Round {row.number} is closed. Its verdicts count.")
            return ROOM.to("calibration", request.project.pk, pk)
        except Refused as fault:
            refused = fault
    found = rounds.round_page(row, request.user)
    return ROOM.show(request, "calibration", refused, part=f"calibration-{row.stage}",
                     found=found, form=form, key=row.stage)  # fmt: skip


@page(Permission.LEAD_REVIEW)
def brought(request: ProjectRequest) -> HttpResponse:
    """Decisions that files brought with them: take them over, or give them back."""
    refused, form = None, TakeOverForm(posted(request))
    if form.is_valid():
        try:
            number = taking.take_over(
                by=request.actor, project=request.project, **form.cleaned_data
            )  # fmt: skip
            tell(request, f"{number:,} decisions are verdicts here now.")
            return ROOM.to("brought", request.project.pk)
        except Refused as fault:
            refused = fault
    return ROOM.show(
        request, "brought", refused, part="overview", form=form,
        there=progress.brought(request.project),
        waiting=progress.waiting_decisions(request.project),
    )  # fmt: skip


@page(Permission.LEAD_REVIEW)
@require_POST
def give_back(request: ProjectRequest) -> HttpResponse:
    """Take out the verdicts of one origin."""
    origin = request.POST.get("origin", "")
    try:
        if not origin:
            raise Refused("Say whose verdicts are to be taken out.")
        number = taking.give_back(by=request.actor, project=request.project, origin=origin)
        tell(request, f"{number:,} verdicts of {origin} are taken out.")
    except Refused as refused:
        tell(request, str(refused))
    return ROOM.to("brought", request.project.pk)
