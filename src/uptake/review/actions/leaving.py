"""Reports of studies that a change of verdicts takes out of the review.

What stands on them is marked for another look. Nothing is unmarked when they come back: whoever
looks again settles the mark.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Q

from uptake.projects.changes import reads_otherwise
from uptake.projects.thread import Key
from uptake.review.models import Report, Stage, Standing
from uptake.review.models.protocol import StageKey
from uptake.review.pools import GOES_ON

INCLUDE = Standing.State.INCLUDE
KEEPS: Mapping[str, Collection[str]] = {StageKey.TITLE: GOES_ON, StageKey.FULL: (INCLUDE,)}
"""By stage, the standings with which an included report stays in the review."""


def _included(stage: Stage, touched: Collection[int] | None) -> list[Report]:
    """The reports of studies, of these references or all, that this stage keeps in the review."""
    rows = Report.objects.filter(
        project_id=stage.project_id, removed_at=None, reference__standings__stage=stage.key,
        reference__standings__state__in=KEEPS[stage.key],
    )  # fmt: skip
    if stage.key == StageKey.TITLE:  # what its full text keeps out was told then
        full = Standing.objects.filter(
            project_id=stage.project_id, stage=StageKey.FULL, state=INCLUDE
        )
        rows = rows.filter(reference__in=full.values("reference"))
    if touched is not None:
        rows = rows.filter(Q(reference__in=touched) | Q(reference__merged_into__in=touched))
    return list(rows.select_related("reference", "project"))


def _tell(
    stage: Stage, before: Collection[Report], wanted: Mapping[int, Mapping[str, Any]]
) -> None:
    """Say of each report that was included and is no longer that it reads otherwise."""
    for row in before:
        # One that was merged meanwhile stands under the record it was merged into.
        now = wanted.get(row.reference.merged_into_id or row.reference_id)
        if now is None or now["state"] not in KEEPS[stage.key]:
            reads_otherwise(
                row.project, Key("reference", row.reference_id),
                f"{row.reference} is no longer included in the review.",
            )  # fmt: skip
