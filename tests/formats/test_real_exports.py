"""Every RIS and NBIB file of the data folder, against independent counts and the two peers."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

import nbib as nbib_peer
import pytest
import rispy

from uptake.formats import nbib, ris
from uptake.formats.detect import read_any
from uptake.formats.text import Unreadable, decode, split_lines

pytestmark = pytest.mark.real_data

TY_LINE = re.compile(r"[^\w]*TY {0,3}-", re.IGNORECASE)
TAG_LINE = re.compile(r"(?:PMID|OWN|PMC) {0,3}- ?\S")


def records_there(text: str) -> tuple[int, int]:
    """RIS records by their TY lines; NBIB records by paragraphs that hold an identifying tag."""
    lines = split_lines(text)
    ty = sum(bool(TY_LINE.match(line)) for line in lines)
    tagged, fresh = 0, True
    for line in lines:
        if not line.strip():
            fresh = True
        elif fresh and TAG_LINE.match(line):
            tagged, fresh = tagged + 1, False
    return ty, tagged


def exports(data: Path) -> list[tuple[Path, bytes, int, str]]:
    found = []
    for path in sorted((data / "exports").rglob("*")):
        if path.suffix.lower() in {".ris", ".nbib", ".txt"}:
            content = path.read_bytes()
            ty, tagged = records_there(decode(content).text)
            if max(ty, tagged):
                kind = "ris" if ty >= tagged else "nbib"
                found.append((path, content, max(ty, tagged), kind))
    return found


def test_every_record_of_every_file(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows, totals = [], {"ris": 0, "nbib": 0}
    for path, content, there, kind in exports(data):
        reading = read_any(content, path.name)
        assert reading.format == kind, path
        assert len(reading.references) == reading.records_seen == there, path
        kept = sum(oddity.lines for oddity in reading.oddities)
        for reference in reading.references:
            for _, value in reference.raw:
                kept += 1 + sum(bool(line.strip()) for line in split_lines(value)[1:])
        assert kept == sum(bool(line.strip()) for line in split_lines(decode(content).text)), path
        totals[kind] += there
        rows.append(f"{there:>5} {kind:<4} {len(reading.oddities):>4} odd  {path.name}")
    with capsys.disabled():
        print("\n" + "\n".join(rows))
        print(f"{len(rows)} files, records in and out: {totals}")
    assert totals["ris"] > 0
    assert totals["nbib"] > 0


@pytest.mark.parametrize(
    ("kind", "start"), [("wos", r"^\ufeff?PT [A-Z] *$"), ("refer", r"^\ufeff?%T ")]
)
def test_every_record_of_web_of_science_and_enw(data: Path, kind: str, start: str) -> None:
    files = 0
    for path in sorted((data / "exports").rglob("*")):
        if path.suffix.lower() not in {".ciw", ".isi", ".enw", ".enl", ".ris", ".txt"}:
            continue
        content = path.read_bytes()
        lines = split_lines(decode(content).text)
        there = sum(bool(re.match(start, line)) for line in lines)
        if not there:
            continue
        reading = read_any(content, path.name)
        assert (reading.format, reading.records_seen) == (kind, there), path
        assert len(reading.references) == there, path
        kept = sum(oddity.lines for oddity in reading.oddities)
        for reference in reading.references:
            assert reference.title, path
            for _, value in reference.raw:
                kept += 1 + sum(bool(line.strip()) for line in split_lines(value)[1:])
        assert kept == sum(bool(line.strip()) for line in lines), path
        files += 1
    assert files >= 3


def test_every_export_cut_off_anywhere_is_read_or_refused(data: Path) -> None:
    for path in sorted((data / "exports").rglob("*")):
        if path.suffix.lower() in {".ris", ".nbib", ".txt", ".ciw", ".enw", ".enl"}:
            content = path.read_bytes()[:12_000]
            for end in range(1, len(content), max(1, len(content) // 25)):
                with suppress(Unreadable):
                    reading = read_any(content[:end], path.name)
                    assert len(reading.references) == reading.records_seen, (path, end)


def test_what_is_written_reads_back_with_the_same_fields(data: Path) -> None:
    names = ("title", "authors", "year", "journal", "doi", "pages", "abstract", "keywords", "issn")
    for path, content, _, kind in exports(data):
        module = ris if kind == "ris" else nbib
        before = module.read(content).references
        after = module.read(module.write(before)).references
        assert len(before) == len(after), path
        for one, two in zip(before, after, strict=True):
            for name in names:
                assert getattr(one, name) == getattr(two, name), (path, one.position, name)


def test_titles_agree_with_rispy(data: Path) -> None:
    compared = 0
    for path, content, there, kind in exports(data):
        theirs = rispy.loads(decode(content).text) if kind == "ris" else []
        if len(theirs) != there:  # it loses records without ER and with a small "Ty"
            continue
        for mine, other in zip(ris.read(content).references, theirs, strict=True):
            title = other.get("title") or other.get("primary_title") or ""
            if title and "<" not in title and "&" not in title:
                assert mine.title == " ".join(title.split()), path
                compared += 1
    assert compared > 100


def test_titles_and_years_agree_with_nbib(data: Path) -> None:
    compared = 0
    for path, content, there, kind in exports(data):
        if kind != "nbib":
            continue
        try:
            theirs = nbib_peer.read(decode(content).text)
        except nbib_peer.exceptions.UnknownTagFormat:
            continue
        assert len(theirs) == there, path
        for mine, other in zip(nbib.read(content).references, theirs, strict=True):
            title = other.get("title", "")
            if title and "<" not in title and "&" not in title:
                assert mine.title == " ".join(title.split()), path
            if "publication_date" in other:
                assert str(mine.year) in other["publication_date"], path
            assert mine.doi == other.get("doi", "").lower(), path
            compared += 1
    assert compared > 50
