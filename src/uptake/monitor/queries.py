"""What pages read of monitoring: indicators, their values, and what these show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from uptake.monitor.chart import Chart, chart, shown
from uptake.monitor.models import Indicator, Value
from uptake.plan import queries as plan
from uptake.projects import queries as people
from uptake.projects.models import LookAgain, Project

HONEST = (
    "These are the values as they were typed in. They cannot show that the action caused a "
    "change, nor whether a change is more than chance."
)


@dataclass(frozen=True, slots=True)
class Row:
    """An indicator in a list."""

    id: int
    label: str
    name: str
    unit: str
    action: int
    action_label: str
    action_title: str
    owner: str
    target: str
    latest: str
    latest_on: date | None
    values: int
    met: bool | None
    """Whether the latest value is at the target or better; None without one of the two."""
    retired: bool
    marks: tuple[LookAgain, ...]


def listed(project: Project) -> list[Row]:
    """Every indicator, those in use first."""
    rows = Indicator.objects.filter(project=project).select_related("action")
    latest: dict[int, tuple[date | None, Decimal | None]] = {}
    numbers: dict[int, int] = defaultdict(int)
    values = Value.objects.filter(project=project, replaced_at=None).order_by("on")
    for pk, day, number in values.values_list("indicator_id", "on", "value"):
        latest[pk] = (day, number)
        numbers[pk] += 1
    marks = people.look_again(project, "indicator")
    found = []
    for row in rows:
        on, value = latest.get(row.pk, (None, None))
        found.append(
            Row(
                row.pk, row.label, row.name, row.unit, row.action_id, row.action.label,
                row.action.title, row.owner, _number(row.target), _number(value), on,
                numbers[row.pk], met(row, value), row.retired_at is not None,
                tuple(marks.get(("indicator", row.pk), ())),
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: one.retired)


def _number(value: Decimal | None) -> str:
    return "" if value is None else shown(value)


def met(row: Indicator, value: Decimal | None) -> bool | None:
    """Whether a value is at the target or on its better side."""
    if value is None or row.target is None:
        return None
    return value >= row.target if row.wanted == Indicator.Wanted.UP else value <= row.target


@dataclass(frozen=True, slots=True)
class Former:
    """What stood on a day before."""

    id: int
    value: str
    note: str
    by: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Day:
    """A day with its value, if one stands, and what stood there before, newest first."""

    on: date
    id: int | None
    value: str
    note: str
    by: str
    met: bool | None
    formers: tuple[Former, ...]


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    row: Indicator
    target: str
    says: str
    honest: str
    chart: Chart | None
    days: tuple[Day, ...]
    marks: tuple[LookAgain, ...]


def indicator_page(project: Project, row: Indicator) -> IndicatorPage:
    """One indicator with its values, newest first, and what they show in a sentence."""
    rows = list(
        Value.objects.filter(project=project, indicator=row).select_related("by").order_by("on")
    )
    standing = [(one.on, one.value) for one in rows if one.replaced_at is None]
    marks = people.look_again(project, "indicator")
    return IndicatorPage(
        row=row, target=_number(row.target), says=reading(row, standing), honest=HONEST,
        chart=chart(standing, row.target), days=_days(row, rows),
        marks=tuple(marks.get(("indicator", row.pk), ())),
    )  # fmt: skip


def _days(row: Indicator, values: list[Value]) -> tuple[Day, ...]:
    by_day: dict[date, list[Value]] = defaultdict(list)
    for one in values:
        by_day[one.on].append(one)
    return tuple(_day(row, on, by_day[on]) for on in sorted(by_day, reverse=True))


def _day(row: Indicator, on: date, values: list[Value]) -> Day:
    formers = tuple(
        Former(one.pk, shown(one.value), one.note, one.by.name if one.by else "", one.replaced_at)
        for one in sorted(values, key=lambda one: one.pk, reverse=True)
        if one.replaced_at is not None
    )
    now = next((one for one in values if one.replaced_at is None), None)
    if now is None:
        return Day(on, None, "", "", "", None, formers)
    by = now.by.name if now.by else ""
    return Day(on, now.pk, shown(now.value), now.note, by, met(row, now.value), formers)


def reading(row: Indicator, values: list[tuple[date, Decimal]]) -> str:
    """What the values show, in a sentence or two."""
    if not values:
        return "No values yet."
    (first_on, first), (last_on, last) = values[0], values[-1]
    unit = f" {row.unit}" if row.unit else ""
    said = f"Latest: {shown(last)}{unit} on {_written(last_on)}"
    state = met(row, last)
    if row.target is not None:
        said += f", against a target of {shown(row.target)}{unit}: {'met' if state else 'not met'}"
    if len(values) == 1:
        return f"{said}. One value so far."
    return f"{said}. First: {shown(first)}{unit} on {_written(first_on)}; {len(values)} values."


def _written(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


VALUE_COLUMNS = ("indicator", "name", "unit", "target", "day", "value", "note", "by", "standing",
                 "replaced or removed")  # fmt: skip


def value_table(project: Project, row: Indicator) -> Iterator[tuple[Any, ...]]:
    """Every value ever entered, a header first; `standing` says which ones count."""
    yield VALUE_COLUMNS
    rows = Value.objects.filter(project=project, indicator=row).select_related("by")
    target = None if row.target is None else row.target.normalize()
    for one in rows.order_by("on", "pk"):
        yield (
            row.label, row.name, row.unit, None if target is None else f"{target:f}",
            one.on.isoformat(), Decimal(f"{one.value.normalize():f}"), one.note,
            one.by.name if one.by else "", "no" if one.replaced_at else "yes",
            one.replaced_at.isoformat() if one.replaced_at else "",
        )  # fmt: skip


def actions(project: Project, keep: int | None = None) -> list[tuple[int, str]]:
    """The actions that an indicator may watch; `keep` is offered whatever its state."""
    return plan.choices(project, keep)
