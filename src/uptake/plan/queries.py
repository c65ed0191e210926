"""What pages read of the plan: actions, their owners, and what they answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.utils import timezone

from uptake.decision import queries as decision
from uptake.decision.models import Recommendation
from uptake.findings import queries as findings
from uptake.findings.models import Finding
from uptake.plan.models import Answer, PlannedAction
from uptake.projects import queries as people
from uptake.projects.models import LookAgain, Project

A_PAGE = 50
LIVE = (PlannedAction.Status.OPEN, PlannedAction.Status.UNDER_WAY)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is to show."""

    status: str = ""
    unowned: bool = False
    late: bool = False

    @property
    def narrowed(self) -> bool:
        return self != Asked()


@dataclass(frozen=True, slots=True)
class Row:
    """An action in a list."""

    id: int
    label: str
    title: str
    owner: str
    owner_post: str
    due_on: date | None
    late: bool
    status: str
    status_name: str
    answers: tuple[str, ...]
    serves: str
    serves_id: int | None
    marks: tuple[LookAgain, ...]

    @property
    def live(self) -> bool:
        return self.status in LIVE


def listed(project: Project, asked: Asked) -> list[Row]:
    """The actions that a filter asks for, by number."""
    rows = PlannedAction.objects.filter(project=project).select_related("recommendation")
    if asked.status:
        rows = rows.filter(status=asked.status)
    if asked.unowned:
        rows = rows.filter(owner="", status__in=LIVE)
    if asked.late:
        rows = rows.filter(due_on__lt=timezone.localdate(), status__in=LIVE)
    return _rows(project, rows)


def _rows(project: Project, rows: QuerySet[PlannedAction]) -> list[Row]:
    answers: dict[int, list[str]] = defaultdict(list)
    beneath = Answer.objects.filter(project=project, removed_at=None).order_by("finding__number")
    for action, number in beneath.values_list("action_id", "finding__number"):
        answers[action].append(f"F{number}")
    marks = people.look_again(project, "action")
    return [
        Row(
            row.pk, row.label, row.title, row.owner, row.owner_post, row.due_on, _late(row),
            row.status, row.get_status_display(), tuple(answers[row.pk]),
            row.recommendation.label if row.recommendation else "", row.recommendation_id,
            tuple(marks.get(("action", row.pk), ())),
        )
        for row in rows
    ]  # fmt: skip


def _late(row: PlannedAction) -> bool:
    return row.due_on is not None and row.due_on < timezone.localdate() and row.status in LIVE


@dataclass(frozen=True, slots=True)
class Summary:
    """How far the plan is."""

    actions: int
    done: int
    under_way: int
    unowned: int
    late: int


def summary(project: Project) -> Summary:
    """Counts over the actions that were not dropped."""
    today = timezone.localdate()
    rows = PlannedAction.objects.filter(project=project).exclude(
        status=PlannedAction.Status.DROPPED
    )
    found = list(rows.order_by().values_list("status", "owner", "due_on"))
    live = [one for one in found if one[0] in LIVE]
    return Summary(
        len(found),
        sum(1 for one in found if one[0] == PlannedAction.Status.DONE),
        sum(1 for one in found if one[0] == PlannedAction.Status.UNDER_WAY),
        sum(1 for one in live if not one[1]),
        sum(1 for one in live if one[2] is not None and one[2] < today),
    )


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A finding that an action answers."""

    id: int
    finding: findings.ListRow


@dataclass(frozen=True, slots=True)
class ActionPage:
    row: PlannedAction
    late: bool
    serves: Recommendation | None
    answers: tuple[AnswerRow, ...]
    marks: tuple[LookAgain, ...]

    @property
    def live(self) -> bool:
        return self.row.status in LIVE


def action_page(project: Project, row: PlannedAction) -> ActionPage:
    """One action with what it answers and serves."""
    answers = list(Answer.objects.filter(project=project, action=row, removed_at=None))
    shown = findings.in_use(project, [one.finding_id for one in answers])
    marks = people.look_again(project, "action")
    return ActionPage(
        row=row, late=_late(row), serves=row.recommendation,
        answers=tuple(AnswerRow(one.pk, shown[one.finding_id]) for one in answers),
        marks=tuple(marks.get(("action", row.pk), ())),
    )  # fmt: skip


def to_answer(
    project: Project, row: PlannedAction, asked: findings.Asked
) -> tuple[list[findings.ListRow], Page[Finding], dict[int, str]]:
    """Findings that the action could answer: a page of them, and those that it answers already."""
    page = Paginator(findings.asked_for(project, asked), A_PAGE).get_page(asked.page)
    tied = Answer.objects.filter(project=project, action=row, removed_at=None)
    there = dict.fromkeys(tied.values_list("finding_id", flat=True), "answered")
    return findings.rows_of(project, list(page.object_list)), page, there


def recommendations(project: Project, keep: int | None = None) -> list[tuple[int, str]]:
    """The recommendations that an action may serve; `keep` is offered whatever its state."""
    return decision.choices(project, keep)


def chosen(project: Project, ids: Sequence[int]) -> list[Finding]:
    """The findings with these ids; another project's do not exist here."""
    return decision.chosen(project, ids)


def choices(project: Project, keep: int | None = None) -> list[tuple[int, str]]:
    """The actions that stand, and `keep`, for the indicators that watch one."""
    rows = PlannedAction.objects.filter(project=project)
    stands = ~Q(status=PlannedAction.Status.DROPPED) | Q(pk=keep)
    return [(row.pk, f"{row.label} {row.title}") for row in rows.filter(stands)]


def unanswered(project: Project) -> list[tuple[int, str, str]]:
    """Barriers in use that no standing action answers: (id, label, sentence)."""
    live = Answer.objects.filter(project=project, removed_at=None).exclude(
        action__status=PlannedAction.Status.DROPPED
    )
    rows = Finding.objects.filter(
        project=project, retired_at=None, direction=Finding.Direction.BARRIER
    ).exclude(pk__in=live.values("finding"))
    return [(row.pk, row.label, row.sentence) for row in rows]
