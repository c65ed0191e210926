"""The writes of this step: actions, their owners, and the barriers they answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Max
from django.utils import timezone

from uptake.decision.models import Recommendation
from uptake.findings.models import Finding
from uptake.plan.models import Answer, PlannedAction
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.models import Project
from uptake.projects.roles import Permission


@action(Permission.PLAN, event="action.planned")
def plan_action(
    *, by: Actor, project: Project, title: str, detail: str = "", owner: str = "",
    owner_post: str = "", due_on: date | None = None,
    recommendation: Recommendation | None = None, findings: Iterable[Finding] = (),
) -> Outcome[PlannedAction]:  # fmt: skip
    """Plan an action: what, by whom, by when, and which barriers it answers."""
    made = PlannedAction.objects.create(
        project=project, number=_next_number(project), title=_title(title), detail=detail.strip(),
        owner=owner.strip(), owner_post=owner_post.strip(), due_on=due_on,
        recommendation=recommendation,
    )  # fmt: skip
    answers = [_answer(made, finding) for finding in dict.fromkeys(findings)]
    return Outcome(made, detail={"findings": [a.finding_id for a in answers]})


@action(Permission.PLAN, event="action.changed")
def change_action(
    *, by: Actor, planned: PlannedAction, title: str, detail: str = "", owner: str = "",
    owner_post: str = "", due_on: date | None = None,
    recommendation: Recommendation | None = None, seen: str = "",
) -> PlannedAction:  # fmt: skip
    """Change what will be done, by whom, by when; the trail keeps what stood before.

    `seen` is the action's `mark()` when its writer began. Raises OvertakenEdit when somebody else
    has changed it since.
    """
    stored = PlannedAction.objects.select_for_update().get(pk=planned.pk)
    if seen and seen != stored.mark():
        raise OvertakenEdit(
            f"Somebody else changed {stored.label} while you were writing. It now reads: "
            f"“{stored.title}”, {stored.owner or 'no owner'}.",
            advice="Look at both, then save again to keep yours.",
        )
    stored.title, stored.detail = _title(title), detail.strip()
    stored.owner, stored.owner_post = owner.strip(), owner_post.strip()
    stored.due_on, stored.recommendation = due_on, recommendation
    stored.save()
    return stored


@action(Permission.PLAN, event="action.status_changed")
def change_status(*, by: Actor, planned: PlannedAction, status: str) -> PlannedAction:
    """Say how far an action is."""
    if status not in PlannedAction.Status.values:
        raise Refused(f"There is no status {status!r}.", where="Status")
    planned.status = status
    planned.save(update_fields=["status"])
    return planned


@action(Permission.PLAN, event="barrier.answered")
def answer(*, by: Actor, planned: PlannedAction, finding: Finding) -> Answer:
    """Say that an action answers a finding."""
    return _answer(planned, finding)


@action(Permission.PLAN, event="barriers.answered")
def answer_several(
    *, by: Actor, planned: PlannedAction, findings: Iterable[Finding]
) -> Outcome[list[Answer]]:
    """Say that an action answers several findings; those that it answers already stay."""
    given = [_answer(planned, finding) for finding in dict.fromkeys(findings)]
    return Outcome(given, about=planned, detail={"findings": [one.finding_id for one in given]})


@action(Permission.PLAN, event="answer.taken_off")
def take_off(*, by: Actor, answer: Answer) -> Answer:
    """Say that an action does not answer a finding after all. It can be put back."""
    answer.removed_at = answer.removed_at or timezone.now()
    answer.save()
    return answer


@action(Permission.PLAN, event="answer.put_back")
def put_back(*, by: Actor, answer: Answer) -> Answer:
    """Undo `take_off`, unless the finding has been answered anew meanwhile."""
    twins = Answer.objects.filter(action=answer.action, finding=answer.finding, removed_at=None)
    if answer.removed_at is not None and twins.exists():
        raise Refused("This action answers the finding again already.")
    answer.removed_at = None
    answer.save()
    return answer


def _next_number(project: Project) -> int:
    # Two people may plan in the same second: the second one waits here for its number.
    Project.objects.select_for_update().get(pk=project.pk)
    top = PlannedAction.objects.filter(project=project).aggregate(top=Max("number"))["top"]
    return int(top or 0) + 1


def _title(title: str) -> str:
    title = " ".join(title.split())
    if not title:
        raise Refused("An action says what will be done.", where="Title")
    return title


def _answer(planned: PlannedAction, finding: Finding) -> Answer:
    # Somebody may have retired it since it was read.
    if Finding.objects.select_for_update(no_key=True).get(pk=finding.pk).retired_at is not None:
        raise Refused(f"{finding.label} is retired.", advice="Restore it first.")
    # Two people may tie the same finding in the same second: the second one waits here.
    PlannedAction.objects.select_for_update().get(pk=planned.pk)
    there = Answer.objects.filter(action=planned, finding=finding, removed_at=None).first()
    return there or Answer.objects.create(project=planned.project, action=planned, finding=finding)
