"""The matrix page: the framework's cells, counted, and one cell opened."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models.functions import Coalesce

from uptake.findings.models import AskedCell, Finding, FindingCell
from uptake.findings.queries.counted import everything, on_matrix, voiced_by
from uptake.findings.queries.finding import Said, unused_on
from uptake.instruments import Construct, Framework, Level
from uptake.interviews.models import Transcript
from uptake.methods import matrix as counting
from uptake.methods.matrix import Cell, Counts, MatrixCell, MatrixRow, Only, Strength, strength
from uptake.projects import queries as people
from uptake.projects.models import LookAgain, Project
from uptake.review.queries.belonging import study_of
from uptake.sources.models import Statement


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the matrix: a domain with its cells, or a heading without."""

    domain: Construct
    depth: int
    counted: MatrixRow | None


@dataclass(frozen=True, slots=True)
class Base:
    """How many sources there are to have found something in: what a cell's bar is a share of."""

    studies: int
    interviews: int

    def share(self, counts: Counts, only: Only) -> float:
        """The cell's share of the sources of the kind that the bars show, 0 to 100."""
        mine, all_of = (
            (counts.studies, self.studies)
            if self.shows(only) == "study"
            else (counts.interviews, self.interviews)
        )
        return round(min(100.0, 100 * mine / all_of), 1) if all_of else 0.0

    def shows(self, only: Only) -> str:
        """Which kind of source the bars are a share of: studies where there are any."""
        if only.source is not None:
            return only.source
        return "study" if self.studies else "interview"


@dataclass(frozen=True, slots=True)
class MatrixPage:
    lens: Framework
    levels: tuple[Level, ...]
    rows: tuple[Row, ...]
    columns: tuple[Counts, ...]
    total: Counts
    unplaced: int
    base: Base
    only: Only
    gaps: int
    cells: int
    everything: int
    """Findings in the project before any filter."""

    def gist(self, level: Level) -> str:
        """A level in a few words: its definition up to the first stop."""
        return re.split(r"[,:;.]", level.definition, maxsplit=1)[0] if self.several else ""

    @property
    def several(self) -> bool:
        """The framework has columns; one of a single column needs no names for them."""
        return len(self.levels) > 1

    def strength(self, counts: Counts) -> Strength:
        return strength(counts)

    def share(self, counts: Counts) -> float:
        return self.base.share(counts, self.only)

    def gaps_of(self, kind: str) -> list[tuple[str, str, str]]:
        """Cells with this kind of gap: (row's key, column's key, name)."""
        return [
            (domain.key, level.key, _named(domain, level, several=self.several))
            for domain, level, cell in cells_of(self)
            if cell.gap == kind
        ]


def cells_of(page: MatrixPage) -> Iterator[tuple[Construct, Level, MatrixCell]]:
    """Every cell, row by row, with its domain and level."""
    for row in page.rows:
        if row.counted is not None:
            for cell, level in zip(row.counted.cells, page.levels, strict=True):
                yield row.domain, level, cell


def _named(domain: Construct, level: Level, *, several: bool) -> str:
    return f"{domain.name}, {level.name.lower()}" if several else domain.name


def matrix_page(project: Project, only: Only) -> MatrixPage:
    """Every cell of the project's framework, counted under a filter."""
    lens = project.lens()
    findings = voiced_by(project, only.group, everything(project))
    asked = AskedCell.objects.filter(project=project).values_list("domain", "level")
    counted = counting.matrix(
        findings, [row.key for row in lens.placeable], [level.key for level in lens.levels],
        frozenset(asked), only,
    )  # fmt: skip
    by_key = {row.key: row for row in counted.rows}
    rows = tuple(Row(one, lens.depth(one.key), by_key.get(one.key)) for one in lens.domains)
    return MatrixPage(
        lens=lens, levels=lens.levels, rows=rows, columns=counted.columns, total=counted.total,
        unplaced=len(counted.unplaced), base=_base(project), only=only,
        gaps=sum(1 for row in counted.rows for cell in row.cells if cell.gap),
        cells=len(lens.cells), everything=len(findings),
    )  # fmt: skip


def _base(project: Project) -> Base:
    """Studies are those that something was extracted from, by a paper that was not retracted.

    A paper that reports on no study of the review is one by itself; merged records are one paper.
    """
    stated = Statement.objects.filter(
        project=project, removed_at=None, reference__retracted_at=None
    )
    work = Coalesce("reference__merged_into", "reference")
    papers = stated.order_by().annotate(work=work).values_list("work", flat=True).distinct()
    of = study_of(project)
    studies = {("study", of[one]) if one in of else ("paper", one) for one in papers}
    return Base(len(studies), Transcript.objects.filter(project=project).count())


MATRIX_COLUMNS = (
    "domain", "level", "barriers", "facilitators", "studies", "interviews", "supporting",
    "contrary", "strength", "gap", "hidden by the filter",
)  # fmt: skip


def matrix_table(page: MatrixPage) -> Iterator[tuple[Any, ...]]:
    """The counts as a table, a cell a row, a header first."""
    yield MATRIX_COLUMNS
    for domain, level, cell in cells_of(page):
        n = cell.counts
        yield (
            domain.name, level.name, n.barriers, n.facilitators, n.studies, n.interviews,
            n.supporting, n.contrary, strength(n).label if n.findings else "", cell.gap or "",
            cell.hidden,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class OnCell:
    """A finding in an opened cell."""

    id: int
    label: str
    direction: str
    sentence: str
    counts: Counts
    strength: Strength
    marks: tuple[LookAgain, ...]


@dataclass(frozen=True, slots=True)
class CellPage:
    domain: Construct
    level: Level
    whole: bool
    """The framework has one column, which needs no name."""
    gap: str | None
    how: str
    findings: tuple[OnCell, ...]
    hidden: int
    counts: Counts
    only: Only
    unused: tuple[Said, ...]
    """Statements that stand here and are in no finding yet."""

    @property
    def key(self) -> str:
        return f"{self.domain.key}/{self.level.key}"

    @property
    def name(self) -> str:
        return _named(self.domain, self.level, several=not self.whole)


def find_cell(lens: Framework, text: str) -> Cell | None:
    """A cell as an address writes it ("patient/meso"), if the framework has it."""
    domain, _, level = text.partition("/")
    return (domain, level) if (domain, level) in lens.cells else None


def cell_page(project: Project, cell: Cell, only: Only) -> CellPage:
    """One cell with its findings, each with what holds it up. The cell must be the framework's."""
    lens = project.lens()
    domain, level = cell
    here = FindingCell.objects.filter(
        project=project, domain=domain, level=level, finding__retired_at=None
    )
    ids = list(here.values_list("finding_id", flat=True))
    findings = voiced_by(project, only.group, on_matrix(project, ids))
    asked = AskedCell.objects.filter(project=project, domain=domain, level=level).first()
    counted = counting.matrix(
        [replace(one, cells=frozenset({cell})) for one in findings], [domain], [level],
        [cell] if asked else [], only,
    )  # fmt: skip
    found: MatrixCell = counted.rows[0].cells[0]
    shown = [one for one in findings if one.id in set(found.findings)]
    return CellPage(
        domain=lens.row(domain), level=lens.level(level), whole=len(lens.levels) == 1,
        gap=found.gap, how=asked.how if asked else "", hidden=found.hidden, counts=found.counts,
        findings=_on_cell(project, shown, only),
        only=only, unused=unused_on(project, cell),
    )  # fmt: skip


def _on_cell(
    project: Project, findings: Sequence[counting.FindingOnMatrix], only: Only
) -> tuple[OnCell, ...]:
    ids = [int(one.id) for one in findings]
    rows = Finding.objects.in_bulk(ids) if ids else {}
    marks = people.look_again(project, "finding") if ids else {}
    found = []
    for one in findings:
        row, counts = rows[int(one.id)], counting.count([one], only)
        found.append(
            OnCell(row.pk, row.label, row.direction, row.sentence, counts, strength(counts),
                   tuple(marks.get(("finding", row.pk), ())))
        )  # fmt: skip
    return tuple(found)


@dataclass(frozen=True, slots=True)
class AskedRow:
    """A domain with its cells for ticking: (cell as an address writes it, level, asked, how)."""

    domain: Construct
    cells: tuple[tuple[str, Level, str], ...]


def asked_rows(project: Project) -> list[AskedRow]:
    """The framework's cells, each with what was said of how it was asked about."""
    lens = project.lens()
    how = {
        (row.domain, row.level): row.how for row in AskedCell.objects.filter(project=project)
    }  # fmt: skip
    return [
        AskedRow(one, tuple((f"{one.key}/{level.key}", level, how.get((one.key, level.key), ""))
                            for level in lens.levels) if not one.heading else ())
        for one in lens.domains
    ]  # fmt: skip


def asked_cells(project: Project) -> list[str]:
    """The cells that were asked about, as an address writes them."""
    rows = AskedCell.objects.filter(project=project).values_list("domain", "level")
    return [f"{domain}/{level}" for domain, level in rows]


def places(cells: Collection[str]) -> list[Cell]:
    """Cells as a form sends them, as pairs of keys."""
    return [(cell.partition("/")[0], cell.partition("/")[2]) for cell in cells]
