"""A cross-tab to take away: small groups of people are held back, and the file says so."""

from __future__ import annotations

from dataclasses import dataclass

from uptake.formats.grids import Grid, Value
from uptake.interviews.queries.crosstabs import Crosstab
from uptake.methods.small_groups import LEAST, protect
from uptake.projects.models import Project

HELD_BACK = "held back"
TELLS_OF_PEOPLE = {"group", "attribute"}
"""Tables whose columns say who somebody is."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The table, and how many of its cells were held back."""

    grid: Grid
    held_back: int


def protects(table: Crosstab) -> bool:
    """Whether the table's columns are groups of people, so that a small count tells of somebody."""
    return table.asked.by in TELLS_OF_PEOPLE


def sheet(project: Project, table: Crosstab, title: str, least: int = LEAST) -> Sheet:
    """Passages and people of every cell, and each row's total.

    Where the columns are groups of people, counts of fewer than `least` people are held back, with
    as many others as are needed for none of them to be worked out from the totals (`protect`).
    """
    unit = "theme" if table.asked.rows == "theme" else "code"
    head = [unit.capitalize()]
    for column in table.columns:
        head += [f"{column.name}: passages", f"{column.name}: people"]
    by_code = table.asked.by == "code"
    if not by_code:
        head += ["All: passages", "All: people"]
    hidden: frozenset[tuple[int, int]] = frozenset()
    if protects(table) and least > 1:
        counts = [[len(cell.people) for cell in line.cells] for line in table.lines]
        hidden = _hidden(counts, least)
    rows: list[tuple[Value, ...]] = []
    for down, line in enumerate(table.lines):
        row: list[Value] = ["· " * line.depth + line.name]
        for across, cell in enumerate([*line.cells, *([] if by_code else [line.total])]):
            if (down, across) in hidden:
                row += [HELD_BACK, HELD_BACK]
            else:
                row += [len(cell.passages), len(cell.people)]
        rows.append(tuple(row))
    return Sheet(Grid(title, tuple(head), tuple(rows), _note(table, least, len(hidden))),
                 len(hidden))  # fmt: skip


def _hidden(counts: list[list[int]], least: int) -> frozenset[tuple[int, int]]:
    """The places to hold back: (row, column). Rows that say the same hold back the same.

    A theme may hold nothing but its sub-theme: two rows of the same people, of which one would tell
    what the other holds back.
    """
    distinct = {line: at for at, line in enumerate(dict.fromkeys(map(tuple, counts)))}
    shown = protect(list(distinct), least).withheld
    # Totals over all codes are in no file: a person is counted once for each code.
    return frozenset(
        (down, across)
        for down, line in enumerate(counts)
        for across in range(len(line) + 1)
        if (distinct[tuple(line)], across) in shown
    )


def _note(table: Crosstab, least: int, held_back: int) -> str:
    said = "What was coded in a round counts once it is adjudicated. Withdrawn words are left out."
    if table.asked.by == "code":
        said += f" Two codes stand together {table.asked.says}; counted are the passages of either."
        if table.lost:
            said += f" Left out, as they lost their place: {table.lost} passages."
    if protects(table) and least > 1:
        said += (
            f" Counts of fewer than {least} people are held back, and others with them so that "
            f"none can be worked out: {held_back} cells in all."
        )
    elif protects(table):
        said += " Nothing is held back: small counts may tell who somebody is."
    return said
