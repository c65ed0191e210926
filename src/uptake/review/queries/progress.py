"""Where the review stands: stages, reviewers, days, hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Case, Count, F, IntegerField, Max, Sum, Value, When
from django.utils import timezone

from uptake.projects.models import Project
from uptake.review.models import Calibration, Stage, Standing, Verdict
from uptake.review.models.protocol import StageKey
from uptake.review.pools import to_judge
from uptake.review.queries.calibration import Pair, agreement
from uptake.review.queries.conflicts import again_number, to_settle
from uptake.review.queries.stop import BREAK, StopPage, stop_page
from uptake.sources.models import Reference

DAYS = 28


@dataclass(frozen=True, slots=True)
class Person:
    """What one person did at a stage: verdicts that stand, and hours as the page saw them."""

    name: str
    judged: int
    hours: float
    last: date | None


@dataclass(frozen=True, slots=True)
class StagePart:
    """One stage."""

    stage: Stage
    total: int
    states: dict[str, int]
    unread: int
    again: int
    people: list[Person]
    days: list[tuple[date, int]]
    agreement: list[Pair]
    stop: StopPage
    hours: float
    hours_left: float
    calibration: Calibration | None
    to_settle: int

    @property
    def name(self) -> str:
        return self.stage.get_key_display()


def overview(project: Project) -> list[StagePart]:
    """Both stages with everything that the overview shows."""
    return [_part(project, key) for key in StageKey.values]


def brought(project: Project) -> list[tuple[str, int]]:
    """The verdicts that came from elsewhere, by where."""
    rows = Verdict.objects.filter(project=project, replaced_at=None).exclude(origin="").order_by()
    return sorted(rows.values_list("origin").annotate(number=Count("pk")))


def waiting_decisions(project: Project) -> int:
    """References whose file brought decisions that are no verdicts here."""
    rows = Reference.objects.filter(project=project).exclude(brought=[])
    taken = Verdict.objects.filter(project=project, replaced_at=None).exclude(origin="")
    return rows.exclude(pk__in=taken.values("reference")).count()


def _part(project: Project, key: str) -> StagePart:
    stop = stop_page(project, key)
    of = stop.stage
    there = Standing.objects.filter(project=project, stage=key)
    states = dict(there.order_by().values_list("state").annotate(number=Count("pk")))
    people = _people(project, key)
    half = states.get(Standing.State.HALF, 0)
    total = to_judge(of).count()
    left = max(0, total - sum(states.values()))
    verdicts_left = left * of.reviewers + (half if of.reviewers > 1 else 0)
    return StagePart(
        of, total, states, left, again_number(project, key), people,
        _days(project, key) if people else [],
        agreement(project, key) if len(people) > 1 else [], stop, sum(one.hours for one in people),
        verdicts_left * stop.seconds / 3600,
        Calibration.objects.filter(project=project, stage=key, closed_at=None).first(),
        to_settle(project, key),
    )  # fmt: skip


def _people(project: Project, key: str) -> list[Person]:
    """By name: this is no race."""
    capped = Case(
        When(seconds__gt=BREAK, then=Value(BREAK)), default=F("seconds"),
        output_field=IntegerField(),
    )  # fmt: skip
    rows = Verdict.objects.filter(project=project, stage=key).order_by()
    found = rows.values_list("by__name", "origin", "by_id").annotate(
        judged=Count(Case(When(replaced_at=None, then=Value(1)))), seconds=Sum(capped),
        last=Max("created_at"),
    )  # fmt: skip
    people = [
        Person(name or origin or "Somebody", judged, (seconds or 0) / 3600,
               timezone.localdate(last) if by else None)
        for name, origin, by, judged, seconds, last in found
    ]  # fmt: skip
    return sorted(people, key=lambda one: one.name)


def _days(project: Project, key: str) -> list[tuple[date, int]]:
    """Verdicts a day, of the last four weeks, days without any too."""
    today = timezone.localdate()
    days = [today - timedelta(days=DAYS - 1 - at) for at in range(DAYS)]
    begin = [timezone.make_aware(datetime.combine(day, time.min)) for day in days]
    # To cut a time to its day, SQLite calls Python for each row; comparisons it makes itself.
    place = Case(
        *(When(created_at__gte=begin[at], then=Value(at)) for at in reversed(range(DAYS))),
        output_field=IntegerField(),
    )  # fmt: skip
    rows = Verdict.objects.filter(
        project=project, stage=key, origin="", created_at__gte=begin[0]
    ).order_by()  # fmt: skip
    counted = dict(rows.values_list(place).annotate(number=Count("pk")))
    if not counted:
        return []
    return [(day, counted.get(at, 0)) for at, day in enumerate(days)]
