"""OpenDocument texts: what is read, what is passed over and said, and what is refused."""

from __future__ import annotations

import pytest

from tests.formats.odt_files import odt, said
from tests.formats.word_files import packed
from uptake.formats import odt as reader
from uptake.formats import office
from uptake.formats.odt import read
from uptake.formats.text import Unreadable
from uptake.formats.transcripts import Transcript, read_any


def turns(data: bytes) -> list[tuple[str, str]]:
    return [(turn.speaker, turn.text) for turn in read(data, name="a.odt").turns]


def notes(transcript: Transcript) -> str:
    return " ".join(oddity.what for oddity in transcript.oddities)


def test_paragraphs_with_speakers_in_bold() -> None:
    data = odt(said("Zoë", "It <text:span>helps</text:span> me.") + said("Interviewer", "How?"))
    assert turns(data) == [("Zoë", "It helps me."), ("Interviewer", "How?")]
    found = read_any(data, "a.odt")
    assert found.format == "odt"
    assert found.speakers == ("Zoë", "Interviewer")


def test_a_style_bold_by_its_parent_tells_a_speaker() -> None:
    def bold(style: str) -> str:
        who = f'<text:span text:style-name="{style}">Ann Lee:</text:span>'
        return f"<text:p>{who} yes</text:p><text:p>And a paragraph.</text:p>"

    assert turns(odt(bold("T2"))) == [("Ann Lee", "yes\nAnd a paragraph.")]
    assert turns(odt(bold("T3")))[0][0] == ""


def test_blanks_tabs_and_line_breaks_are_what_the_format_means() -> None:
    body = (
        "<text:p>one   two\n three<text:s/><text:s text:c='3'/>four<text:s text:c='x'/>five"
        "<text:tab/>six<text:line-break/>seven <text:span> </text:span>eight</text:p>"
    )
    assert turns(odt(body)) == [("", "one two three    four five six\nseven  eight")]
    many = turns(odt("<text:p>a<text:s text:c='99999999'/>b</text:p>"))
    assert len(many[0][1]) == reader.BLANKS + 2


def test_headings_lists_sections_and_indexes_are_read_in_order() -> None:
    item = "<text:list-item><text:p>{}</text:p></text:list-item>"
    body = (
        "<text:h>Aims</text:h><text:section><text:p>in a section</text:p></text:section>"
        f"<text:list>{item.format('first')}{item.format('second')}</text:list>"
        "<text:table-of-content><text:index-body><text:p>Aims 1</text:p></text:index-body>"
        "</text:table-of-content><text:sequence-decls/>"
    )
    assert [text for _, text in turns(odt(body))] == [
        "Aims", "in a section", "first", "second", "Aims 1",
    ]  # fmt: skip


def test_a_table_with_a_column_of_speakers_and_one_of_times() -> None:
    def row(*cells: str) -> str:
        inside = "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>"
                         for cell in cells)  # fmt: skip
        return f"<table:table-row>{inside}</table:table-row>"

    nested = f"<table:table>{row('x', 'y')}</table:table>"
    body = (
        "<table:table><table:table-column/>"
        f"<table:table-header-rows>{row('Time', 'Speaker', 'Words')}</table:table-header-rows>"
        f"{row('00:01', 'Ann', 'one')}{row('00:05', 'Ben', 'two</text:p>' + nested + '<text:p>')}"
        "</table:table>"
    )
    found = read(odt(body)).turns
    assert [(turn.speaker, turn.text, turn.started) for turn in found] == [
        ("Ann", "one", 1.0), ("Ben", "two\nx\ny", 5.0),
    ]  # fmt: skip


def test_what_is_passed_over_is_counted() -> None:
    body = (
        "<text:tracked-changes><text:p>gone</text:p></text:tracked-changes>"
        "<text:p>kept<text:note><text:note-body><text:p>foot</text:p></text:note-body></text:note>"
        "<office:annotation><text:p>remark</text:p></office:annotation>"
        "<text:bookmark/><draw:frame><draw:image/></draw:frame>"
        "<draw:frame><draw:text-box><text:p>boxed</text:p></draw:text-box></draw:frame>"
        "<text:ruby><text:ruby-base>漢</text:ruby-base><text:ruby-text>kan</text:ruby-text>"
        "</text:ruby></text:p>"
        "<draw:frame><draw:text-box><text:p>loose</text:p></draw:text-box></draw:frame>"
    )
    found = read(odt(body))
    assert " ".join(turn.text for turn in found.turns).split() == ["kept", "boxed", "漢", "loose"]
    for kind in ("Passages deleted", "Footnotes", "Comments", "Pictures", "Readings"):
        assert kind in notes(found)


def test_words_in_parts_of_another_kind_are_counted() -> None:
    parts = "<text:p>a</text:p><text:odd>b</text:odd><text:odd/><text:soft-page-break/>"
    cell = f"<table:table-cell>{parts}</table:table-cell>"
    table = f"<table:table><table:table-row>{cell}</table:table-row></table:table>"
    found = read(odt(f"<text:odd>c</text:odd><text:odd/>{table}"))
    assert [turn.text for turn in found.turns] == ["a"]
    assert "Parts of another kind were not read (2)" in notes(found)


BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
LOCKED = {"META-INF/manifest.xml": b"<manifest><encryption-data/></manifest>"}


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "empty"),
        (b"PK\x03\x04", "damaged"),
        (odt("<text:p>a</text:p>")[:-40], "damaged"),
        (odt("<text:p>a</text:p>", parts={"content.xml": b"<a><b></a>"}), "damaged"),
        (odt("<text:p>&b;</text:p>", prolog=BOMB), "entities"),
        (odt("<text:p>a</text:p>", parts=LOCKED), "password"),
        (odt("", kind=b"application/vnd.oasis.opendocument.spreadsheet"), "no OpenDocument text"),
        (packed({"mimetype": b"application/vnd.oasis.opendocument.text"}), "no OpenDocument text"),
        (odt("", parts={"../x": b"a"}), "outside"),
        (odt("", parts={"Pictures/a": b"0" * 30_000_000}), "more than it should"),
        (odt("<text:p> </text:p>"), "No words"),
        (odt("<text:section>" * 300 + "</text:section>" * 300), "damaged"),
    ],
)
def test_what_is_no_sound_document_is_refused_in_words(data: bytes, what: str) -> None:
    with pytest.raises(Unreadable, match=what) as caught:
        read(data, name="a.odt")
    assert caught.value.where == "a.odt"
    assert caught.value.advice


def test_a_part_changed_on_its_way_is_refused() -> None:
    data = bytearray(odt("<text:p>words</text:p>"))
    data[data.find(b"content.xml") + 40] ^= 0x55
    with pytest.raises(Unreadable, match="damaged"):
        read(bytes(data))


def test_deep_spans_end_in_words_or_text() -> None:
    body = "<text:p>" + "<text:span>" * 200 + "deep" + "</text:span>" * 200 + "</text:p>"
    assert turns(odt(body)) == [("", "deep")]


def test_without_a_mimetype_the_text_is_read_all_the_same() -> None:
    with office.OfficeFile(odt("<text:p>words</text:p>"), "") as file:
        content = file.part("content.xml")
    assert read(packed({"content.xml": content})).turns[0].text == "words"
