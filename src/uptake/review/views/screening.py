"""The screening page: one reference after another, and one's own earlier ones again."""

from __future__ import annotations

from collections.abc import Collection
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
from uptake.review import leases, tasks
from uptake.review.actions import labels as marking
from uptake.review.actions import screening as writes
from uptake.review.forms.screening import UndoForm, VerdictForm, skipped
from uptake.review.models import Stage
from uptake.review.queries import card as cards
from uptake.review.queries import learning, queue, stages
from uptake.sources.models import Reference

ROOM = Room("review")
SAID = {"include": "Included", "exclude": "Excluded", "unsure": "Unsure of"}


@page(Permission.SCREEN)
@require_GET
def screen(request: ProjectRequest, stage: str) -> HttpResponse:
    """What comes next for whoever asks."""
    skip = skipped(request.GET.get("skip", ""))
    of = stages.stage(request.project, stage)
    tasks.rank_when_due(by=request.actor, of=of, also_new=True)
    return _shown(request, stage, _next(request, of, skip))


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
    of = made.read_at or stages.stage(request.project, stage)
    of.project = request.project
    tasks.rank_when_due(by=request.actor, of=of)
    words = f"{SAID[made.verdict]} {row}."
    if not request.headers.get("HX-Request"):
        tell(request, words, undo=reverse("review:undo", args=[request.project.pk, stage]))
        return to("review:screen", request.project.pk, stage)
    known = form.counts() if made.order else None
    return _part(request, stage, _next(request, of, (), known, row.pk), told=words)


def _next(
    request: ProjectRequest, of: Stage, skip: Collection[int] = (),
    known: cards.Counts | None = None, just: int | None = None,
) -> cards.Card | None:  # fmt: skip
    """The card of what comes next, held for whoever asks."""
    turn = leases.hand_out(of, request.user, skip)
    return None if turn is None else cards.card_of(of, turn, request.user, known, just)


def _label(request: ProjectRequest, row: Reference, form: VerdictForm) -> None:
    """Keep the ticked labels, where the form had any on offer and they are others than before."""
    ticked = form.labels()
    if ticked is not None and {one.pk for one in ticked} != stages.labelled(row, request.user):
        marking.label_reference(by=request.actor, reference=row, labels=ticked)


@page(Permission.SCREEN)
@require_POST
def undo(request: ProjectRequest, stage: str) -> HttpResponse:
    """Take back one's verdict on the reference that was chosen, or the last one given; show it."""
    asked, of = UndoForm(request.POST).asked(), stages.stage(request.project, stage)
    if asked is None:
        last = cards.last_given(of, request.user.pk)
    else:
        last = cards.own_verdict(of, request.user.pk, one(Reference, request.project, asked))
    try:
        if last is None:
            raise _nothing(asked)
        writes.take_back(by=request.actor, verdict=last)
    except Refused as refused:
        at = asked if last is None else last.reference_id
        return _refused(request, stage, at, None, refused)
    leases.hold(of, request.user, last.reference_id)
    words = f"Undone: {last.reference}. Judge it again."
    if request.headers.get("HX-Request"):
        return _part(request, stage, _card(request, stage, last.reference_id), told=words)
    tell(request, words)
    return to("review:look", request.project.pk, stage, last.reference_id)


def _nothing(asked: int | None) -> Refused:
    if asked is None:
        return Refused("There is nothing of yours to undo at this stage.")
    return Refused(
        "You have no verdict on this reference, so there is none to take back.",
        advice="Go on with what is next: there Undo takes back the last verdict that you gave.",
    )


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
        "elsewhere": card is None and queue.is_held_elsewhere(of, request.user.pk, skip),
    }  # fmt: skip


def _shown(
    request: ProjectRequest, stage: str, card: cards.Card | None, refused: Refused | None = None,
    **more: Any,
) -> HttpResponse:  # fmt: skip
    """The whole page; only the card for a part-page request."""
    if request.headers.get("HX-Request"):
        return _part(request, stage, card, refused=refused, **more)
    values = _values(request, stage, card, **more)
    values |= {"failed": learning.failed_order(values["of"])}
    values.pop("here")
    return ROOM.show(request, "screen", refused, **values)


def _part(
    request: ProjectRequest, stage: str, card: cards.Card | None, **more: Any
) -> HttpResponse:
    answer = render(request, "review/_judged.html", _values(request, stage, card, **more))
    name, ids = ("review:screen", [stage]) if card is None or not card.chosen else (
        "review:look", [stage, card.row.pk]
    )  # fmt: skip
    answer["HX-Push-Url"] = reverse(name, args=[request.project.pk, *ids])
    return answer


def _refused(
    request: ProjectRequest, stage: str, pk: int | None, form: VerdictForm | None, refused: Refused
) -> HttpResponse:
    """Say why nothing was kept, above the reference as it reads now; what was typed stays.

    Above what is next where it was about no reference.
    """
    if pk is None:
        found = _next(request, stages.stage(request.project, stage))
        return _shown(request, stage, found, refused=refused)
    found = _card(request, stage, pk)
    if found.row.merged_into_id and isinstance(refused, OvertakenEdit):
        found = _card(request, stage, found.row.merged_into_id)
    typed = form.data if form is not None else {}
    return _shown(request, stage, found, refused=refused, typed=typed)
