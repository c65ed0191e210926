"""CSV as it really is: which character parts the cells, and rows with the lines they stand on.

Quotation marks that are never closed would swallow the rest of a file. A row that runs over many
lines and then has the wrong number of cells is read again from its first line alone, and said so.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from uptake.formats.text import split_lines

DELIMITERS = ",;\t|"
LONGEST = 400
"""Lines that one row may run over: an abstract of more is a quotation mark left open."""
SAMPLE_LINES = 120
MENDED_MOST = 2_000
"""Rows read a second time; past that each line is a row, so that no file takes for ever."""

# Cells hold whole lists of references; the default of 131,072 characters would end the file.
csv.field_size_limit(2**31 - 1)


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row, and the lines it stands on."""

    line: int
    end_line: int
    cells: list[str]
    mended: bool = False

    @property
    def blank(self) -> bool:
        """True when nothing stands in any cell."""
        return not any(cell and not cell.isspace() for cell in self.cells)


def delimiter_of(text: str, known: Callable[[Sequence[str]], int]) -> str:
    """Find what parts the cells, or "" where nothing does.

    ``known`` says how many of some cells are names of columns that are known. The delimiter that
    shows most of these wins; then the one under which most rows have as many cells as the first.
    """
    lines = split_lines(text)[:SAMPLE_LINES]
    best, best_score = "", (0, 0.0, 0)
    for delimiter in DELIMITERS:
        if not any(delimiter in line for line in lines[:20]):
            continue
        rows = [cells for cells in _plain(lines, delimiter) if any(cells)]
        if not rows:
            continue
        widths = Counter(len(cells) for cells in rows)
        width, times = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
        if width < 2:
            continue
        score = (max(map(known, rows[:20])), times / len(rows), width)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _plain(lines: Sequence[str], delimiter: str) -> list[list[str]]:
    return list(csv.reader((line + "\n" for line in lines), delimiter=delimiter))


@dataclass(slots=True)
class _Place:
    """Where the row begins that is being read, as an index of lines."""

    at: int


def rows(lines: Sequence[str], delimiter: str, width: int, start: int = 0) -> Iterator[Row]:
    """Give the rows of a table from line ``start`` (from 0) on; ``width`` is its columns.

    Every line of the file is in a row; blank lines are rows of one empty cell, or none.
    """
    place, mended = _Place(start), 0
    spaced = _blank_before_quote(lines[:SAMPLE_LINES], delimiter)
    while place.at < len(lines):
        source = _from(lines, place) if mended < MENDED_MOST else _one(lines, place)
        reader = csv.reader(source, delimiter=delimiter, skipinitialspace=spaced)
        base = place.at
        for cells in reader:
            first, end = place.at, base + reader.line_num
            if end - first > 1 and mended < MENDED_MOST:
                alone = _left_open(cells, lines[first:end], width, delimiter, spaced)
                if alone:
                    mended += 1
                    place.at = first + 1
                    yield Row(first + 1, first + 1, alone, mended=True)
                    break
            place.at = end
            yield Row(first + 1, end, cells)


def _from(lines: Sequence[str], place: _Place) -> Iterator[str]:
    at = place.at
    while at < len(lines) and at - place.at < LONGEST:
        yield lines[at] + "\n"
        at += 1


def _one(lines: Sequence[str], place: _Place) -> Iterator[str]:
    yield lines[place.at] + "\n"


def _left_open(
    cells: Sequence[str], lines: Sequence[str], width: int, delimiter: str, spaced: bool
) -> list[str]:
    """Give the first line of a row as a row of its own where a quotation mark was never closed.

    Empty where the row runs over its lines with good reason, or nobody can tell.
    """
    quoted = _alone(lines[0], delimiter, spaced)
    if not _well_formed(lines, delimiter, spaced):
        literal = lines[0].split(delimiter)
        if len(quoted) == width or len(literal) == width or len(lines) >= LONGEST:
            return quoted if len(quoted) == width else literal
        return []
    if len(cells) != width:
        return quoted if len(quoted) == width or len(lines) >= LONGEST else []
    # The right number of cells by chance: the next row stands whole inside the last cell.
    last = _alone(lines[-1], delimiter, spaced)
    return quoted if width > 2 and len(quoted) == width and len(last) == width else []


def _well_formed(lines: Sequence[str], delimiter: str, spaced: bool) -> bool:
    """Say whether every quotation mark that opens a cell is closed before the next cell."""
    reader = csv.reader(
        (line + "\n" for line in lines), delimiter=delimiter, skipinitialspace=spaced, strict=True
    )
    try:
        return len(list(reader)) == 1
    except csv.Error:
        return False


def _alone(line: str, delimiter: str, spaced: bool) -> list[str]:
    found = next(csv.reader([line + "\n"], delimiter=delimiter, skipinitialspace=spaced), [])
    return [*found[:-1], found[-1].rstrip("\n")] if found else []


def _blank_before_quote(lines: Sequence[str], delimiter: str) -> bool:
    text = "\n".join(lines)
    return text.count(f'{delimiter} "') > text.count(f'{delimiter}"')
