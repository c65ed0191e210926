"""Ovid's own exports: with field names, and with short tags."""

from __future__ import annotations

import pytest

from uptake.formats import ovid
from uptake.formats.detect import read_any
from uptake.formats.references import Reference
from uptake.formats.text import Unreadable

NAMED = """Database: Invented <1999 to today>

<8>
Accession Number
  00042637-9.
Author
  Doe, Jakob 1;  Roe, Tim 2,3;  Poe, Dawid
Institution
  (1)Institute of Things, Nowhere
Title
  Effects of things: a systematic review. [Review]
Source
  Cancer. Vol.98(3), Aug 2003, pp. 551-9.
Abstract
  One <5> two

  three
Author Keywords
  things;  reviews.
Language
  English.
Odd Field
  kept
Link to the Ovid Full Text or citation
 http://example.org/a

<9>
Title
  Two
DOI Number
  10.1000/b
Year of Publication
  2004.
Source
  Journal of Things.
"""
SHORT = """<3001. >
VN  - Ovid Technologies
DB  - Embase
UI  - 621381829
TI  - Invented title.
SO  - BMC Inventions. Conference: 2nd Conference: Part 2. Spain. 12 (Supplement 3) (no pagination), 2018. Date of Publication: 2018.
AU  - Doe A.
AU  - Roe B. [Author, Reprint Author; E-mail: a@example.org]
AB  - Background: one.
Method(s): We did.
MH  - *sleep
IS  - 1753-6561
DO  - http://dx.doi.org/10.1000/abc
LG  - English
PT  - Conference Abstract
YR  - 2018

<3002. >
VN  - Ovid Technologies
DB  - Ovid MEDLINE(R)
UI  - 123
TI  - Second
ED  - 20040301
SO  - Lancet. 363(9403):157-66, 2004 Jan 10.
"""  # noqa: E501


def named(*rows: str) -> Reference:
    (reference,) = ovid.read("\n".join(["<1>", *rows, ""]).encode()).references
    return reference


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_with_field_names(end: str) -> None:
    reading = read_any(NAMED.replace("\n", end).encode(), "a.ris")
    assert reading.format == "ovid"
    one, two = reading.references
    assert one.title == "Effects of things: a systematic review."
    assert one.authors == ("Doe, Jakob", "Roe, Tim", "Poe, Dawid")
    assert (one.journal, one.volume, one.issue, one.pages) == ("Cancer", "98", "3", "551-559")
    assert (one.year, one.language, one.url) == (2003, "English", "http://example.org/a")
    assert (one.abstract, one.database_id) == ("One <5> two three", "00042637-9")
    assert one.keywords == ("things", "reviews")
    assert ("Odd Field", "\n  kept") in one.raw
    assert (two.year, two.journal, two.doi) == (2004, "Journal of Things", "10.1000/b")
    assert [it.text for it in reading.oddities] == [
        "Database: Invented <1999 to today>",
        "<8>\n<9>",
    ]


def test_with_short_tags() -> None:
    reading = read_any(SHORT.encode(), "a.txt")
    assert reading.format == "ovid"
    one, two = reading.references
    assert (one.title, one.authors) == ("Invented title.", ("Doe A.", "Roe B."))
    assert (one.journal, one.volume, one.issue) == ("BMC Inventions", "12", "Supplement 3")
    assert (one.pages, one.doi, one.year) == ("", "10.1000/abc", 2018)
    assert one.abstract == "Background: one. Method(s): We did."
    assert (one.pmid, one.kind, one.keywords) == ("", "article", ("sleep",))
    assert (two.pmid, two.pages, two.year, two.editors) == ("123", "157-166", 2004, ())
    assert [it.text for it in reading.oddities] == ["<3001. >\n<3002. >"]


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("Forest Things. 201(2-3):27-34, May 15, 2004.", ("Forest Things", "201", "2-3", "27-34")),
        ("Lancet. 2004 Mar 6; 363(9411): 800-3", ("Lancet. 2004 Mar 6", "363", "9411", "800-803")),
        ("Lancet. 363 (9403) (pp 157), 2004.", ("Lancet", "363", "9403", "157")),
        ("Lancet. 363 (pp 157-160), 2004.", ("Lancet", "363", "", "157-160")),
        ("Things. Vol 5, no. 2, pp. 1-9, 2004.", ("Things", "5", "2", "1-9")),
        ("Journal of Things. ", ("Journal of Things", "", "", "")),
        ("Things. XII:3-4, 2004", ("Things", "XII", "", "3-4")),
        ("", ("", "", "", "")),
    ],
)  # fmt: skip
def test_the_source_line(source: str, place: tuple[str, str, str, str]) -> None:
    it = named("Title", "  One", "Source", f"  {source}", "Year", "  2004")
    assert (it.journal, it.volume, it.issue, it.pages) == place


def test_fields_of_their_own_come_before_the_source_line() -> None:
    it = named(
        "Title", "  One", "Journal Name", "  Things.", "Volume", "  9", "Issue/Part", "  8",
        "Page(s)", "  7-8", "PMID", "  55", "Source", "  Else. 1(2):3-4, 2004.", "PMC ID",
        "  PMC9", "Authors Full Name", "  Doe, Ada", "Authors", "  Doe A",
    )  # fmt: skip
    assert (it.journal, it.volume, it.issue, it.pages) == ("Things", "9", "8", "7-8")
    assert (it.pmid, it.pmcid, it.authors) == ("55", "PMC9", ("Doe, Ada",))


@pytest.mark.parametrize(
    ("rows", "kind", "series"),
    [
        (("Publication Type", "  Book Chapter", "Parent Book", "  Whole"), "chapter", "Whole"),
        (("Parent Book", "  Whole"), "chapter", "Whole"),
        (("Publication Type", "  Authored Book"), "book", ""),
        (("Publication Type", "  Case Reports; Journal Article"), "article", ""),
        (("Document Type", "  Dissertation Abstract"), "thesis", ""),
    ],
)
def test_kinds(rows: tuple[str, ...], kind: str, series: str) -> None:
    it = named("Title", "  One", "Year", "  2004", *rows)
    assert (it.kind, it.series) == (kind, series)


def test_what_looks_like_a_field_or_a_record_and_is_none() -> None:
    reading = ovid.read(
        b"Title\n  lost\n<1>\nTitle\n  One\n<5>\n  goes on\nwhat wraps\nYear\n\n"
        b"<2>\n\nTitle\n  Two\n"
    )
    one, two = reading.references
    assert one.raw == (("Title", "\n  One\n<5>\n  goes on\nwhat wraps\nYear"),)
    assert two.title == "Two"
    assert [it.text for it in reading.oddities if "belongs to none" in it.what] == ["Title\n  lost"]


def test_a_record_without_a_year_or_title() -> None:
    reading = ovid.read(b"<1>\nYear\n  soon\n")
    assert [it.what for it in reading.oddities][1:] == [
        "Record 1 has no title.",
        "Record 1 has a date without a year; kept as it stands.",
    ]


def test_no_record_at_all() -> None:
    with pytest.raises(Unreadable, match=r"^a\.txt: No Ovid record was found"):
        ovid.read(b"one\ntwo\n", name="a.txt")
    assert ovid.recognises("<5>\nnot a name, this one.\n  x\n") == 0
