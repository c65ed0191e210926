"""Web of Science plain text, in its editions and with what goes wrong in it."""

from __future__ import annotations

import pytest

from uptake.formats import wos
from uptake.formats.references import Reference
from uptake.formats.text import Unreadable


def lines(*rows: str, end: str = "\n") -> bytes:
    return (end.join(rows) + end).encode()


def read_one(*rows: str) -> Reference:
    (reference,) = wos.read(lines(*rows)).references
    return reference


CORE = (
    "FN Clarivate Analytics Web of Science",
    "VR 1.0",
    "PT J",
    "AU Doe, AB",
    "   O'Brien, M",
    "AF Doe, Ada B.",
    "   O'Brien, Maire",
    "CA Invented Study Grp",
    "TI Guided digital therapy for low mood: a long",
    "   title",
    "SO JOURNAL OF INVENTED RESULTS",
    "LA English",
    "DT Article; Early Access",
    "DE low mood; guided",
    "   self-help",
    "ID THERAPY; LOW MOOD",
    "AB It was",
    "   so.",
    "C1 [Doe, Ada B.] Univ Nowhere, Leeds, England.",
    "CR Doe A, 1999, J INVENTED, V1, P1, DOI 10.1000/cited",
    "   Roe B, 2000, J INVENTED, V2, P2",
    "XX an unknown tag",
    "PU INVENTED PRESS",
    "PI LEEDS",
    "SN 1234-567X",
    "EI 0008-543X",
    "J9 J INVENT RES",
    "JI J. Invent. Res.",
    "PD AUG",
    "PY 2018",
    "VL 12",
    "IS 3",
    "BP 183",
    "EP 192",
    "DI 10.1000/ABC",
    "PM 12345",
    "UT WOS:000000000000001",
    "ER",
    "",
    "EF",
)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_core_collection(end: str) -> None:
    reading = wos.read(lines(*CORE, end=end))
    (it,) = reading.references
    assert it.title == "Guided digital therapy for low mood: a long title"
    assert it.authors == ("Doe, Ada B.", "O'Brien, Maire", "Invented Study Grp")
    assert (it.kind, it.year, it.journal) == ("article", 2018, "JOURNAL OF INVENTED RESULTS")
    assert (it.abbreviation, it.volume, it.issue, it.pages) == (
        "J. Invent. Res.",
        "12",
        "3",
        "183-192",
    )
    assert (it.doi, it.pmid, it.issn) == ("10.1000/abc", "12345", ("1234-567X", "0008-543X"))
    assert it.keywords == ("low mood", "guided self-help", "THERAPY", "LOW MOOD")
    assert it.abstract == "It was so."
    assert it.publication_types == ("Article", "Early Access")
    assert (it.database, it.database_id) == ("Web of Science", "WOS:000000000000001")
    assert (it.publisher, it.place, it.language) == ("INVENTED PRESS", "LEEDS", "English")
    assert ("XX", "an unknown tag") in it.raw
    assert (it.line, it.end_line) == (3, 38)
    (frame,) = reading.oddities
    assert frame.what == "Lines that only frame the records; left out."
    assert (frame.line, frame.lines) == (1, 3)


def test_medline_puts_names_on_one_line_and_pages_in_one_tag() -> None:
    it = read_one(
        "PT J", "TI One", "AU Doe, Ada; Roe, Bo", "SO Curr Invent", "PS 2457-71",
        "PD 2006 May-Jun", "MH Sleep", "   Brain/*physiology", "UT MEDLINE:16842170", "ER",
    )  # fmt: skip
    assert it.authors == ("Doe, Ada", "Roe, Bo")
    assert (it.pages, it.year, it.pmid) == ("2457-2471", 2006, "16842170")
    assert it.keywords == ("Sleep", "Brain/physiology")
    assert it.database == "MEDLINE"


def test_inspec_puts_numbers_where_others_have_keywords() -> None:
    it = read_one(
        "PT J", "AN 9027814", "TI One", "PY 2006", "DE lasers", "ID 0003-6951/2006/$23.00",
        "PV USA", "UT INSPEC:9027814", "ER",
    )  # fmt: skip
    assert it.keywords == ("lasers",)
    assert (it.database, it.place) == ("Inspec", "USA")


@pytest.mark.parametrize(
    ("rows", "kind", "journal", "series"),
    [
        (("PT B", "TI A book", "SO A book", "DT Book"), "book", "", ""),
        (("PT B", "TI A part", "SO A book", "DT Article"), "chapter", "", "A book"),
        (("PT S", "TI A part", "SO A book", "DT Article; Book Chapter"), "chapter", "", "A book"),
        (("PT C", "TI A paper", "SO Proc"), "conference paper", "", "Proc"),
        (("PT S", "TI A", "SO Proc", "DT Proceedings Paper"), "conference paper", "", "Proc"),
        (("PT J", "TI A paper", "SO Journal", "DT Proceedings Paper"), "article", "Journal", ""),
        (("PT S", "TI A", "SO ANNUAL, VOL 3", "SE Annual", "DT Review"), "article", "Annual", ""),
        (("PT P", "TI A patent", "AU Doe A"), "other", "", ""),
        (("PT J", "TI Numbers", "DT Data set"), "data set", "", ""),
        (("PT B", "TI Thesis", "DT Dissertation/Thesis"), "thesis", "", ""),
    ],
)
def test_kinds(rows: tuple[str, ...], kind: str, journal: str, series: str) -> None:
    it = read_one(*rows, "PY 2020", "ER")
    assert (it.kind, it.journal, it.series) == (kind, journal, series)


def test_a_book_has_authors_and_a_doi_of_its_own() -> None:
    it = read_one("PT B", "BA Doe, A", "BF Doe, Ada", "TI A", "D2 10.1000/book", "BE Roe, B", "ER")
    assert it.authors == ("Doe, Ada",)
    assert (it.doi, it.editors) == ("10.1000/book", ("Roe, B",))
    part = read_one("PT B", "TI A", "SO Whole", "D2 10.1000/book", "PY 2020", "AR e7", "ER")
    assert (part.doi, part.pages) == ("", "e7")


def test_full_names_that_lack_some_give_way_to_short_ones() -> None:
    assert read_one("PT J", "AU Doe, A", "   Roe, B", "AF Doe, Ada", "TI A", "ER").authors == (
        "Doe, A",
        "Roe, B",
    )


def test_a_record_without_its_end() -> None:
    reading = wos.read(lines("PT J", "TI One", "PY 2020", "PT J", "TI Two", "PY 2021", "EF"))
    assert [it.title for it in reading.references] == ["One", "Two"]
    assert reading.oddities[0].what.startswith("2 records have no ER line")


def test_a_record_without_its_beginning() -> None:
    reading = wos.read(lines(*CORE, "TI Lost", "PY 2019", "ER", "AU Doe", "ER"))
    assert [it.title[:6] for it in reading.references] == ["Guided", "Lost"]
    said = [oddity.what for oddity in reading.oddities]
    assert any(what.startswith("Record 2 has no PT line") for what in said)
    assert any("after record 2 that belongs to none" in what for what in said)


def test_text_that_goes_on_without_an_indent() -> None:
    it = read_one(
        "PT J", "TI One", "AB It was", "so, they said.", "", "   And more.", "PT angiography was",
        "used in all.", "PY 2020", "ER",
    )  # fmt: skip
    assert it.abstract == "It was so, they said. And more."
    assert ("PT", "angiography was\nused in all.") in it.raw


def test_what_stands_between_records() -> None:
    reading = wos.read(
        lines("", "   Saved by Doe", "ER", *CORE, "some words", "   more", "FN Again", *CORE[2:])
    )
    assert len(reading.references) == 2
    runs = [it for it in reading.oddities if "belongs to none" in it.what]
    assert [it.text for it in runs] == ["Saved by Doe", "some words\nmore"]
    (frame,) = [it for it in reading.oddities if "frame" in it.what]
    assert frame.text.split("\n")[-1] == "EF"


def test_two_files_in_one_and_the_first_cut_off() -> None:
    reading = wos.read(lines(*CORE[:-3], *CORE))
    assert len(reading.references) == 2


def test_a_record_without_title_or_year() -> None:
    reading = wos.read(lines("PT J", "AU Doe", "PD AUG", "ER"))
    assert [it.what for it in reading.oddities] == [
        "Record 1 has no title.",
        "Record 1 has a date without a year; kept as it stands.",
    ]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("PT J\nTI One\nER\nPT B \n", 2),
        ("FN X\nVR 1.0\nTI One\nER\nTI Two\nER\n", 2),
        ("FN X\r\nVR 1.0\r\nPT J\r\n", 1),
        ("PT angiography\nER\n", 0),
        ("", 0),
    ],
)
def test_it_is_known_by_its_records(text: str, number: int) -> None:
    assert wos.recognises(text) == number


def test_no_record_at_all() -> None:
    with pytest.raises(Unreadable, match=r"^a\.ciw: No Web of Science record was found"):
        wos.read(b"FN X\nVR 1.0\nEF\n", name="a.ciw")


def test_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    data = lines(*CORE)
    wos.read(data, progress=lambda done, all_: told.append((done, all_)))
    assert told[-1] == (len(data), len(data))
