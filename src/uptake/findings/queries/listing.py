"""The list of findings: filters, pages, and every finding with its evidence as a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet

from uptake.findings.models import Finding, FindingCell, Stance, Support
from uptake.findings.queries.counted import HOLDS, counts_of
from uptake.interviews.queries.quotes import NOT_TOLD, told_apart
from uptake.methods.matrix import Counts, Strength, strength
from uptake.projects import queries as people
from uptake.projects.models import LookAgain, Project

A_PAGE = 50
NOTHING = Counts()


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is to show."""

    words: str = ""
    direction: str = ""
    domain: str = ""
    level: str = ""
    source: str = ""
    without: bool = False
    """Only findings that nothing supports."""
    again: bool = False
    """Only findings that need another look."""
    retired: bool = False
    page: int = 1

    @property
    def narrowed(self) -> bool:
        return self != Asked(page=self.page, retired=self.retired)


@dataclass(frozen=True, slots=True)
class ListRow:
    """A finding in a list."""

    id: int
    label: str
    direction: str
    sentence: str
    cells: tuple[str, ...]
    counts: Counts
    strength: Strength
    marks: tuple[LookAgain, ...]
    retired: bool
    retired_for: str


def asked_for(project: Project, asked: Asked) -> QuerySet[Finding]:
    """The findings that a filter asks for, by number."""
    rows = Finding.objects.filter(project=project, retired_at__isnull=not asked.retired)
    for word in asked.words.split():
        number = Q(number=int(word[1:])) if word[:1] in "Ff" and word[1:].isdecimal() else Q()
        rows = rows.filter(Q(sentence__icontains=word) | Q(note__icontains=word) | number)
    if asked.direction:
        rows = rows.filter(direction=asked.direction)
    if asked.domain or asked.level:
        cells = FindingCell.objects.filter(finding=OuterRef("pk"))
        cells = cells.filter(domain=asked.domain) if asked.domain else cells
        rows = rows.filter(Exists(cells.filter(level=asked.level) if asked.level else cells))
    held = _holding()
    if asked.source:
        kind = Q(statement=None) if asked.source == "interview" else Q(passage=None)
        rows = rows.filter(Exists(held.filter(kind)))
    if asked.without:
        rows = rows.exclude(Exists(held))
    if asked.again:
        marks = LookAgain.objects.filter(project=project, kind="finding", settled_at=None)
        rows = rows.filter(pk__in=marks.values("object_id"))
    return rows.order_by("number")


def _holding() -> QuerySet[Support]:
    return Support.objects.filter(
        HOLDS, finding=OuterRef("pk"), removed_at=None, stance=Stance.SUPPORTS
    )


def listed(project: Project, asked: Asked) -> tuple[list[ListRow], Page[Finding]]:
    """One page of the list, with what holds each finding up."""
    page = Paginator(asked_for(project, asked), A_PAGE).get_page(asked.page)
    return rows_of(project, list(page.object_list)), page


def rows_of(project: Project, findings: Collection[Finding]) -> list[ListRow]:
    """These findings as rows, in the order given."""
    ids = [row.pk for row in findings]
    counts = counts_of(project, ids) if ids else {}
    cells = cell_names(project, ids)
    marks = people.look_again(project, "finding") if ids else {}
    found = []
    for row in findings:
        mine = counts.get(row.pk, NOTHING)
        found.append(
            ListRow(
                row.pk, row.label, row.direction, row.sentence, tuple(cells.get(row.pk, ())),
                mine, strength(mine), tuple(marks.get(("finding", row.pk), ())),
                row.retired_at is not None, row.retired_for,
            )
        )  # fmt: skip
    return found


def in_use(project: Project, ids: Collection[int]) -> dict[int, ListRow]:
    """These findings as rows, by id; those out of use too. For the steps above."""
    rows = Finding.objects.filter(project=project, pk__in=ids)
    return {row.id: row for row in rows_of(project, list(rows))}


def cell_names(project: Project, ids: Collection[int]) -> dict[int, list[str]]:
    """The cells of findings in words: "Patient, meso". A framework of one column names its rows."""
    lens = project.lens()
    domains = {one.key: one.name for one in lens.domains}
    levels = {one.key: one.name.lower() for one in lens.levels}
    found: dict[int, list[str]] = defaultdict(list)
    rows = FindingCell.objects.filter(project=project, finding__in=ids).order_by("pk")
    for finding, domain, level in rows.values_list("finding_id", "domain", "level"):
        name = domains.get(domain, domain)
        found[finding].append(name if len(levels) == 1 else f"{name}, {levels.get(level, level)}")
    return found


def some(project: Project) -> dict[str, int]:
    """How many findings are in use, and how many retired."""
    rows = Finding.objects.filter(project=project)
    retired = rows.filter(retired_at__isnull=False).count()
    return {"in_use": rows.count() - retired, "retired": retired}


EVIDENCE_COLUMNS = (
    "finding", "direction", "sentence", "cells", "note", "stance", "kind", "source", "who", "group",
    "words", "place", "counts",
)  # fmt: skip


def evidence_table(project: Project, least: int = 1) -> Iterator[tuple[Any, ...]]:
    """Every finding in use with its strands, a row each, a header first.

    A finding without evidence has one row. `counts` says whether the strand counts as support. A
    group of fewer than `least` people is not told.
    """
    yield EVIDENCE_COLUMNS
    findings = list(Finding.objects.filter(project=project, retired_at=None).order_by("number"))
    cells = cell_names(project, [row.pk for row in findings])
    strands: dict[int, list[Support]] = defaultdict(list)
    rows = Support.objects.filter(project=project, removed_at=None).select_related(
        "passage__transcript", "passage__participant", "statement__reference"
    )
    for strand in rows.defer("statement__reference__raw", "statement__reference__abstract"):
        strands[strand.finding_id].append(strand)
    said = [one.passage for held in strands.values() for one in held if one.passage is not None]
    _, untold = told_apart(project, {one.pk: one.participant_id for one in said}, least)
    for row in findings:
        head = (row.label, row.direction, row.sentence, "; ".join(cells.get(row.pk, ())), row.note)
        if row.pk not in strands:
            yield (*head, *[None] * 8)
        for strand in strands[row.pk]:
            yield (*head, strand.stance, *_strand(strand, told=strand.passage_id not in untold))


def _strand(strand: Support, *, told: bool) -> tuple[Any, ...]:
    if strand.passage is not None:
        passage = strand.passage
        who = passage.participant
        return (
            "passage", passage.transcript.title, who.pseudonym if who else "",
            who.group if who and told else NOT_TOLD if who else "", passage.quote, "",
            "yes" if passage.state == "firm" else f"no, {passage.state}",
        )  # fmt: skip
    statement = strand.statement
    if statement is None:
        raise AssertionError("a strand has one end; the database holds it to that")
    gone = "removed" if statement.removed_at else ""
    gone = gone or ("retracted" if statement.reference.retracted_at else "")
    return (
        "statement", str(statement.reference), "", "", statement.sentence, statement.place,
        f"no, {gone}" if gone else "yes",
    )  # fmt: skip
