"""Findings with their sources counted, as the matrix needs them.

One row a finding comes from the database, its distinct sources joined in a text: at 20,000 strands
that costs a third of fetching them one by one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, cast

from django.db.models import Aggregate, Count, Q, QuerySet, TextField

from uptake.findings.models import Finding, FindingCell, Stance, Support
from uptake.interviews.models import Participant, Passage
from uptake.methods.matrix import Cell, Counts, Direction, FindingOnMatrix, count
from uptake.projects.models import Project

HOLDS = Q(passage__state=Passage.State.FIRM) | Q(
    statement__removed_at=None, statement__isnull=False, statement__reference__retracted_at=None
)
"""A strand that counts: its words were not withdrawn, lost, removed or retracted."""


class Joined(Aggregate):
    """The distinct values of a column as one text, with commas between them."""

    function = "GROUP_CONCAT"
    allow_distinct = True
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "STRING_AGG(%(distinct)s(%(expressions)s)::text, ',')"
        return self.as_sql(compiler, connection, **{**context, "template": template})


@dataclass(slots=True)
class _Tally:
    """What lies beneath one finding, while it is put together."""

    studies: frozenset[str] = frozenset()
    interviews: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    numbers: dict[str, int] = field(default_factory=dict)


def strands(project: Project, ids: Collection[int] | None = None) -> QuerySet[Support]:
    """The strands beneath findings (all of them, or these), those that no longer count too."""
    rows = Support.objects.filter(project=project, removed_at=None).order_by()
    return rows if ids is None else rows.filter(finding__in=ids)


def on_matrix(project: Project, ids: Collection[int] | None = None) -> list[FindingOnMatrix]:
    """Findings in use (all of them, or these) with the sources that hold them up, by number."""
    rows = Finding.objects.filter(project=project, retired_at=None).order_by("number")
    placed = FindingCell.objects.filter(project=project).order_by()
    if ids is not None:
        rows, placed = rows.filter(pk__in=ids), placed.filter(finding__in=ids)
    cells: dict[int, list[Cell]] = defaultdict(list)
    for finding, domain, level in placed.values_list("finding_id", "domain", "level"):
        cells[finding].append((domain, level))
    tallies = _tallies(project, ids)
    groups = {str(pk): group for pk, group in _groups(project)}
    nothing = _Tally()
    found = []
    for pk, direction in rows.values_list("pk", "direction"):
        one = tallies.get(pk, nothing)
        found.append(
            FindingOnMatrix(
                id=pk, direction=cast(Direction, direction), cells=frozenset(cells[pk]),
                studies=one.studies, interviews=one.interviews,
                groups=frozenset(groups[who] for who in one.people), **one.numbers,
            )
        )  # fmt: skip
    return found


def _tallies(project: Project, ids: Collection[int] | None) -> dict[int, _Tally]:
    """By finding: its distinct sources and people, and how many strands of each kind."""
    found: dict[int, _Tally] = defaultdict(_Tally)
    words = strands(project, ids).filter(passage__state=Passage.State.FIRM)
    said = words.values("finding_id", "stance").annotate(
        sources=Joined("passage__transcript_id", distinct=True),
        people=Joined("passage__participant_id", distinct=True), number=Count("pk"),
    )  # fmt: skip
    for pk, stance, sources, people, number in said.values_list(
        "finding_id", "stance", "sources", "people", "number"
    ):
        if stance == Stance.SUPPORTS:
            found[pk].interviews = frozenset(sources.split(","))
            found[pk].people = frozenset(people.split(",") if people else ())
        found[pk].numbers[_named(stance, "passages")] = number
    papers = strands(project, ids).filter(
        statement__removed_at=None, statement__reference__retracted_at=None,
        statement__isnull=False,
    )  # fmt: skip
    stated = papers.values("finding_id", "stance").annotate(
        sources=Joined("statement__reference_id", distinct=True), number=Count("pk")
    )
    for pk, stance, sources, number in stated.values_list(
        "finding_id", "stance", "sources", "number"
    ):
        if stance == Stance.SUPPORTS:
            found[pk].studies = frozenset(sources.split(","))
        found[pk].numbers[_named(stance, "statements")] = number
    return found


def _named(stance: str, kind: str) -> str:
    return kind if stance == Stance.SUPPORTS else f"contrary_{kind}"


def _groups(project: Project) -> list[tuple[int, str]]:
    return list(Participant.objects.filter(project=project).values_list("pk", "group"))


def counts_of(project: Project, ids: Collection[int]) -> dict[int, Counts]:
    """For each of these findings in use, what holds it up and what speaks against it."""
    return {int(one.id): count([one]) for one in on_matrix(project, ids)}


def groups_in(project: Project) -> list[str]:
    """The groups that anybody belongs to, in alphabetical order."""
    return sorted({group for _, group in _groups(project) if group})
