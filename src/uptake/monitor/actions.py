"""The writes of this step: indicators and their values."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db.models import Max
from django.utils import timezone

from uptake.monitor.models import Indicator, Value
from uptake.plan.models import PlannedAction
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import Refused
from uptake.projects.roles import Permission


@action(Permission.MONITOR, event="indicator.defined")
def define_indicator(
    *, by: Actor, planned: PlannedAction, name: str, definition: str = "", unit: str = "",
    wanted: str = Indicator.Wanted.UP, target: Decimal | None = None, owner: str = "",
) -> Indicator:  # fmt: skip
    """Define a number that shows whether an action works."""
    top = Indicator.objects.filter(project=planned.project).aggregate(top=Max("number"))["top"]
    return Indicator.objects.create(
        project=planned.project, number=int(top or 0) + 1, action=planned, name=_name(name),
        definition=definition.strip(), unit=unit.strip(), wanted=_wanted(wanted), target=target,
        owner=owner.strip(),
    )  # fmt: skip


@action(Permission.MONITOR, event="indicator.changed")
def change_indicator(
    *, by: Actor, indicator: Indicator, name: str, definition: str = "", unit: str = "",
    wanted: str = Indicator.Wanted.UP, target: Decimal | None = None, owner: str = "",
) -> Indicator:  # fmt: skip
    """Change an indicator; the values already entered stay."""
    indicator.name, indicator.definition = _name(name), definition.strip()
    indicator.unit, indicator.wanted = unit.strip(), _wanted(wanted)
    indicator.target, indicator.owner = target, owner.strip()
    indicator.save()
    return indicator


@action(Permission.MONITOR, event="indicator.retired")
def retire_indicator(*, by: Actor, indicator: Indicator) -> Indicator:
    """Stop watching; the values are kept."""
    indicator.retired_at = indicator.retired_at or timezone.now()
    indicator.save()
    return indicator


@action(Permission.MONITOR, event="indicator.restored")
def restore_indicator(*, by: Actor, indicator: Indicator) -> Indicator:
    """Watch a retired indicator again."""
    indicator.retired_at = None
    indicator.save()
    return indicator


@action(Permission.MONITOR, event="value.entered")
def enter_value(
    *, by: Actor, indicator: Indicator, on: date, value: Decimal, note: str = ""
) -> Outcome[Value]:
    """Enter the value for a day. One that stands there already is replaced, and kept."""
    if indicator.retired_at is not None:
        raise Refused(f"{indicator.label} is retired.", advice="Restore it first.")
    if on > timezone.localdate():
        raise Refused(f"{on:%-d %B %Y} is still to come.", where="Date")
    former = Value.objects.filter(indicator=indicator, on=on, replaced_at=None).first()
    if former is not None:
        former.replaced_at = timezone.now()
        former.save()
    entered = Value.objects.create(
        project=indicator.project, indicator=indicator, on=on, value=value, note=note.strip(),
        by=by.user,
    )  # fmt: skip
    return Outcome(entered, detail={"replaces": former.pk} if former else {})


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise Refused("An indicator has a name.", where="Name")
    return name


def _wanted(wanted: str) -> str:
    if wanted not in Indicator.Wanted.values:
        raise Refused(f"{wanted!r} is neither up nor down.", where="Direction")
    return wanted
