"""Names and contacts, and the key that opens them. What is opened here is never cached."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from uptake.interviews import actions
from uptake.interviews.models import Participant
from uptake.interviews.people_forms import DestroyForm, IdentityForm
from uptake.interviews.queries.identities import kept, store
from uptake.interviews.views.parts import show, to
from uptake.projects.errors import Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, page, posted
from uptake.projects.queries import one
from uptake.projects.roles import Permission


@never_cache
@page(Permission.SEE_IDENTITIES)
def identity(request: ProjectRequest, pk: int) -> HttpResponse:
    """Whether a name or contact is kept; a POST locks one away."""
    row, refused = one(Participant, request.project, pk), None
    form = IdentityForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_identity(by=request.actor, participant=row, contact=form.contact())
            tell(request, f"What you entered about {row.pseudonym} is locked away.")
            return to("identity", request.project.pk, pk)
        except Refused as fault:
            refused = fault
    return show(request, "people_identity", refused, form=form, row=row, it=kept(row), seen=None)


@never_cache
@page(Permission.SEE_IDENTITIES)
@require_POST
def see(request: ProjectRequest, pk: int) -> HttpResponse:
    """Open a name and contact once; the trail keeps that it was seen."""
    row, refused, seen = one(Participant, request.project, pk), None, None
    try:
        seen = actions.see_identity(by=request.actor, participant=row)
    except Refused as fault:
        refused = fault
    form = IdentityForm(contact=seen)
    return show(request, "people_identity", refused, form=form, row=row, it=kept(row), seen=seen)


@page(Permission.SEE_IDENTITIES)
@require_POST
def erase(request: ProjectRequest, pk: int) -> HttpResponse:
    """Erase a name and contact for good."""
    row = one(Participant, request.project, pk)
    try:
        actions.erase_identity(by=request.actor, participant=row)
        tell(request, f"The name and contact of {row.pseudonym} were erased.")
    except Refused as fault:
        return show(request, "people_identity", fault, form=IdentityForm(), row=row,
                    it=kept(row), seen=None)  # fmt: skip
    return to("identity", request.project.pk, pk)


@page(Permission.SEE_IDENTITIES)
def key(request: ProjectRequest) -> HttpResponse:
    """The key of the identity store; a POST changes it."""
    refused = None
    if request.method == "POST":
        try:
            actions.change_key(by=request.actor, project=request.project)
            tell(request, "The key was changed, and everything is locked with the new one.")
            return to("key", request.project.pk)
        except Refused as fault:
            refused = fault
    return show(request, "people_key", refused, it=store(request.project), form=DestroyForm())


@page(Permission.MANAGE_PROJECT)
@require_POST
def destroy(request: ProjectRequest) -> HttpResponse:
    """Destroy the key, after the project's title was typed."""
    form, refused = DestroyForm(request.POST), None
    if form.is_valid():
        try:
            actions.destroy_key(by=request.actor, project=request.project,
                                typed=form.cleaned_data["typed"])  # fmt: skip
            tell(request, "The key is destroyed. Nobody can read the names any more.")
            return to("key", request.project.pk)
        except Refused as fault:
            refused = fault
    return show(request, "people_key", refused, it=store(request.project), form=form)
