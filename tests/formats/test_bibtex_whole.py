"""What holds for every BibTeX file: no crash, nothing lost, an end in time, and a way back."""

from __future__ import annotations

import re
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.test_references_whole import REFERENCES, assert_same
from tests.pace import allowed
from uptake.formats import bibtex, ris
from uptake.formats.detect import read_any
from uptake.formats.references import Reading, Reference
from uptake.formats.text import Unreadable, decode, split_lines

PIECES = [
    "@article{k,",
    "@ARTICLE{ key , two,",
    "@misc(k,",
    "@book{",
    "@string{jir = {Journal}}",
    '@string(x = "y" # jir)',
    "@comment{c}",
    "@comment{",
    '@preamble{"p"}',
    "@who (x)",
    " title = {One {Two}},",
    ' author = "Doe, A and {B and C}",',
    " year = 2020,",
    " month = mar # { 3},",
    " journal = jir",
    " Early Access Date = {{X}},",
    " note = {open",
    ' note = "open',
    " pages = {1--9}},",
    "}",
    ")",
    "{",
    "},",
    '"',
    ",",
    "#",
    "loose words",
    "% remark",
    "",
    "\u2028",
    "a\x0bb",
]
FILES = st.lists(st.sampled_from(PIECES) | st.text(max_size=10), max_size=22).flatmap(
    lambda rows: st.sampled_from(["\n", "\r\n", "\r", " "]).map(lambda end: end.join(rows))
)
WORD = re.compile(r"\w+")


def check_nothing_lost(data: bytes, reading: Reading) -> None:
    """Each word is in a reference or a report, and each line in the span of one of them."""
    text = decode(data).text
    kept: Counter[str] = Counter()
    spanned: set[int] = set()
    for reference in reading.references:
        assert reference.line <= reference.end_line
        spanned.update(range(reference.line, reference.end_line + 1))
        for tag, value in reference.raw:
            kept.update(WORD.findall(f"{tag} {value}"))
    for oddity in reading.oddities:
        kept.update(WORD.findall(oddity.text))
        if oddity.lines:
            assert len(split_lines(oddity.text)) == oddity.lines
            spanned.update(range(oddity.line, oddity.line + oddity.lines))
    lost = Counter(WORD.findall(text)) - kept
    assert not {word: n for word, n in lost.items() if word.lower() != "string"}
    if "@string" not in text.lower():  # those are reported together, wherever they stand
        for number, line in enumerate(split_lines(text), start=1):
            assert number in spanned or not line.strip("\ufeff \t,;") or line.isspace(), line
    assert reading.records_seen == len(reading.references)


@given(st.binary(max_size=200) | FILES.map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_are_read_or_refused_and_nothing_is_lost(data: bytes) -> None:
    with suppress(Unreadable):
        check_nothing_lost(data, bibtex.read(data))
    with suppress(Unreadable):
        read_any(data)


@given(st.lists(REFERENCES, min_size=1, max_size=3))
def test_what_is_written_reads_back_the_same(references: list[Reference]) -> None:
    data = bibtex.write(references)
    reading = bibtex.read(data)
    assert not [it for it in reading.oddities if it.lines or "line by line" in it.what]
    assert len(reading.references) == len(references)
    for before, after in zip(references, reading.references, strict=True):
        assert_same(before, after, set())
    assert bibtex.read(bibtex.write(reading.references)).references == reading.references


ANY = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)


@given(ANY, ANY)
def test_any_title_and_abstract_leave_the_file_whole(title: str, abstract: str) -> None:
    written = bibtex.write([Reference(title=title, abstract=abstract), Reference(title="End")])
    assert len(bibtex.read(written).references) == 2


SIZE = 100_000
SECONDS = 8.0


def filled(text: str) -> str:
    return text * (SIZE // len(text))


@pytest.mark.parametrize(
    "text",
    [
        filled("@article{a,\n"),
        filled("@a{\n"),
        filled("@a{"),
        filled("@comment{\n"),
        filled("@comment{x}\n"),
        filled("@string{\n"),
        filled("@misc{a}\n"),
        "@misc{a,\n" + filled("x = {\n"),
        "@misc{a,\n" + filled('x = "\n'),
        "@misc{a,\n" + filled("x = {y},\n"),
        "@misc{a,\n" + filled("x = {{{{y}}}},\n"),
        "@misc{a,\n" + filled("x = y # "),
        "@misc{a,\n" + filled("x = y #\n"),
        "@misc{a,\n" + filled("x y "),
        "@misc{a,\n" + filled("x, "),
        "@misc{a,\n" + filled("{x}"),
        "@misc{a,\n" + filled(", , =\n"),
        "@misc{a, x = {" + filled("}"),
        "@misc{a, x = " + filled('"'),
        "@misc{a, x = " + filled('" , y'),
        "@misc{a, title = {" + filled("\\'{") + filled("}") + "}}",
        "@misc{a, title = {" + filled("$a ") + "}}",
        "@misc{a, title = {" + filled("\\$a^$ ") + "}}",
        "@misc{a, title = {" + filled("\\a") + "}}",
        "@misc{a, title = {" + filled("--") + "}}",
        "@misc{a, author = {" + filled("a and ") + "}}",
        "@misc{a, author = {" + filled("{a} and ") + "}}",
        "@misc{a, author = {" + filled("a,  ") + "}}",
        "@misc{a, author = {" + filled("{a") + filled("}") + "}}",
        "@misc{a, keywords = {" + filled("a,(") + "}}",
        "@misc{a, abstract = {" + filled("\n \n") + "}}",
        "@misc{a, url = {" + filled("\\_http://") + "}}",
        "@misc{" + filled("a,"),
        "@misc{" + filled(" \n"),
        filled(" @"),
        filled("\t") + "@misc{a}",
    ],
    ids=lambda text: repr(text[:24]),
)
def test_it_ends_in_time(text: str) -> None:
    start = time.process_time()
    with suppress(Unreadable):
        bibtex.read(text.encode())
    assert time.process_time() - start < allowed(SECONDS)


def test_five_megabytes_of_braces() -> None:
    start = time.process_time()
    reading = bibtex.read(b"@article{a, title = " + b"{" * 5_000_000)
    assert len(reading.references) == 1
    with suppress(Unreadable):
        bibtex.read(b"{" * 5_000_000)
    assert time.process_time() - start < allowed(SECONDS)


BEGINNING = re.compile(r"^[\s\ufeff]*@(\w+)\s*[{(]", re.MULTILINE)


def records_there(text: str) -> int:
    """Entries by the lines that begin one, counted without the reader."""
    kinds = BEGINNING.findall("\n".join(split_lines(text)))
    return sum(kind.lower() not in ("comment", "string", "preamble") for kind in kinds)


def exports(data: Path) -> list[tuple[Path, bytes]]:
    found = sorted((data / "exports").rglob("*.bib"))
    return [(path, path.read_bytes()) for path in found]


@pytest.mark.real_data
def test_every_record_of_every_file(data: Path) -> None:
    total = 0
    for path, content in exports(data):
        reading = read_any(content, path.name)
        assert reading.format == "bibtex", path
        assert len(reading.references) == records_there(decode(content).text), path
        check_nothing_lost(content, reading)
        total += len(reading.references)
    assert total > 0


@pytest.mark.real_data
def test_real_records_cut_anywhere(data: Path) -> None:
    for path, content in exports(data):
        step = max(1, len(content) // 40)
        for end in range(1, min(len(content), 60_000), step):
            with suppress(Unreadable):
                check_nothing_lost(content[:end], bibtex.read(content[:end], name=path.name))


@pytest.mark.real_data
def test_real_records_written_and_read_again(data: Path) -> None:
    names = (
        *("kind", "title", "authors", "editors", "year", "journal", "series", "volume", "issue"),
        *("pages", "doi", "pmid", "issn", "isbn", "abstract", "keywords", "notes", "urls"),
    )
    for path, content in exports(data):
        before = bibtex.read(content).references
        after = bibtex.read(bibtex.write(before)).references
        through_ris = ris.read(ris.write(before)).references
        assert len(before) == len(after) == len(through_ris), path
        for one, two in zip(before, after, strict=True):
            for name in names:
                assert getattr(one, name) == getattr(two, name), (path, one.position, name)
        for one, two in zip(before, through_ris, strict=True):
            assert (one.title, one.year, one.doi) == (two.title, two.year, two.doi), path
