"""Several criteria at once: typed one a line, or copied from one stage to the next."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from uptake.projects.counted import counted
from uptake.projects.errors import Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, Room, page, posted
from uptake.projects.roles import Permission
from uptake.review.actions import criteria as changing
from uptake.review.forms.leading import AmendingForm, SeveralForm
from uptake.review.models.protocol import StageKey
from uptake.review.queries import protocol as queries

ROOM = Room("review")


def _amending(request: ProjectRequest, key: str) -> dict[str, Any]:
    begun = queries.has_begun(request.project, key)
    return {"begun": begun, "counts": queries.decided(request.project, key) if begun else {}}


@page(Permission.LEAD_REVIEW)
def several(request: ProjectRequest) -> HttpResponse:
    """Add several criteria at once."""
    asked = {name: request.GET.get(name, "") for name in ("stage", "side")}
    key = request.POST.get("stage") or asked["stage"] or StageKey.TITLE.value
    form = SeveralForm(posted(request), initial=asked, **_amending(request, key))
    refused = None
    if form.is_valid():
        typed = form.cleaned_data
        try:
            made = changing.add_criteria(
                by=request.actor, project=request.project, stage=typed["stage"],
                side=typed["side"], facts=typed["lines"], **form.reasons(),
            )  # fmt: skip
            tell(request, f"{counted(len(made), 'criterion', 'criteria')} added.")
            return ROOM.to("protocol", request.project.pk)
        except Refused as fault:
            refused = fault
    return ROOM.show(request, "criteria_several", refused, part="protocol", form=form)


@page(Permission.LEAD_REVIEW)
def copy(request: ProjectRequest) -> HttpResponse:
    """Copy the criteria of titles and abstracts to full texts."""
    refused = None
    form = AmendingForm(posted(request), **_amending(request, StageKey.FULL))
    if form.is_valid():
        try:
            made = changing.copy_criteria(
                by=request.actor, project=request.project, **form.reasons()
            )  # fmt: skip
            tell(request, f"{counted(len(made), 'criterion', 'criteria')} copied to full texts.")
            return ROOM.to("protocol", request.project.pk)
        except Refused as fault:
            refused = fault
    return ROOM.show(request, "criteria_copy", refused, part="protocol", form=form,
                     rows=queries.to_copy(request.project))  # fmt: skip
