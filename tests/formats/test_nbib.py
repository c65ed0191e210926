"""NBIB as PubMed writes it, and as the other services do."""

from __future__ import annotations

import pytest

from uptake.formats import nbib
from uptake.formats.references import Reference
from uptake.formats.text import Unreadable


def lines(*rows: str, end: str = "\n") -> bytes:
    return (end.join(rows) + end).encode()


def read_one(*rows: str) -> Reference:
    (reference,) = nbib.read(lines(*rows)).references
    return reference


PUBMED = lines(
    "",
    "PMID- 123",
    "OWN - NLM",
    "STAT- MEDLINE",
    "IS  - 1234-567X (Electronic)",
    "IS  - 0008-543X (Linking)",
    "VI  - 12",
    "IP  - 3",
    "DP  - 2018 Aug",
    "TI  - Guided digital therapy for low mood: a long title that goes on and on over two ",
    "      lines.",
    "PG  - 183-92",
    "LID - S0000 [pii]",
    "LID - 10.1000/ABC [doi]",
    "AB  - BACKGROUND: It was",
    "      so.",
    "FAU - Doe, Ada B",
    "AU  - Doe AB",
    "AUID- ORCID: 0000",
    "AD  - Somewhere.",
    "FAU - Roe, Ben",
    "AU  - Roe B",
    "CN  - Invented Study Group",
    "LA  - eng",
    "PT  - Journal Article",
    "PT  - Randomized Controlled Trial",
    "PL  - United States",
    "TA  - J Invent Res",
    "JT  - Journal of invented results",
    "MH  - Depression/*therapy",
    "OT  - digital",
    "PMC - PMC77",
    "OID - NLM: PMC77",
    "OID - NLM: X1",
    "SO  - J Invent Res. 2018 Aug;12(3):183-92. doi: 10.1000/abc.",
)


def test_a_pubmed_record() -> None:
    reading = nbib.read(PUBMED)
    (reference,) = reading.references
    assert reading.oddities == ()
    assert (reading.records_seen, reading.format, reading.encoding) == (1, "nbib", "utf-8")
    assert reference.title.endswith("over two lines.")
    assert reference.authors == ("Doe, Ada B", "Roe, Ben", "Invented Study Group")
    assert (reference.year, reference.volume, reference.issue) == (2018, "12", "3")
    assert reference.pages == "183-192"
    assert reference.doi == "10.1000/abc"
    assert (reference.pmid, reference.pmcid) == ("123", "PMC77")
    assert reference.issn == ("1234-567X", "0008-543X")
    assert reference.abstract == "BACKGROUND: It was so."
    assert reference.keywords == ("Depression/therapy", "digital")
    assert reference.journal == "Journal of invented results"
    assert reference.abbreviation == "J Invent Res"
    assert reference.publication_types == ("Journal Article", "Randomized Controlled Trial")
    assert (reference.kind, reference.language, reference.place) == (
        "article",
        "eng",
        "United States",
    )
    assert (reference.database, reference.database_id) == ("PubMed", "123")
    assert (reference.line, reference.end_line) == (2, 35)
    assert ("AB", "BACKGROUND: It was\nso.") in reference.raw


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + PUBMED,
        PUBMED.replace(b"\n", b"\r\n"),
        PUBMED.replace(b"\n", b"\r"),
        PUBMED.decode().encode("utf-16"),
        PUBMED.replace(b"PMID- ", b"PMID - ").replace(b"TI  - ", b"TI - "),
        PUBMED.replace(b"- ", b"-\t").replace(b"      ", b"\t"),
    ],
)
def test_ways_of_writing_the_same_record(data: bytes) -> None:
    (reference,) = nbib.read(data).references
    (expected,) = nbib.read(PUBMED).references
    for name in ("title", "authors", "year", "doi", "pmid", "abstract", "pages"):
        assert getattr(reference, name) == getattr(expected, name)


def test_records_are_parted_by_blank_lines_or_by_a_second_pmid() -> None:
    for between in (b"\n", b"", b"\n\n1.\n\n"):
        reading = nbib.read(PUBMED + between + PUBMED.lstrip())
        assert [it.position for it in reading.references] == [1, 2]
        assert all(it.pmid == "123" for it in reading.references)


def test_blank_lines_of_six_blanks_part_records_too() -> None:
    row = "      "
    reading = nbib.read(lines(row, "STAT- a", row, "PMID- 1", row, "TI  - x", row, "PMID- 2", row))
    assert [it.pmid for it in reading.references] == ["", "1", "2"]


def test_lines_that_belong_to_no_record() -> None:
    reading = nbib.read(lines("ZZZ - 9", "      on", "", "OWN - ERIC", "TI  - One"))
    assert [it.title for it in reading.references] == ["One"]
    assert reading.oddities[0].text == "ZZZ - 9\n      on"
    assert reading.oddities[0].lines == 2


def test_a_blank_line_inside_a_record_parts_nothing() -> None:
    reading = nbib.read(lines("PMID- 1", "TI  - One", "", "CI  - Copyright", "", "      more"))
    assert len(reading.references) == 1
    assert reading.references[0].raw[-1] == ("CI", "Copyright\nmore")


def test_pubmed_central_begins_with_pmc() -> None:
    record = ["", "PMC - PMC6", "PMID- 9", "DP  - 2018", "TI  - One", "LID - e18", "AB  - ", ""]
    reading = nbib.read(lines(*record, *record))
    assert len(reading.references) == 2
    assert reading.references[0].pmcid == "PMC6"
    assert reading.references[0].start_page == "e18"
    assert reading.references[0].abstract == ""


def test_eric() -> None:
    record = [
        "OWN - ERIC",
        "TI  - One",
        "AU  - Doe, Ada",
        "OT  - School",
        "JT  - Journal",
        "AID - http://dx.doi.org/10.1000/e1",
        "OID - EJ11",
        "DP  - 2000",
        "PG  - 1-9",
        "LID - http://example.org/?id=EJ11",
        "ISSN - ISSN-1234-4567",
        "LA  - English",
        "PT  - Journal Articles",
        "",
    ]
    reading = nbib.read(lines(*record, *record))
    assert len(reading.references) == 2
    reference = reading.references[0]
    assert (reference.database, reference.database_id) == ("ERIC", "EJ11")
    assert reference.doi == "10.1000/e1"
    assert reference.issn == ("1234-4567",)
    assert reference.urls == ("http://example.org/?id=EJ11",)
    assert reference.start_page == "1"


def test_ovid_numbers_its_records_and_begins_with_other_tags() -> None:
    reading = nbib.read(
        lines(
            "1. ",
            "VN  - Ovid",
            "DB  - Ovid MEDLINE",
            "AN  - 77",
            "TI  - One",
            "YR  - 2011",
            "",
            "2. ",
            "VN  - Ovid",
            "DB  - Ovid MEDLINE",
            "AN  - 78",
            "TI  - Two",
            "YR  - 2012",
        )
    )
    assert [it.title for it in reading.references] == ["One", "Two"]
    assert [it.year for it in reading.references] == [2011, 2012]
    assert reading.references[1].database_id == "78"
    assert [it.lines for it in reading.oddities] == [2]


def test_records_that_begin_with_any_tag_are_parted_where_it_comes_again() -> None:
    record = ["AU  - Doe A", "TI  - One", "DP  - 2000", ""]
    assert len(nbib.read(lines(*record, *record)).references) == 2


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        (["AU  - Doe A", "AU  - Roe B"], ("Doe A", "Roe B")),
        (
            ["AU  - Doe A", "AU  - Roe B", "FAU - Doe, Ada", "FAU - Roe, Ben"],
            ("Doe, Ada", "Roe, Ben"),
        ),
        (["FAU - Doe, Ada", "AU  - Doe A", "AU  - Roe B"], ("Doe, Ada", "Roe B")),
        (["AU  - Doe A", "CN  - Group", "AU  - Roe B"], ("Doe A", "Group", "Roe B")),
        (
            ["FAU - Doe, Ada", "AU  - Doe A", "CN  - Group", "AU  - Roe B"],
            ("Doe, Ada", "Group", "Roe B"),
        ),
        (["CN  - Group"], ("Group",)),
    ],
)
def test_each_author_once(rows: list[str], names: tuple[str, ...]) -> None:
    assert read_one("PMID- 1", "TI  - One", *rows).authors == names


@pytest.mark.parametrize(
    ("rows", "kind", "title", "series"),
    [
        (["BTI - A book"], "book", "A book", ""),
        (["BTI - A book", "CTI - A series"], "book", "A book", "A series"),
        (["TI  - A chapter", "BTI - A book"], "chapter", "A chapter", "A book"),
        (["TI  - A", "PT  - Dissertations/Theses"], "thesis", "A", ""),
        (["TI  - A", "PT  - Review"], "article", "A", ""),
    ],
)
def test_kinds(rows: list[str], kind: str, title: str, series: str) -> None:
    reference = read_one("PMID- 1", *rows)
    assert (reference.kind, reference.title, reference.series) == (kind, title, series)


def test_a_doi_at_the_end_of_the_source() -> None:
    source = "SO  - J. 2018 Aug;12(3):1. doi: 10.1000/abc. Epub 2018 Jul 1."
    assert read_one("PMID- 1", "TI  - One", source).doi == "10.1000/abc"
    assert read_one("PMID- 1", "TI  - One", "SO  - J. 2018", "LID - none [doi]").doi == ""


def test_a_translated_title() -> None:
    reference = read_one("PMID- 1", "TI  - [Sleep].", "TT  - Schlaf.")
    assert reference.other_titles == ("Schlaf.",)
    assert read_one("PMID- 1", "TT  - Schlaf.").title == "Schlaf."


def test_what_is_missing_is_reported() -> None:
    reading = nbib.read(lines("intro", "PMID- 1", "DP  - Spring", "", "PMID- 2", "TI  - Two"))
    assert [it.what for it in reading.oddities] == [
        "Text before the first record that belongs to none; kept here only.",
        "Record 1 has no title.",
        "Record 1 has a date without a year; kept as it stands.",
    ]
    assert len(reading.references) == reading.records_seen == 2


def test_unknown_tags_and_text_that_looks_like_one() -> None:
    reference = read_one("PMID- 1", "TI  - One", "ZZZ - 9", "XYZQ- 8", "AB  - Text", "OH - radical")
    assert ("ZZZ", "9") in reference.raw
    assert ("XYZQ", "8") in reference.raw
    assert reference.abstract == "Text OH - radical"


@pytest.mark.parametrize("data", [b"\n\n", b"word\n", b"ZZZ - 9\n"])
def test_what_holds_no_record_is_refused(data: bytes) -> None:
    assert nbib.recognises(data.decode()) == 0
    with pytest.raises(Unreadable) as refusal:
        nbib.read(data, name="a.nbib")
    assert refusal.value.advice
    assert refusal.value.where == "a.nbib"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_records_are_counted_with_any_line_end(end: str) -> None:
    text = "PMID- 1\nTI  - One\n\nPMID- 2\nTI  - Two\n".replace("\n", end)
    assert nbib.recognises(text) == 2
    assert nbib.recognises("") == 0


def test_what_was_read_is_written_whole() -> None:
    (reference,) = nbib.read(PUBMED).references
    text = nbib.write([reference]).decode()
    for row in ("AD  - Somewhere.", "STAT- MEDLINE", "FAU - Doe, Ada B", "AUID- ORCID: 0000"):
        assert f"{row}\n" in text
    (again,) = nbib.read(text.encode()).references
    assert again.authors == reference.authors
    assert nbib.write([]) == b""
    assert nbib.write([Reference(kind="thesis", title="A")]).startswith(b"OWN - NOTNLM\n")
    assert b"PT  - Dissertation\n" in nbib.write([Reference(kind="thesis", title="A")])
    assert b"PT  - Poem\n" not in nbib.write([Reference(kind="poem", title="A")])


def test_papers_that_it_corrects_or_that_comment_on_it_are_named() -> None:
    it = read_one(
        "PMID- 1",
        "TI  - One",
        "DP  - 2020",
        "EFR - J Invented. 2019 May;1(2):3. PMID: 12345",
        "CIN - J Else. 2021;4:5.",
    )
    assert it.related == (("erratum for", "PMID:12345"), ("comment in", "J Else. 2021;4:5."))
    assert read_one("PMID- 1", "TI  - One", "DP  - 2020").related == ()
