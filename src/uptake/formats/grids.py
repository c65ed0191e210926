"""A small table out of Uptake: CSV, a workbook, or a Word document to lay beside a report.

Texts are guarded in CSV and in workbooks, so that no spreadsheet runs what stands in a cell; a Word
document runs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from uptake.formats.spreadsheet import csv_lines, guarded

Value = str | int | None
CELL_MOST = 32_767
"""Characters that a cell of a workbook can hold."""
FONT, SIZE = "Arial", 8
UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold."""
UPRIGHT_MOST = 5
"""Columns that a page can hold upright; more need it on its side."""
SHORT_CM, LONG_CM, MARGIN_CM = 21.0, 29.7, 1.5


@dataclass(frozen=True, slots=True)
class Grid:
    """A heading, the names of the columns, and rows as long as those; a note stands beneath."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    note: str = ""


def as_csv(grid: Grid) -> bytes:
    """The table as CSV in UTF-8 with a byte order mark. The note is left out."""
    return "".join(csv_lines([grid.head, *grid.rows])).encode("utf-8", "replace")


def as_xlsx(grid: Grid) -> bytes:
    """The table as a workbook of one sheet, with the note in a second one."""
    import xlsxwriter  # comes with the site, not with the bare library

    out = BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet("Table")
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, len(grid.head) - 1, 24)
    for at, name in enumerate(grid.head):
        sheet.write_string(0, at, _cell(name), bold)
    for down, row in enumerate(grid.rows, start=1):
        for at, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(down, at, value, plain)
            elif value:
                sheet.write_string(down, at, _cell(value), plain)
    about = book.add_worksheet("About")
    about.set_column(0, 0, 90)
    for down, text in enumerate((grid.title, grid.note)):
        about.write_string(down, 0, _cell(text), plain)
    book.close()
    return out.getvalue()


def _cell(value: str) -> str:
    value = guarded(value)
    return value if len(value) <= CELL_MOST else value[: CELL_MOST - 1] + "…"


def as_docx(grid: Grid) -> bytes:
    """The table in a Word document; its first line comes again on each page."""
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm, Pt

    document = Document()
    document.core_properties.title = grid.title
    document.core_properties.author = "Uptake"
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(SIZE)
    section = document.sections[0]
    wide = len(grid.head) > UPRIGHT_MOST
    if wide:
        section.orientation = WD_ORIENT.LANDSCAPE
    short, long = Cm(SHORT_CM), Cm(LONG_CM)
    section.page_width, section.page_height = (long, short) if wide else (short, long)
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Cm(MARGIN_CM))
    document.add_heading(grid.title, level=1)
    table = document.add_table(rows=1, cols=len(grid.head))
    table.style = "Table Grid"
    _fill(table.rows[0], grid.head, bold=True)
    _repeat(table.rows[0])
    for row in grid.rows:
        _fill(table.add_row(), row)
    if grid.note:
        document.add_paragraph(grid.note)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _fill(row: Any, values: tuple[Value, ...], *, bold: bool = False) -> None:
    for cell, value in zip(row.cells, values, strict=True):
        first = cell.paragraphs[0]
        first.paragraph_format.space_after = 0
        first.add_run(UNWRITABLE.sub("", "" if value is None else str(value))).bold = bold


def _repeat(row: Any) -> None:
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


@dataclass(frozen=True, slots=True)
class Form:
    """A form in which a table goes out."""

    key: str
    name: str
    media_type: str
    write: Callable[[Grid], bytes]


FORMS: dict[str, Form] = {
    it.key: it
    for it in (
        Form("csv", "CSV", "text/csv; charset=utf-8", as_csv),
        Form(
            "xlsx", "Excel",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx,
        ),
        Form(
            "docx", "Word",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document", as_docx,
        ),
    )
}  # fmt: skip
