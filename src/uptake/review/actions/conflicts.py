"""Conflicts settled and reopened, and decisions that needed another look."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import Refused
from uptake.projects.models import Project
from uptake.projects.roles import Permission
from uptake.review.actions.screening import _held, _person, _reason
from uptake.review.actions.standing import restand
from uptake.review.models import Criterion, Settlement, Stage, Standing, Verdict
from uptake.review.models.protocol import StageKey
from uptake.review.models.screening import Judged
from uptake.review.queries.stages import settled_works
from uptake.sources.models import Reference

OPEN = (Standing.State.CONFLICT, Standing.State.UNSURE)
"""Standings that may be settled: the two disagree, or neither could say."""


@action(Permission.SCREEN, event="conflict.settled")
def settle_conflict(
    *, by: Actor, reference: Reference, stage: str, verdict: str,
    reason: Criterion | None = None, note: str = "",
) -> Outcome[Settlement]:  # fmt: skip
    """Settle what the two reviewers judged differently, or what neither was sure of.

    Where a third person settles, neither of the two may, unless they lead the review.
    """
    person = _person(by)
    row = _held(reference.project_id, stage, reference)
    there = Standing.objects.filter(stage=stage, reference=reference).first()
    if there is None or there.state not in OPEN or settled_works(row, [reference.pk]):
        raise Refused(
            "There is no conflict on this reference, or it is settled already.",
            advice="Whoever leads the review can open a settled one again.",
        )
    if row.conflicts == Stage.Settled.THIRD and not by.may(Permission.LEAD_REVIEW, row.project):
        judged = Verdict.objects.filter(stage=stage, replaced_at=None, by=person)
        if judged.filter(reference=reference).exists():
            raise Refused(
                "You are one of the two who judged it, so a third person settles it.",
                advice="Leave it to somebody else, or ask whoever leads the review.",
            )
    if stage == StageKey.FULL and verdict == Judged.UNSURE:
        raise Refused(
            "A full text cannot be settled as unsure: nothing comes after it.",
            advice="Include or exclude it; a note can say what spoke against it.",
        )
    made = Settlement.objects.create(
        project_id=row.project_id, stage=stage, reference=reference, by=person, verdict=verdict,
        reason=_reason(row, verdict, reason), how=row.conflicts, note=note.strip(),
    )  # fmt: skip
    restand(row, [reference.pk])
    return Outcome(made, about=made)


@action(Permission.LEAD_REVIEW, event="conflict.reopened")
def reopen_conflict(*, by: Actor, settlement: Settlement) -> Settlement:
    """Open a settled conflict again, so that the verdicts beneath it may change."""
    return _reopened(settlement)


@action(Permission.SCREEN, event="settlement.undone")
def undo_settlement(*, by: Actor, settlement: Settlement) -> Settlement:
    """Undo one's own settlement. The row stays; the conflict is open again."""
    if settlement.by_id != _person(by).pk:
        raise Refused(
            "Somebody else settled this conflict; only they can undo it.",
            advice="Whoever leads the review can open it again.",
        )
    return _reopened(settlement)


def _reopened(settlement: Settlement) -> Settlement:
    row = _held(settlement.project_id, settlement.stage, settlement.reference)
    taken = Settlement.objects.filter(pk=settlement.pk, reopened_at=None).update(
        reopened_at=timezone.now()
    )
    if not taken:
        raise Refused("This conflict is open again already.")
    restand(row, [settlement.reference_id])
    settlement.refresh_from_db()
    return settlement


@action(Permission.SCREEN, event="decision.looked_at")
def settle_look(*, by: Actor, project: Project, standings: Sequence[Standing]) -> Outcome[int]:
    """Say that decisions which needed another look still hold."""
    _person(by)
    rows = Standing.objects.filter(pk__in=[row.pk for row in standings]).exclude(look_again="")
    names = list(rows.values_list("reference_id", flat=True))
    if not names:
        raise Refused("None of these needs another look any more.")
    rows.update(look_again="")
    return Outcome(len(names), detail={"references": names})
