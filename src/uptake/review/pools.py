"""Which references a stage has: on titles all, on full texts what goes on from there."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from uptake.review.models import Stage, Standing
from uptake.review.models.protocol import StageKey
from uptake.sources.models import Reference

GOES_ON = (Standing.State.INCLUDE, Standing.State.UNSURE)
"""Standings on titles with which a reference goes on to its full text."""


def pool(stage: Stage) -> QuerySet[Reference]:
    """The references of a stage; merged records are read as the reference they belong to."""
    rows = Reference.objects.filter(project_id=stage.project_id, merged_into=None)
    if stage.key == StageKey.FULL:
        on_titles = Standing.objects.filter(
            reference=OuterRef("pk"), stage=StageKey.TITLE, state__in=GOES_ON
        )
        rows = rows.filter(Exists(on_titles))
    return rows


def unjudged(stage: Stage) -> list[int]:
    """The ids of the references that nobody has judged at a stage, the oldest first."""
    there = Standing.objects.filter(project_id=stage.project_id, stage=stage.key)
    judged = set(there.values_list("reference_id", flat=True))
    ids = pool(stage).order_by("pk").values_list("pk", flat=True)
    return [pk for pk in ids if pk not in judged]
