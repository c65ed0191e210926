from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uptake.formats import codings_csv, csv_rows
from uptake.formats.codings_csv import CodedRow, read, write
from uptake.formats.text import Unreadable, decode, split_lines

ROW = CodedRow("T1", 2, 7, "slept", "sleep", "Ann", "why, “oh”\nwhy", "2026-03-01", 2)


def test_what_is_written_is_read():
    data = b"".join(write([ROW, CodedRow("T2", None, None, "=1+1", "-x")]))
    assert data.startswith(b"\xef\xbb\xbfsource,start,end,quote,code,coder,memo,date\r\n")
    assert b"'=1+1,'-x" in data, "a spreadsheet runs nothing"
    table = read(data)
    assert (table.oddities, table.losses) == ((), ())
    assert table.rows == (ROW, CodedRow("T2", None, None, "=1+1", "-x", line=4))


def test_columns_in_any_order_and_with_any_delimiter():
    table = read("Code;Quote;Source;Mood\nsleep;slept;T1;low\n'x;y;T2\n".encode("utf-16"))
    assert [(it.code, it.quote, it.source) for it in table.rows] == [
        ("sleep", "slept", "T1"), ("'x", "y", "T2"),
    ]  # fmt: skip
    assert [(it.kind, it.example) for it in table.losses] == [
        ("columns that aren't carried", "Mood")
    ]


def test_a_heading_twice_counts_once():
    table = read(b"source,code,quote,code\nT1,first,q,second\n")
    assert [it.code for it in table.rows] == ["first"]
    assert table.losses[0].example == "code"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (",1,2,q,c", "The source is missing."),
        ("T1,1,2,q, ", "The code is missing."),
        ("T1,,,,c", "There is neither a place nor a quote."),
        ("T1,1,,q,c", "Start and end are whole numbers from 0 on, not “1” and “”."),
        ("T1,-1,2,q,c", "Start and end are whole numbers from 0 on, not “-1” and “2”."),
        ("T1,5,5,q,c", "The passage ends at 5, which isn't after its start, 5."),
        ("T1,1,2,q,c,more,and more", "There are 7 cells, and 5 columns."),
    ],
)
def test_a_line_that_is_wrong_costs_no_other(line, said):
    table = read(f"source,start,end,quote,code\nT0,1,2,q,c\n{line}\n\nT2,1,2,q,c\n".encode())
    assert [it.source for it in table.rows] == ["T0", "T2"]
    [oddity] = table.oddities
    assert (oddity.line, oddity.severity, oddity.what) == (3, "warning", said)


def test_an_encoding_that_was_guessed_is_said():
    table = read("source,quote,code\nT1,café,c\n".encode("cp1252"))
    assert table.rows[0].quote == "café"
    assert "Windows-1252" in table.oddities[0].what


@pytest.mark.parametrize(
    ("data", "said", "where"),
    [
        (b"", "empty", "c.csv"),
        (b"%PDF-1.4", "a PDF", "c.csv"),
        (b"\n\n", "no column source and no column code", "c.csv, line 1"),
        (b"source,code\nT1,c\n", "no column start and end, or quote", "c.csv, line 1"),
        (b"\nname,quote,code\nT1,q,c\n", "no column source", "c.csv, line 2"),
    ],
)
def test_tables_of_something_else_are_refused(data, said, where):
    with pytest.raises(Unreadable, match=said) as refusal:
        read(data, name="c.csv")
    assert refusal.value.where == where
    assert "The first line names the columns" in refusal.value.advice
    with pytest.raises(Unreadable) as nameless:
        read(data)
    assert nameless.value.where in {"", where.removeprefix("c.csv, ")}


def test_more_rows_than_can_be_are_said(monkeypatch):
    monkeypatch.setattr(codings_csv, "MOST", 1)
    table = read(b"source,quote,code\nT1,q,c\nT2,q,c\n")
    assert len(table.rows) == 1
    assert "more than 1 rows" in table.oddities[0].what


CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff"),
                min_size=1, max_size=15).filter(str.strip)  # fmt: skip
ROWS = st.builds(
    CodedRow, CELLS, st.integers(0, 9), st.integers(10, 99), CELLS, CELLS, CELLS, CELLS, CELLS
)


@given(st.lists(ROWS, max_size=6))
def test_any_codings_come_back_from_the_exact_form(coded):
    table = read(b"".join(write(coded, exact=True)), exact=True)
    assert [
        (it.source, it.start, it.end, it.quote, it.code, it.coder, it.memo, it.date)
        for it in table.rows
    ] == [
        (it.source, it.start, it.end, it.quote, it.code, it.coder, it.memo, it.date) for it in coded
    ]
    assert table.oddities == ()


@given(st.binary(max_size=200) | st.text(alphabet="ab,;\n\"'1=", max_size=80).map(str.encode))
def test_any_bytes_are_read_or_refused_and_every_line_is_accounted_for(data):
    try:
        table = read(b"source,quote,code\n" + data)
    except Unreadable as refusal:
        assert refusal.advice  # noqa: PT017  either outcome is fine
        return
    lines = split_lines(decode(b"source,quote,code\n" + data).text)
    filled = [row.line for row in csv_rows.rows(lines, ",", 8) if not row.blank][1:]
    said = [it.line for it in (*table.rows, *table.oddities) if it.line]
    assert sorted(said) == filled
