"""What this step adds to the thread: an indicator watches an action."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from uptake.monitor.models import Indicator
from uptake.projects.models import Project
from uptake.projects.thread import Key, Link, Node

KINDS = ("indicator",)


def nodes(project: Project) -> Iterable[Node]:
    rows = Indicator.objects.filter(project=project)
    page = reverse("monitor:indicator", args=[project.pk, 0]).removesuffix("0/")
    for pk, number, name, retired in rows.values_list("pk", "number", "name", "retired_at"):
        yield Node(
            Key("indicator", pk), f"I{number}", name, "monitor", f"{page}{pk}/",
            gone="retired" if retired else "", retired=retired is not None,
        )  # fmt: skip


def links(project: Project) -> Iterable[Link]:
    rows = Indicator.objects.filter(project=project)
    for pk, planned in rows.values_list("pk", "action_id"):
        yield Link(Key("indicator", pk), Key("action", planned))


def details(project: Project, kind: str, ids: Iterable[int]) -> dict[int, Any]:
    return {row.pk: row for row in Indicator.objects.filter(project=project, pk__in=list(ids))}
