"""Tables that a person brings as CSV: columns by their headings, each row with its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from uptake.cli.terminal import Told
from uptake.formats.text import Unreadable, decode


@dataclass(frozen=True)
class Row:
    """One row: where it stands, and its cells by the column's own name."""

    file: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    @property
    def where(self) -> str:
        return f"{self.file}, line {self.line}"

    def wanted(self, column: str) -> str:
        """A cell that must not be empty."""
        if not self[column]:
            raise Told(f"The cell “{column}” is empty.", "Fill it in.", self.where)
        return self[column]

    def day(self, column: str) -> date | None:
        """A date such as 2026-01-12, or None where the cell is empty."""
        text = self[column]
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError as fault:
            raise Told(
                f"The cell “{column}” holds {text!r}, which is no date.",
                "Write it as 2026-01-12.", self.where,
            ) from fault  # fmt: skip

    def number(self, column: str, default: int) -> int:
        """A whole number from 1 up."""
        text = self[column] or str(default)
        if not text.isascii() or not text.isdigit() or not 0 < len(text) < 10 or int(text) < 1:
            raise Told(
                f"The cell “{column}” holds {text!r}.", "It takes 1, 2, 3...", self.where
            )  # fmt: skip
        return int(text)


def read_table(path: Path, columns: Mapping[str, tuple[str, ...]], needed: tuple[str, ...]
               ) -> list[Row]:  # fmt: skip
    """The rows of a CSV file. `columns` gives other headings that a column may have.

    Comma, semicolon or tab may separate the cells; columns of no known name are left out. Raises
    Told, naming the line, where the file is not such a table.
    """
    try:
        text = decode(path.read_bytes()).text
    except Unreadable as fault:
        raise Told(fault.what, fault.advice, str(path)) from fault
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    known = {other: name for name, others in columns.items() for other in (name, *others)}
    try:
        headings = [known.get(_plain(cell), "") for cell in next(reader, [])]
        missing = [name for name in needed if name not in headings]
        if missing:
            raise Told(
                f"The first line has no column called “{missing[0]}”.",
                f"Name the columns: {', '.join(columns)}. Needed are: {', '.join(needed)}.",
                f"{path}, line 1",
            )
        rows = list(_rows(reader, headings, path))
    except csv.Error as fault:
        raise Told(
            f"The row cannot be read as CSV: {fault}.",
            "Look for a quotation mark that is not closed.", f"{path}, line {reader.line_num}",
        ) from fault  # fmt: skip
    if not rows:
        raise Told("There is nothing beneath the first line.", where=str(path))
    return rows


def _rows(reader: Iterator[list[str]], headings: list[str], path: Path) -> Iterator[Row]:
    before = getattr(reader, "line_num", 1)
    for cells in reader:
        if any(cell.strip() for cell in cells):
            if any(cell.strip() for cell in cells[len(headings) :]):
                raise Told(
                    f"The row has {len(cells)} cells and the first line {len(headings)}.",
                    "Put quotation marks around cells that hold a comma.",
                    f"{path}, line {before + 1}",
                )
            named = zip(headings, cells, strict=False)
            yield Row(str(path), before + 1, {name: cell.strip() for name, cell in named if name})
        before = getattr(reader, "line_num", before + 1)


def _plain(heading: str) -> str:
    return " ".join(heading.replace("_", " ").casefold().split())
