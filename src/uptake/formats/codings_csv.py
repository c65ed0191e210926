"""Codings as a table: a row for each code that somebody put on a passage, CSV both ways.

The columns are ``source``, ``start``, ``end``, ``quote``, ``code``, ``coder``, ``memo``, ``date``,
in any order. Places are codepoints of the source's text, ``end`` exclusive; they may be missing
where a quote says which words are meant. Each line that can't be read is said, and costs no other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from uptake.formats.csv_rows import Row, delimiter_of, rows
from uptake.formats.losses import Loss, Losses
from uptake.formats.spreadsheet import csv_lines, unguarded
from uptake.formats.text import Unreadable, decode, split_lines
from uptake.formats.turns import Oddity

HEADINGS = ("source", "start", "end", "quote", "code", "coder", "memo", "date")
NEEDED = ("source", "code")
PLACE = re.compile(r"\d{1,9}", re.ASCII)
MOST = 500_000
COLUMNS = f"The first line names the columns: {', '.join(HEADINGS)}."


@dataclass(frozen=True, slots=True)
class CodedRow:
    """One code on one passage. ``start`` and ``end`` are None where only the quote is known."""

    source: str
    start: int | None
    end: int | None
    quote: str
    code: str
    coder: str = ""
    memo: str = ""
    date: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file, those that couldn't be read as oddities, and what isn't carried."""

    rows: tuple[CodedRow, ...]
    oddities: tuple[Oddity, ...] = ()
    losses: tuple[Loss, ...] = ()


def write(coded: Iterable[CodedRow], *, exact: bool = False) -> Iterator[bytes]:
    """Write codings as CSV in UTF-8, a line at a time.

    Unless ``exact``, no cell is one that a spreadsheet takes for a formula, and the file begins
    with a byte order mark.
    """
    lines = ([getattr(it, heading) for heading in HEADINGS] for it in coded)
    for line in csv_lines(_with_head(lines), exact=exact):
        yield line.encode("utf-8", "replace")


def _with_head(lines: Iterable[Sequence[object]]) -> Iterator[Sequence[object]]:
    yield HEADINGS
    yield from lines


def read(data: bytes, *, name: str = "", exact: bool = False) -> Table:
    """Read codings from CSV with commas, semicolons, tabs or upright strokes.

    Unless ``exact``, an apostrophe that guards a cell from being run is taken off. Raises
    ``Unreadable`` when the file is empty, no text, or has no such columns.
    """
    try:
        decoded = decode(data)
    except Unreadable as refusal:
        raise Unreadable(refusal.what, name, f"Save the table as CSV. {COLUMNS}") from refusal
    lines = split_lines(decoded.text)
    delimiter = delimiter_of(decoded.text, _known)
    found = (row for row in rows(lines, delimiter or ",", len(HEADINGS)) if not row.blank)
    head = next(found, Row(1, 1, []))
    columns = [cell.strip().casefold() for cell in head.cells]
    missing = [it for it in NEEDED if it not in columns]
    if missing or not ({"quote", "start"} & set(columns)):
        missing = missing or ["start and end, or quote"]
        what = f"The table has no column {' and no column '.join(missing)}."
        where = f"{name}, line {head.line}" if name else f"line {head.line}"
        raise Unreadable(what, where, COLUMNS)
    losses = Losses()
    oddities = [Oddity(0, "warning", it) for it in decoded.warnings]
    for at, column in enumerate(columns):
        if column not in HEADINGS or column in columns[:at]:
            losses.add("columns that aren't carried", head.cells[at], f"line {head.line}")
    read_: list[CodedRow] = []
    for row in found:
        cells = [cell if exact else unguarded(cell) for cell in row.cells]
        coded, fault = _coded(dict(zip(reversed(columns), reversed(_even(cells, columns)),
                                       strict=True)), row.line)  # fmt: skip
        if len(row.cells) > len(columns) and any(row.cells[len(columns) :]):
            fault = f"There are {len(row.cells)} cells, and {len(columns)} columns."
        if len(read_) >= MOST:
            fault = f"This is more than {MOST:,} rows, which is the most; bring it in in parts."
        if coded and not fault:
            read_.append(coded)
        else:
            oddities.append(Oddity(row.line, "warning", fault, " | ".join(row.cells)[:200]))
    return Table(tuple(read_), tuple(oddities), losses.report())


def _known(cells: Sequence[str]) -> int:
    return sum(cell.strip().casefold() in HEADINGS for cell in cells)


def _even(cells: Sequence[str], columns: Sequence[str]) -> list[str]:
    """Give as many cells as there are columns; trailing empty ones are often left out."""
    return [*cells, *[""] * len(columns)][: len(columns)]


def _coded(cells: dict[str, str], line: int) -> tuple[CodedRow | None, str]:
    """Make a coding of a row's cells, or say what is wrong with them."""
    said = {heading: cells.get(heading, "") for heading in HEADINGS}
    for needed in NEEDED:
        if not said[needed].strip():
            return None, f"The {needed} is missing."
    start, end = said["start"].strip(), said["end"].strip()
    if not start and not end:
        if not said["quote"].strip():
            return None, "There is neither a place nor a quote."
        place: tuple[int | None, int | None] = None, None
    elif not PLACE.fullmatch(start) or not PLACE.fullmatch(end):
        return None, f"Start and end are whole numbers from 0 on, not “{start}” and “{end}”."
    else:
        place = int(start), int(end)
        if int(start) >= int(end):
            return None, f"The passage ends at {end}, which isn't after its start, {start}."
    return (
        CodedRow(
            said["source"], *place, said["quote"], said["code"], said["coder"], said["memo"],
            said["date"], line,
        ),
        "",
    )  # fmt: skip
