"""Word documents: typed transcripts, Teams' exports, tables, and documents made to do harm."""

from __future__ import annotations

import resource
import struct
import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from tests.formats.word_files import STRICT, document, packed, paragraph
from tests.pace import allowed
from uptake.formats import docx, office
from uptake.formats.text import Unreadable
from uptake.formats.transcripts import Transcript, Turn, read_any


def said(transcript: Transcript) -> list[tuple[str, str]]:
    return [(turn.speaker, turn.text) for turn in transcript.turns]


def notes(transcript: Transcript) -> str:
    return " ".join(oddity.what for oddity in transcript.oddities)


def test_bold_labels_headings_and_breaks() -> None:
    made = Document()
    made.add_heading("Interview 1", 1)
    for name, text in (("Interviewer", "How?"), ("Maria", "Well.\nOne thing: time.")):
        line = made.add_paragraph()
        line.add_run(f"{name}:").bold = True
        line.add_run(f" {text}")
    made.add_paragraph("And more.")
    made.add_paragraph().add_run("All of this: is bold").bold = True
    buffer = BytesIO()
    made.save(buffer)
    transcript = read_any(buffer.getvalue(), "interview.docx")
    assert transcript.format == "docx"
    assert said(transcript) == [
        ("", "Interview 1"),
        ("Interviewer", "How?"),
        ("Maria", "Well.\nOne thing: time.\nAnd more.\nAll of this: is bold"),
    ]


def test_what_teams_saves() -> None:
    body = (
        paragraph("Weekly-20260615_133555-Meeting Transcript")
        + paragraph("15 June 2026, 03:35am")
        + paragraph("27m 42s")
        + paragraph("Jane Smith started transcription")
    )
    for name, text in (
        ("Jane Smith   0:03", "So."),
        ("Bob Lee   0:19", "Yeah."),
        ("Jane Smith   1:05", "Ok."),
    ):
        body += (
            "<w:p><w:r><w:drawing/></w:r>"
            f'<w:r><w:rPr><w:b w:val="1"/></w:rPr><w:t>{name}</w:t></w:r>'
            f"<w:r><w:br/></w:r><w:r><w:t>{text}</w:t></w:r></w:p>"
        )
    transcript = docx.read(document(body))
    assert transcript.turns[4:] == (
        Turn("Jane Smith", "So.", 3.0),
        Turn("Bob Lee", "Yeah.", 19.0),
        Turn("Jane Smith", "Ok.", 65.0),
    )
    assert "Pictures or drawings were not read (3)." in notes(transcript)


def test_what_teams_saved_before() -> None:
    lines = (
        "<w:p><w:r><w:t>0:0:3.270 --&gt; 0:0:4.250</w:t><w:br/>"
        "<w:t>Bob Lee</w:t><w:cr/><w:t>Umm.</w:t></w:r></w:p>"
    )
    transcript = docx.read(document(lines * 2))
    assert transcript.turns == (Turn("Bob Lee", "Umm.\nUmm.", 3.27, 4.25),)


def table(*rows: tuple[str, ...]) -> str:
    return "<w:tbl>{}</w:tbl>".format(
        "".join(
            "<w:tr>{}</w:tr>".format("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row))
            for row in rows
        )
    )


def test_tables_with_a_top_row() -> None:
    transcript = docx.read(
        document(
            table(
                ("Time", "Speaker", "Text"),
                ("00:00:01 - 00:00:03", "Jane:", "Yes: one thing."),
                ("unclear", "Next of kin", "No."),
                ("00:00:09", "", "(pause)"),
            )
        )
    )
    assert transcript.turns == (
        Turn("Jane", "Yes: one thing.", 1.0, 3.0),
        Turn("Next of kin", "unclear\nNo.\n00:00:09\n(pause)"),
    )


def test_tables_without_a_top_row() -> None:
    rows = (("P01", "0:01", "Yes."), ("P02", "0:02", "No."), ("P01", "0:03", "Oh."))
    transcript = docx.read(document(table(*rows)))
    assert [(turn.speaker, turn.started) for turn in transcript.turns] == [
        ("P01", 1.0),
        ("P02", 2.0),
        ("P01", 3.0),
    ]


def test_other_tables_keep_their_words_in_order() -> None:
    inner = f"<w:tbl><w:tr><w:tc>{paragraph('within')}</w:tc></w:tr></w:tbl>"
    body = table(("A long cell.", "Another one."), ("Second row.", "")) + "<w:tbl/>"
    body += f"<w:tbl><w:tr><w:tc>{inner}{paragraph('after')}</w:tc></w:tr></w:tbl>"
    assert said(docx.read(document(body))) == [
        ("", "A long cell.\nAnother one."),
        ("", "Second row."),
        ("", "within\nafter"),
    ]


def test_changes_links_boxes_and_other_wrappings() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>boxed</w:t></w:r></w:p></w:txbxContent>"
    body = (
        "<w:sdt><w:sdtPr/><w:sdtContent><w:p><w:ins><w:r><w:t>put in</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>taken out</w:delText></w:r></w:del>"
        "<w:hyperlink><w:r><w:t xml:space='preserve'> linked</w:t></w:r></w:hyperlink>"
        "<w:r><w:tab/><w:noBreakHyphen/><w:footnoteReference/><w:commentReference/></w:r>"
        '<w:r><w:rPr><w:b w:val="0"/></w:rPr><w:t>plain</w:t></w:r></w:p></w:sdtContent></w:sdt>'
        f"<w:p><w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
        "<!-- a comment --><w:sectPr/>"
    )
    transcript = docx.read(document(body))
    assert said(transcript) == [("", "put in linked \u2011plain"), ("", "boxed")]
    for kind in ("Footnotes", "Comments", "Passages deleted"):
        assert kind in notes(transcript)


def test_strict_documents_are_read_too() -> None:
    body = paragraph(" Yes.", "P01:") + paragraph(" No.", "P02:")
    transcript = docx.read(document(body, namespace=STRICT))
    assert transcript.speakers == ("P01", "P02")


def test_paragraphs_in_nothing_but_wrappings_have_an_end() -> None:
    deep = "<w:sdt>" * 60 + paragraph("deep") + "</w:sdt>" * 60
    assert said(docx.read(document(paragraph("top") + deep))) == [("", "top")]


ENTITY = '<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/hostname"><!ENTITY a "aaaa">]>'
WIDE = (
    f'<?xml version="1.0" encoding="UTF-16"?>{ENTITY}<w:document xmlns:w="{STRICT}">'
    f"<w:body>{paragraph('&a;')}</w:body></w:document>"
)
LAUGHS = "<!DOCTYPE x [<!ENTITY a0 'ha'>{}]>".format(
    "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "empty"),
        (b"PK\x03\x04 not really", "damaged"),
        (document(paragraph("hello"))[:-30], "damaged"),
        (packed({"word/other.xml": b"<a/>"}), "no Word document"),
        (packed({"word/document.xml": b"<a><b></a>"}), "damaged"),
        (document(paragraph("&secret; &a;"), prolog=ENTITY), "entities"),
        (document(paragraph("&a11;"), prolog=LAUGHS), "entities"),
        (packed({"word/document.xml": WIDE.encode("utf-16")}), "entities"),
        (packed({"../../evil": b"x", "word/document.xml": b"<a/>"}), "path"),
        (packed({"C:\\evil": b"x", "word/document.xml": b"<a/>"}), "path"),
        (packed({"/etc/evil": b"x", "word/document.xml": b"<a/>"}), "path"),
        (packed({f"word/{n}": b"" for n in range(office.ENTRIES + 1)}), "far more"),
        (document(paragraph("a" * 5_000_000)), "far more"),
        (document(""), "No words"),
    ],
    ids=[
        "empty",
        "not a zip",
        "cut off",
        "another zip",
        "broken xml",
        "external entity",
        "laughs",
        "entity in UTF-16",
        "path up",
        "drive",
        "root",
        "entries",
        "bomb",
        "no words",
    ],
)
def test_harmful_and_broken_documents_are_refused(data: bytes, what: str) -> None:
    began = time.process_time()
    with pytest.raises(Unreadable, match=what) as caught:
        docx.read(data, name="interview.docx")
    assert time.process_time() - began < allowed(5)
    assert caught.value.where == "interview.docx"
    assert caught.value.advice


def test_a_size_that_is_a_lie_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "DOCUMENT", 1_000)
    with pytest.raises(Unreadable, match="far more than a transcript"):
        docx.read(document(paragraph("word " * 400)))


def test_a_bomb_of_many_parts_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "UNPACKED", 10_000)
    with pytest.raises(Unreadable, match="far more"):
        docx.read(packed({f"word/{n}.xml": b"a" * 2_000 for n in range(8)}))


def with_flag(data: bytes, flag: int, method: int) -> bytes:
    """Set a flag or another method of packing in every header of a zip."""
    changed = bytearray(data)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = changed.find(mark)
        while place >= 0:
            struct.pack_into("<HH", changed, place + at, flag, method)
            place = changed.find(mark, place + 4)
    return bytes(changed)


def test_a_locked_document_says_so() -> None:
    with pytest.raises(Unreadable, match="password"):
        docx.read(with_flag(document(paragraph("hello")), 1, zipfile.ZIP_DEFLATED))


def test_an_unknown_packing_says_so() -> None:
    with pytest.raises(Unreadable, match="packed in a way"):
        docx.read(with_flag(document(paragraph("hello")), 0, 99))


def test_a_long_document_is_read_in_little_time_and_memory(tmp_path: Path) -> None:
    words = "It took them the best part of a year to find out who signs for it. " * 2
    body = "".join(
        paragraph(f" {words}{n}", "P01:" if n % 2 else "Interviewer:") for n in range(5_000)
    )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    transcript = docx.read(document(body))
    assert time.process_time() - began < allowed(5)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 256 * 1024
    assert len(transcript.turns) == 5_000
