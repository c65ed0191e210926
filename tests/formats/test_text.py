"""Bytes to text: encodings as files really have them, and refusals a person can act on."""

from __future__ import annotations

import codecs
import random
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uptake.formats.text import Decoded, NotText, Unreadable, binary_kind, decode, split_lines

NAMES = "TY  - JOUR\nAU  - O’Brien, Zoë\nAU  - עמית, דנה\nTI  - 🙂 sleep\nER  - \n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_encodings_come_back_whole(encoding: str) -> None:
    assert decode(NAMES.encode(encoding)).text == NAMES


@pytest.mark.parametrize(
    ("bom", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (b"\x84\x31\x95\x33", "gb18030"),
    ],
)
def test_a_byte_order_mark_decides(bom: bytes, encoding: str) -> None:
    assert decode(bom + NAMES.encode(encoding)) == Decoded(NAMES, encoding, (), True)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark(encoding: str) -> None:
    assert decode(NAMES.encode(encoding)) == Decoded(NAMES, encoding)


def test_a_second_mark_goes_too() -> None:
    assert decode(codecs.BOM_UTF8 * 2 + b"TY").text == "TY"
    assert decode("\ufeff\ufeffTY".encode("utf-16-le")) == Decoded("TY", "utf-16-le", (), True)


def test_windows_1252_is_read_with_a_warning_that_names_the_line() -> None:
    read = decode(b"TY  - JOUR\r\nAU  - M\xfcller, J\xf6rg\r\nTI  - \x93Sleep\x94 \x81\r\n")
    assert read.encoding == "cp1252"
    assert "Müller, Jörg" in read.text
    assert "“Sleep” \x81" in read.text  # a gap of the code page is kept, as browsers do
    assert "Windows-1252" in read.warnings[0]
    assert "line 2" in read.warnings[0]


def test_mostly_utf8_keeps_its_accents_and_names_the_stray_line() -> None:
    text = "AU  - Müller\n" * 5
    for head in (b"", codecs.BOM_UTF8):
        read = decode(head + text.encode() + b"AU  - G\xf3mez\n")
        assert read.text == text + "AU  - Gómez\n"
        assert "line 6" in read.warnings[0]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("TI  - 数字化认知行为疗法治疗抑郁症的效果\n", "gbk"),
        ("TI  - Лечение депрессии через интернет\n", "cp1251"),
        ("TI  - うつ病のためのデジタル治療の効果\n", "shift_jis"),
    ],
)
def test_other_scripts_are_guessed_and_said_to_be_a_guess(text: str, encoding: str) -> None:
    read = decode(("TY  - JOUR\n" + text * 20).encode(encoding))
    assert read.text == "TY  - JOUR\n" + text * 20
    assert "a guess" in read.warnings[0]
    assert "line 2" in read.warnings[0]


def test_bytes_no_encoding_explains_still_come_out() -> None:
    noise = b"TI  - " + bytes(range(0x80, 0x100)) * 3 + b"\xff\xff\xff\n"
    assert decode(noise).text.startswith("TI  - ")


def test_a_guess_that_fails_past_its_sample_falls_back() -> None:
    body = "Лечение депрессии\n".encode("cp1251") * 6000 + b"\x98\x98\xff"
    read = decode(body)
    assert read.warnings
    assert read.text.count("\n") == 6000


def test_a_cut_off_wide_file_is_kept_with_a_warning() -> None:
    read = decode("TY  - JOUR\nTI  - Cut".encode("utf-16") + b"\x41")
    assert read.text.startswith("TY  - JOUR\nTI  - Cut")
    assert "line 2" in read.warnings[0]


def test_zero_characters_are_replaced_and_counted() -> None:
    read = decode(b"TY  - JOUR\n" * 30 + b"TI  - a\x00b\n")
    assert "a\ufffdb" in read.text
    assert read.warnings[0].startswith("1 zero characters were replaced with \ufffd")
    assert "line 31" in read.warnings[0]


@pytest.mark.parametrize("data", [b"", codecs.BOM_UTF8, codecs.BOM_UTF16_LE])
def test_nothing_in_the_file(data: bytes) -> None:
    with pytest.raises(Unreadable, match=r"The file is empty\. Save or export it again"):
        decode(data)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n", "a PDF"),
        (b"PK\x03\x04" + b"." * 30 + b"word/document.xml", "a Word document (DOCX)"),
        (b"PK\x03\x04" + b"." * 30 + b"xl/workbook.xml", "an Excel workbook (XLSX)"),
        (b"PK\x03\x04" + b"." * 30, "a ZIP archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an older Word, Excel or PowerPoint file"),
    ],
)
def test_a_known_other_file_is_named(data: bytes, kind: str) -> None:
    assert binary_kind(data) == kind
    with pytest.raises(NotText) as refusal:
        decode(data)
    assert refusal.value.what == f"The file is {kind}, not text."
    assert refusal.value.advice


@pytest.mark.parametrize(
    "data",
    [
        bytes(range(256)) * 40,
        bytes(range(1, 20)) * 40,
        codecs.BOM_UTF8 + bytes(range(1, 20)) * 40,
        codecs.BOM_UTF16_LE + bytes([1, 0, 2, 0]) * 40,
    ],
)
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(NotText, match="The file isn't text"):
        decode(data)


def test_the_error_joins_its_parts() -> None:
    error = Unreadable("No TY line.", "search.ris", "Export again as RIS.")
    assert str(error) == "search.ris: No TY line. Export again as RIS."
    assert str(Unreadable("No TY line.")) == "No TY line."


def test_lines_end_only_where_lines_end() -> None:
    inside = "a\u2028b\x0bc\x85d\x0ce\u2029f"
    assert split_lines(f"{inside}\r\n1\n2\r3") == [inside, "1", "2", "3"]
    assert split_lines("") == []
    assert split_lines("\n\n") == ["", ""]


@given(st.text())
def test_splitting_equals_its_slow_twin(text: str) -> None:
    lines, line, rest = [], "", text
    while rest:
        end = "\r\n" if rest.startswith("\r\n") else rest[0] if rest[0] in "\r\n" else ""
        if end:
            lines.append(line)
            line, rest = "", rest[len(end) :]
        else:
            line, rest = line + rest[0], rest[1:]
    assert split_lines(text) == ([*lines, line] if line else lines)


@given(st.binary(min_size=1, max_size=400))
def test_any_bytes_decode_or_are_refused(data: bytes) -> None:
    with suppress(Unreadable):
        assert decode(data).text


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60))
def test_utf8_text_comes_back(text: str) -> None:
    bare = text.lstrip("\ufeff")
    if bare and not binary_kind(text.encode()):
        assert decode(text.encode()).text == bare


def test_the_byte_handler_is_for_decoding_only() -> None:
    with pytest.raises(UnicodeEncodeError):
        "é".encode("ascii", "uptake.windows")


@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_any_bytes_after_a_mark_of_utf_16_are_no_text(mark):
    dice = random.Random(4)
    with pytest.raises(NotText):
        decode(mark + dice.randbytes(4000))
    # Damage to a text is no reason to refuse it.
    text = "Adoption of guided therapy. " * 40
    damaged = text.encode("utf-16-le") + b"\x00\xd8\x00\xd8"
    assert decode(codecs.BOM_UTF16_LE + damaged).text.startswith(text)
