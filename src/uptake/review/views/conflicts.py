"""Conflicts, decisions that need another look, calibration rounds, decisions brought in."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from uptake.projects.counted import counted
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
from uptake.review.forms.screening import UndoForm
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
    return ROOM.show(request, "conflicts", part=f"conflicts-{stage}", found=found, key=stage,
                     turns=_turns(request, stage, 0))  # fmt: skip


def _turns(request: ProjectRequest, stage: str, pk: int) -> queries.Turns:
    leads = request.membership.may(Permission.LEAD_REVIEW)
    return queries.turns(request.project, stage, request.user, pk, leads)


@page(Permission.SCREEN)
def conflict(request: ProjectRequest, stage: str, pk: int) -> HttpResponse:
    """Both verdicts on one reference, and the form that settles them; the answer is the next."""
    row, refused, turns = one(Reference, request.project, pk), None, _turns(request, stage, pk)
    reasons = cards.criteria(stages.stage(request.project, stage))[1]
    form = SettleForm(posted(request), reasons=reasons, stage=stage)
    if form.is_valid():
        typed = dict(form.cleaned_data)
        reason = typed.pop("reason")
        typed["reason"] = one(Criterion, request.project, reason) if reason else None
        try:
            made = writes.settle_conflict(
                by=request.actor, reference=row, stage=stage, **typed
            )  # fmt: skip
            return _on_to(request, made, turns.after)
        except Refused as fault:
            refused = fault
    return _conflict(request, row, stage, form=form, refused=refused)


def _on_to(request: ProjectRequest, made: Settlement, after: int | None) -> HttpResponse:
    """The next conflict at once; the list, where that was the last."""
    told = f"{made.reference} is settled: {made.get_verdict_display().lower()}."
    ids = [made.stage] if after is None else [made.stage, after]
    to_ = reverse(f"review:{'conflicts' if after is None else 'conflict'}",
                  args=[request.project.pk, *ids])  # fmt: skip
    if not request.headers.get("HX-Request"):
        back = reverse("review:undo-settlement", args=[request.project.pk, made.stage])
        tell(request, told, undo=back)
        return HttpResponseRedirect(to_)
    if after is None:
        values = {"key": made.stage, "last": made, "undo": made, "swap": True}
        answer = render(request, "review/_settle.html", values)
    else:
        next_ = one(Reference, request.project, after)
        answer = _conflict(request, next_, made.stage, told=told, last=made)
    answer["HX-Push-Url"] = to_
    return answer


def _conflict(
    request: ProjectRequest, row: Reference, stage: str, **more: object
) -> HttpResponse:  # fmt: skip
    """One conflict: the whole page, or for a part-page request what changes of it."""
    found = queries.conflict(request.project, stage, request.user, row)
    card = cards.card(request.project, stage, request.user, row)
    settled = row.pk if found and found.settlement else None
    values = {
        "part": f"conflicts-{stage}", "key": stage, "found": found, "card": card,
        "undo": more.get("last")
        or queries.own_settlement(request.project, stage, request.user, settled),
        "turns": _turns(request, stage, row.pk),
        "offers": found.offers(card.reasons) if found else [], **more,
    }  # fmt: skip
    if request.headers.get("HX-Request"):
        return render(request, "review/_settle.html", {"swap": True, **values})
    refused = values.pop("refused", None)
    return ROOM.show(request, "conflict", refused, **values)  # type: ignore[arg-type]


@page(Permission.SCREEN)
@require_POST
def undo(request: ProjectRequest, stage: str) -> HttpResponse:
    """Undo one's settlement of the reference that the page named, or one's last; show it open."""
    stages.stage(request.project, stage)
    asked = UndoForm(request.POST).asked()
    last = queries.own_settlement(request.project, stage, request.user, asked)
    try:
        if last is None:
            raise Refused("There is no settlement of yours to undo here.")
        writes.undo_settlement(by=request.actor, settlement=last)
    except Refused as refused:
        tell(request, str(refused))
        return _away(request, to("review:conflicts", request.project.pk, stage))
    told = f"Undone: {last.reference} is not settled any more."
    address = to("review:conflict", request.project.pk, stage, last.reference_id)
    if not request.headers.get("HX-Request"):
        tell(request, told)
        return address
    answer = _conflict(request, last.reference, stage, told=told)
    answer["HX-Push-Url"] = address.url
    return answer


def _away(request: ProjectRequest, address: HttpResponseRedirect) -> HttpResponse:
    """On to another page, from a part-page request too."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address.url})
    return address


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
            tell(request, f"{counted(number, 'decision still holds', 'decisions still hold')}.")
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
    """Decisions that files brought with them: use them, or remove them."""
    refused, form = None, TakeOverForm(posted(request))
    if form.is_valid():
        try:
            number = taking.take_over(
                by=request.actor, project=request.project, **form.cleaned_data
            )  # fmt: skip
            tell(
                request,
                f"{counted(number, 'decision is a verdict', 'decisions are verdicts')} here now.",
            )
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
            raise Refused("Say whose verdicts are to be removed.")
        number = taking.give_back(by=request.actor, project=request.project, origin=origin)
        tell(request, f"{counted(number, 'verdict')} of {origin} removed.")
    except Refused as refused:
        tell(request, str(refused))
    return ROOM.to("brought", request.project.pk)
