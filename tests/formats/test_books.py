"""Several tables in one file, read back with another library."""

from __future__ import annotations

import io

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from python_calamine import CalamineWorkbook

from uptake.formats.books import as_docx, as_xlsx
from uptake.formats.grids import Grid

CHART = Grid("Framework chart", ("Case", "Time", "Count"), (("P04", "Short of it.\nAlways.", 2),),
             "As of March.")  # fmt: skip
PASSAGES = Grid("Passages: all/of [them]", ("Place", "Words"), (("T1", "=1+1"), ("T2", None)))


def test_each_table_has_its_sheet():
    book = CalamineWorkbook.from_filelike(io.BytesIO(as_xlsx([CHART, PASSAGES])))
    assert book.sheet_names == ["Framework chart", "Passages allof them", "About"]
    assert book.get_sheet_by_name("Framework chart").to_python() == [
        ["Case", "Time", "Count"], ["P04", "Short of it.\nAlways.", 2],
    ]  # fmt: skip
    assert book.get_sheet_by_name("Passages allof them").to_python()[1] == ["T1", "'=1+1"]
    about = book.get_sheet_by_name("About").to_python()
    assert about == [["Framework chart"], ["As of March."], ["Passages: all/of [them]"]]


@pytest.mark.parametrize(
    ("titles", "names"),
    [
        (("About",), ["About", "About 2"]),
        (("x" * 40, "X" * 40), ["x" * 31, f"{'X' * 28} 2", "About"]),
        (("'[]'",), ["Table", "About"]),
    ],
)
def test_sheets_have_names_that_a_workbook_takes(titles, names):
    tables = [Grid(title, ("A",), ()) for title in titles]
    book = CalamineWorkbook.from_filelike(io.BytesIO(as_xlsx(tables)))
    assert book.sheet_names == names


def test_a_word_document_lies_on_its_side_and_repeats_heads():
    document = Document(io.BytesIO(as_docx([CHART, PASSAGES])))
    assert document.sections[0].orientation == WD_ORIENT.LANDSCAPE
    assert document.core_properties.title == "Framework chart"
    first, second = document.tables
    assert [cell.text for cell in first.rows[1].cells] == ["P04", "Short of it.\nAlways.", "2"]
    assert [cell.text for cell in second.rows[2].cells] == ["T2", ""]
    assert all("tblHeader" in table.rows[0]._tr.xml for table in document.tables)
    assert "As of March." in [paragraph.text for paragraph in document.paragraphs]


@pytest.mark.parametrize("write", [as_xlsx, as_docx])
def test_no_table_is_no_file(write):
    with pytest.raises(ValueError, match="at least one table"):
        write([])
