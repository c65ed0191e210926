"""Refer (ENW): EndNote's, Google Scholar's, and what services make of it."""

from __future__ import annotations

import pytest

from uptake.formats import refer
from uptake.formats.references import Reference
from uptake.formats.text import Unreadable


def lines(*rows: str, end: str = "\n") -> bytes:
    return (end.join(rows) + end).encode()


def read_one(*rows: str) -> Reference:
    (reference,) = refer.read(lines(*rows)).references
    return reference


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_an_article(end: str) -> None:
    rows = (
        "%0 Journal Article", "%A Doe, Ada", "%A Roe, Bo", "%T One", "   that goes on", "%D 2020",
        "%J Journal", "%V 70", "%N 1", "%P 58-64", "%@ 1234-567X", "%R 10.1000/ABC", "%K sleep",
        "mood", "%X It was so.", "%G eng", "%U https://example.org/1", "%I Press", "%C Leeds",
        "%~ Scopus", "%M 2-s2.0-1", "%Z A note", "%+ Address", "%8 May 1, 2020", "%9 Review",
    )  # fmt: skip
    reading = refer.read(lines(*rows, end=end))
    (it,) = reading.references
    assert reading.oddities == ()
    assert (it.kind, it.title, it.year) == ("article", "One that goes on", 2020)
    assert it.authors == ("Doe, Ada", "Roe, Bo")
    assert (it.journal, it.volume, it.issue, it.pages) == ("Journal", "70", "1", "58-64")
    assert (it.doi, it.issn, it.keywords) == ("10.1000/abc", ("1234-567X",), ("sleep", "mood"))
    assert (it.abstract, it.language, it.url) == ("It was so.", "eng", "https://example.org/1")
    assert (it.publisher, it.place, it.database) == ("Press", "Leeds", "Scopus")
    assert (it.database_id, it.notes, it.publication_types) == (
        "2-s2.0-1",
        ("A note",),
        ("Review",),
    )
    assert ("%+", "Address") in it.raw


def test_the_title_before_the_kind() -> None:
    reading = refer.read(
        lines(
            "%T One", "%0 Journal Article", "%A Doe", "%B Journal", "%D 2020", "", "",
            "%T Two", "%0 Journal Article", "%D 2021", "%T Three", "%0 Book", "%D 2022",
        )
    )  # fmt: skip
    assert [it.title for it in reading.references] == ["One", "Two", "Three"]
    assert reading.references[0].journal == "Journal"


def test_an_abstract_with_blank_lines_of_its_own() -> None:
    reading = refer.read(
        lines(
            "%0 Journal Article", "%T One", "%X First.", "", "% of them.", "", "%K sleep",
            "%D 2020", "", "%0 Book", "%T Two", "%D 2021",
        )
    )  # fmt: skip
    one, two = reading.references
    assert one.abstract == "First. % of them."
    assert (one.keywords, one.year, two.kind) == (("sleep",), 2020, "book")


@pytest.mark.parametrize(
    ("rows", "kind", "journal", "series"),
    [
        (("%0 Book Section", "%B A book"), "chapter", "", "A book"),
        (("%0 Conference Proceedings", "%B Proc"), "conference paper", "", "Proc"),
        (("%0 Book", "%S A series"), "book", "", "A series"),
        (("%0 Journal Article", "%B Journal"), "article", "Journal", ""),
        (("%0 Something New", "%B Where"), "other", "Where", ""),
        (("%J Journal",), "article", "Journal", ""),
        (("%B A book",), "chapter", "", "A book"),
        (("%I Press",), "book", "", ""),
        (("%A Doe",), "other", "", ""),
    ],
)
def test_kinds(rows: tuple[str, ...], kind: str, journal: str, series: str) -> None:
    it = read_one(*rows, "%T One", "%D 2020")
    assert (it.kind, it.journal, it.series) == (kind, journal, series)


@pytest.mark.parametrize(
    ("rows", "doi", "pmid"),
    [
        (("%M doi:10.1000/a",), "10.1000/a", ""),
        (("%Z doi: 10.1000/a",), "10.1000/a", ""),
        (("%U https://doi.org/10.1000/a",), "10.1000/a", ""),
        (("%M 12345", "%W PubMed"), "", "12345"),
        (("%U https://pubmed.ncbi.nlm.nih.gov/12345/",), "", "12345"),
        (("%2 PMC99",), "", ""),
    ],
)
def test_identifiers(rows: tuple[str, ...], doi: str, pmid: str) -> None:
    it = read_one("%0 Journal Article", "%T One", "%D 2020", *rows)
    assert (it.doi, it.pmid) == (doi, pmid)
    assert it.database_id == ("12345" if "%M 12345" in rows else "")
    assert it.pmcid == ("PMC99" if "%2 PMC99" in rows else "")


def test_what_is_no_record() -> None:
    reading = refer.read(lines("Saved by Doe", "%0 Book", "%T One", "%D 2020", "", "7.", "%0 Book"))
    assert len(reading.references) == 2
    said = [it.what for it in reading.oddities]
    assert said[0].startswith("Text before the first record")
    assert said[1] == "Lines that only number the records; left out."
    stray = refer.read(lines("%K stray", "", "%0 Book", "%T One", "%D 2020"))
    assert stray.oddities[0].text == "%K stray"


def test_a_title_in_another_language() -> None:
    it = read_one("%0 Book", "%T Schlaf", "%Q Sleep", "%D 2020", "%E Doe, Ada", "%O Schl.")
    assert (it.other_titles, it.editors, it.abbreviation) == (("Sleep",), ("Doe, Ada",), "")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("%0 Book\n%T One\n%0 Book\n", 2),
        ("%T One\r%A Doe\r\r%T Two\r%A Doe\r", 2),
        ("%T alone\n", 0),
        ("% of them\n", 0),
    ],
)
def test_it_is_known_by_its_records(text: str, number: int) -> None:
    assert refer.recognises(text) == number


def test_no_record_at_all() -> None:
    with pytest.raises(Unreadable, match=r"^a\.enw: No Refer \(ENW\) record was found"):
        refer.read(b"%K sleep\n", name="a.enw")
