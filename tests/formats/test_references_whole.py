"""What holds for every file: no crash, nothing lost, and what is written reads back the same."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uptake.formats import nbib, ovid, refer, ris, wos
from uptake.formats.detect import read_any
from uptake.formats.fields import plain
from uptake.formats.references import Reading, Reference
from uptake.formats.ris_fields import KINDS
from uptake.formats.text import Unreadable, decode, split_lines

# Pieces that exports are made of, so that random files come near to real ones.
PIECES = [
    "TY  - JOUR",
    "TY - BOOK",
    "ty  - x",
    "  TY  - CONF",
    "ER  - ",
    "ER  -",
    "ER  - tail",
    "ER - x",
    "TI  - One",
    "T1  - Two",
    "AU  - Doe, A",
    "PY  - 2020",
    "DA  - x",
    "AB  - a",
    "ZZ  - 9",
    "PMID- 1",
    "PMC - PMC2",
    "OWN - ERIC",
    "OID - E1",
    "      goes on",
    "go on",
    "",
    " ",
    "7.",
    "<8>",
    "Record #1 of 2",
    "Provider: X",
    "FAU - Doe, Ada",
    "CN  - Group",
    "SO  - doi: 10.1/x",
    "\ufeffTY  - A",
    "DO  - 10.1000/x",
    "SP  - 1-9",
    "1.",
    "UI  - 4",
    "VN  - Ovid",
    "AN  - 5",
    "\u2028",
    "a\x0bb\x85c",
    "FN Clarivate",
    "VR 1.0",
    "EF",
    "PT J",
    "PT is more than one letter",
    "ER",
    "TI One",
    "AU Doe, A",
    "   Roe, B",
    "   ",
    "US adults",
    "%0 Book",
    "%T One",
    "%A Doe, A",
    "%X an abstract",
    "% of them",
    "<9. >",
    "Title",
    "  One",
    "Odd Field",
    "VN  - Ovid Technologies",
    "SO  - Lancet. 363(9403):157-66, 2004.",
]
FILES = st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=25).flatmap(
    lambda rows: st.sampled_from(["\n", "\r\n", "\r"]).map(lambda end: end.join(rows))
)


def accounted(reading: Reading) -> Counter[str]:
    """Every line that is in a reference or an oddity, without tags and blanks about it."""
    kept: Counter[str] = Counter()
    for reference in reading.references:
        for tag, value in reference.raw:
            first, *rest = split_lines(value) or [""]
            kept[tag + bare(first)] += 1
            kept.update(map(bare, rest))
    for oddity in reading.oddities:
        if oddity.lines:
            kept.update(map(bare, split_lines(oddity.text)))
            assert len(split_lines(oddity.text)) == oddity.lines
    return kept


def bare(line: str) -> str:
    return line.strip().lstrip("\ufeff").strip()


def check_nothing_lost(data: bytes, reading: Reading) -> None:
    kept = accounted(reading)
    for line in split_lines(decode(data).text):
        text = bare(line)
        if not text:
            continue
        # A line is kept whole, or as its tag and its value.
        tag, _, value = text.partition("-")
        dashed = text.replace("–", "-").replace("—", "-").replace("‐", "-").partition("-")[2]
        two = text[:2] + bare(text[2:])  # tags of two characters: Web of Science and Refer
        for form in (text, tag.strip().upper() + bare(value), tag[:2].upper() + bare(dashed), two):
            if kept[form] > 0:
                kept[form] -= 1
                break
        else:
            pytest.fail(f"lost: {line!r}")
    assert reading.records_seen == len(reading.references)


@given(st.binary(max_size=300) | FILES.map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_are_read_or_refused_and_nothing_is_lost(data: bytes) -> None:
    for reader in (ris.read, nbib.read, wos.read, refer.read, ovid.read, read_any):
        with suppress(Unreadable):
            check_nothing_lost(data, reader(data))


@given(FILES, st.sampled_from(["utf-16", "utf-8-sig", "cp1252"]))
def test_any_encoding_is_read_or_refused(text: str, encoding: str) -> None:
    with suppress(Unreadable):
        assert read_any(text.encode(encoding, "replace")).references


CHARACTERS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="<>&;*|\ufeff")


def texts(smallest: int = 0) -> st.SearchStrategy[str]:
    """Texts in the form that a reader gives: nothing to even out or resolve."""
    drawn = st.text(CHARACTERS, min_size=smallest, max_size=30).map(plain)
    return drawn.filter(lambda text: plain(text) == text and len(text) >= smallest)


def words(*extra: str) -> st.SearchStrategy[str]:
    return st.sampled_from(["", "12", "Suppl 1", "e15", *extra])


NAMES = st.sampled_from(
    [
        "Doe, Ada",
        "O'Brien, Máire",
        "Doe A",
        "Invented Study Group",
        "عمر, كريم",
        "😀, Sam",
        "李, 明",
    ]
)
REFERENCES = st.builds(
    Reference,
    kind=st.sampled_from(sorted(set(KINDS.values()))),
    title=texts(),
    authors=st.lists(NAMES, max_size=4).map(tuple),
    year=st.none() | st.integers(1400, 2099),
    journal=st.sampled_from(["", "Journal of Invented Results", "جورنال"]),
    abbreviation=st.just(""),
    series=st.sampled_from(["", "A series of books"]),
    volume=words(),
    issue=words("3-4"),
    start_page=st.just("e101") | st.just("7"),
    end_page=st.just(""),
    doi=st.sampled_from(["", "10.1000/a(1)b", "10.1000/x<1::a>2.0.co;2-2"]),
    pmid=st.sampled_from(["", "12345"]),
    pmcid=st.sampled_from(["", "PMC99"]),
    issn=st.sampled_from([(), ("1234-567X", "0008-543X")]),
    isbn=st.sampled_from([(), ("9783161484100",)]),
    abstract=st.lists(texts(1), max_size=2, unique=True).map("\n\n".join),
    keywords=st.lists(st.sampled_from(["Sleep", "low mood", "治疗"]), unique=True).map(tuple),
    language=st.sampled_from(["", "eng"]),
    urls=st.sampled_from([(), ("https://example.org/1", "https://example.org/2")]),
    publisher=st.sampled_from(["", "Press & Co"]),
    place=st.sampled_from(["", "Leeds"]),
    editors=st.lists(NAMES, max_size=2).map(tuple),
    other_titles=st.sampled_from([(), ("Schlaf",)]),
    publication_types=st.sampled_from([(), ("Review",)]),
    database=st.sampled_from(["", "Scopus"]),
    database_id=st.sampled_from(["", "A-9"]),
    notes=st.sampled_from([(), ("First note", "Second note")]),
)
PLACE_IN_FILE = {"raw", "format", "position", "line", "end_line"}


def assert_same(one: Reference, two: Reference, but: set[str]) -> None:
    for field in fields(Reference):
        if field.name not in but | PLACE_IN_FILE:
            assert getattr(one, field.name) == getattr(two, field.name), field.name


@given(st.lists(REFERENCES, min_size=1, max_size=3))
def test_ris_written_reads_back_the_same(references: list[Reference]) -> None:
    data = ris.write(references)
    reading = ris.read(data)
    assert len(reading.references) == len(references)
    for before, after in zip(references, reading.references, strict=True):
        assert_same(before, after, set())
    assert ris.write(reading.references) == data


@given(st.lists(REFERENCES, min_size=1, max_size=3))
def test_nbib_written_reads_back_the_same(references: list[Reference]) -> None:
    # What NBIB has no place for: kinds beyond PubMed's, notes, and a database beside PubMed.
    kinds = ("article", "thesis", "report")
    asked = [
        replace(
            it,
            kind=it.kind if it.kind in kinds else "article",
            title=it.title or "A title",
            series="",
            notes=(),
            publication_types=(),
            database="PubMed" if it.pmid else it.database,
            database_id=it.pmid or it.database_id,
        )
        for it in references
    ]
    data = nbib.write(asked)
    reading = nbib.read(data)
    assert len(reading.references) == len(asked)
    for before, after in zip(asked, reading.references, strict=True):
        assert_same(before, after, {"publication_types"})
    assert nbib.write(reading.references) == data


def test_from_one_format_to_the_other() -> None:
    data = b"PMID- 12\nTI  - One\nDP  - 2020 May\nFAU - Doe, Ada\nJT  - Journal\nPG  - 623-31\n"
    read = nbib.read(data).references
    (there,) = ris.read(ris.write(read)).references
    assert_same(read[0], there, set())
