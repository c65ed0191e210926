"""What this step adds to the thread: an action answers findings and serves a recommendation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from uptake.plan.models import Answer, PlannedAction
from uptake.projects.models import Project
from uptake.projects.thread import Key, Link, Node

KINDS = ("action",)


def nodes(project: Project) -> Iterable[Node]:
    rows = PlannedAction.objects.filter(project=project)
    page = reverse("plan:action", args=[project.pk, 0]).removesuffix("0/")
    for pk, number, title, status in rows.values_list("pk", "number", "title", "status"):
        dropped = status == PlannedAction.Status.DROPPED
        yield Node(
            Key("action", pk), f"A{number}", title, "plan", f"{page}{pk}/",
            gone="dropped" if dropped else "", retired=dropped,
        )  # fmt: skip


def links(project: Project) -> Iterable[Link]:
    rows = Answer.objects.filter(project=project, removed_at=None)
    for upper, lower in rows.values_list("action_id", "finding_id"):
        yield Link(Key("action", upper), Key("finding", lower))
    served = PlannedAction.objects.filter(project=project, recommendation__isnull=False)
    for pk, recommendation in served.values_list("pk", "recommendation_id"):
        yield Link(Key("action", pk), Key("recommendation", recommendation or 0))


def details(project: Project, kind: str, ids: Iterable[int]) -> dict[int, Any]:
    return {row.pk: row for row in PlannedAction.objects.filter(project=project, pk__in=list(ids))}
