"""The screening page: one reference after another, and one's own earlier ones again."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, Room, page
from uptake.projects.queries import one
from uptake.projects.roles import Permission
from uptake.review import tasks
from uptake.review.actions import labels as marking
from uptake.review.actions import screening as writes
from uptake.review.forms.screening import VerdictForm, skipped
from uptake.review.queries import card as cards
from uptake.review.queries import stages
from uptake.sources.models import Reference

ROOM = Room("review")
SAID = {"include": "Included", "exclude": "Excluded", "unsure": "Unsure of"}


@page(Permission.SCREEN)
@require_GET
def screen(request: ProjectRequest, stage: str) -> HttpResponse:
    """What comes next for whoever asks."""
    skip = skipped(request.GET.get("skip", ""))
    tasks.rank_when_due(by=request.actor, of=stages.stage(request.project, stage), also_new=True)
    return _shown(request, stage, cards.next_card(request.project, stage, request.user, skip))


@page(Permission.SCREEN)
@require_GET
def look(request: ProjectRequest, stage: str, pk: int) -> HttpResponse:
    """One reference, to look at again or to judge out of turn."""
    return _shown(request, stage, _card(request, stage, pk))


@page(Permission.SCREEN)
@require_POST
def judge(request: ProjectRequest, stage: str, pk: int) -> HttpResponse:
    """Keep a verdict; the answer is the next reference already."""
    row = one(Reference, request.project, pk)
    form = VerdictForm(request.POST, project=request.project)
    try:
        given = form.given()
        made = writes.screen(by=request.actor, reference=row, stage=stage, **given)
        _label(request, row, form)
    except Refused as refused:
        return _refused(request, stage, pk, form, refused)
    of = stages.stage(request.project, stage)
    tasks.rank_when_due(by=request.actor, of=of)
    words = f"{SAID[made.verdict]} {row}."
    if not request.headers.get("HX-Request"):
        tell(request, words, undo=reverse("review:undo", args=[request.project.pk, stage]))
        return to("review:screen", request.project.pk, stage)
    known = form.counts() if made.order else None
    found = cards.next_card(
        request.project, stage, request.user, known=known, of=of, before=row.pk
    )  # fmt: skip
    return _part(request, stage, found, told=words)


def _label(request: ProjectRequest, row: Reference, form: VerdictForm) -> None:
    """Keep the ticked labels, where the form had any on offer and they are others than before."""
    ticked = form.labels()
    if ticked is not None and {one.pk for one in ticked} != stages.labelled(row, request.user):
        marking.label_reference(by=request.actor, reference=row, labels=ticked)


@page(Permission.SCREEN)
@require_POST
def undo(request: ProjectRequest, stage: str) -> HttpResponse:
    """Take back the last verdict that one gave at the stage, and show its reference again."""
    last = cards.last_given(stages.stage(request.project, stage), request.user.pk)
    try:
        if last is None:
            raise Refused("There is nothing of yours to undo at this stage.")
        writes.take_back(by=request.actor, verdict=last)
    except Refused as refused:
        if last is None:
            return _stopped(request, stage, refused)
        return _refused(request, stage, last.reference_id, None, refused)
    words = f"Taken back: {last.reference}. Judge it again."
    if request.headers.get("HX-Request"):
        return _part(request, stage, _card(request, stage, last.reference_id), told=words)
    tell(request, words)
    return to("review:look", request.project.pk, stage, last.reference_id)


def to(name: str, *ids: int | str) -> HttpResponseRedirect:
    """On to another page."""
    return HttpResponseRedirect(reverse(name, args=ids))


def _card(request: ProjectRequest, stage: str, pk: int) -> cards.Card:
    row = one(Reference, request.project, pk)
    return cards.card(request.project, stage, request.user, row)


def _values(
    request: ProjectRequest, stage: str, card: cards.Card | None, **more: Any
) -> dict[str, Any]:
    of = card.stage if card else stages.stage(request.project, stage)
    skip = skipped(request.GET.get("skip", ""))
    skip = [*skip, card.row.pk] if card else skip
    return {
        "here": "review", "card": card, "of": of, "part": stage,
        "skip": ",".join(map(str, skip)), **more,
        "stop": None if card else stages.ended(request.project, stage),
    }  # fmt: skip


def _shown(
    request: ProjectRequest, stage: str, card: cards.Card | None, refused: Refused | None = None,
    **more: Any,
) -> HttpResponse:  # fmt: skip
    """The whole page; only the card for a part-page request."""
    if request.headers.get("HX-Request"):
        return _part(request, stage, card, refused=refused, **more)
    values = _values(request, stage, card, **more)
    values.pop("here")
    return ROOM.show(request, "screen", refused, **values)


def _part(
    request: ProjectRequest, stage: str, card: cards.Card | None, **more: Any
) -> HttpResponse:
    answer = render(request, "review/_judge.html", _values(request, stage, card, **more))
    name, ids = ("review:screen", [stage]) if card is None or card.turn.why != "chosen" else (
        "review:look", [stage, card.row.pk]
    )  # fmt: skip
    answer["HX-Push-Url"] = reverse(name, args=[request.project.pk, *ids])
    return answer


def _refused(
    request: ProjectRequest, stage: str, pk: int, form: VerdictForm | None, refused: Refused
) -> HttpResponse:
    """Say why nothing was kept, above the reference as it reads now; what was typed stays."""
    found: cards.Card | None = _card(request, stage, pk)
    if found is not None and found.row.merged_into_id and isinstance(refused, OvertakenEdit):
        found = _card(request, stage, found.row.merged_into_id)
    typed = form.data if form is not None else {}
    return _shown(request, stage, found, refused=refused, typed=typed)


def _stopped(request: ProjectRequest, stage: str, refused: Refused) -> HttpResponse:
    found = cards.next_card(request.project, stage, request.user)
    return _shown(request, stage, found, refused=refused)
