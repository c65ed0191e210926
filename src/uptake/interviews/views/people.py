"""Participants: the list, one person, and what is recorded of them."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from uptake.interviews import actions
from uptake.interviews.forms import ParticipantForm
from uptake.interviews.models import Participant
from uptake.interviews.queries import material as queries
from uptake.interviews.views.parts import show, to
from uptake.projects.errors import Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, page
from uptake.projects.queries import look_again, one
from uptake.projects.roles import Permission


@page(Permission.VIEW)
@require_GET
def participants(request: ProjectRequest) -> HttpResponse:
    """Everyone who was heard, under their pseudonyms."""
    return show(request, "participants", rows=queries.participants(request.project))


@page(Permission.VIEW)
@require_GET
def participant(request: ProjectRequest, pk: int) -> HttpResponse:
    """One participant: consent, and where their words are."""
    row = one(Participant, request.project, pk)
    reasons = look_again(request.project, "participant").get(("participant", pk), [])
    heard = queries.heard_in(row)
    return show(request, "participant", row=row, heard=heard, reasons=reasons)


@page(Permission.MANAGE_MATERIAL)
def add(request: ProjectRequest) -> HttpResponse:
    """Add a person who was heard."""
    form, refused = ParticipantForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_participant(
                by=request.actor, project=request.project, **form.cleaned_data
            )
            tell(request, f"{made.pseudonym} was added.")
            return to("participants", request.project.pk)
        except Refused as fault:
            refused = fault
    return show(request, "person", refused, form=form, row=None)


@page(Permission.MANAGE_MATERIAL)
def edit(request: ProjectRequest, pk: int) -> HttpResponse:
    """Change what is recorded of a participant."""
    row, refused = one(Participant, request.project, pk), None
    now = {name: getattr(row, name) for name in ParticipantForm.base_fields}
    form = ParticipantForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_participant(by=request.actor, participant=row, **form.cleaned_data)
            tell(request, "The participant was changed.")
            return to("participant", request.project.pk, pk)
        except Refused as fault:
            refused = fault
    return show(request, "person", refused, form=form, row=row)
