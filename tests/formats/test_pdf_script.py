"""Transcripts in PDFs: furniture and line numbers off and said, lines joined, speakers found."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.pdf_files import pdf as made
from uptake.formats import pdf
from uptake.formats.pdf import PdfText
from uptake.formats.pdf_script import read_pages
from uptake.formats.text import Unreadable
from uptake.formats.transcripts import Transcript, read_any

WIDE = "this line runs from one edge of the page to the other edge of the page and so goes on"


def script(*pages: str) -> Transcript:
    return read_pages(PdfText("read", pages, len(pages)), name="a.pdf")


def said(transcript: Transcript) -> list[tuple[str, str]]:
    return [(turn.speaker, turn.text) for turn in transcript.turns]


def notes(transcript: Transcript) -> str:
    return " ".join(f"{oddity.what} {oddity.text}" for oddity in transcript.oddities)


def test_page_numbers_and_running_heads_are_taken_off_and_said() -> None:
    pages = [f"Study of care\nAnn: one {at}\nBen: two\nPage {at} of 4" for at in (1, 2, 3, 4)]
    found = script(*pages)
    assert len(found.turns) == 8
    assert "Study" not in str(said(found))
    assert "top of 4 pages was left out. Study of care" in notes(found)
    assert "foot of 4 pages was left out. Page 1 of 4; Page 2 of 4" in notes(found)


def test_speech_that_recurs_at_the_edges_stays() -> None:
    found = script(*["Ann: Right.\nBen: well\nAnn: Yes."] * 4)
    assert len(found.turns) == 9
    two = script("12\nAnn: a\nBen: b", "99\nAnn: c\nBen: d")
    assert "12" in two.turns[0].text  # numbers that count no pages


def test_a_field_that_heads_every_page_is_furniture() -> None:
    found = script(*[f"Date: 3 May\nAnn: one {at}\nBen: two" for at in range(4)])
    assert "Date" not in str(said(found))


def test_lines_broken_at_the_edge_are_joined_and_others_kept() -> None:
    found = script(f"P1: {WIDE}\nto the next.\nA new paragraph.\nlower goes on\nP2: {WIDE}\nyes")
    assert said(found) == [
        ("P1", f"{WIDE} to the next.\nA new paragraph. lower goes on"), ("P2", f"{WIDE} yes"),
    ]  # fmt: skip


def test_line_numbers_in_the_margin_or_in_a_run_of_their_own() -> None:
    words = ["Ann: one", "and", "Ben: two", "Ann: three", "Ben: four", "Ann: 7 of us", "Ben: all"]
    margin = "\n".join(f"{at} {line}" for at, line in enumerate(words, start=1))
    bare = "\n".join(words) + "\n" + "\n".join(map(str, range(1, 8)))
    for page in (margin, bare):
        found = script(page)
        assert said(found)[0] == ("Ann", "one and")
        assert said(found)[-2] == ("Ann", "7 of us")
        assert "Line numbers were left out (7)" in notes(found)
    few = script("Ann: how many?\n1\n2\nBen: none\n7\nAnn: ok")
    assert "left out" not in notes(few)
    assert "1" in few.turns[0].text


def test_what_is_missing_is_said() -> None:
    found = read_pages(PdfText("read", ("Ann: a\nBen: b", "", "Ann: c"), 7))
    assert "no words on page 2" in notes(found)
    assert "first 3 of 7 pages" in notes(found)
    many = read_pages(PdfText("read", ("Ann: a\nBen: b", *[""] * 12), 13))
    assert "page 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and more" in notes(many)


@pytest.mark.parametrize(
    ("found", "what"),
    [
        (PdfText("locked"), "password"),
        (PdfText("no_text", ("",), 1), "pictures"),
        (PdfText("read", ("", " "), 2), "No words"),
    ],
)
def test_what_holds_no_transcript_is_refused_in_words(found: PdfText, what: str) -> None:
    with pytest.raises(Unreadable, match=what) as caught:
        read_pages(found, name="a.pdf")
    assert caught.value.where == "a.pdf"
    assert caught.value.advice


def test_read_any_reads_pdfs_only_through_the_reader_it_is_given() -> None:
    data = made("Ann: What helps with the programme?\nBen: Somebody who asks.")
    with pytest.raises(Unreadable, match="a PDF"):
        read_any(data, "a.pdf")
    found = read_any(data, "a.pdf", pages=lambda data, name: pdf.read(data, name=name))
    assert found.format == "pdf"
    assert found.speakers == ("Ann", "Ben")


PAGE = st.lists(
    st.sampled_from(["Ann: yes", "Ben: no", "3", "4", "5", "6", "7", "8", "Page 1", "and on",
                     "12 more", "13 more", "Head", "", "words " * 9]),
    max_size=12,
).map("\n".join)  # fmt: skip


@given(st.lists(PAGE, min_size=1, max_size=5))
def test_no_letter_goes_without_a_word(pages: list[str]) -> None:
    try:
        found = script(*pages)
    except Unreadable:
        return
    kept = "".join(f"{turn.speaker}{turn.text}" for turn in found.turns)
    lost = letters("".join(pages)) - letters(kept)
    # Of lines that are alike the first is shown and the rest are counted; a turn of the speaker
    # before is joined to it, so that the name is said once.
    assert set(lost) <= set(letters(notes(found) + "Ann Ben"))


def letters(text: str) -> Counter[str]:
    return Counter(character for character in text if character.isalpha())


def test_real_interviews(data: Path) -> None:
    folder = data / "transcripts" / "pdpilot" / "results" / "transcripts"
    if not folder.is_dir():
        pytest.skip(f"No interviews at {folder}.")
    files = sorted(folder.glob("*.pdf"))
    assert len(files) == 7
    for path in files:
        raw = path.read_bytes()
        found = read_any(raw, path.name, pages=lambda data, name: pdf.read(data, name=name))
        assert found.speakers[:2] == ("Dan", "Participant"), path.name
        # Every letter of the pages is in a turn or is the name before one: none is in furniture.
        text = "\n".join(pdf.read(raw).pages)
        labels = letters("Dan") + letters("Participant")
        lost = letters(text) - letters("".join(turn.text for turn in found.turns))
        assert set(lost) <= set(labels), path.name
        lines = text.split("\n")
        names = sum(line.startswith(tuple(f"{who}:" for who in found.speakers)) for line in lines)
        assert names >= len(found.turns) - 1  # the heading is nobody's
        assert "Line numbers were left out" in notes(found)
        assert max(len(turn.text.split("\n")) for turn in found.turns) < 12
