"""Rich text: characters in every way of writing them, tables, what is passed over, and damage."""

from __future__ import annotations

import pytest

from uptake.formats import rtf
from uptake.formats.rtf import read
from uptake.formats.text import Unreadable
from uptake.formats.transcripts import Transcript, read_any


def rich(body: str, head: str = "") -> bytes:
    return (r"{\rtf1\ansi\ansicpg1252\deff0" + head + " " + body + "}").encode("latin-1")


def words(body: str, head: str = "") -> str:
    return "\n".join(turn.text for turn in read(rich(body, head)).turns)


def notes(transcript: Transcript) -> str:
    return " ".join(oddity.what for oddity in transcript.oddities)


def test_speakers_in_bold_and_paragraphs() -> None:
    data = rich(r"{\b Zo\'eb:} It helps.\par\par \b Interviewer:\b0  How?\par And \b when\plain ?")
    found = read_any(data, "a.rtf")
    assert [(turn.speaker, turn.text) for turn in found.turns] == [
        ("Zoë", "It helps."), ("Interviewer", "How?\nAnd when?"),
    ]  # fmt: skip
    assert (found.format, found.encoding) == ("rtf", "cp1252")


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"caf\'e9 \'80\'92", "café €’"),
        (r"\u8217?s \u-10179?\u-8704?", "’s 😀"),
        (r"\uc2\u233\'c3\'a9x\uc0\u233 y", "éxéy"),
        (r"a\u233{}b", "aéb"),
        (r"a\u233\par b", "aé\nb"),
        (r"a\u160\~b", "a\u00a0b"),
        (r"\{a\} \\ b\~c\_d\-e", "{a} \\ b\u00a0c\u2011de"),
        (r"a\emdash b\line c\tab d", "a—b\nc d"),
        ("a\\\nb\\\r\nc", "a\nb\nc"),
        (r"\unknown12 a\'zz\?b", "azz" + "b"),
        ("a\r\nb", "ab"),
        (r"a{\field{\*\fldinst HYPERLINK x}{\fldrslt shown}}b", "ashownb"),
        (r"{\upr{ANSI}{\*\ud{\u937?}}}", "Ω"),
        (r"{\shp{\*\shpinst{\sp{\sn n}{\sv v}}{\shptxt boxed}}{\shprslt again}}", "boxed"),
        (r"a{\*\unheard of}b", "ab"),
        (r"a{\info{\author Nobody}}b", "ab"),
        (r"a\bin3 }}}b", "ab"),
        ("a\\bin-3 b", "ab"),
        (r"\u55357?x", "\ufffdx"),
        (r"\u57344?x\u56832?", "\ue000x\ufffd"),
        (r"x\u55357?", "x\ufffd"),
        (r"{\pict\u55357?}\u55357?\u55357?x", "\ufffd\ufffdx"),
    ],
)
def test_characters(body: str, text: str) -> None:
    assert words(body) == text


def test_code_pages_of_the_document_and_of_fonts() -> None:
    fonts = r"{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset204 B;}{\f2\fcharset128 C;}{\f3\fcharset2 D}}"
    assert words(r"\f1\'c4\'e0\f0\'c4{\f2\'93\'fa}\'c4\f3\'c4\fs20\f", fonts) == "ДаÄ日ÄÄ"
    assert read(rb"{\rtf1\mac caf\'8e}").turns[0].text == "café"
    assert read(rb"{\rtf1\pc caf\'82}").turns[0].text == "café"
    assert read(rb"{\rtf1\pca caf\'82}").turns[0].text == "café"
    assert read(rb"{\rtf1\ansicpg1251 \'c4}").turns[0].text == "Д"
    assert read(rb"{\rtf1\ansicpg65001 " + "Дa".encode() + b"}").turns[0].text == "Дa"
    assert read(rb"{\rtf1\ansicpg99999 caf\'e9}").encoding == "cp1252"


def test_a_table_of_speakers_makes_turns_and_text_before_it_comes_before() -> None:
    def row(who: str, said: str) -> str:
        return rf"\trowd\pard\intbl {who}\cell {said}\cell\row"

    body = (
        r"Interview one\par" + row("Ann", r"one\par two") + row("Ben", "three")
        + row("Ann", "four") + r"\pard\par after\par"
    )  # fmt: skip
    assert [(turn.speaker, turn.text) for turn in read(rich(body)).turns] == [
        ("", "Interview one"), ("Ann", "one\ntwo"), ("Ben", "three"), ("Ann", "four\nafter"),
    ]  # fmt: skip


def test_headings_stand_alone() -> None:
    found = read(rich(r"\outlinelevel0 Aims\par\pard\outlinelevel9 P1: a\par P1: b")).turns
    assert [(turn.speaker, turn.text) for turn in found] == [("", "Aims"), ("P1", "a\nb")]


def test_what_is_passed_over_is_counted() -> None:
    body = (
        r"a{\header top {\pict 00}}{\footer foot}{\footnote note\par\cell\row}{\*\annotation c}"
        r"{\*\shppict{\pict 0a0b}}{\nonshppict{\pict 0a}}{\v secret}"
        r"\deleted gone\deleted0 {\info\v}b"
    )
    found = read(rich(body))
    assert found.turns[0].text == "ab"
    for kind in ("top of pages were not read (1)", "foot of pages", "Footnotes", "Comments",
                 "Pictures or drawings were not read (1)", "Hidden passages were not read (1)",
                 "deleted with changes"):  # fmt: skip
        assert kind in notes(found)


def test_damage_is_said() -> None:
    assert "cut off" in notes(read(rb"{\rtf1 words {\b more"))
    assert "cut off" in notes(read(rb"{\rtf1 words {\info more"))
    assert "2 characters can't be read" in notes(read(rb"{\rtf1\ansicpg932 a\'81 \u56832?}"))
    assert "5 bytes after the end" in notes(read(b"{\\rtf1 a}\r\nmore.\0"))
    assert "cut off" in notes(read(b"\xef\xbb\xbf {\\rtf1 a\\"))


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"{rtf", "not rich text"),
        (rb"{\rtf1 }", "No words"),
        (rb"{\rtf1" + b"{" * 2_000, "nested too deeply"),
    ],
)
def test_what_is_no_sound_document_is_refused_in_words(data: bytes, what: str) -> None:
    with pytest.raises(Unreadable, match=what) as caught:
        read(data, name="a.rtf")
    assert caught.value.where == "a.rtf"
    assert caught.value.advice


def test_more_signs_than_a_transcript_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rtf, "MOST_SIGNS", 10)
    with pytest.raises(Unreadable, match="far more formatting"):
        read(rb"{\rtf1 " + rb"\b" * 20 + b"}")
