"""References as a table, CSV or workbook: a row for each, a column for each field.

Several values stand in one cell with semicolons between them; several decisions of one stage stand
side by side with upright strokes, and so do their reasons, in the same order. The headings are ones
that Uptake knows again, so what was written can be read back.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import IO, NamedTuple, cast

import xlsxwriter

from uptake.formats.decisions import Decision, Stage
from uptake.formats.references import Reference
from uptake.formats.spreadsheet import csv_lines, guarded

MANY = " | "
CELL_MOST = 32_767
"""Characters that a cell of a workbook can hold."""


class Exported(NamedTuple):
    """A reference on its way out: what was decided of it, and how many records it stands for."""

    reference: Reference
    decisions: Sequence[Decision] = ()
    records: int = 1


def _joined(values: Sequence[str]) -> str:
    return "; ".join(values)


FIELDS: tuple[tuple[str, Callable[[Reference], object]], ...] = (
    ("Title", lambda it: it.title),
    ("Authors", lambda it: _joined(it.authors)),
    ("Year", lambda it: it.year),
    ("Journal", lambda it: it.journal),
    ("Journal, abbreviated", lambda it: it.abbreviation),
    ("Series", lambda it: it.series),
    ("Volume", lambda it: it.volume),
    ("Issue", lambda it: it.issue),
    ("First page or article number", lambda it: it.start_page),
    ("Last page", lambda it: it.end_page),
    ("DOI", lambda it: it.doi),
    ("PubMed number", lambda it: it.pmid),
    ("PubMed Central number", lambda it: it.pmcid),
    ("ISSN or ISBN", lambda it: _joined((*it.issn, *it.isbn))),
    ("Abstract", lambda it: it.abstract),
    ("Keywords", lambda it: _joined(it.keywords)),
    ("Language", lambda it: it.language),
    ("Addresses", lambda it: _joined(it.urls)),
    ("Publisher", lambda it: it.publisher),
    ("Place", lambda it: it.place),
    ("Editors", lambda it: _joined(it.editors)),
    ("Title in another language", lambda it: _joined(it.other_titles)),
    ("Kind", lambda it: it.kind),
    ("Publication types", lambda it: _joined(it.publication_types)),
    ("Database", lambda it: it.database),
    ("Number in the database", lambda it: it.database_id),
    ("Notes", lambda it: "\n".join(it.notes)),
)
STAGES: tuple[tuple[Stage, str], ...] = (
    ("title", "Title and abstract"), ("full text", "Full text"), ("", "Other"),
)  # fmt: skip
PARTS = (
    ("decision", "verdict"), ("reason", "reason"), ("note", "note"), ("decided by", "by"),
    ("decided at", "at"), ("made with", "tool"),
)  # fmt: skip
HEADINGS = (
    *(heading for heading, _ in FIELDS),
    *(f"{stage}: {part}" for _, stage in STAGES for part, _ in PARTS),
    "Records",
)


def cells(row: Exported) -> list[object]:
    """Give the cells of a row, in the order of ``HEADINGS``."""
    found: list[object] = [value(row.reference) for _, value in FIELDS]
    for stage, _ in STAGES:
        made = [decision for decision in row.decisions if decision.stage == stage]
        for _, part in PARTS:
            values = [str(getattr(decision, part)).replace("|", "¦") for decision in made]
            found.append(MANY.join(values) if any(values) else "")
    return [*found, row.records]


def csv_pieces(rows: Iterable[Exported], *, exact: bool = False) -> Iterator[bytes]:
    """Write references as CSV in UTF-8, a line at a time.

    Unless ``exact``, no cell is one that a spreadsheet takes for a formula, and the file begins
    with a byte order mark, by which spreadsheets know the encoding.
    """
    for line in csv_lines(_with_head(rows), exact=exact):
        yield line.encode("utf-8", "replace")


def _with_head(rows: Iterable[Exported]) -> Iterator[Sequence[object]]:
    yield HEADINGS
    for row in rows:
        yield cells(row)


def xlsx_file(rows: Iterable[Exported], *, exact: bool = False) -> IO[bytes]:
    """Write references as a workbook to a temporary file, and give it open at its beginning.

    Texts stay texts whatever they begin with. Unless ``exact``, ones that look like a formula are
    guarded as in CSV, for when the workbook is saved as CSV later. A text longer than a cell holds
    (32,767 characters) is cut there, and ends with "…".
    """
    file = cast("IO[bytes]", tempfile.TemporaryFile())  # noqa: SIM115
    book = xlsxwriter.Workbook(
        file,
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
         "strings_to_numbers": False},
    )  # fmt: skip
    sheet = book.add_worksheet("References")
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 0, 60)
    sheet.set_column(1, len(HEADINGS) - 1, 18)
    for at, heading in enumerate(HEADINGS):
        sheet.write_string(0, at, heading, bold)
    last = 0
    for last, row in enumerate(rows, start=1):
        for at, value in enumerate(cells(row)):
            if isinstance(value, int):
                sheet.write_number(last, at, value)
            elif value:
                sheet.write_string(last, at, _cell(str(value), exact))
    sheet.autofilter(0, 0, max(last, 1), len(HEADINGS) - 1)
    book.close()
    file.seek(0)
    return file


def _cell(value: str, exact: bool) -> str:
    value = value if exact else guarded(value)
    return value if len(value) <= CELL_MOST else value[: CELL_MOST - 1] + "…"
