"""Calibration rounds: a few references that everybody screens blind before the work is shared."""

from __future__ import annotations

from django.utils import timezone

from uptake.methods.stopping import draw
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import Refused
from uptake.projects.models import Project
from uptake.projects.roles import Permission
from uptake.review.actions.stages import _stage
from uptake.review.actions.standing import restand
from uptake.review.models import Calibration, CalibrationItem
from uptake.review.pools import unjudged

MOST = 500


@action(Permission.LEAD_REVIEW, event="calibration.opened")
def open_calibration(
    *, by: Actor, project: Project, stage: str, size: int, seed: int = 1
) -> Outcome[Calibration]:
    """Draw references that nobody has judged at the stage, for everybody to screen first."""
    row = _stage(project, stage)
    if Calibration.objects.filter(project=project, stage=stage, closed_at=None).exists():
        raise Refused(
            "A calibration round is open at this stage.", advice="Close it before the next."
        )
    if not 1 <= size <= MOST:
        raise Refused(f"A round has 1 to {MOST} references.")
    ids = unjudged(row)
    if len(ids) < size:
        raise Refused(
            f"There are {len(ids):,} references that nobody has judged; {size:,} were asked for.",
            advice="Draw fewer.",
        )
    number = Calibration.objects.filter(project=project).count() + 1
    made = Calibration.objects.create(project=project, number=number, stage=stage)
    CalibrationItem.objects.bulk_create(
        CalibrationItem(project=project, calibration=made, reference_id=pk)
        for pk in draw(ids, size, f"calibration {number} {seed}")
    )
    return Outcome(made, detail={"references": size, "seed": seed})


@action(Permission.LEAD_REVIEW, event="calibration.closed")
def close_calibration(*, by: Actor, calibration: Calibration, note: str = "") -> Calibration:
    """End a round, with what was agreed on; its verdicts count from now on."""
    row = _stage(calibration.project, calibration.stage)
    found = Calibration.objects.get(pk=calibration.pk)
    if found.closed_at is not None:
        raise Refused("This round is closed already.")
    found.closed_at, found.note = timezone.now(), note.strip()
    found.save(update_fields=["closed_at", "note"])
    ids = CalibrationItem.objects.filter(calibration=found).values_list("reference_id", flat=True)
    restand(row, list(ids))
    return found
