"""The codebook with what was coded by it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from uptake.interviews.layers import settled
from uptake.interviews.models import Code, CodebookAct, Coding, Passage
from uptake.interviews.queries.tree import CodeRow, code_tree
from uptake.projects.models import Project


@dataclass(frozen=True, slots=True)
class Counted:
    """A code, the coded passages that it is on, and how many people put it there."""

    code: CodeRow
    passages: int
    coders: int
    beneath: int = 0
    """How many codes lie beneath it, at any depth."""


def codebook(project: Project) -> list[Counted]:
    """Every code in its tree; retired ones stand where they were. Two queries."""
    live = Coding.objects.filter(settled(), project=project).order_by()
    counts = {
        code: (passages, coders)
        for code, passages, coders in live.exclude(passage__state=Passage.State.REDACTED)
        .values_list("code")
        .annotate(Count("passage", distinct=True), Count("coder", distinct=True))
    }
    rows = code_tree(project, retired=True)
    below = _beneath(rows)
    return [Counted(row, *counts.get(row.id, (0, 0)), below.get(row.id, 0)) for row in rows]


def _beneath(rows: Sequence[CodeRow]) -> Counter[int]:
    found: Counter[int] = Counter()
    path: list[int] = []
    for row in rows:
        path[row.depth :] = [row.id]
        found.update(path[: row.depth])
    return found


def found(rows: Sequence[Counted], words: str) -> list[Counted]:
    """The codes whose name or words hold these, with the codes above them."""
    wanted = words.casefold()
    kept: list[Counted] = []
    path: list[Counted] = []
    for row in rows:
        path[row.code.depth :] = [row]
        said = (row.code.name, row.code.definition, row.code.when, row.code.when_not)
        if any(wanted in one.casefold() for one in said):
            kept += [one for one in path if one not in kept]
    return kept


@dataclass(frozen=True, slots=True)
class ActRow:
    """A merge, split, move, rewording or retirement, as the list of changes shows it."""

    id: int
    words: str
    by: str
    at: datetime
    undone_at: datetime | None


def acts(project: Project) -> QuerySet[CodebookAct]:
    """What was done to the codebook, newest first; without the lists of what followed."""
    rows = CodebookAct.objects.filter(project=project).select_related("by")
    return rows.defer("followed").order_by("-pk")


def act_rows(rows: Iterable[CodebookAct]) -> list[ActRow]:
    """Acts as the list shows them."""
    return [
        ActRow(row.pk, row.words, row.by.name if row.by else "From the terminal", row.created_at,
               row.undone_at)
        for row in rows
    ]  # fmt: skip


WAYS = ("up", "down", "in", "out")
Place = tuple[Code | None, Code | None]


def nudged(code: Code, way: str) -> Place | None:
    """Where a step in one direction takes a code: (parent, before which); None: it can't go there.

    Up and down go among its siblings in use, in goes under the one before it, out beside its
    parent, just after it.
    """
    siblings = _family(code, code.parent)
    at = siblings.index(code) if code in siblings else -1
    if at < 0:
        return None
    if way == "up" and at:
        return code.parent, siblings[at - 1]
    if way == "down" and at + 1 < len(siblings):
        return code.parent, siblings[at + 2] if at + 2 < len(siblings) else None
    if way == "in" and at:
        return siblings[at - 1], None
    if way == "out" and code.parent is not None:
        aunts = _family(code, code.parent.parent)
        after = aunts.index(code.parent) + 1 if code.parent in aunts else len(aunts)
        return code.parent.parent, aunts[after] if after < len(aunts) else None
    return None


def _family(code: Code, parent: Code | None) -> list[Code]:
    return list(Code.objects.filter(project=code.project_id, parent=parent, retired_at=None))


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


def groups_of(code: Code) -> list[str]:
    """The groups of those whose passages count for a code."""
    rows = Coding.objects.filter(settled(), code=code).exclude(passage__participant=None)
    groups = rows.order_by().values_list("passage__participant__group", flat=True).distinct()
    return sorted(filter(None, groups))


def in_use(rows: Iterable[Counted]) -> int:
    return sum(1 for row in rows if not row.code.retired)
