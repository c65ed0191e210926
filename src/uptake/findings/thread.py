"""What this step adds to the thread: a finding rests on passages and on statements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from uptake.findings.models import Finding, FindingCell, Support
from uptake.projects.models import Project
from uptake.projects.thread import Key, Link, Node

KINDS = ("finding",)


@dataclass(frozen=True, slots=True)
class FindingDetail:
    direction: str
    note: str
    cells: tuple[tuple[str, str], ...]
    """Names of (domain, level); the level is empty where the framework has one column."""


def nodes(project: Project) -> Iterable[Node]:
    rows = Finding.objects.filter(project=project)
    page = reverse("findings:finding", args=[project.pk, 0]).removesuffix("0/")
    for pk, number, sentence, retired in rows.values_list("pk", "number", "sentence", "retired_at"):
        yield Node(
            Key("finding", pk), f"F{number}", sentence, "findings", f"{page}{pk}/",
            gone="retired" if retired else "", retired=retired is not None,
        )  # fmt: skip


def links(project: Project) -> Iterable[Link]:
    rows = Support.objects.filter(project=project, removed_at=None)
    for finding, passage, statement, stance in rows.values_list(
        "finding_id", "passage_id", "statement_id", "stance"
    ):
        lower = Key("passage", passage) if passage else Key("statement", statement)
        yield Link(Key("finding", finding), lower, stance)


def details(project: Project, kind: str, ids: Iterable[int]) -> dict[int, Any]:
    lens = project.lens()
    domains = {domain.key: domain.name for domain in lens.domains}
    levels = {level.key: level.name for level in lens.levels}
    cells: dict[int, list[tuple[str, str]]] = {}
    for row in FindingCell.objects.filter(project=project, finding__in=list(ids)):
        level = levels.get(row.level, row.level) if len(levels) > 1 else ""
        place = (domains.get(row.domain, row.domain), level)
        cells.setdefault(row.finding_id, []).append(place)
    rows = Finding.objects.filter(project=project, pk__in=list(ids))
    return {
        row.pk: FindingDetail(row.direction, row.note, tuple(cells.get(row.pk, ()))) for row in rows
    }
