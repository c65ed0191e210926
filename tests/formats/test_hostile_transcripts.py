"""Whatever the bytes are, a reader gives a transcript or says what is wrong."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.formats.odt_files import odt as written
from tests.formats.odt_files import said
from tests.formats.word_files import document, packed, paragraph
from tests.pace import allowed
from uptake.formats import docx, markdown, odt, pdf, plain, rtf, srt, turn_table, vtt
from uptake.formats.pdf_script import read_pages
from uptake.formats.text import Unreadable
from uptake.formats.transcripts import Transcript, layout, read_any

READERS = (
    plain.read, markdown.read, vtt.read, srt.read, docx.read, odt.read, rtf.read, turn_table.read,
    read_any,
)  # fmt: skip
VTT = (
    "WEBVTT\r\n\r\nNOTE by hand\r\n\r\nabc-1/2-0\r\n0:0:1.0 --> 0:0:2.90\r\n<v Zoë>One &amp; "
    "two</v>\r\n\r\n00:00:03.000 --> 00:00:04.000\r\nBob: three\r\n"
).encode()
SRT = b"1\n00:00:01,000 --> 00:00:02,000\nJane: one\n\n2\n00:00:03,000 --> 00:00:04,000\nBob: two\n"
TXT = b"Date: 3 May\n\n[Jane] 00:00:01\none\n\nBob (0:04): two\n0:05\n**P01:** three\n# 4\n"
WORD = document(
    paragraph(" one", "Jane:")
    + f"<w:tbl><w:tr><w:tc>{paragraph('Bob')}</w:tc><w:tc>{paragraph('two')}</w:tc></w:tr></w:tbl>"
)
ODT = written(said("Jane", "one") + said("Bob", "two"))
RTF = (
    rb"{\rtf1\ansi\ansicpg932{\fonttbl{\f1\fcharset204 B;}}{\b Jane:} \u8217?\'93\'fa one\par"
    rb"\trowd\intbl Bob\cell two\cell\row\pard{\*\x y}\bin2 }}\{\~}"
)
CSV = b'Speaker,Start,Text\nJane,0:01,"one\ntwo"\nBob,2.5,three\n'
# fmt: off
FRAGMENTS = [
    "WEBVTT", "\n", "\n\n", "\r\n", "00:00:01.000", " --> ", "0:0:6.90", "<v ", "<v A>", "</v>",
    "A: ", "**", "#", " ", "1", "NOTE", "-->", "&amp;", "[", "]", "(", ")", "：", "x", "\x00",
    "P01", ">> ", "From ", " to Everyone:", "===", "\ufeff", "\u202e", "e\u0301", "😀", "-", ".",
    "{\\rtf1 ", "{", "}", "\\", "\\par ", "\\u8217?", "\\'e9", "\\intbl ", "\\cell ", "\\row ",
    "\\bin1 ", "{\\*\\x", "Speaker,Text\n", "Start;", ",", ";", "\t", "|", '"', "0:01",
]
# fmt: on
PIECES = st.lists(st.sampled_from(FRAGMENTS), max_size=30).map("".join)


def attempt(read: Callable[..., Transcript], data: bytes) -> Transcript | None:
    """Read, or be told what is wrong; any other exception fails the test."""
    with suppress(Unreadable):
        return read(data, name="a.vtt")
    return None


def check(data: bytes) -> None:
    for read in READERS:
        transcript = attempt(read, data)
        if transcript is not None:
            assert transcript.turns
            assert layout(transcript.turns).text.strip()


@given(st.binary(max_size=200))
@example(b"")
@example(b"\x00" * 64)
@example(b"\xff\xfe")
@example(b"PK\x05\x06" + b"\x00" * 18)
@example(b"%PDF-1.7")
def test_any_bytes(data: bytes) -> None:
    check(data)


@given(PIECES)
def test_any_text_of_the_right_pieces(text: str) -> None:
    check(text.encode())


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=30).map("".join))
def test_any_rich_text_of_the_right_pieces(text: str) -> None:
    check(("{\\rtf1 " + text).encode())


@given(st.lists(PIECES, max_size=4))
def test_any_pages_of_a_pdf(pages: list[str]) -> None:
    attempt(lambda _, name: read_pages(pdf.PdfText("read", tuple(pages), 9), name=name), b"")


@pytest.mark.parametrize("data", [VTT, SRT, TXT, RTF, CSV], ids=["vtt", "srt", "txt", "rtf", "csv"])
def test_text_cut_off_anywhere(data: bytes) -> None:
    for at in range(len(data)):
        check(data[:at])


def test_a_word_document_cut_off_or_changed_anywhere() -> None:
    for at in range(len(WORD)):
        check(WORD[:at])
        check(WORD[:at] + bytes([WORD[at] ^ 0x55]) + WORD[at + 1 :])


def test_an_opendocument_text_cut_off_or_changed_anywhere() -> None:
    for at in range(len(ODT)):
        for data in (ODT[:at], ODT[:at] + bytes([ODT[at] ^ 0x55]) + ODT[at + 1 :]):
            for read in (odt.read, read_any):
                attempt(read, data)


@pytest.mark.parametrize(
    "body",
    [
        "<text:p>" + "<text:span>" * 100_000,
        "<text:p>" + "<text:s text:c='99999999'/>" * 50_000 + "</text:p>",
        "<table:table>" + "<table:table-row/>" * 100_000 + "</table:table>",
        "<table:table><table:table-row table:number-rows-repeated='999999999'><table:table-cell "
        "table:number-columns-repeated='999999999'><text:p>x</text:p></table:table-cell>"
        "</table:table-row></table:table>",
        "<text:p>x</text:p>" * 100_000,
        ("<table:table><table:table-row><table:table-cell>" * 60 + "<text:p>x</text:p>"
         + "</table:table-cell></table:table-row></table:table>" * 60) * 100,
    ],
    ids=range(6),
)  # fmt: skip
def test_large_and_odd_opendocument_texts_end_within_five_seconds_and_256_mb(body: str) -> None:
    xml = written(body)
    began = time.process_time()
    attempt(odt.read, xml)
    assert time.process_time() - began < allowed(5)
    tracemalloc.start()
    attempt(odt.read, packed({"content.xml": b"<a>" + b" " * 40_000_000}))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 256 * 1024 * 1024


@pytest.mark.no_cover  # their time is measured, and it is the tracer's otherwise
@pytest.mark.parametrize(
    "text",
    [
        "{\\rtf1 " + "{" * 1_000_000,
        "{\\rtf1 " + "{}" * 300_000,
        "{\\rtf1 " + "\\par" * 200_000,
        "{\\rtf1 " + "\\cell" * 150_000 + "\\row",
        "{\\rtf1 " + "\\intbl x\\cell\\row" * 50_000,
        "{\\rtf1 " + "\\u55357?" * 100_000,
        "{\\rtf1 \\bin999999999 x",
        "{\\rtf1 " + "\\" * 600_000,
        "Speaker,Text\n" + "Ann,yes\n" * 60_000,
        "Speaker,Text\n" + '"' * 500_000,
        "Speaker,Text\n" + "," * 500_000,
        "Speaker,Text\n" + 'Ann,"a\n' * 60_000,
        "Speaker,Text,Start\n" + "Ann,x,999999999\n" * 40_000,
    ],
    ids=range(13),
)
def test_large_and_odd_rich_texts_and_tables_end_within_five_seconds(text: str) -> None:
    for read in (rtf.read, turn_table.read, read_any):
        began = time.process_time()
        attempt(read, text.encode())
        assert time.process_time() - began < allowed(5), read.__module__


@pytest.mark.parametrize(
    "page",
    ["1\n" * 200_000, "Ann: yes\n" * 60_000, "1 x\n2 y\n" * 100_000, "x" * 1_000_000, "1" * 9_000],
    ids=range(5),
)
def test_large_and_odd_pages_end_within_five_seconds(page: str) -> None:
    began = time.process_time()
    attempt(lambda _, name: read_pages(pdf.PdfText("read", (page,), 1), name=name), b"")
    assert time.process_time() - began < allowed(5)


@pytest.mark.no_cover  # their time is measured, and it is the tracer's otherwise
@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_000_000,
        "A: " * 400_000,
        ": " * 500_000,
        "**" * 500_000,
        "P01: yes\n" * 60_000,
        "00:00:01.000 --> 00:00:02.000\n" * 40_000,
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n" + "<v A>" * 200_000,
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n" + "<v " * 300_000,
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n" + "\n" * 300_000 + "x",
        "1:1:1" * 300_000,
        "[" * 1_000_000,
        " " * 300_000 + "x",
        "\n".join(f"Name{n}: yes" for n in range(30_000)),
    ],
    ids=range(13),
)
def test_large_and_odd_files_end_within_five_seconds_and_256_mb(text: str) -> None:
    data = text.encode()
    for read in (plain.read, markdown.read, vtt.read, srt.read):
        began = time.process_time()
        attempt(read, data)
        assert time.process_time() - began < allowed(5), read.__module__
    tracemalloc.start()
    attempt(read_any, data[:300_000])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 256 * 1024 * 1024


def test_other_kinds_of_file_are_named_with_advice() -> None:
    with pytest.raises(Unreadable, match="a PDF") as caught:
        read_any(b"%PDF-1.7\n%\xe2\xe3", "P1.pdf")
    assert "DOCX" in caught.value.advice
    with pytest.raises(Unreadable, match="empty") as caught:
        read_any(b"", "P1.txt")
    assert caught.value.where == "P1.txt"


@pytest.mark.parametrize("name", ["study.qdpx", "codes.QDC", "taguette.sqlite3"])
def test_a_project_of_another_program_is_sent_where_it_belongs(name: str) -> None:
    with pytest.raises(Unreadable, match="not a transcript") as told:
        read_any(b"hello", name)
    assert "In and out" in told.value.advice
