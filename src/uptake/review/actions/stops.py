"""The end of a stage: decided by the lead, opened again, and checked by a random audit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from uptake.methods.stopping import draw
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import Refused
from uptake.projects.models import Project
from uptake.projects.roles import Permission
from uptake.review.actions.stages import LARGEST_SEED, _stage
from uptake.review.models import AuditItem, RandomAudit, ReviewRound, StopDecision
from uptake.review.models.protocol import StageKey
from uptake.review.pools import unjudged


@action(Permission.LEAD_REVIEW, event="stage.ended")
def end_stage(
    *, by: Actor, project: Project, stage: str, why: str, figures: Mapping[str, Any],
    unmet: bool = False,
) -> StopDecision:  # fmt: skip
    """End a stage with references unread. `figures` are those that the page showed.

    Only titles and abstracts are ended so: PRISMA asks what became of every full text.

    `unmet` says that the lead knows of a rule that is not met; without it only one that is met
    ends a stage.
    """
    row = _stage(project, stage)
    if stage == StageKey.FULL:
        raise Refused(
            "Full texts are read all of them; no rule ends this stage.",
            advice="Mark those that cannot be had as not found; then nothing is left.",
        )
    last = ReviewRound.objects.filter(project=project).last()
    number = last.number if last else 1
    there = StopDecision.objects.filter(project=project, stage=stage, round=number)
    if there.filter(reopened_at=None).exists():
        raise Refused("This stage was ended already.")
    if not why.strip():
        raise Refused("To stop needs a reason.", advice="Say why what is unread may stay unread.")
    if not unjudged(row):
        raise Refused("Every reference of this stage has been judged; there is nothing to stop.")
    if not figures.get("holds") and not unmet:
        raise Refused(
            "The stopping rule is not met.",
            advice="Read on, or say that you know that the rule is not met.",
        )
    return StopDecision.objects.create(
        project=project, stage=stage, round=number, rule=row.rule, target=row.target,
        figures=dict(figures), why=why.strip(), by=by.user,
    )  # fmt: skip


@action(Permission.LEAD_REVIEW, event="stage.reopened")
def reopen_stage(*, by: Actor, stop: StopDecision) -> StopDecision:
    """Open an ended stage again, so that people read on."""
    again = StopDecision.objects.filter(pk=stop.pk, reopened_at=None)
    if not again.update(reopened_at=timezone.now()):
        raise Refused("This stage is open already.")
    stop.refresh_from_db()
    return stop


@action(Permission.LEAD_REVIEW, event="audit.drawn")
def draw_audit(
    *, by: Actor, project: Project, stage: str, size: int, seed: int = 1
) -> Outcome[RandomAudit]:
    """Draw a random sample of what nobody has judged, for people to read next."""
    row = _stage(project, stage)
    if not 0 <= seed <= LARGEST_SEED:
        raise Refused(f"The seed is a whole number from 0 to {LARGEST_SEED:,}.")
    ids = unjudged(row)
    if not 1 <= size <= len(ids):
        raise Refused(
            f"{size:,} references cannot be drawn from {len(ids):,} unread.",
            advice="Name a number from 1 to the number unread.",
        )
    made = RandomAudit.objects.create(
        project=project, stage=stage, seed=seed, unread=len(ids), drawn=size, by=by.user
    )
    AuditItem.objects.bulk_create(
        AuditItem(project=project, audit=made, reference_id=pk)
        for pk in draw(ids, size, f"audit {seed}")
    )
    return Outcome(made, detail={"references": size})
