"""A cross-tab to take away: small groups of people are held back, and the file says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from uptake.formats.grids import Grid, Value
from uptake.interviews.queries.crosstabs import Crosstab
from uptake.interviews.queries.themes import codes_within
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
        inside = codes_within(project) if table.asked.rows == "theme" else {}
        hidden = _hidden(counts, least, _nested([line.id for line in table.lines], inside))
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


def _nested(
    lines: Sequence[int], codes: Mapping[int, AbstractSet[int]]
) -> list[tuple[int, int]]:  # fmt: skip
    """Rows whose codes are all in another row's: (inner, outer)."""
    none: frozenset[int] = frozenset()
    held = [codes.get(line, none) for line in lines]
    return [
        (inner, outer)
        for inner, few in enumerate(held)
        for outer, many in enumerate(held)
        if few and few < many
    ]


def _hidden(
    counts: list[list[int]], least: int, nested: Iterable[tuple[int, int]] = ()
) -> frozenset[tuple[int, int]]:
    """The places to hold back: (row, column). Rows that say the same hold back the same.

    A theme may hold nothing but its sub-theme: two rows of the same people, of which one would tell
    what the other holds back. Where it holds more (`nested`: inner and outer row), what it holds
    beyond its sub-theme is the difference of two counts, and is held back as a count would be: in
    the outer row. A count held back between two equal ones of nested rows would follow from them,
    so that the outer one is held back as well.
    """
    distinct = {line: at for at, line in enumerate(dict.fromkeys(map(tuple, counts)))}
    shown = protect(list(distinct), least).withheld
    # Totals over all codes are in no file: a person is counted once for each code.
    lines = list(distinct)
    pairs = {(distinct[tuple(counts[one])], distinct[tuple(counts[other])])
             for one, other in nested}  # fmt: skip
    pairs = {(inner, outer) for inner, outer in pairs if inner != outer}
    hidden = [{at for down, at in shown if down == row} for row in range(len(lines))]
    for inner, outer in pairs:
        beyond = [
            many - few for few, many in zip(lines[inner], lines[outer], strict=True)
        ]  # fmt: skip
        hidden[outer] |= {at for _, at in protect([beyond], least).withheld}
    _close(lines, pairs, hidden)
    return frozenset(
        (down, across)
        for down, line in enumerate(counts)
        for across in hidden[distinct[tuple(line)]]
    )


def _close(
    lines: Sequence[tuple[int, ...]], pairs: set[tuple[int, int]], hidden: list[set[int]]
) -> None:
    """Hold back more until no count held back lies between two equal ones that are shown."""
    whole = [(*line, sum(line)) for line in lines]
    followed = True
    while followed:
        followed = False
        for middle, outer in pairs:
            for at in hidden[middle] - hidden[outer]:
                below = max((whole[one][at] for one, other in pairs
                             if other == middle and at not in hidden[one]), default=0)  # fmt: skip
                if below == whole[outer][at]:
                    # Of a row never one place alone: the others and the total would tell it.
                    more = {at} | _smallest(whole[outer], hidden[outer] | {at})
                    hidden[outer] |= more
                    followed = True


def _smallest(line: Sequence[int], held: set[int]) -> set[int]:
    """A second place to hold back with one that would stand alone."""
    free = [(count, at) for at, count in enumerate(line) if at not in held]
    return {min(free)[1]} if len(held) == 1 and free else set()


def _note(table: Crosstab, least: int, held_back: int) -> str:
    said = "What was coded in a round counts once it is adjudicated. Withdrawn words are left out."
    if table.asked.by == "code":
        said += f" Two codes stand together {table.asked.says}; counted are the passages of either."
        if table.lost:
            said += f" Left out, as they lost their place: {table.lost} passages."
    if table.silent:
        said += f" Without a coded passage, and so without a column: {', '.join(table.silent)}."
    if protects(table) and least > 1:
        said += (
            f" Counts of fewer than {least} people are held back, and others with them so that "
            f"none can be worked out: {held_back} cells in all."
        )
    elif protects(table):
        said += " Nothing is held back: small counts may tell who somebody is."
    return said
