"""Small tables as CSV, workbook and Word document: read back by others' readers."""

from __future__ import annotations

import csv
import io

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from uptake.formats.grids import CELL_MOST, FORMS, Grid, as_csv, as_docx, as_xlsx

GRID = Grid(
    "Included studies",
    ("Study", "Reports", "n"),
    (("S1", "=1+1", 12), ("S2", "Ångström; Osei", None)),
    "2 studies in 3 reports.",
)


def test_csv_guards_formulas_and_names_its_encoding():
    data = as_csv(GRID)
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert rows == [["Study", "Reports", "n"], ["S1", "'=1+1", "12"], ["S2", "Ångström; Osei", ""]]


def test_a_workbook_reads_back():
    long = Grid("Long", ("A",), (("x" * (CELL_MOST + 5),),))
    book = CalamineWorkbook.from_filelike(io.BytesIO(as_xlsx(GRID)))
    assert book.get_sheet_by_name("Table").to_python() == [
        ["Study", "Reports", "n"], ["S1", "'=1+1", 12.0], ["S2", "Ångström; Osei", ""],
    ]  # fmt: skip
    assert book.get_sheet_by_name("About").to_python()[1] == ["2 studies in 3 reports."]
    (_, (cell,)) = (
        CalamineWorkbook.from_filelike(io.BytesIO(as_xlsx(long)))
        .get_sheet_by_name("Table").to_python()
    )  # fmt: skip
    assert len(cell) == CELL_MOST
    assert cell.endswith("…")


def test_a_word_document_reads_back():
    document = Document(io.BytesIO(as_docx(GRID)))
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Study", "Reports", "n"], ["S1", "=1+1", "12"], ["S2", "Ångström; Osei", ""],
    ]  # fmt: skip
    assert document.paragraphs[0].text == "Included studies"
    assert document.paragraphs[-1].text == "2 studies in 3 reports."
    assert "w:tblHeader" in table.rows[0]._tr.xml
    assert document.sections[0].orientation == WD_ORIENT.PORTRAIT


def test_many_columns_lie_on_their_side():
    document = Document(io.BytesIO(as_docx(Grid("Wide", tuple("abcdef"), ()))))
    assert document.sections[0].orientation == WD_ORIENT.LANDSCAPE


@pytest.mark.parametrize("kind", FORMS)
@settings(max_examples=15, deadline=None)
@given(words=st.lists(st.text(max_size=20), min_size=1, max_size=4))
def test_any_text_can_be_written(kind, words):
    grid = Grid("T", tuple("a" for _ in words), (tuple(words),))
    assert FORMS[kind].write(grid)
