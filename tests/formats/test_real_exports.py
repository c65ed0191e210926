"""Every RIS and NBIB file of the data folder, against independent counts and the two peers."""

from __future__ import annotations

import re
from pathlib import Path

import nbib as nbib_peer
import pytest
import rispy

from uptake.formats import nbib, ris
from uptake.formats.detect import read_any
from uptake.formats.text import decode, split_lines

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
