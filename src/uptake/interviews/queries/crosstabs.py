"""Codes by groups, attributes, questions, transcripts and codes. Every number has its passages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import cast

from uptake.interviews.models import Attribute
from uptake.interviews.queries.pieces import (
    Column,
    Piece,
    columns,
    pieces,
    silent_groups,
    turn_at,
    turns,
)
from uptake.interviews.queries.themes import codes_within, themes
from uptake.interviews.queries.tree import code_tree
from uptake.methods.near import Stretch, nearby
from uptake.projects.models import Project

HEATS = 4
TOTAL = "*"
"""The column that holds each row's passages once."""
MOST_CODES = 60
"""Codes that a table of codes by codes shows on a page; the file has all."""
RULES = {
    "same": "on the very same passage",
    "overlap": "on passages that share words",
    "turn": "in the same turn",
    "near": "within some turns of each other",
}
WAYS = {"group": "Group", "question": "Question of the guide", "transcript": "Transcript",
        "code": "Code"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What a cross-tab lays against what.

    `rows`: code or theme. `by`: a key of WAYS, or attribute, of which `attribute` says which one.
    `rule` and `apart` say when two codes stand together.
    """

    rows: str = "code"
    by: str = "group"
    attribute: int = 0
    rule: str = "same"
    apart: int = 1

    @property
    def title(self) -> str:
        """What the table is, for a heading."""
        against = "codes" if self.by == "code" else self.by
        return f"{'themes' if self.rows == 'theme' and self.by != 'code' else 'codes'} by {against}"

    @property
    def says(self) -> str:
        """The rule in words, as the page and the file tell it."""
        if self.rule == "near":
            return f"at most {self.apart} turn{'s' if self.apart != 1 else ''} apart"
        return RULES[self.rule]


@dataclass(frozen=True, slots=True)
class Cell:
    """One number with the passages and people behind it."""

    column: str
    passages: frozenset[int]
    people: frozenset[int]
    heat: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A code or a theme with its cells; `total` counts each passage and person once."""

    id: int
    name: str
    depth: int
    family: int
    cells: tuple[Cell, ...]
    total: Cell


@dataclass(frozen=True, slots=True)
class Crosstab:
    asked: Asked
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    lost: int = 0
    """Passages left out, as they lost their place in the text."""
    silent: tuple[str, ...] = ()
    """Groups that have no column, as nothing of theirs is coded."""

    def cell(self, row: int, column: str) -> Cell | None:
        """The cell of a row and a column, or the row's total."""
        line = next((one for one in self.lines if one.id == row), None)
        if line is None:
            return None
        if column == TOTAL:
            return line.total
        return next((one for one in line.cells if one.column == column), None)

    def first(self, most: int = MOST_CODES) -> Crosstab:
        """The same with the most used codes alone, where codes are laid against codes."""
        if self.asked.by != "code" or len(self.lines) <= most:
            return self
        used = sorted(self.lines, key=lambda line: -len(line.total.passages))[:most]
        kept = {str(line.id) for line in used}
        return replace(
            self, columns=tuple(one for one in self.columns if one.key in kept),
            lines=tuple(
                replace(line, cells=tuple(one for one in line.cells if one.column in kept))
                for line in self.lines
                if str(line.id) in kept
            ),
        )  # fmt: skip


def attributes(project: Project) -> list[tuple[int, str]]:
    """The attributes that codes can be laid against."""
    return list(
        Attribute.objects.filter(project=project, retired_at=None).values_list("pk", "name")
    )


def crosstab(project: Project, asked: Asked) -> Crosstab:
    """The table that was asked for."""
    held = pieces(project)
    if asked.by == "code":
        return _code_by_code(project, replace(asked, rows="code"), held)
    lines = _lines(project, asked, {one.code for one in held})
    heads, column_of = columns(project, asked.by, asked.attribute, held)
    of_code: defaultdict[int, list[int]] = defaultdict(list)
    for line, codes in lines:
        for code in codes:
            of_code[code].append(line.id)
    found: defaultdict[tuple[int, str], list[Piece]] = defaultdict(list)
    for one in held:
        for row in of_code[one.code]:
            found[row, column_of(one)].append(one)
            found[row, TOTAL].append(one)
    return Crosstab(asked, heads, _warmed(
        replace(line, cells=tuple(_cell(head.key, found[line.id, head.key]) for head in heads),
                total=_cell(TOTAL, found[line.id, TOTAL]))
        for line, _ in lines
    ), silent=silent_groups(project, held) if asked.by == "group" else ())  # fmt: skip


def codes_behind(project: Project, table: Crosstab, line: Line, cell: Cell) -> list[int]:
    """The codes that a number is about: its row's, and its column's where that is a code."""
    if table.asked.rows == "theme" and table.asked.by != "code":
        return sorted(codes_within(project)[line.id])
    both = table.asked.by == "code" and cell.column != TOTAL
    return sorted({line.id, int(cell.column)} if both else {line.id})


def _lines(
    project: Project, asked: Asked, used: set[int]
) -> list[tuple[Line, frozenset[int]]]:  # fmt: skip
    """The lines in their order, each with the codes that it stands for."""
    nothing = _cell(TOTAL, ())
    if asked.rows == "theme":
        inside = codes_within(project)
        return [
            (Line(row.id, row.name, row.depth, 0, (), nothing), frozenset(inside[row.id]))
            for row in themes(project).rows
        ]
    return [
        (Line(row.id, row.name, row.depth, row.family, (), nothing), frozenset({row.id}))
        for row in code_tree(project, retired=True)
        if row.id in used or not row.retired
    ]


def _cell(column: str, held: Iterable[Piece]) -> Cell:
    rows = list(held)
    return Cell(
        column, frozenset(one.passage for one in rows),
        frozenset(one.person for one in rows if one.person is not None),
    )  # fmt: skip


def _warmed(lines: Iterable[Line], *, by_code: bool = False) -> tuple[Line, ...]:
    """The lines with each cell's heat: its share of the fullest, from 0 to 4.

    Of codes by codes, a code beside itself does not count for the fullest.
    """
    rows = list(lines)
    top = max(
        (
            len(one.passages)
            for line in rows
            for one in line.cells
            if not by_code or one.column != str(line.id)
        ),
        default=0,
    )
    return tuple(
        replace(line, cells=tuple(
            replace(one, heat=min(ceil(HEATS * len(one.passages) / top), HEATS) if top else 0)
            for one in line.cells
        ))
        for line in rows
    )  # fmt: skip


def _code_by_code(project: Project, asked: Asked, held: Sequence[Piece]) -> Crosstab:
    """Codes by codes: the passages of either that stand near the other."""
    placed = [one for one in held if not one.lost] if asked.rule != "same" else list(held)
    near = nearby(_stretches(asked, placed), asked.apart if asked.rule == "near" else 0)
    person = {one.passage: one.person for one in held}
    used = {one.code for one in placed}
    book = [row for row in code_tree(project, retired=True) if row.id in used]

    def cell(one: int, other: int) -> Cell:
        behind = cast("frozenset[int]", near.of(one, other))
        return Cell(
            str(other), behind, frozenset(p for each in behind if (p := person[each]) is not None)
        )

    lines = _warmed((
        Line(row.id, row.name, row.depth, row.family,
             tuple(cell(row.id, other.id) for other in book),
             replace(cell(row.id, row.id), column=TOTAL))
        for row in book
    ), by_code=True)  # fmt: skip
    lost = len({one.passage for one in held}) - len({one.passage for one in placed})
    return Crosstab(asked, tuple(Column(str(row.id), row.name) for row in book), lines, lost)


def _stretches(asked: Asked, held: Sequence[Piece]) -> list[Stretch]:
    """The pieces as the rule sees them: by passage, by character, by turn."""
    if asked.rule == "same":
        return [Stretch(one.passage, one.passage, 0, 0, one.code) for one in held]
    if asked.rule == "overlap":
        return [Stretch(one.passage, one.version, one.start, one.end - 1, one.code) for one in held]
    laid = turns(one.version for one in held)
    return [
        Stretch(
            one.passage, one.version, turn_at(laid[one.version], one.start),
            turn_at(laid[one.version], one.end - 1), one.code,
        )
        for one in held
    ]  # fmt: skip
