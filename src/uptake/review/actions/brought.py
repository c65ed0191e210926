"""Decisions that other tools made, taken over as verdicts with their origin, and given back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils import timezone

from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import Refused
from uptake.projects.models import Project
from uptake.projects.roles import Permission
from uptake.review.actions.stages import _stage
from uptake.review.actions.standing import restand
from uptake.review.models import Criterion, Verdict
from uptake.review.models.protocol import StageKey
from uptake.review.models.screening import Judged
from uptake.review.seen import SHOWN, mark
from uptake.sources.models import Reference

BATCH = 500
STAGES = {"title": StageKey.TITLE.value, "full text": StageKey.FULL.value}
LONGEST = 120


@action(Permission.LEAD_REVIEW, event="decisions.taken_over")
def take_over(*, by: Actor, project: Project, stage: str = StageKey.TITLE) -> Outcome[int]:
    """Make verdicts of the decisions that came with references.

    `stage` is that of decisions which do not say their own. A full text that was judged elsewhere
    was included on its title there. What was taken over before is left as it is.
    """
    stages = [_stage(project, key) for key in StageKey.values]
    if stage not in StageKey.values:
        raise Refused(f"There is no stage {stage!r}.")
    reasons = _reasons(project)
    there = set(
        Verdict.objects.filter(project=project, replaced_at=None)
        .exclude(origin="")
        .values_list("stage", "reference_id", "origin")
    )
    made: dict[tuple[str, int, str], Verdict] = {}
    rows = Reference.objects.filter(project=project).exclude(brought=[])
    for row in rows.only("pk", "project_id", "brought", *SHOWN).iterator(chunk_size=BATCH):
        for verdict in _verdicts(row, stage, reasons):
            key = (verdict.stage, row.pk, verdict.origin)
            if key not in there:
                made[key] = verdict
    if not made:
        raise Refused(
            "There are no decisions to use that are not here already.",
            advice="Import a file whose records carry decisions, such as an export of Rayyan.",
        )
    Verdict.objects.bulk_create(made.values(), batch_size=BATCH)
    for one in stages:
        restand(one)
    origins = sorted({origin for _, _, origin in made})
    return Outcome(len(made), about=project, detail={"verdicts": len(made), "from": origins})


@action(Permission.LEAD_REVIEW, event="decisions.given_back")
def give_back(*, by: Actor, project: Project, origin: str = "") -> Outcome[int]:
    """Take out the verdicts that came from elsewhere: of one origin, or all. Their rows stay."""
    stages = [_stage(project, key) for key in StageKey.values]
    rows = Verdict.objects.filter(project=project, replaced_at=None).exclude(origin="")
    if origin:
        rows = rows.filter(origin=origin)
    number = rows.update(replaced_at=timezone.now())
    if not number:
        raise Refused("No verdict here came from elsewhere.")
    for one in stages:
        restand(one)
    return Outcome(number, about=project, detail={"verdicts": number, "from": origin or "all"})


def _reasons(project: Project) -> dict[tuple[str, str], Criterion]:
    rows = Criterion.objects.filter(project=project, side=Criterion.Side.EXCLUDE, retired_at=None)
    return {(row.stage, row.label.casefold()): row for row in rows}


def _verdicts(
    row: Reference, stage: str, reasons: Mapping[tuple[str, str], Criterion]
) -> Iterator[Verdict]:
    for said in row.brought:
        if said.get("verdict") not in Judged.values:
            continue
        key = STAGES.get(said.get("stage", ""), stage)
        tool, who = said.get("tool") or "Imported", said.get("by") or ""
        origin = (f"{tool}: {who}" if who else tool)[:LONGEST]
        if key == StageKey.FULL:
            yield _verdict(row, StageKey.TITLE, origin, Judged.INCLUDE,
                           note="Its full text was judged there.")  # fmt: skip
        yield _of(row, key, origin, said, reasons)


def _of(
    row: Reference, key: str, origin: str, said: Mapping[str, Any],
    reasons: Mapping[tuple[str, str], Criterion],
) -> Verdict:  # fmt: skip
    written = (said.get("reason") or "").strip()
    reason = reasons.get((key, written.casefold()))
    if said["verdict"] != Judged.EXCLUDE:
        reason = None
    notes = [said.get("note") or "", f"Reason there: {written}" if written and not reason else "",
             f"Decided there: {said['at']}" if said.get("at") else ""]  # fmt: skip
    return _verdict(row, key, origin, said["verdict"], reason, ". ".join(filter(None, notes)))


def _verdict(
    row: Reference, key: str, origin: str, verdict: str, reason: Criterion | None = None,
    note: str = "",
) -> Verdict:  # fmt: skip
    return Verdict(
        project_id=row.project_id, stage=key, reference_id=row.pk, verdict=verdict, reason=reason,
        note=note, origin=origin, seen=mark(row),
    )  # fmt: skip
