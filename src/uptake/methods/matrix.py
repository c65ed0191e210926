"""The framework matrix: findings on cells, counted.

Rows are domains or constructs, columns are levels, and a cell is the pair of their keys. A finding
may lie on several cells. Every total counts a finding once and a source once, so totals are often
smaller than the sum of their cells. The counts say how much was found and by how many, not how sure
one can be of it.

The matrix is an evidence gap map (Snilstveit and others 2013, World Bank WPS6725). The two kinds of
gap are ours: a cell nobody asked about is another fact than one asked about without a finding.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Direction = Literal["barrier", "facilitator"]
SourceKind = Literal["study", "interview"]
Gap = Literal["not asked", "nothing found"]
Cell = tuple[str, str]
"""The key of a row and the key of a column."""


@dataclass(frozen=True, slots=True)
class FindingOnMatrix:
    """A finding as the matrix needs it.

    ``studies`` and ``interviews`` are the distinct sources that support it, by any key. ``groups``
    are those who said it. ``passages`` counts supporting passages of interviews, ``statements``
    supporting statements of studies; the two ``contrary`` numbers count those that speak against.
    """

    id: int | str
    direction: Direction
    cells: frozenset[Cell]
    studies: frozenset[int | str] = frozenset()
    interviews: frozenset[int | str] = frozenset()
    groups: frozenset[str] = frozenset()
    passages: int = 0
    statements: int = 0
    contrary_passages: int = 0
    contrary_statements: int = 0


@dataclass(frozen=True, slots=True)
class Only:
    """What to show. ``None`` shows all.

    ``source`` keeps findings with a source of that kind and counts that kind alone. ``group`` keeps
    findings that the group voiced, with all their sources. ``direction`` keeps one direction.
    """

    source: SourceKind | None = None
    group: str | None = None
    direction: Direction | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """Distinct findings and sources, and the passages and statements of those findings."""

    barriers: int = 0
    facilitators: int = 0
    studies: int = 0
    interviews: int = 0
    supporting: int = 0
    contrary: int = 0

    @property
    def findings(self) -> int:
        """Barriers and facilitators together."""
        return self.barriers + self.facilitators

    @property
    def sources(self) -> int:
        """Distinct studies and interviews together."""
        return self.studies + self.interviews


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """One cell. ``hidden`` counts findings on it that the filter leaves out.

    ``gap`` is set only when no finding lies on the cell at all: a filter makes no gaps.
    """

    cell: Cell
    counts: Counts
    findings: tuple[int | str, ...]
    gap: Gap | None
    hidden: int


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A row's key, its cells in the order of the columns, and its total."""

    key: str
    cells: tuple[MatrixCell, ...]
    total: Counts


@dataclass(frozen=True, slots=True)
class Matrix:
    """The whole matrix. ``columns`` are totals in the order of the columns.

    ``unplaced`` names findings, of those shown, that lie on no cell of this framework: they are in
    no total and should be listed beside it.
    """

    rows: tuple[MatrixRow, ...]
    columns: tuple[Counts, ...]
    total: Counts
    unplaced: tuple[int | str, ...]


def matrix(
    findings: Iterable[FindingOnMatrix],
    rows: Sequence[str],
    columns: Sequence[str],
    asked: Collection[Cell] = (),
    only: Only | None = None,
) -> Matrix:
    """Count ``findings`` on the cells of ``rows`` by ``columns``.

    ``asked``: the cells that somebody was asked about. Findings keep the order given. Raises
    ``ValueError`` if two findings have one id, or a row or column is named twice.
    """
    chosen = only or Only()
    every = tuple(findings)
    _distinct((finding.id for finding in every), "finding")
    _distinct(rows, "row")
    _distinct(columns, "column")
    known = {(row, column) for row in rows for column in columns}
    on_cell: dict[Cell, list[FindingOnMatrix]] = {}
    on_row: dict[str, list[FindingOnMatrix]] = {}
    on_column: dict[str, list[FindingOnMatrix]] = {}
    hidden: dict[Cell, int] = {}
    placed: list[FindingOnMatrix] = []
    unplaced: list[int | str] = []
    for finding in every:
        cells = finding.cells & known
        if not _wanted(finding, chosen):
            for cell in cells:
                hidden[cell] = hidden.get(cell, 0) + 1
            continue
        for cell in cells:
            on_cell.setdefault(cell, []).append(finding)
        for row in {row for row, _ in cells}:
            on_row.setdefault(row, []).append(finding)
        for column in {column for _, column in cells}:
            on_column.setdefault(column, []).append(finding)
        if cells:
            placed.append(finding)
        else:
            unplaced.append(finding.id)

    def cell_of(row: str, column: str) -> MatrixCell:
        """A cell with its counts; one on which nothing was wanted or left out is a gap."""
        cell = (row, column)
        here = on_cell.get(cell, [])
        left_out = hidden.get(cell, 0)
        gap: Gap | None = None
        if not here and not left_out:
            gap = "nothing found" if cell in asked else "not asked"
        return MatrixCell(cell, count(here, chosen), tuple(f.id for f in here), gap, left_out)

    return Matrix(
        rows=tuple(
            MatrixRow(
                row,
                tuple(cell_of(row, column) for column in columns),
                count(on_row.get(row, []), chosen),
            )
            for row in rows
        ),
        columns=tuple(count(on_column.get(column, []), chosen) for column in columns),
        total=count(placed, chosen),
        unplaced=tuple(unplaced),
    )


def _distinct(keys: Iterable[int | str], what: str) -> None:
    seen: set[int | str] = set()
    for key in keys:
        if key in seen:
            raise ValueError(f"The {what} {key!r} is given twice; each needs a key of its own.")
        seen.add(key)


def _wanted(finding: FindingOnMatrix, only: Only) -> bool:
    if only.direction is not None and finding.direction != only.direction:
        return False
    if only.group is not None and only.group not in finding.groups:
        return False
    if only.source == "study":
        return bool(finding.studies)
    if only.source == "interview":
        return bool(finding.interviews)
    return True


def count(findings: Iterable[FindingOnMatrix], only: Only | None = None) -> Counts:
    """Count findings and their sources, each once; ``only.source`` leaves the other kind out."""
    kind = only.source if only else None
    studies: set[int | str] = set()
    interviews: set[int | str] = set()
    barriers = facilitators = supporting = contrary = 0
    for finding in findings:
        if finding.direction == "barrier":
            barriers += 1
        else:
            facilitators += 1
        if kind != "interview":
            studies |= finding.studies
            supporting += finding.statements
            contrary += finding.contrary_statements
        if kind != "study":
            interviews |= finding.interviews
            supporting += finding.passages
            contrary += finding.contrary_passages
    return Counts(barriers, facilitators, len(studies), len(interviews), supporting, contrary)


Label = Literal["none", "single source", "few sources", "many sources"]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From how many distinct sources support is called few, and from how many it is called many."""

    few: int = 2
    many: int = 5

    def __post_init__(self) -> None:
        if not 2 <= self.few < self.many:
            raise ValueError(
                f"few is {self.few} and many is {self.many}; few must be at least 2 and below many."
            )


@dataclass(frozen=True, slots=True)
class Strength:
    """How much supports a cell or finding: the label, the number behind it, and the rule used."""

    label: Label
    sources: int
    rule: str


def strength(counts: Counts, thresholds: Thresholds | None = None) -> Strength:
    """Name the strength of support by the number of distinct sources (studies and interviews).

    A plain count with its rule beside it, and not a rating of confidence: it knows nothing of how
    sound, coherent, rich or relevant the sources are, which is what GRADE-CERQual asks (Lewin and
    others 2018). The default thresholds are ours.
    """
    limits = thresholds or Thresholds()
    sources = counts.sources
    label: Label
    if sources == 0:
        label = "none"
    elif sources < limits.few:
        label = "single source"
    elif sources < limits.many:
        label = "few sources"
    else:
        label = "many sources"
    return Strength(label, sources, _rule(limits))


def _rule(limits: Thresholds) -> str:
    top = limits.many - 1
    few = f"{limits.few}" if top == limits.few else f"{limits.few} to {top}"
    return f"few: {few} sources; many: {limits.many} or more"
