"""What waits for one person in the review: numbers that tell nothing of hidden verdicts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, Count, Q, Value, When

from uptake.projects.models import Project, User
from uptake.review.models import (
    Appraisal,
    Checklist,
    FormField,
    Protocol,
    SaidDone,
    Stage,
    Standing,
    Study,
)
from uptake.review.models.protocol import StageKey
from uptake.review.pools import to_judge
from uptake.review.queries.conflicts import turns
from uptake.review.queries.stages import ended, stage
from uptake.review.queries.studies import without_study


@dataclass(frozen=True, slots=True)
class Waiting:
    """So much of one kind of work.

    At a stage: unread, second, settle, again; of studies: make, extract, appraise. `about` is the
    checklist to appraise by.
    """

    kind: str
    number: int
    stage: str = ""
    about: int | None = None


def waiting(project: Project, user: User, *, leads: bool) -> list[Waiting]:
    """All that a person could do next; nothing before the review has begun."""
    begun = Stage.objects.filter(project=project).exists()
    if not begun and not Protocol.objects.filter(project=project).exists():
        return []
    there = Standing.objects.filter(project=project).order_by()
    mine = Case(When(judged_by=user, then=Value(True)), default=Value(False))
    rows = there.values_list("stage", "state", mine).annotate(
        number=Count("pk"), again=Count("pk", filter=~Q(look_again=""))
    )
    found: list[Waiting] = []
    counted = list(rows)
    for key in StageKey.values:
        found += _of(project, key, user, leads, [row[1:] for row in counted if row[0] == key])
    found += _studies(project, user)
    return [one for one in found if one.number]


def _of(
    project: Project, key: str, user: User, leads: bool,
    rows: list[tuple[str, bool, int, int]],
) -> list[Waiting]:  # fmt: skip
    of = stage(project, key)
    half = Standing.State.HALF
    judged = sum(number for _, _, number, _ in rows)
    others = sum(number for state, mine, number, _ in rows if state == half and not mine)
    again = sum(again for state, _, _, again in rows if state != half)
    open_ones = {Standing.State.CONFLICT, Standing.State.UNSURE} & {row[0] for row in rows}
    left = 0 if getattr(of, "any_end", True) and ended(project, key) else (
        max(0, to_judge(of).count() - judged)
    )  # fmt: skip
    return [
        Waiting("unread", left, key), Waiting("second", others if of.reviewers > 1 else 0, key),
        Waiting("settle", turns(project, key, user, 0, leads).left if open_ones else 0, key),
        Waiting("again", again, key),
    ]  # fmt: skip


def _studies(project: Project, user: User) -> list[Waiting]:
    """Studies that this person could take data out of or appraise: those that still need a hand."""
    found = [Waiting("make", without_study(project).count())]
    ids = list(Study.objects.filter(project=project, retired_at=None).values_list("pk", flat=True))
    if not ids:
        return found
    wanted = stage(project, StageKey.FULL).reviewers
    if FormField.objects.filter(project=project, retired_at=None).exists():
        done = SaidDone.objects.filter(project=project, taken_back_at=None)
        people = list(done.values_list("study_id", "by_id"))
        found.append(Waiting("extract", _open(ids, people, user, wanted)))
    judged = Appraisal.objects.filter(
        project=project, settled=False, replaced_at=None
    ).exclude(concern="")  # fmt: skip
    rows = list(judged.values_list("checklist_id", "study_id", "by_id"))
    for pk in Checklist.objects.filter(project=project, retired_at=None).values_list(
        "pk", flat=True
    ):
        people = [(study, by) for checklist, study, by in rows if checklist == pk]
        found.append(Waiting("appraise", _open(ids, people, user, wanted), about=pk))
    return found


def _open(
    ids: Sequence[int], people: Sequence[tuple[int, int | None]], user: User, wanted: int
) -> int:
    """How many of these studies need another person, where this one has not finished."""
    finished, own = Counter(study for study, _ in people), {s for s, by in people if by == user.pk}
    return sum(pk not in own and finished[pk] < wanted for pk in ids)
