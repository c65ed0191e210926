"""Tables as databases and people write them: every row a record, every cell kept, lines exact."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uptake.formats import csv_rows, tables
from uptake.formats.csv_rows import LONGEST, delimiter_of
from uptake.formats.detect import read_any
from uptake.formats.references import Reading, Reference
from uptake.formats.table_columns import FIELDS, known_headings, layout_of, plan, unlike
from uptake.formats.text import Unreadable, split_lines

OWN = "Naam,Soort,Jaar\nGuided care,article,2020\nWho pays,book,2021\n"


def read(text: str, name: str = "a.csv", **said: str) -> Reading:
    return tables.read(text.encode(), name=name, columns=said or None)


def first(text: str, **said: str) -> Reference:
    return read(text, **said).references[0]


def said_odd(reading: Reading) -> str:
    return " ".join(oddity.what for oddity in reading.oddities)


# What parts the cells, and where the header is


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_sign_parts_cells_and_any_sign_ends_lines(mark: str, end: str) -> None:
    text = end.join([mark.join(["Title", "Year", "DOI"]), mark.join(["A, b", "2020", "10.1000/x"])])
    if mark == ",":
        text = text.replace("A, b", '"A, b"')
    found = first(text + end)
    assert (found.title, found.year, found.doi, found.line) == ("A, b", 2020, "10.1000/x", 2)


def test_a_spreadsheet_may_say_what_parts_the_cells() -> None:
    reading = read("sep=;\nTitle;Year\nA, b, c;2020\n")
    assert reading.references[0].title == "A, b, c"
    assert reading.oddities[0].text == "sep=;"


def test_lines_above_the_names_of_the_columns_are_kept_aside() -> None:
    reading = read("Exported by nobody\non a day\nTitle,Year,DOI\nA,2020,10.1000/x\n")
    assert [it.title for it in reading.references] == ["A"]
    assert reading.oddities[0].text == "Exported by nobody\non a day"
    assert (reading.oddities[0].lines, reading.references[0].line) == (2, 4)


def test_a_table_without_names_of_columns_is_guessed_from_its_cells() -> None:
    rows = [
        f"10.1000/x{n},https://example.org/{n},20{n},1234-567{n % 10},How many things we see in "
        f"a garden of number {n},{'long words of an abstract ' * 20}"
        for n in range(10, 16)
    ]
    reading = read("\n".join(rows) + "\n")
    assert len(reading.references) == 6
    it = reading.references[0]
    assert (it.doi, it.url, it.year, it.issn) == (
        "10.1000/x10", "https://example.org/10", 2010, ("1234-5670",),
    )  # fmt: skip
    assert it.title.startswith("How many")
    assert it.abstract.startswith("long words")
    assert "No row names the columns" in said_odd(reading)


def test_a_comma_at_each_end_is_no_column() -> None:
    reading = read("Title,Year,\nA,2020,\nB,2021,\n")
    assert [column.heading for column in reading.columns] == ["Title", "Year"]
    assert not reading.oddities


def test_names_of_columns_that_are_alike_are_told_apart() -> None:
    names = ["Notes", "Notes (2)", "Column 3", "Notes (3)"]
    assert unlike(["Notes", "Notes", "", "Notes"]) == names
    assert first("Title,Notes,Notes\nA,one,two\n").notes == ("one", "two")


# Rows


def test_line_ends_and_quotation_marks_within_cells() -> None:
    reading = read('Title,Abstract,DOI\n"A ""b"" c","x\n\ny",10.1000/a\nD,z,10.1000/b\n')
    one, two = reading.references
    assert (one.title, one.line, one.end_line) == ('A "b" c', 2, 4)
    assert one.raw == (("Title", 'A "b" c'), ("Abstract", "x\n\ny"), ("DOI", "10.1000/a"))
    assert (two.line, two.end_line) == (5, 5)


def test_rows_too_short_and_too_long_are_kept_and_said() -> None:
    reading = read("Title,Year,DOI\nA,2020\nB,2021,10.1000/b,more,\nC,2022,10.1000/c,,\n")
    assert [it.title for it in reading.references] == ["A", "B", "C"]
    assert ("Column 4", "more") in reading.references[1].raw
    assert [(it.line, it.severity) for it in reading.oddities] == [(2, "warning"), (3, "warning")]
    assert "has 2 cells and the table 3" in reading.oddities[0].what
    assert "has 5 cells and the table 3" in reading.oddities[1].what


@pytest.mark.parametrize("last", ["", '\nE,"e",10.1000/e'])
def test_a_quotation_mark_left_open_takes_one_row_only(last: str) -> None:
    rows = ["A,a,10.1000/a", 'B,"b,10.1000/b', "C,c,10.1000/c", f"D,d,10.1000/d{last}"]
    reading = read("\n".join(["Title,Abstract,DOI", *rows]) + "\n")
    assert [it.title for it in reading.references][2:4] == ["C", "D"]
    assert len(reading.references) == 4 + bool(last)


def test_an_open_mark_in_the_last_column_swallows_no_row() -> None:
    reading = read('Title,DOI,Notes\nA,10.1000/a,"open\nB,10.1000/b,"shut"\n')
    assert [it.title for it in reading.references] == ["A", "B"]
    assert "quotation mark that is not closed" in said_odd(reading)


def test_an_open_mark_ends_after_some_lines_at_the_latest() -> None:
    lines = ["Title,Year,DOI", '"A,2020', *(f"B{n},2021" for n in range(LONGEST + 20))]
    assert len(read("\n".join(lines)).references) > LONGEST


def test_marks_without_end_cost_no_more_than_their_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_rows, "MENDED_MOST", 3)
    lines = ["Title,Year,DOI", *(f'A{n},"2020,10.1000/{n}' for n in range(50))]
    reading = read("\n".join(lines))
    assert len(reading.references) == 50


def test_a_blank_before_a_quotation_mark() -> None:
    assert first('Title, Abstract, Year\nA, "b, c", 2020\nD, "e, f", 2021\n').abstract == "b, c"


def test_a_row_with_an_open_mark_and_too_few_cells_is_left_as_it_is() -> None:
    reading = read('Title,Abstract,DOI\nA,"b\nc,d"e,f,10.1000/x,y\n"B\nC",10.1000/z\n')
    assert [it.raw[0][1] for it in reading.references] == ["A", "B\nC"]


def test_no_rows_beneath_the_columns() -> None:
    reading = read("Title,Year,DOI\n")
    assert reading.references == ()
    assert "no rows" in said_odd(reading)


def test_progress_is_told() -> None:
    told: list[int] = []
    text = "Title,Year\n" + "A,2020\n" * 1200
    tables.read(text.encode(), progress=lambda done, total: told.append(done))
    assert told == sorted(told)
    assert (len(told), told[-1]) == (3, len(text))


# What is no table


def test_a_text_is_no_table() -> None:
    with pytest.raises(Unreadable, match="nothing parts the cells"):
        read("One line.\nAnother one.\n")
    assert tables.recognises("One line.\nAnother one.\n") == 0
    assert tables.recognises_any("") == 0
    assert tables.recognises_any("a,b,c\n") == 0
    assert tables.recognises("Dear Ann, one, two\nthree, four\n") == 0
    with pytest.raises(Unreadable, match="no rows"):
        read(" , \n , \n")


@pytest.mark.parametrize("text", ["Title,Year\nA,2020\n", "Doi;x\n10.1/a;b\n"])
def test_one_telling_column_and_another_are_a_table_of_references(text: str) -> None:
    assert (tables.recognises(text) > 0) == ("Year" in text)


def test_a_table_of_something_else_needs_a_name_that_says_table() -> None:
    other = "Colour,Size,Shape\nred,large,round\nblue,small,square\n"
    assert tables.recognises_any(other) == 3
    assert read(other).references[0].raw[0] == ("Colour", "red")
    with pytest.raises(Unreadable, match="none of its columns is known"):
        read(other, "a.txt")
    assert first(other, Colour="title").title == "red"


# What columns hold


def test_a_reason_is_one_for_a_decision_only_where_a_decision_is() -> None:
    def held(*headings: str, **said: str) -> dict[str, tuple[str, bool]]:
        found = plan(headings, [["x"] * len(headings)], said or None)
        return {column.heading: (column.field, column.sure) for column in found.columns}

    assert held("Title", "Reason")["Reason"] == ("", False)
    assert held("Title", "Exclusion reason")["Exclusion reason"] == ("reason", True)
    for decided in ("Decision", "Title decision", "Full text decision"):
        assert held("Title", "Reason", decided)["Reason"] == ("reason", False)
    assert held("Title", "Reason", "Was", Was="decision")["Reason"] == ("reason", False)
    assert held("Title", "Reason", Reason="reason")["Reason"] == ("reason", True)


def test_what_a_person_says_beats_what_we_know() -> None:
    reading = read(OWN, Naam="title", Soort="kind", Jaar="year")
    assert [(it.title, it.kind, it.year) for it in reading.references] == [
        ("Guided care", "article", 2020), ("Who pays", "book", 2021),
    ]  # fmt: skip
    assert all(column.sure for column in reading.columns)
    assert first("Title,Year\nA,2020\n", Title="", Year="title").title == "2020"


def test_what_cannot_be_said_is_refused_or_remarked_on() -> None:
    with pytest.raises(Unreadable, match="cannot hold “titel”"):
        read(OWN, Naam="titel")
    assert "no column “Nam”" in said_odd(read(OWN, Nam="title", Naam="title"))
    with pytest.raises(KeyError):
        plan(["A"], [], {"A": "titel"})


def test_a_column_that_is_not_known_is_asked_about_with_its_first_values() -> None:
    reading = read("Title,Shelf\nA,upper\nB,upper\nC,lower\nD,\nE,cellar\nF,loft\n")
    shelf = reading.columns[1]
    assert (shelf.field, shelf.sure, shelf.samples) == ("", False, ("upper", "lower", "cellar"))
    assert "“Shelf”" in said_odd(reading)
    many = ",".join(f"c{n}" for n in range(9))
    assert "and 3 more" in said_odd(read(f"Title,{many}\n{','.join('x' * 10)}\n"))


def test_an_empty_column_is_nothing_to_ask_about() -> None:
    assert read("Title,Shelf\nA,\n").columns[1].sure


def test_long_values_are_shown_by_their_beginning() -> None:
    sample = read(f"Title,Shelf\nA,{'word ' * 90}\n").columns[1].samples[0]
    assert len(sample) == 120
    assert sample.endswith("…")


def test_every_field_that_can_be_said_is_read() -> None:
    values = {
        "title": "Guided care", "authors": "Vance, R; Osei, K", "year": "2020-05-01",
        "journal": "A journal", "abstract": "Some words.", "doi": "https://doi.org/10.1000/X",
        "pmid": "12345.0", "volume": "3.0", "issue": "2", "pages": "123-31", "keywords": "a; b",
        "kind": "Book chapter", "language": "English", "url": "https://example.org/1",
        "abbreviation": "A. J.", "series": "Notes", "editors": "Doe, J", "other title": "Soins",
        "publisher": "P", "place": "Leeds", "issn": "1234-5678", "pmcid": "77",
        "database": "Own", "database number": "7", "notes": "n", "decision": "1",
        "reason": "r", "remark": "m", "decided by": "Ann", "decided at": "2026",
        "start page": "", "end page": "", "source": "", "decision on title": "excluded",
        "decision on full text": "maybe",
    }  # fmt: skip
    assert values.keys() == FIELDS.keys()
    headings = [f"H{n}" for n in range(len(values))]
    out = io.StringIO()
    csv.writer(out).writerows([headings, list(values.values())])
    it = first(out.getvalue(), **dict(zip(headings, values, strict=True)))
    assert (it.title, it.authors, it.year) == ("Guided care", ("Vance, R", "Osei, K"), 2020)
    assert (it.doi, it.pmid, it.pmcid, it.volume) == ("10.1000/x", "12345", "PMC77", "3")
    assert (it.pages, it.kind, it.issn, it.place) == ("123-131", "chapter", ("1234-5678",), "Leeds")
    assert [(d.stage, d.verdict, d.reason, d.by) for d in it.decisions] == [
        ("title", "exclude", "r", "Ann"), ("full text", "unsure", "r", "Ann"),
        ("", "include", "r", "Ann"),
    ]  # fmt: skip


# Whatever the bytes

CELLS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=8))
def test_what_was_written_as_csv_comes_back_cell_by_cell(rows: Sequence[Sequence[str]]) -> None:
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    out = io.StringIO()
    csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(
        [["Title", "Abstract", "DOI"], *filled]
    )
    if not filled:
        return
    reading = tables.read(out.getvalue().encode(), name="a.csv")
    kept = [[cell for cell in row if cell and not cell.isspace()] for row in filled]
    assert [[value for _, value in it.raw] for it in reading.references] == kept
    lines = [it.line for it in reading.references]
    assert lines == sorted(lines)
    assert reading.references[-1].end_line == len(split_lines(out.getvalue()))


@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from('ab,;\t|"\n\r TitleYearDOI0'), max_size=200))
def test_no_text_is_too_odd(text: str) -> None:
    try:
        reading = read_any(text.encode(), "a.csv")
    except Unreadable:
        return
    held = " ".join(value for it in reading.references for _, value in it.raw)
    held += " ".join(it.text for it in reading.oddities) + " ".join(
        column.heading for column in reading.columns
    )
    words = re.findall(r"[A-Za-z0-9]+", text)
    assert sum(map(len, words)) <= len(re.sub(r"[^A-Za-z0-9]", "", held)) + 60


def test_the_widest_table_of_the_best_known_columns_wins() -> None:
    assert delimiter_of("Title;Authors, first;Year\nA;B, C;2020\n", known_headings) == ";"
    assert delimiter_of("no table here\n", known_headings) == ""
    assert layout_of(["Title"]) is None
