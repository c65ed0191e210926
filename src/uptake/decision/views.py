"""Pages of the decision step."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from uptake.decision import actions, queries
from uptake.decision.forms import (
    FromFindingForm,
    LayForm,
    PickFilterForm,
    RecommendationForm,
    SeenOnlyForm,
)
from uptake.decision.models import Basis, Recommendation
from uptake.findings.models import Finding
from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, Room, page
from uptake.projects.queries import one
from uptake.projects.roles import Permission

ROOM = Room("decision")


@page(Permission.VIEW)
def listed(request: ProjectRequest) -> HttpResponse:
    """Every recommendation."""
    return ROOM.show(request, "list", rows=queries.listed(request.project))


@page(Permission.VIEW)
def recommendation(request: ProjectRequest, pk: int) -> HttpResponse:
    """One recommendation, the findings beneath it and those against it."""
    row = one(Recommendation, request.project, pk)
    return ROOM.show(
        request, "recommendation", it=queries.recommendation_page(request.project, row)
    )


@page(Permission.RECOMMEND)
def new(request: ProjectRequest) -> HttpResponse:
    """Write a recommendation; one may start from a finding."""
    first, refused = FromFindingForm(request.GET).pk(), None
    finding = one(Finding, request.project, first) if first else None
    form = RecommendationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.write_recommendation(
                by=request.actor, project=request.project, findings=[f for f in [finding] if f],
                sentence=form.cleaned_data["sentence"], reasons=form.cleaned_data["reasons"],
            )  # fmt: skip
            tell(request, f"{made.label} is written, as a draft.")
            return ROOM.to("recommendation", request.project.pk, made.pk)
        except Refused as fault:
            refused = fault
    return ROOM.show(request, "edit", refused, form=form, finding=finding)


@page(Permission.RECOMMEND)
def edit(request: ProjectRequest, pk: int) -> HttpResponse:
    """Change the words. An agreed recommendation is a draft again."""
    row, refused = one(Recommendation, request.project, pk), None
    now = {"sentence": row.sentence, "reasons": row.reasons, "seen": row.mark()}
    form = RecommendationForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        try:
            after = actions.reword_recommendation(
                by=request.actor, recommendation=row, **form.cleaned_data
            )
            again = row.status == "agreed" and after.status == "draft"
            tell(request, f"{row.label} is changed{' and is a draft again' if again else ''}.")
            return ROOM.to("recommendation", request.project.pk, pk)
        except Refused as fault:
            refused = fault
            if isinstance(fault, OvertakenEdit):
                form.has_seen(row.mark())
    return ROOM.show(request, "edit", refused, form=form, row=row)


@page(Permission.RECOMMEND)
@require_POST
def agree(request: ProjectRequest, pk: int) -> HttpResponse:
    """Agree to a recommendation as it was read."""
    row, form = one(Recommendation, request.project, pk), SeenOnlyForm(request.POST)
    form.is_valid()
    try:
        actions.agree(by=request.actor, recommendation=row, seen=form.cleaned_data.get("seen", ""))
    except Refused as refused:
        shown = queries.recommendation_page(request.project, row)
        return ROOM.show(request, "recommendation", refused, it=shown)
    tell(request, f"{row.label} is agreed.")
    return ROOM.to("recommendation", request.project.pk, pk)


@page(Permission.RECOMMEND)
@require_POST
def status(request: ProjectRequest, pk: int, status: str) -> HttpResponse:
    """Drop a recommendation, or make it a draft again."""
    row = one(Recommendation, request.project, pk)
    try:
        actions.change_status(by=request.actor, recommendation=row, status=status)
    except Refused as refused:
        shown = queries.recommendation_page(request.project, row)
        return ROOM.show(request, "recommendation", refused, it=shown)
    back = reverse("decision:status", args=[request.project.pk, pk, "draft"])
    dropped = status == "dropped"
    said = f"{row.label} is dropped." if dropped else f"{row.label} is a draft again."
    tell(request, said, undo=back if dropped else "")
    return ROOM.to("recommendation", request.project.pk, pk)


@page(Permission.RECOMMEND)
def basis(request: ProjectRequest, pk: int) -> HttpResponse:
    """Pick findings to lay beneath a recommendation, or to set against it."""
    row, refused = one(Recommendation, request.project, pk), None
    filters, form = PickFilterForm(request.GET), LayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        stance = form.cleaned_data["stance"]
        try:
            found = queries.chosen(request.project, form.cleaned_data["chosen"])
            actions.rest_on_several(
                by=request.actor, recommendation=row, findings=found, stance=stance
            )
            names = ", ".join(one.label for one in found)
            side = "beneath it" if stance == "supports" else "against it"
            tell(request, f"Laid {side}: {names}.")
            return ROOM.to("recommendation", request.project.pk, pk)
        except Refused as fault:
            refused = fault
    rows, shown, tied = queries.to_lay(request.project, row, filters.asked())
    return ROOM.show(request, "basis", refused, form=form, filters=filters, row=row, rows=rows,
                 page=shown, tied=tied)  # fmt: skip


@page(Permission.RECOMMEND)
@require_POST
def take_off(request: ProjectRequest, pk: int) -> HttpResponse:
    """Take a finding off its recommendation, with a way back."""
    row = one(Basis, request.project, pk)
    actions.take_off(by=request.actor, basis=row)
    back = reverse("decision:put-back", args=[request.project.pk, pk])
    tell(request, "The finding is removed.", undo=back)
    return ROOM.to("recommendation", request.project.pk, row.recommendation_id)


@page(Permission.RECOMMEND)
@require_POST
def put_back(request: ProjectRequest, pk: int) -> HttpResponse:
    """Put a finding back."""
    row = one(Basis, request.project, pk)
    try:
        actions.put_back(by=request.actor, basis=row)
        tell(request, "The finding is back.")
    except Refused as refused:
        tell(request, str(refused))
    return ROOM.to("recommendation", request.project.pk, row.recommendation_id)
