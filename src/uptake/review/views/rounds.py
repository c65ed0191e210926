"""A review that is kept up: its rounds, and what has changed of what was included."""

from __future__ import annotations

from django.http import HttpResponse

from uptake.projects.errors import Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, Room, page, posted
from uptake.projects.queries import one
from uptake.projects.roles import Permission
from uptake.review.actions import rounds as writes
from uptake.review.forms.rounds import OpeningForm, RoundForm
from uptake.review.models import ReviewRound
from uptake.review.queries import living
from uptake.review.queries.unfinished import unfinished

ROOM = Room("review")


@page(Permission.VIEW, write=Permission.LEAD_REVIEW)
def rounds(request: ProjectRequest) -> HttpResponse:
    """The review's rounds with what each brought, and the opening of an update."""
    left = unfinished(request.project)
    asked = "why" in request.POST
    form = OpeningForm(posted(request), finished=not (left and asked))
    refused = None
    if form.is_valid() and (asked or not left):
        try:
            opened = writes.open_round(
                by=request.actor, project=request.project, **form.cleaned_data
            )
            tell(request, f"{opened.title} is open. What is imported from now on belongs to it.")
            return ROOM.to("rounds", request.project.pk)
        except Refused as fault:
            refused = fault
    if posted(request) and left and (asked or not form.errors):
        form = form if asked else OpeningForm(initial=form.cleaned_data, finished=False)
        return ROOM.show(request, "round_begin", refused, form=form, left=left)
    return ROOM.show(
        request, "rounds", refused, form=form, rounds=living.round_rows(request.project)
    )


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


@page(Permission.VIEW)
def changed(request: ProjectRequest) -> HttpResponse:
    """What was published about included papers: retractions, concerns, corrections, updates."""
    return ROOM.show(request, "changed", rows=living.changes(request.project))
