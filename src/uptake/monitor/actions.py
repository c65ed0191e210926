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
from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.models import Project
from uptake.projects.roles import Permission


@action(Permission.MONITOR, event="indicator.defined")
def define_indicator(
    *, by: Actor, planned: PlannedAction, name: str, definition: str = "", unit: str = "",
    wanted: str = Indicator.Wanted.UP, target: Decimal | None = None, owner: str = "",
) -> Indicator:  # fmt: skip
    """Define a number that shows whether an action works."""
    return Indicator.objects.create(
        project=planned.project, number=_next_number(planned.project), action=planned,
        name=_name(name), definition=definition.strip(), unit=unit.strip(),
        wanted=_wanted(wanted), target=target, owner=owner.strip(),
    )  # fmt: skip


@action(Permission.MONITOR, event="indicator.changed")
def change_indicator(
    *, by: Actor, indicator: Indicator, name: str, definition: str = "", unit: str = "",
    wanted: str = Indicator.Wanted.UP, target: Decimal | None = None, owner: str = "",
    planned: PlannedAction | None = None, seen: str = "",
) -> Indicator:  # fmt: skip
    """Change what an indicator says, or which action it watches; its values stay.

    `seen` is the indicator's `mark()` when its writer began. Raises OvertakenEdit when somebody
    else has changed it since.
    """
    stored = Indicator.objects.select_for_update().get(pk=indicator.pk)
    if seen and seen != stored.mark():
        raise OvertakenEdit(
            f"Somebody else changed {stored.label} while you were writing. It now reads: "
            f"“{stored.name}”.",
            advice="Look at both, then save again to keep yours.",
        )
    stored.name, stored.definition = _name(name), definition.strip()
    stored.unit, stored.wanted = unit.strip(), _wanted(wanted)
    stored.target, stored.owner = target, owner.strip()
    stored.action = planned or stored.action
    stored.save()
    return stored


@action(Permission.MONITOR, event="indicator.retired")
def retire_indicator(*, by: Actor, indicator: Indicator) -> Indicator:
    """Stop watching; the values are kept."""
    indicator.retired_at = indicator.retired_at or timezone.now()
    indicator.save(update_fields=["retired_at"])
    return indicator


@action(Permission.MONITOR, event="indicator.restored")
def restore_indicator(*, by: Actor, indicator: Indicator) -> Indicator:
    """Watch a retired indicator again."""
    indicator.retired_at = None
    indicator.save(update_fields=["retired_at"])
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
    # Two people may enter a value for the same day in the same second: the second one waits here.
    Indicator.objects.select_for_update().get(pk=indicator.pk)
    former = Value.objects.filter(indicator=indicator, on=on, replaced_at=None).first()
    if former is not None:
        former.replaced_at = timezone.now()
        former.save()
    entered = Value.objects.create(
        project=indicator.project, indicator=indicator, on=on, value=value, note=note.strip(),
        by=by.user,
    )  # fmt: skip
    return Outcome(entered, detail={"replaces": former.pk} if former else {})


@action(Permission.MONITOR, event="value.taken_out")
def take_out_value(*, by: Actor, value: Value) -> Value:
    """Take out a value that was entered for the wrong day. It is kept, and can be put back."""
    value.replaced_at = value.replaced_at or timezone.now()
    value.save()
    return value


@action(Permission.MONITOR, event="value.put_back")
def put_back_value(*, by: Actor, value: Value) -> Value:
    """Undo `take_out_value`, unless another value stands on that day meanwhile."""
    if value.replaced_at is None:
        return value
    twins = Value.objects.filter(indicator=value.indicator, on=value.on, replaced_at=None)
    if twins.exists():
        raise Refused(
            f"Another value stands on {value.on:%-d %B %Y}.", advice="Enter it again to replace it."
        )
    value.replaced_at = None
    value.save()
    return value


def _next_number(project: Project) -> int:
    # Two people may define one in the same second: the second one waits here for its number.
    Project.objects.select_for_update().get(pk=project.pk)
    top = Indicator.objects.filter(project=project).aggregate(top=Max("number"))["top"]
    return int(top or 0) + 1


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise Refused("An indicator has a name.", where="Name")
    return name


def _wanted(wanted: str) -> str:
    if wanted not in Indicator.Wanted.values:
        raise Refused(f"{wanted!r} is neither up nor down.", where="Direction")
    return wanted
