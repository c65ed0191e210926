"""Whatever the bytes are, a reader gives a transcript or says what is wrong."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.formats.word_files import document, paragraph
from uptake.formats import docx, markdown, plain, srt, vtt
from uptake.formats.text import Unreadable
from uptake.formats.transcripts import Transcript, layout, read_any

READERS = (plain.read, markdown.read, vtt.read, srt.read, docx.read, read_any)
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
# fmt: off
FRAGMENTS = [
    "WEBVTT", "\n", "\n\n", "\r\n", "00:00:01.000", " --> ", "0:0:6.90", "<v ", "<v A>", "</v>",
    "A: ", "**", "#", " ", "1", "NOTE", "-->", "&amp;", "[", "]", "(", ")", "：", "x", "\x00",
    "P01", ">> ", "From ", " to Everyone:", "===", "\ufeff", "\u202e", "e\u0301", "😀", "-", ".",
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


@pytest.mark.parametrize("data", [VTT, SRT, TXT], ids=["vtt", "srt", "txt"])
def test_text_cut_off_anywhere(data: bytes) -> None:
    for at in range(len(data)):
        check(data[:at])


def test_a_word_document_cut_off_or_changed_anywhere() -> None:
    for at in range(len(WORD)):
        check(WORD[:at])
        check(WORD[:at] + bytes([WORD[at] ^ 0x55]) + WORD[at + 1 :])


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
        assert time.process_time() - began < 5, read.__module__
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
