"""Turns in tables: columns known by name or asked about, times, and what is left out."""

from __future__ import annotations

import io
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter import Workbook

from uptake.formats.csv_rows import Row
from uptake.formats.text import Unreadable
from uptake.formats.transcripts import Transcript, read_any
from uptake.formats.turn_table import WhichColumns, read, read_workbook, recognises, table_of


def said(transcript: Transcript) -> list[tuple[str, str]]:
    return [(turn.speaker, turn.text) for turn in transcript.turns]


def notes(transcript: Transcript) -> str:
    return " ".join(f"{oddity.what} {oddity.text}" for oddity in transcript.oddities)


def book(*sheets: list[list[object]]) -> bytes:
    out = io.BytesIO()
    with Workbook(out, {"in_memory": True}) as workbook:
        clock = workbook.add_format({"num_format": "hh:mm:ss"})
        for rows in sheets:
            sheet = workbook.add_worksheet()
            for at, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, time):
                        sheet.write_datetime(at, column, value, clock)
                    else:
                        sheet.write(at, column, value)
    return out.getvalue()


def test_speaker_text_and_times_by_their_headings() -> None:
    data = (
        "Start,End,Speaker,Utterance\n0:00:01,00:00:02.5,Zoë,\"One, two\"\n"
        "0:03,,Ben:,three\n0:04,0:05,Ben,\"four\nfive\"\n"
    ).encode()  # fmt: skip
    found = read_any(data, "a.csv")
    assert [(t.speaker, t.text, t.started, t.ended) for t in found.turns] == [
        ("Zoë", "One, two", 1.0, 2.5), ("Ben", "three\nfour\nfive", 3.0, 5.0),
    ]  # fmt: skip
    assert (found.format, found.encoding) == ("csv", "utf-8")
    named = read_any(data, "a.csv", speakers={"Ben"})
    assert named.speakers == ("Ben",)
    assert "Zoë" in named.turns[0].text


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_sign_between_the_cells(delimiter: str) -> None:
    data = "Speaker,Text\nAnn,yes\nBen,no\n".replace(",", delimiter).encode()
    assert said(read_any(data, "a.txt")) == [("Ann", "yes"), ("Ben", "no")]


def test_a_column_nobody_knows_beside_speakers_holds_the_words() -> None:
    data = b"Speaker,Was gesagt wurde\nAnn,ja\nBen,nein\n"
    assert said(read(data)) == [("Ann", "ja"), ("Ben", "nein")]


def test_columns_that_cannot_be_told_are_asked_about_and_answered() -> None:
    data = b"Wer,Was,Notiz\nAnn,ja,x\nBen,nein,\n"
    with pytest.raises(WhichColumns, match="which column holds the words") as caught:
        read_any(data, "a.csv")
    table = caught.value.table
    assert [column.heading for column in table] == ["Column 1", "Column 2", "Column 3"]
    assert table[2].samples == ("Notiz", "x")
    found = read_any(data, "a.csv", columns={"Wer": "speaker", "Was": "text"})
    assert said(found) == [("Ann", "ja"), ("Ben", "nein")]
    assert "“Notiz” was not read (1 cells). x" in notes(found)
    numbered = {"Column 1": "speaker", "Column 2": "text", "Column 3": "left out"}
    assert said(read(data, columns=numbered))[0] == ("Wer", "Was")
    with pytest.raises(ValueError, match="can't hold 'songs'"):
        read(data, columns={"Wer": "songs"})


def test_two_columns_of_one_kind() -> None:
    rows = [Row(1, 1, ["Name", "Speaker", "Text", ""]), Row(2, 2, ["a", "b", "c", "d", "e"])]
    assert [column.holds for column in table_of(rows)] == ["speaker", "", "text", "", ""]
    assert table_of(rows)[3].heading == "Column 4"
    both = read(b"Speaker,Text,More\nAnn,yes,and no\n", columns={"Text": "text", "More": "text"})
    assert said(both) == [("Ann", "yes\nand no")]


def test_rows_without_speaker_or_words_are_said() -> None:
    data = b"Speaker,Text\n,before\nAnn,one\n,two\nBen,\n,\nAnn,three\n ,x\n"
    found = read(data)
    assert said(found) == [("", "before"), ("Ann", "one\ntwo\nthree\nx")]
    assert "2 rows name nobody" in notes(found)
    assert "“Ben” says nothing" in notes(found)
    assert "1 rows hold no words" in notes(read(b"Speaker,Text,Start\nAnn,one,\n,,0:01\n"))


def test_times_as_numbers_and_times_that_are_none() -> None:
    seconds = read(b'Start,End s,Speaker,Text\n1.5,"2,5",Ann,a\n3,noon,Ben,b\n999999999,,Cy,c\n')
    assert [(t.started, t.ended) for t in seconds.turns] == [(1.5, 2.5), (3.0, None), (None, None)]
    assert "The numbers in “Start” were taken for seconds" in notes(seconds)
    assert "2 times can't be read; the words were kept without them. noon" in notes(seconds)
    ms = read(b"start_ms,Speaker,Text\n1500,Ann,a\n")
    assert ms.turns[0].started == 1.5
    assert "seconds" not in notes(ms)


def test_workbooks_with_times_and_other_sheets() -> None:
    turns: list[list[object]] = [
        ["Speaker", "Time", "Text"], ["Ann", time(0, 1, 2), "one"],
        ["Ben", "1899-12-31 00:02:03", "two"], [None, 200.5, "three"],
    ]  # fmt: skip
    found = read_any(book([["About"], ["x"], ["y"], ["z"], ["z"]], turns), "a.xlsx")
    assert [(t.speaker, t.text, t.started) for t in found.turns] == [
        ("Ann", "one", 62.0), ("Ben", "two\nthree", 123.0),
    ]  # fmt: skip
    assert "The sheet “Sheet1” is not read" in notes(found)
    assert found.format == "xlsx"
    with pytest.raises(Unreadable, match="nothing in it"):
        read_workbook(book([]))


def test_what_is_a_table_of_turns_and_what_is_none() -> None:
    assert recognises("Speaker,Text\n")
    assert recognises("\n\nstart;text\n1;a\n")
    assert recognises("a,b\n1,2\n", "a.CSV")
    assert not recognises("a,b\n1,2\n", "a.txt")
    assert not recognises("Ann: yes, and no\nBen: well, maybe\n", "a.txt")
    assert not recognises("Ann: yes\n", "a.csv")
    assert said(read_any(b"Ann: yes\nBen: no\n", "a.csv")) == [("Ann", "yes"), ("Ben", "no")]
    with pytest.raises(Unreadable, match="no table"):
        read(b"Ann\nBen\n")


def test_a_quotation_mark_left_open_is_said() -> None:
    data = b'Speaker,Text\nAnn,"one\nBen,two\nAnn,three\n'
    found = read(data)
    assert "never closed" in notes(found)
    assert "two" in notes(found) + str(said(found))


def test_bytes_of_another_encoding_are_said() -> None:
    assert "Windows-1252" in notes(read("Speaker,Text\nZoë,oui\n".encode("cp1252")))


CELLS = st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=8)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=8))
def test_every_cell_comes_out(pairs: list[tuple[str, str]]) -> None:
    data = "Speaker,Text\n" + "".join(f'"{who}","{words}"\n' for who, words in pairs)
    found = read(data.encode())
    twin: list[list[str]] = []  # the same speaker's turns on end are one
    for who, words in pairs:
        if twin and twin[-1][0].casefold() == who.casefold():
            twin[-1][1] += "\n" + words
        else:
            twin.append([who, words])
    assert len(found.turns) <= len(twin)
    letters = "".join(turn.text for turn in found.turns)
    assert sorted(letters.replace("\n", "")) == sorted(
        "".join(normalised(words) for _, words in pairs)
    )


def normalised(text: str) -> str:
    from uptake.formats.turns import normalise

    return normalise(text)
