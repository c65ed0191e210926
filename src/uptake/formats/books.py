"""Several tables as one workbook, a sheet for each, or as one Word document on its side."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from uptake.formats.grids import (
    FONT,
    LONG_CM,
    MARGIN_CM,
    SHORT_CM,
    SIZE,
    UNWRITABLE,
    Grid,
    _cell,
    _fill,
    _repeat,
)

NOT_IN_NAMES = str.maketrans("", "", "[]:*?/\\")
NAME_MOST = 31
NARROW, WIDE = 14, 34
"""Columns of a sheet, in characters: the first, and the others."""


def as_xlsx(tables: Sequence[Grid]) -> bytes:
    """A workbook with a sheet for each table, its first line and column frozen, its texts wrapped.

    The tables' notes stand in a sheet of their own. Raises ``ValueError`` for no table.
    """
    import xlsxwriter  # comes with the site, not with the bare library

    if not tables:
        raise ValueError("A workbook needs at least one table.")
    out = BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    for name, table in zip(_names(tables), tables, strict=True):
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 0, NARROW)
        sheet.set_column(1, max(len(table.head) - 1, 1), WIDE)
        for at, head in enumerate(table.head):
            sheet.write_string(0, at, _cell(head), bold)
        for down, row in enumerate(table.rows, start=1):
            for at, value in enumerate(row):
                if isinstance(value, int):
                    sheet.write_number(down, at, value, plain)
                elif value:
                    sheet.write_string(down, at, _cell(value), plain)
    about = book.add_worksheet(_free("About", [_name(table.title) for table in tables]))
    about.set_column(0, 0, 90)
    lines = [text for table in tables for text in (table.title, table.note) if text]
    for down, text in enumerate(lines):
        about.write_string(down, 0, _cell(text), plain)
    book.close()
    return out.getvalue()


def _names(tables: Sequence[Grid]) -> list[str]:
    """Names of sheets: no two alike, none too long, without signs that none may have."""
    found: list[str] = []
    for table in tables:
        found.append(_free(_name(table.title), found))
    return found


def _name(title: str) -> str:
    plain = UNWRITABLE.sub("", title).translate(NOT_IN_NAMES).strip("' ")
    return plain[:NAME_MOST].strip("' ") or "Table"


def _free(name: str, taken: Sequence[str]) -> str:
    used = {one.casefold() for one in taken}
    number, free = 1, name
    while free.casefold() in used:
        number += 1
        free = f"{name[: NAME_MOST - 3]} {number}"
    return free


def as_docx(tables: Sequence[Grid]) -> bytes:
    """The tables one after the other in a Word document whose pages lie on their side.

    Each table's first line comes again on each page. The first table's title is the document's.
    Raises ``ValueError`` for no table.
    """
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm, Pt

    if not tables:
        raise ValueError("A document needs at least one table.")
    document = Document()
    document.core_properties.title = UNWRITABLE.sub("", tables[0].title)[:255]
    document.core_properties.author = "Uptake"
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(SIZE)
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(LONG_CM), Cm(SHORT_CM)
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Cm(MARGIN_CM))
    for table in tables:
        document.add_heading(UNWRITABLE.sub("", table.title), level=1)
        if table.note:
            document.add_paragraph(UNWRITABLE.sub("", table.note))
        laid = document.add_table(rows=1, cols=len(table.head))
        laid.style = "Table Grid"
        _fill(laid.rows[0], table.head, bold=True)
        _repeat(laid.rows[0])
        for row in table.rows:
            _fill(laid.add_row(), row)
    out = BytesIO()
    document.save(out)
    return out.getvalue()
