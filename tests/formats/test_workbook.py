"""Workbooks: their cells as a person reads them, and ones that are made to do harm."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from uptake.formats import workbook
from uptake.formats.detect import read_any
from uptake.formats.text import NotText, Unreadable


def book(*sheets: Sequence[Sequence[object]], stored: bool = False) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        day = made.add_format({"num_format": "yyyy-mm-dd"})
        for rows in sheets:
            sheet = made.add_worksheet()
            for at, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, date | datetime | time):
                        sheet.write_datetime(at, column, value, day)
                    else:
                        sheet.write(at, column, value)
    return repacked(out.getvalue()) if stored else out.getvalue()


def repacked(data: bytes, kind: int = zipfile.ZIP_STORED) -> bytes:
    """The same workbook, packed in another way."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", kind) as new:
        for part in old.infolist():
            new.writestr(part.filename, old.read(part))
    return out.getvalue()


MOMENT = datetime.fromisoformat("2021-01-02T03:04")
HEAD = ["Title", "Year", "Published", "DOI", "included"]
ROWS = [HEAD, ["Guided care", 2020, date(2020, 3, 1), "10.1000/x", 1], [],
        ["Who pays", 2021.5, MOMENT, "", True]]  # fmt: skip


@pytest.mark.parametrize("stored", [True, False])
def test_cells_are_read_as_a_person_reads_them(stored: bool) -> None:
    data = book(ROWS, stored=stored)
    assert workbook.recognises(data)
    reading = read_any(data, "a.csv")
    one, two = reading.references
    assert (reading.format, one.line, two.line) == ("xlsx", 2, 4)
    assert one.raw == (
        ("Title", "Guided care"), ("Year", "2020"), ("Published", "2020-03-01"),
        ("DOI", "10.1000/x"), ("included", "1"),
    )  # fmt: skip
    assert dict(two.raw)["Published"] == "2021-01-02 03:04:00"
    assert (dict(two.raw)["Year"], dict(two.raw)["included"]) == ("2021.5", "1")
    assert two.decisions[0].verdict == "include"


def test_columns_said_reach_a_workbook() -> None:
    data = book([["Naam", "Soort"], ["One", "x"]])
    assert workbook.read(data, columns={"Naam": "title"}).references[0].title == "One"
    assert read_any(data, "a.xlsx", columns={"Naam": "title"}).references[0].title == "One"


def test_the_sheet_that_is_known_best_is_read_and_the_others_said() -> None:
    reading = workbook.read(book([["About this file"]], ROWS, []))
    assert [it.title for it in reading.references] == ["Guided care", "Who pays"]
    assert "“Sheet1” is not read; “Sheet2” is" in reading.oddities[0].what


def test_a_time_alone_and_a_value_of_another_kind() -> None:
    assert workbook._text(time(3, 4)) == "03:04:00"
    assert workbook._text(None) == "None"
    assert workbook._text(1e20) == "1e+20"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (book([]), "nothing in it"),
        (book(ROWS)[:900] + b"xl/", "damaged"),
        (workbook.OLD + workbook.PROTECTED, "password"),
        (workbook.OLD + workbook.OLD_WORKBOOK[0], "damaged"),
        (repacked(book(ROWS), zipfile.ZIP_BZIP2), "damaged"),
        (b"PK\x03\x04 xl/", "damaged"),
    ],
)
def test_what_cannot_be_read_is_said(data: bytes, says: str) -> None:
    assert workbook.recognises(data)
    with pytest.raises(Unreadable, match=says) as refusal:
        workbook.read(data, name="a.xlsx")
    assert refusal.value.where == "a.xlsx"


def test_other_files_are_no_workbooks() -> None:
    assert not workbook.recognises(b"Title,Year\n")
    assert not workbook.recognises(workbook.OLD + b"WordDocument")


def test_a_cell_far_away_is_refused_before_it_takes_the_memory() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as made:
        sheet = made.add_worksheet()
        sheet.write(0, 0, "Title")
        sheet.write(1_048_575, 16_383, "far")
    with pytest.raises(Unreadable, match="spans 16,384 columns and 1,048,576 rows"):
        workbook.read(out.getvalue(), name="a.xlsx")


def test_what_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_UNPACKED", 1 << 21)
    monkeypatch.setattr(workbook, "PIECE", 1 << 18)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", bytes(1 << 23))
    data = bytearray(out.getvalue())
    # The list of contents says that it is small; nobody believes it.
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<L", 100)
    with pytest.raises(Unreadable, match="unpacks to more than 2 MB"):
        workbook.read(bytes(data), name="a.xlsx")


def test_too_many_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_PARTS", 3)
    with pytest.raises(Unreadable, match="parts"):
        workbook.read(book(ROWS), name="a.xlsx")


WHOLE = (book(ROWS), book(ROWS, stored=True))


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(WHOLE), st.integers(0, 8_000),
    st.lists(st.tuples(st.integers(0, 8_000), st.integers(0, 255)), max_size=5),
)  # fmt: skip
def test_no_bytes_are_too_odd(whole: bytes, end: int, changes: list[tuple[int, int]]) -> None:
    data = bytearray(whole)
    for at, value in changes:
        data[at % len(data)] = value
    try:
        workbook.read(bytes(data[:end] if end % 3 == 0 else data), name="a.xlsx")
    except (Unreadable, NotText):
        return
