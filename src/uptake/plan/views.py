"""Pages of the plan step."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from uptake.decision.forms import PickFilterForm, PickForm
from uptake.decision.models import Recommendation
from uptake.findings.models import Finding
from uptake.plan import actions, queries
from uptake.plan.forms import ActionForm, FromForm, ListForm, StatusForm
from uptake.plan.models import Answer, PlannedAction
from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, Room, page
from uptake.projects.queries import one
from uptake.projects.roles import Permission

ROOM = Room("plan")


@page(Permission.VIEW)
def listed(request: ProjectRequest) -> HttpResponse:
    """The plan: every action, and the barriers that none answers."""
    form = ListForm(request.GET)
    asked = form.asked()
    return ROOM.show(
        request, "list", filters=form, asked=asked, rows=queries.listed(request.project, asked),
        summary=queries.summary(request.project), unanswered=queries.unanswered(request.project),
    )  # fmt: skip


@page(Permission.VIEW)
def action(request: ProjectRequest, pk: int) -> HttpResponse:
    """One action: owner, day, status, what it answers and serves."""
    row = one(PlannedAction, request.project, pk)
    form = StatusForm(initial={"status": row.status})
    return ROOM.show(request, "action", it=queries.action_page(request.project, row), form=form)


@page(Permission.PLAN)
def new(request: ProjectRequest) -> HttpResponse:
    """Plan an action; one may start from a finding or a recommendation."""
    first, refused = FromForm(request.GET), None
    start, pk = {"recommendation": first.serves()}, first.pk()
    finding = one(Finding, request.project, pk) if pk else None
    serves = queries.recommendations(request.project)
    form = ActionForm(request.POST or None, serves=serves, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.plan_action(
                by=request.actor, project=request.project, findings=[f for f in [finding] if f],
                **_typed(request, form),
            )  # fmt: skip
            tell(request, f"{made.label} is planned{'' if made.owner else ', without an owner'}.")
            return ROOM.to("action", request.project.pk, made.pk)
        except Refused as fault:
            refused = fault
    return ROOM.show(request, "edit", refused, form=form, finding=finding)


def _typed(request: ProjectRequest, form: ActionForm) -> dict[str, Any]:
    """What was typed, with the recommendation looked up in this project."""
    typed = {name: value for name, value in form.cleaned_data.items() if name != "seen"}
    pk = typed["recommendation"]
    typed["recommendation"] = one(Recommendation, request.project, pk) if pk else None
    return typed


@page(Permission.PLAN)
def edit(request: ProjectRequest, pk: int) -> HttpResponse:
    """Change what an action says."""
    row, refused = one(PlannedAction, request.project, pk), None
    names = ("title", "detail", "owner", "owner_post", "due_on")
    now = {name: getattr(row, name) for name in names}
    now |= {"recommendation": row.recommendation_id, "seen": row.mark()}
    serves = queries.recommendations(request.project, row.recommendation_id)
    form = ActionForm(request.POST or None, serves=serves, initial=now)
    if request.method == "POST" and form.is_valid():
        seen, typed = form.cleaned_data["seen"], _typed(request, form)
        try:
            actions.change_action(by=request.actor, planned=row, seen=seen, **typed)
            tell(request, f"{row.label} is changed.")
            return ROOM.to("action", request.project.pk, pk)
        except Refused as fault:
            refused = fault
            if isinstance(fault, OvertakenEdit):
                form.has_seen(row.mark())
    return ROOM.show(request, "edit", refused, form=form, row=row)


@page(Permission.PLAN)
@require_POST
def status(request: ProjectRequest, pk: int) -> HttpResponse:
    """Say how far an action is."""
    row, form = one(PlannedAction, request.project, pk), StatusForm(request.POST)
    if not form.is_valid():
        return ROOM.show(request, "action", it=queries.action_page(request.project, row), form=form)
    after = actions.change_status(by=request.actor, planned=row, status=form.cleaned_data["status"])
    tell(request, f"{row.label}: {after.get_status_display().lower()}.")
    return ROOM.to("action", request.project.pk, pk)


@page(Permission.PLAN)
def answers(request: ProjectRequest, pk: int) -> HttpResponse:
    """Pick the findings that an action answers."""
    row, refused = one(PlannedAction, request.project, pk), None
    filters, form = PickFilterForm(request.GET), PickForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = queries.chosen(request.project, form.cleaned_data["chosen"])
            actions.answer_several(by=request.actor, planned=row, findings=found)
            tell(request, f"{row.label} answers {', '.join(one.label for one in found)}.")
            return ROOM.to("action", request.project.pk, pk)
        except Refused as fault:
            refused = fault
    rows, shown, tied = queries.to_answer(request.project, row, filters.asked())
    return ROOM.show(request, "answers", refused, form=form, filters=filters, row=row, rows=rows,
                 page=shown, tied=tied)  # fmt: skip


@page(Permission.PLAN)
@require_POST
def take_off(request: ProjectRequest, pk: int) -> HttpResponse:
    """Say that an action no longer answers a finding, with a way back."""
    row = one(Answer, request.project, pk)
    actions.take_off(by=request.actor, answer=row)
    back = reverse("plan:put-back", args=[request.project.pk, pk])
    tell(request, "The finding is removed.", undo=back)
    return ROOM.to("action", request.project.pk, row.action_id)


@page(Permission.PLAN)
@require_POST
def put_back(request: ProjectRequest, pk: int) -> HttpResponse:
    """Put a finding back."""
    row = one(Answer, request.project, pk)
    try:
        actions.put_back(by=request.actor, answer=row)
        tell(request, "The finding is back.")
    except Refused as refused:
        tell(request, str(refused))
    return ROOM.to("action", request.project.pk, row.action_id)
