"""The codebook with what was coded by it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from uptake.interviews.layers import settled
from uptake.interviews.models import Code, Coding, Passage
from uptake.interviews.queries.tree import CodeRow, code_tree
from uptake.projects.models import Project


@dataclass(frozen=True, slots=True)
class Counted:
    """A code, the coded passages that it is on, and how many people put it there."""

    code: CodeRow
    passages: int
    coders: int


def codebook(project: Project) -> list[Counted]:
    """Every code in its tree; retired ones stand where they were. Two queries."""
    live = Coding.objects.filter(settled(), project=project).order_by()
    counts = {
        code: (passages, coders)
        for code, passages, coders in live.exclude(passage__state=Passage.State.REDACTED)
        .values_list("code")
        .annotate(Count("passage", distinct=True), Count("coder", distinct=True))
    }
    return [Counted(row, *counts.get(row.id, (0, 0))) for row in code_tree(project, retired=True)]


def parents(project: Project, but: Code | None = None) -> list[tuple[int, str]]:
    """The codes in use that a code may lie under: neither itself nor what lies beneath it."""
    found: list[tuple[int, str]] = []
    inside: int | None = None
    for row in code_tree(project):
        if inside is not None and row.depth > inside:
            continue
        inside = row.depth if but is not None and row.id == but.pk else None
        if inside is None:
            found.append((row.id, "· " * row.depth + row.name))
    return found


def in_use(rows: Iterable[Counted]) -> int:
    return sum(1 for row in rows if not row.code.retired)
