"""RIS in the ways of writing that databases and reference managers have."""

from __future__ import annotations

from dataclasses import replace

import pytest

from uptake.formats import ris
from uptake.formats.references import Reading, Reference
from uptake.formats.text import NotText, Unreadable


def lines(*rows: str, end: str = "\n") -> bytes:
    return (end.join(rows) + end).encode()


def read_one(*rows: str) -> Reference:
    reading = ris.read(lines("TY  - JOUR", "TI  - Sleep", *rows, "ER  - "))
    assert len(reading.references) == 1
    return reading.references[0]


def whats(reading: Reading) -> list[str]:
    return [oddity.what for oddity in reading.oddities]


PLAIN = lines(
    "TY  - JOUR",
    "TI  - Guided digital therapy for low mood",
    "AU  - Doe, Ada",
    "AU  - Roe, Ben C.",
    "PY  - 2019/06//",
    "JF  - Journal of Invented Results",
    "JA  - J Invent Res",
    "VL  - 12",
    "IS  - 3",
    "SP  - 623",
    "EP  - 31",
    "SN  - 1234-567X",
    "DO  - https://doi.org/10.1000/ABC.1",
    "AB  - It helped.",
    "KW  - depression",
    "KW  - *digital",
    "UR  - https://example.org/1",
    "ER  - ",
)


def test_a_plain_record() -> None:
    reading = ris.read(PLAIN)
    (reference,) = reading.references
    assert reading.oddities == ()
    assert (reading.records_seen, reading.lines, reading.format) == (1, 18, "ris")
    assert reference.kind == "article"
    assert reference.title == "Guided digital therapy for low mood"
    assert reference.authors == ("Doe, Ada", "Roe, Ben C.")
    assert reference.year == 2019
    assert reference.journal == "Journal of Invented Results"
    assert reference.abbreviation == "J Invent Res"
    assert (reference.volume, reference.issue, reference.pages) == ("12", "3", "623-631")
    assert reference.issn == ("1234-567X",)
    assert reference.doi == "10.1000/abc.1"
    assert reference.abstract == "It helped."
    assert reference.keywords == ("depression", "digital")
    assert reference.url == "https://example.org/1"
    assert (reference.line, reference.end_line, reference.position) == (1, 18, 1)
    assert reference.raw[0] == ("TY", "JOUR")
    assert ("DO", "https://doi.org/10.1000/ABC.1") in reference.raw


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + PLAIN,
        b"\xef\xbb\xbf\xef\xbb\xbf" + PLAIN,
        PLAIN.decode().encode("utf-16"),
        PLAIN.decode().encode("utf-16-le"),
        PLAIN.decode().encode("utf-16-be"),
        PLAIN.replace(b"\n", b"\r\n"),
        PLAIN.replace(b"\n", b"\r"),
        PLAIN.replace(b"\n", b"\r\n", 5),
        b"\n\n  \n" + PLAIN,
        PLAIN.replace(b"  - ", b" - "),
        PLAIN.replace(b"ER  - ", b"ER  -"),
        PLAIN.replace(b"TY  - ", b"Ty  - "),
        PLAIN.replace(b"TY  - ", b"TY - "),
        PLAIN.replace(b"TY  - ", b"TY  -"),
        PLAIN.replace(b"\n", b"\n  ").join([b"  ", b""]),
        PLAIN.replace(b"TY  -", "TY  –".encode()),
    ],
)
def test_ways_of_writing_the_same_record(data: bytes) -> None:
    (expected,) = ris.read(PLAIN).references
    (reference,) = ris.read(data).references
    for name in ("title", "authors", "year", "journal", "pages", "doi", "abstract", "keywords"):
        assert getattr(reference, name) == getattr(expected, name)


def test_windows_1252_is_said() -> None:
    reading = ris.read("TY  - JOUR\nTI  - Étude\nAU  - Müller, Ö\nER  - \n".encode("cp1252"))
    assert reading.references[0].authors == ("Müller, Ö",)
    assert reading.encoding == "cp1252"
    assert "Windows-1252" in reading.oddities[0].what
    assert reading.oddities[0].line == 0


def test_a_new_ty_closes_a_record_without_er() -> None:
    reading = ris.read(lines("TY  - JOUR", "TI  - One", "", "TY  - BOOK", "TI  - Two"))
    assert [it.title for it in reading.references] == ["One", "Two"]
    assert [it.kind for it in reading.references] == ["article", "book"]
    assert whats(reading) == [
        "2 records have no ER line; each was closed where the next begins or the file ends."
    ]
    single = ris.read(lines("TY  - JOUR", "TI  - One"))
    assert whats(single)[0].startswith("1 record has no ER line")


def test_a_number_before_the_next_record_is_not_in_the_last_value() -> None:
    reading = ris.read(lines("1.", "TY  - JOUR", "TI  - One", "", "2.", "TY  - JOUR", "TI  - Two"))
    assert [it.title for it in reading.references] == ["One", "Two"]
    assert reading.references[0].end_line == 3
    numbering = next(it for it in reading.oddities if "number" in it.what)
    assert (numbering.line, numbering.lines, numbering.text) == (1, 2, "1.\n2.")


def test_a_number_that_ends_a_sentence_stays() -> None:
    (reference,) = ris.read(lines("TY  - JOUR", "TI  - Trial of", "2015.")).references
    assert reference.title == "Trial of 2015."


def test_text_outside_records_is_kept_and_reported() -> None:
    reading = ris.read(
        lines(
            "Provider: Invented",
            "Database: Invented",
            "",
            "TY  - JOUR",
            "TI  - One",
            "ER  - ",
            "NL  - J One",
            "Link to the full text: https://example.org",
            "",
            "TY  - JOUR",
            "TI  - Two",
            "ER  - ",
        )
    )
    before, after = reading.oddities
    assert (before.line, before.lines) == (1, 2)
    assert before.text == "Provider: Invented\nDatabase: Invented"
    assert before.snippet == "Provider: Invented Database: Invented"
    assert (after.line, after.lines) == (7, 2)
    assert "after record 1" in after.what


def test_a_long_text_has_a_short_snippet() -> None:
    reading = ris.read(lines("word " * 100, "TY  - JOUR", "TI  - One", "ER  - "))
    assert len(reading.oddities[0].snippet) == 120
    assert reading.oddities[0].snippet.endswith("…")


def test_a_record_that_lost_its_ty_is_a_reference_all_the_same() -> None:
    reading = ris.read(
        lines("TY  - JOUR", "TI  - One", "ER  - ", "", "TI  - Two", "PY  - 2020", "ER  - ")
    )
    assert [it.title for it in reading.references] == ["One", "Two"]
    assert reading.references[1].kind == "other"
    assert "no TY line" in whats(reading)[0]
    assert reading.oddities[0].line == 5


def test_er_with_text_behind_it() -> None:
    reading = ris.read(
        lines(
            "TY  - JOUR",
            "TI  - One",
            "ER  - end",
            "",
            "TY  - JOUR",
            "TI  - Two",
            "AB  - Tumours that are",
            "ER  - positive",
            "grew less.",
            "PY  - 2020",
            "ER  - x",
        )
    )
    one, two = reading.references
    assert one.raw[-1] == ("ER", "end")
    assert two.abstract == "Tumours that are ER - positive grew less."
    assert two.year == 2020


@pytest.mark.parametrize("row", ["ER - positive tumours", "IL - 6 fell", "to  - day", "OH  x"])
def test_text_that_looks_like_a_tag_is_text(row: str) -> None:
    reference = read_one("AB  - First line", row)
    assert reference.abstract == f"First line {' '.join(row.split())}"


def test_small_letters_throughout() -> None:
    (reference,) = ris.read(lines("ty  - jour", "ti  - One", "py  - 2020", "er  - ")).references
    assert (reference.kind, reference.title, reference.year) == ("article", "One", 2020)


def test_unknown_tags_are_kept_in_raw() -> None:
    assert ("ZZ", "9") in read_one("ZZ  - 9").raw
    assert ("PMID", "123") in read_one("PMID  - 123").raw


def test_odd_line_ends_inside_an_abstract_do_not_cut_it() -> None:
    reference = read_one("AB  - one\u2028two\x0bthree\x85four", "five")
    assert reference.abstract == "one two three four five"
    assert ("AB", "one\u2028two\x0bthree\x85four\nfive") in reference.raw


def test_continuation_after_a_blank_line() -> None:
    assert read_one("N1  - Cited by: 9", "", "Export date").notes == ("Cited by: 9 Export date",)


def test_a_record_without_a_title_is_reported_and_kept() -> None:
    reading = ris.read(lines("TY  - GEN", "ID  - 4", "ER  - "))
    assert reading.records_seen == len(reading.references) == 1
    assert whats(reading) == ["Record 1 has no title."]
    assert reading.oddities[0].severity == "warning"
    assert reading.references[0].kind == "other"


def test_a_date_without_a_year_is_reported() -> None:
    reading = ris.read(lines("TY  - JOUR", "TI  - One", "PY  - 10 15", "DA  - nan", "ER  - "))
    assert reading.references[0].year is None
    assert reading.oddities[0].text == "10 15"
    assert "without a year" in reading.oddities[0].what


@pytest.mark.parametrize("value", ["nan", "", "undefined"])
def test_no_date_is_not_odd(value: str) -> None:
    data = lines("TY  - JOUR", "TI  - One", f"PY  - {value}", "ER  - ")
    assert ris.read(data).oddities == ()


@pytest.mark.parametrize(
    "name", ["O'Brien, Máire", "O’Brien, Máire", "😀, Sam", "עמית, דנה", "كريم, ليلى", "李, 明"]
)
def test_names_of_every_kind_come_back(name: str) -> None:
    reference = read_one(f"AU  - {name}")
    assert reference.authors == (name,)
    (again,) = ris.read(ris.write([reference])).references
    assert again.authors == (name,)


@pytest.mark.parametrize(
    ("kind", "rows", "title", "journal", "series"),
    [
        ("JOUR", ["T1  - A", "T2  - J"], "A", "J", ""),
        ("JOUR", ["TI  - A", "JO  - J"], "A", "J", ""),
        ("JOUR", ["TI  - A", "JO  - J. O.", "JF  - J", "T2  - Other"], "A", "J", ""),
        ("JOUR", ["TI  - A", "SO  - J"], "A", "J", ""),
        ("JOUR", ["TI  - A", "J2  - J"], "A", "J", ""),
        ("JOUR", ["TI  - A", "JF  - J", "T3  - S"], "A", "J", "S"),
        ("CHAP", ["TI  - A", "T2  - Book"], "A", "", "Book"),
        ("CHAP", ["TI  - A", "BT  - Book"], "A", "", "Book"),
        ("CONF", ["TI  - A", "T2  - Proc"], "A", "", "Proc"),
        ("CPAPER", ["TI  - A", "T2  - Proc", "JF  - J"], "A", "J", "Proc"),
        ("BOOK", ["BT  - A"], "A", "", ""),
        ("BOOK", ["T2  - A"], "A", "", ""),
        ("GEN", ["ST  - A"], "A", "", ""),
    ],
)
def test_title_journal_and_series_by_type(
    kind: str, rows: list[str], title: str, journal: str, series: str
) -> None:
    (reference,) = ris.read(lines(f"TY  - {kind}", *rows, "ER  - ")).references
    assert (reference.title, reference.journal, reference.series) == (title, journal, series)


@pytest.mark.parametrize(
    ("rows", "doi"),
    [
        (["DO  - 10.1000/a"], "10.1000/a"),
        (["DO  - nan", "L3  - 10.1000/a"], "10.1000/a"),
        (["M3  - doi:10.1000/A"], "10.1000/a"),
        (["AN  - 10.1000/a"], "10.1000/a"),
        (["N1  - doi: 10.1000/a."], "10.1000/a"),
        (["UR  - https://journals.example.org/doi/full/10.1000/a?x=1"], "10.1000/a"),
        (["L2  - https://example.org/doi/10.1000/a/pdf"], "10.1000/a"),
        (["LK  - https://example.org/?id=doi:10.1000%2Fa&t=1"], "10.1000/a"),
        (["N1  - References: Doe 10.1000/b; Roe doi 10.1000/c"], ""),
    ],
)
def test_a_doi_is_found_where_programs_put_it(rows: list[str], doi: str) -> None:
    assert read_one(*rows).doi == doi


@pytest.mark.parametrize(
    ("rows", "pmid"),
    [
        (["PMID  - 123"], "123"),
        (["AN  - 123", "DB  - MEDLINE"], "123"),
        (["AN  - 123", "DB  - Scopus"], ""),
        (["AN  - PMID: 123"], "123"),
        (["L2  - https://pubmed.ncbi.nlm.nih.gov/123/"], "123"),
        (["N1  - PMID: 123"], "123"),
    ],
)
def test_a_pubmed_number_is_found(rows: list[str], pmid: str) -> None:
    assert read_one(*rows).pmid == pmid


def test_other_fields() -> None:
    reference = read_one(
        "C2  - PMC77",
        "C7  - 104501",
        "VO  - 3",
        "CP  - 2",
        "PU  - Press",
        "PI  - Here",
        "A2  - Ed, Itor",
        "TT  - Schlaf",
        "M3  - Review",
        "DB  - Scopus",
        "AN  - 9",
        "LA  - eng",
        "AB  - English.",
        "AB  - Deutsch.",
        "SN  - 9783161484100 (ISBN)",
    )
    assert reference.pmcid == "PMC77"
    assert reference.pages == "104501"
    assert (reference.volume, reference.issue) == ("3", "2")
    assert (reference.publisher, reference.place) == ("Press", "Here")
    assert reference.editors == ("Ed, Itor",)
    assert reference.other_titles == ("Schlaf",)
    assert reference.publication_types == ("Review",)
    assert (reference.database, reference.database_id) == ("Scopus", "9")
    assert reference.abstract == "English.\n\nDeutsch."
    assert reference.isbn == ("9783161484100",)
    assert Reference().url == ""


def test_progress_ends_with_all_bytes() -> None:
    seen: list[tuple[int, int]] = []
    data = PLAIN * 1200
    ris.read(data, progress=lambda done, total: seen.append((done, total)))
    assert len(seen) == 3
    assert seen == sorted(seen)
    assert seen[-1] == (len(data), len(data))


@pytest.mark.parametrize("data", [b"\n \n", b"no tags at all", b"IL  x\n", b"AU  - Doe\n"])
def test_what_holds_no_record_is_refused(data: bytes) -> None:
    assert ris.recognises(data.decode()) == 0
    with pytest.raises(Unreadable) as refusal:
        ris.read(data, name="search.ris")
    assert refusal.value.where == "search.ris"
    assert refusal.value.advice


def test_a_binary_file_is_refused() -> None:
    data = b"%PDF-1.7\n" + bytes(range(256))
    with pytest.raises(NotText):
        ris.read(data, name="search.ris")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_records_are_counted_with_any_line_end(end: str) -> None:
    text = PLAIN.decode().replace("\r\n", "\n").replace("\n", end)
    assert ris.recognises(text) == text.count("TY  - ") > 0


def test_what_no_field_takes_up_is_written_again() -> None:
    reference = read_one(
        "AD  - Somewhere 1", "JO  - J. S.", "JF  - Journal", "Y1  - 2020/06", "C7  - 7"
    )
    text = ris.write([reference]).decode()
    for row in ("AD  - Somewhere 1", "JO  - J. S.", "JF  - Journal", "PY  - 2020", "Y1  - 2020/06"):
        assert f"{row}\r\n" in text
    assert text.count("  - 7\r\n") == 1


def test_kinds_are_written_as_they_were_or_by_their_first_code() -> None:
    (reference,) = ris.read(lines("TY  - MGZN", "TI  - A", "ER  - ")).references
    assert ris.write([reference]).startswith(b"TY  - MGZN\r\n")
    report = replace(reference, kind="report")
    assert ris.write([report]).startswith(b"TY  - RPRT\r\n")
    assert ris.write([Reference(format="ris")]).startswith(b"TY  - JOUR\r\n")
    assert ris.write([Reference(kind="thesis")]).startswith(b"TY  - THES\r\n")
    assert ris.write([Reference(kind="poem")]).startswith(b"TY  - GEN\r\n")
    assert ris.write([]) == b""


def test_more_tags_can_be_written_with_each_reference() -> None:
    one, two = Reference(title="One"), Reference(title="Two")
    data = ris.write([one, two], extra=[[("U1", "include"), ("N1", "because\nof this")]])
    first, second = ris.read(data).references
    assert ("U1", "include") in first.raw
    assert first.notes == ("because of this",)
    assert dict(second.raw).keys() == {"TY", "TI", "ER"}
    assert ris.write([one, two], extra=[(), ()]) == ris.write([one, two])
