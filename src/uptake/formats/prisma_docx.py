"""A PRISMA diagram as a Word document: a table whose boxes can be edited, on one page.

Boxes of one height share a row of the table and each column of boxes is a column; arrows are typed
characters in the cells between, so that nothing is a picture and a screen reader hears the boxes in
order.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from uptake.methods.prisma_boxes import Box, Diagram

if TYPE_CHECKING:
    from docx.table import _Cell

EDGE, TITLE = "4C6272", "F4E3B5"
FONT, SIZE = "Arial", 8
MARGIN_CM, PAGE_CM, LONG_CM = 1.5, 21.0, 29.7


def write(diagram: Diagram, title: str = "PRISMA 2020 flow diagram") -> bytes:
    """The diagram as DOCX, landscape when it has more than two columns of boxes."""
    from docx import Document  # python-docx comes with the site, not with the bare library
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm, Pt

    document = Document()
    document.core_properties.title = title
    document.core_properties.author = "Uptake"
    section = document.sections[0]
    columns = sorted({box.x for box in diagram.boxes if not box.upright})
    wide = len(columns) > 2
    if wide:
        section.orientation = WD_ORIENT.LANDSCAPE
    short, long = Cm(PAGE_CM), Cm(LONG_CM)
    section.page_width, section.page_height = (long, short) if wide else (short, long)
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Cm(MARGIN_CM))
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(SIZE)
    document.add_heading(title, level=1)
    _table(document, diagram, columns, (LONG_CM if wide else PAGE_CM) - 2 * MARGIN_CM)
    if diagram.note:
        document.add_paragraph(diagram.note)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _table(document: Any, diagram: Diagram, columns: list[int], width: float) -> None:
    from docx.shared import Cm

    rows = sorted({box.y for box in diagram.boxes if not box.upright})
    gap = 0.8
    each = (width - gap * (len(columns) - 1)) / len(columns)
    table = document.add_table(rows=2 * len(rows) - 1, cols=2 * len(columns) - 1)
    table.autofit = False
    for number in range(2 * len(columns) - 1):
        table.columns[number].width = Cm(gap if number % 2 else each)
        for cell in table.columns[number].cells:
            cell.width = Cm(gap if number % 2 else each)
            cell.paragraphs[0].paragraph_format.space_after = 0
    for box in diagram.boxes:
        if box.upright:
            continue
        row, column = 2 * rows.index(box.y), 2 * columns.index(box.x)
        cell = table.cell(row, column)
        if _spans(box, columns):
            cell = cell.merge(table.cell(row, column + 2))
        _fill(cell, box)
    for start, end in diagram.arrows:
        one, other = diagram.box(start), diagram.box(end)
        row, column = 2 * rows.index(one.y), 2 * columns.index(one.x)
        if one.y == other.y:
            _arrow(table.cell(row, column + 1), "→")
        elif one.x == other.x:
            for between in range(row + 1, 2 * rows.index(other.y), 2):
                _arrow(table.cell(between, column), "↓")
        else:
            beside = 2 * columns.index(other.x) + (1 if other.x < one.x else -1)
            _arrow(table.cell(2 * rows.index(other.y), beside), "←" if other.x < one.x else "→")


def _spans(box: Box, columns: list[int]) -> bool:
    """True for a title that stands over two columns."""
    return any(box.x < x < box.x + box.width for x in columns)


def _fill(cell: _Cell, box: Box) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    _border(cell, TITLE if box.title else "")
    first = cell.paragraphs[0]
    first.add_run(box.head).bold = True
    first.paragraph_format.space_after = 0
    if box.title:
        first.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for line in box.lines:
        paragraph = cell.add_paragraph(line.strip())
        paragraph.paragraph_format.space_after = 0
        if line.startswith("   "):
            paragraph.paragraph_format.left_indent = 180_000


def _arrow(cell: _Cell, sign: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph = cell.paragraphs[0]
    paragraph.add_run(sign)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = 0


def _border(cell: _Cell, fill: str) -> None:
    """A line around a cell, and a ground."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    properties = cell._tc.get_or_add_tcPr()
    borders = OxmlElement("w:tcBorders")
    for side in ("top", "left", "bottom", "right"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", EDGE)):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    properties.append(borders)
    if fill:
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", fill)):
            shade.set(qn(f"w:{name}"), value)
        properties.append(shade)
