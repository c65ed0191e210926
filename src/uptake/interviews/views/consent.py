"""Versions of the consent form, and who signed which."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_POST

from uptake.interviews import actions
from uptake.interviews.models import ConsentForm
from uptake.interviews.people_forms import ConsentVersionForm
from uptake.interviews.queries.consent import consents
from uptake.interviews.views.parts import show, to
from uptake.projects.errors import Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, page, posted
from uptake.projects.queries import one
from uptake.projects.roles import Permission


@page(Permission.VIEW)
@require_GET
def listed(request: ProjectRequest) -> HttpResponse:
    """Every version with who signed it; who signed an old one, and who none."""
    return show(request, "people_consent", it=consents(request.project))


@page(Permission.MANAGE_MATERIAL)
def add(request: ProjectRequest) -> HttpResponse:
    """Add a version."""
    form = ConsentVersionForm(posted(request), initial={"version": request.GET.get("version", "")})
    refused = None
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_consent_form(
                by=request.actor, project=request.project, **form.cleaned_data
            )
            tell(request, f"Version {made.version} was added.")
            return to("consent", request.project.pk)
        except Refused as fault:
            refused = fault
    return show(request, "people_consent_form", refused, form=form, row=None)


@page(Permission.VIEW, write=Permission.MANAGE_MATERIAL)
def version(request: ProjectRequest, pk: int) -> HttpResponse:
    """One version; a POST changes what is recorded of it."""
    row, refused = one(ConsentForm, request.project, pk), None
    form = ConsentVersionForm.of(row, posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_consent_form(by=request.actor, form=row, **form.cleaned_data)
            tell(request, "The version was changed.")
            return to("consent", request.project.pk)
        except Refused as fault:
            refused = fault
    return show(request, "people_consent_form", refused, form=form, row=row)


@page(Permission.MANAGE_MATERIAL)
@require_POST
def retire(request: ProjectRequest, pk: int) -> HttpResponse:
    """Take a version out of use, or into use again."""
    row = one(ConsentForm, request.project, pk)
    if row.retired_at is None:
        actions.retire_consent_form(by=request.actor, form=row)
        tell(request, f"Version {row.version} is retired. Who signed it stays.", request.path)
    else:
        actions.restore_consent_form(by=request.actor, form=row)
        tell(request, f"Version {row.version} is in use again.")
    return to("consent", request.project.pk)
