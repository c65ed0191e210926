"""Pages of the monitoring step."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from uptake.findings.views.parts import csv_file
from uptake.formats.spreadsheet import csv_lines
from uptake.monitor import actions, queries
from uptake.monitor.forms import FromActionForm, IndicatorForm, ValueForm
from uptake.monitor.models import Indicator, Value
from uptake.plan.models import PlannedAction
from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, Room, page
from uptake.projects.queries import one
from uptake.projects.roles import Permission

ROOM = Room("monitor")


@page(Permission.VIEW)
def listed(request: ProjectRequest) -> HttpResponse:
    """Every indicator with its latest value."""
    rows, actions_there = queries.listed(request.project), queries.actions(request.project)
    return ROOM.show(request, "list", rows=rows, actions=actions_there)


@page(Permission.VIEW, write=Permission.MONITOR)
def indicator(request: ProjectRequest, pk: int) -> HttpResponse:
    """One indicator; a POST enters a value."""
    row, refused = one(Indicator, request.project, pk), None
    form = ValueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.enter_value(by=request.actor, indicator=row, **form.cleaned_data)
            undo = reverse("monitor:take-out", args=[request.project.pk, made.pk])
            tell(request, f"The value for {made.on:%-d %B %Y} is entered.", undo=undo)
            return ROOM.to("indicator", request.project.pk, pk)
        except Refused as fault:
            refused = fault
    shown = queries.indicator_page(request.project, row)
    return ROOM.show(request, "indicator", refused, it=shown, form=form)


@page(Permission.EXPORT)
def values_csv(request: ProjectRequest, pk: int) -> StreamingHttpResponse:
    """Every value ever entered."""
    row = one(Indicator, request.project, pk)
    rows = queries.value_table(request.project, row)
    return csv_file(csv_lines(rows, exact="exact" in request.GET), f"{row.label}-values.csv")


@page(Permission.MONITOR)
def new(request: ProjectRequest) -> HttpResponse:
    """Define an indicator for an action."""
    refused, start = None, {"action": FromActionForm(request.GET).pk()}
    there = queries.actions(request.project)
    form = IndicatorForm(request.POST or None, actions=there, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.define_indicator(by=request.actor, **_typed(request, form))
            tell(request, f"{made.label} is defined. Enter its first value.")
            return ROOM.to("indicator", request.project.pk, made.pk)
        except Refused as fault:
            refused = fault
    return ROOM.show(request, "edit", refused, form=form, there=there)


def _typed(request: ProjectRequest, form: IndicatorForm) -> dict[str, Any]:
    """What was typed, with the action looked up in this project."""
    typed = {k: v for k, v in form.cleaned_data.items() if k not in ("seen", "action")}
    planned = one(PlannedAction, request.project, form.cleaned_data["action"])
    return {**typed, "planned": planned}


@page(Permission.MONITOR)
def edit(request: ProjectRequest, pk: int) -> HttpResponse:
    """Change an indicator; its values stay."""
    row, refused = one(Indicator, request.project, pk), None
    names = ("name", "definition", "unit", "wanted", "owner")
    now = {name: getattr(row, name) for name in names}
    target = "" if row.target is None else f"{row.target.normalize():f}"
    now |= {"action": row.action_id, "target": target, "seen": row.mark()}
    there = queries.actions(request.project, row.action_id)
    form = IndicatorForm(request.POST or None, actions=there, initial=now)
    if request.method == "POST" and form.is_valid():
        seen, typed = form.cleaned_data["seen"], _typed(request, form)
        try:
            actions.change_indicator(by=request.actor, indicator=row, seen=seen, **typed)
            tell(request, f"{row.label} is changed. Its values stay as they are.")
            return ROOM.to("indicator", request.project.pk, pk)
        except Refused as fault:
            refused = fault
            if isinstance(fault, OvertakenEdit):
                form.has_seen(row.mark())
    return ROOM.show(request, "edit", refused, form=form, there=there, row=row)


@page(Permission.MONITOR)
@require_POST
def retire(request: ProjectRequest, pk: int) -> HttpResponse:
    """Stop watching, with a way back."""
    row = one(Indicator, request.project, pk)
    actions.retire_indicator(by=request.actor, indicator=row)
    back = reverse("monitor:restore", args=[request.project.pk, pk])
    tell(request, f"{row.label} is retired. Its values are kept.", undo=back)
    return ROOM.to("indicator", request.project.pk, pk)


@page(Permission.MONITOR)
@require_POST
def restore(request: ProjectRequest, pk: int) -> HttpResponse:
    """Watch again."""
    row = one(Indicator, request.project, pk)
    actions.restore_indicator(by=request.actor, indicator=row)
    tell(request, f"{row.label} is watched again.")
    return ROOM.to("indicator", request.project.pk, pk)


@page(Permission.MONITOR)
@require_POST
def take_out(request: ProjectRequest, pk: int) -> HttpResponse:
    """Take a value out, with a way back."""
    row = one(Value, request.project, pk)
    actions.take_out_value(by=request.actor, value=row)
    back = reverse("monitor:put-back", args=[request.project.pk, pk])
    tell(request, f"The value for {row.on:%-d %B %Y} is removed.", undo=back)
    return ROOM.to("indicator", request.project.pk, row.indicator_id)


@page(Permission.MONITOR)
@require_POST
def put_back(request: ProjectRequest, pk: int) -> HttpResponse:
    """Put a value back."""
    row = one(Value, request.project, pk)
    try:
        actions.put_back_value(by=request.actor, value=row)
        tell(request, f"The value for {row.on:%-d %B %Y} is back.")
    except Refused as refused:
        tell(request, str(refused))
    return ROOM.to("indicator", request.project.pk, row.indicator_id)
