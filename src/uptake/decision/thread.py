"""What this step adds to the thread: a recommendation rests on findings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from uptake.decision.models import Basis, Recommendation
from uptake.projects.models import Project
from uptake.projects.thread import Key, Link, Node

KINDS = ("recommendation",)


def nodes(project: Project) -> Iterable[Node]:
    rows = Recommendation.objects.filter(project=project)
    page = reverse("decision:recommendation", args=[project.pk, 0]).removesuffix("0/")
    for pk, number, sentence, status in rows.values_list("pk", "number", "sentence", "status"):
        dropped = status == Recommendation.Status.DROPPED
        yield Node(
            Key("recommendation", pk), f"R{number}", sentence, "decision", f"{page}{pk}/",
            gone="dropped" if dropped else "", retired=dropped,
        )  # fmt: skip


def links(project: Project) -> Iterable[Link]:
    rows = Basis.objects.filter(project=project, removed_at=None)
    for upper, lower, stance in rows.values_list("recommendation_id", "finding_id", "stance"):
        yield Link(Key("recommendation", upper), Key("finding", lower), stance)


def details(project: Project, kind: str, ids: Iterable[int]) -> dict[int, Any]:
    rows = Recommendation.objects.filter(project=project, pk__in=list(ids))
    return {row.pk: row for row in rows.select_related("agreed_by")}
