"""Findings with their sources counted, as the matrix needs them.

One row a finding comes from the database, its distinct sources joined in a text: at 20,000 strands
that costs a third of fetching them one by one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any, cast

from django.db.models import Aggregate, Count, Q, QuerySet, TextField, Value
from django.db.models.functions import Coalesce, Concat

from uptake.findings.models import Finding, Stance, Support
from uptake.interviews.models import Participant, Passage
from uptake.methods.matrix import Cell, Counts, Direction, FindingOnMatrix, count
from uptake.projects import queries as people
from uptake.projects.models import Project
from uptake.review.queries.belonging import study_of

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
        there = self.copy()
        there.template = "STRING_AGG(%(distinct)s(%(expressions)s)::text, ',')"
        return there.as_sql(compiler, connection, **context)


SAID = Coalesce("statement__same_as_id", "statement_id")
"""A statement, or the one that stands for it: two reviewers' words for one thing count once."""
PAPER = Coalesce("statement__reference__merged_into", "statement__reference")
"""Of a strand, the reference that stands for its statement's record: merged records are one paper.
"""
FOR, AGAINST = Q(stance=Stance.SUPPORTS), Q(stance=Stance.CONTRADICTS)
NOBODY: frozenset[str] = frozenset()


def strands(project: Project, ids: Collection[int] | None = None) -> QuerySet[Support]:
    """The strands beneath findings (all of them, or these), those that no longer count too."""
    rows = Support.objects.filter(project=project, removed_at=None).order_by()
    return rows if ids is None else rows.filter(finding__in=ids)


def on_matrix(project: Project, ids: Collection[int] | None = None) -> list[FindingOnMatrix]:
    """Findings in use (all of them, or these) with the sources that hold them up, by number.

    Who said it is left out; `voiced_by` looks that up for one group.
    """
    rows = Finding.objects.filter(project=project, retired_at=None)
    rows = rows if ids is None else rows.filter(pk__in=ids)
    placed = rows.annotate(at=Joined(Concat("cells__domain", Value("/"), "cells__level"))).order_by(
        "number"
    )
    heard = _heard(project, ids)
    read = _read(project, ids)
    of = studies_of(project)
    nothing = (None, 0, 0)
    found = []
    for pk, direction, places in placed.values_list("pk", "direction", "at"):
        interviews, passages, contrary_passages = heard.get(pk, nothing)
        papers, statements, contrary_statements = read.get(pk, nothing)
        studies = frozenset(of.get(paper, paper) for paper in _keys(papers))
        found.append(
            FindingOnMatrix(
                pk, cast(Direction, direction), _cells(places or ""), studies,
                _keys(interviews), NOBODY, passages,
                statements, contrary_passages, contrary_statements,
            )
        )  # fmt: skip
    return found


def studies_of(project: Project) -> dict[int | str, str]:
    """By a paper's key among the sources, the key of the study that it reports on.

    A paper that reports on no study of the review is a study by itself. The keys are texts, as the
    database joins them.
    """
    return {str(paper): f"study {study}" for paper, study in study_of(project).items()}


def everything(project: Project) -> tuple[FindingOnMatrix, ...]:
    """Every finding in use, counted once for each state that the project is in.

    The trail's last hash names that state: no write leaves it as it was.
    """
    return _everything(project, _state(project))


def _state(project: Project) -> str:
    head = people.head(project.pk)
    return head.hash if head else ""


@lru_cache(maxsize=4)
def _everything(project: Project, state: str) -> tuple[FindingOnMatrix, ...]:
    return tuple(on_matrix(project))


def _keys(joined: str | None) -> frozenset[int | str]:
    return frozenset(joined.split(",")) if joined else NOBODY


@cache
def _cells(joined: str) -> frozenset[Cell]:
    """Cells from their joined text; findings share few different sets of cells."""
    return frozenset(
        cast(Cell, tuple(place.split("/"))) for place in joined.split(",") if place != "/"
    )


_Tally = tuple[str | None, int, int]
"""Sources that support it, joined; how many strands support it, and speak against it."""


def _heard(project: Project, ids: Collection[int] | None) -> dict[int, _Tally]:
    """What people said beneath each finding; words withdrawn or lost are left out."""
    rows = strands(project, ids).filter(passage__state=Passage.State.FIRM)
    return _tallied(rows, "passage__transcript_id")


def _read(project: Project, ids: Collection[int] | None) -> dict[int, _Tally]:
    """What references state beneath each finding; removed or retracted ones are left out."""
    rows = strands(project, ids).filter(
        statement__removed_at=None, statement__reference__retracted_at=None,
        statement__isnull=False,
    )  # fmt: skip
    return _tallied(rows, PAPER, SAID)


def _tallied(
    rows: QuerySet[Support], source: str | Coalesce, unit: str | Coalesce = "pk"
) -> dict[int, _Tally]:
    counted = rows.values("finding_id").annotate(
        sources=Joined(source, distinct=True, filter=FOR),
        supporting=Count(unit, filter=FOR, distinct=unit is SAID),
        contrary=Count(unit, filter=AGAINST, distinct=unit is SAID),
    )  # fmt: skip
    return {
        pk: (sources, supporting, contrary)
        for pk, sources, supporting, contrary in counted.values_list(
            "finding_id", "sources", "supporting", "contrary"
        )
    }


def voiced_by(
    project: Project, group: str | None, findings: Iterable[FindingOnMatrix]
) -> list[FindingOnMatrix]:
    """The same findings, those that somebody of a group supports marked with that group."""
    if group is None:
        return list(findings)
    voiced, by = _voiced(project, _state(project), group), frozenset({group})
    return [replace(one, groups=by) if one.id in voiced else one for one in findings]


@lru_cache(maxsize=16)
def _voiced(project: Project, state: str, group: str) -> frozenset[int]:
    rows = strands(project).filter(
        FOR, passage__state=Passage.State.FIRM, passage__participant__group=group
    )
    return frozenset(rows.values_list("finding_id", flat=True).distinct())


def counts_of(project: Project, ids: Collection[int]) -> dict[int, Counts]:
    """For each of these findings in use, what holds it up and what speaks against it."""
    return {int(one.id): count([one]) for one in on_matrix(project, ids)}


def groups_in(project: Project) -> list[str]:
    """The groups that anybody belongs to, in alphabetical order."""
    rows = Participant.objects.filter(project=project).exclude(group="").order_by("group")
    return list(rows.values_list("group", flat=True).distinct())
