"""Reading BibTeX and XML that is cut off anywhere, and EndNote XML made of real references."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from io import BytesIO
from pathlib import Path

from lxml import etree

from benchmarks.harness.figures import Figure, Options, cpu_seconds, figure
from uptake.formats import bibtex, endnote_xml, pubmed_xml, ris
from uptake.formats.detect import read_any
from uptake.formats.references import Reference
from uptake.formats.text import Unreadable

CUTS = {True: 25, False: 1_000}  # places at which each file ends too soon
LARGEST = 60_000  # bytes of a file that is cut; a larger one is cut within these
RECORDS = {True: 4_000, False: 12_000}
MEGABYTE = 1_000_000
PEER = "lxml iterparse, five lines"
STYLE = '<style face="normal" font="default" size="100%">'


def run(options: Options) -> Iterator[Figure]:
    """Measure on the exports in the data folder."""
    yield from figures(options)


def figures(options: Options) -> Iterator[Figure]:
    """Cut every BibTeX and XML export at many places, and read EndNote XML whole and cut."""
    yield from _cut_files(options)
    references = _references(options)
    if not references:
        return
    data = _as_endnote(references)
    mine = min(cpu_seconds(lambda: endnote_xml.read(data)) for _ in range(3))
    theirs = min(cpu_seconds(lambda: _five_lines(data)) for _ in range(3))
    size = len(data) / MEGABYTE
    yield figure(
        "endnote_xml of real references",
        size / mine,
        "MB/s",
        peer=PEER,
        peer_value=size / theirs,
        note=f"{len(references)} records on one line, {size:.0f} MB; the peer maps only the title",
    )
    found = len(endnote_xml.read(data).references)
    yield figure(
        f"endnote_xml records found of {len(references)}", found, "records",
        at_least=len(references), peer=PEER, peer_value=len(_five_lines(data)),
    )  # fmt: skip
    middle = data[: len(data) // 2]
    there = middle.count(b"<record>")
    yield figure(
        f"endnote_xml cut off, records of {there}", len(endnote_xml.read(middle).references),
        "records", at_least=there, peer=PEER, peer_value=_whole_or_nothing(middle),
    )  # fmt: skip


def _cut_files(options: Options) -> Iterator[Figure]:
    readers = {".bib": bibtex.read, ".xml": pubmed_xml.read}
    for ending, read in readers.items():
        files = sorted((options.data / "exports").rglob(f"*{ending}"))
        tried = crashes = 0
        for path in files:
            data = path.read_bytes()[:LARGEST]
            step = max(1, len(data) // CUTS[options.quick])
            for cut, end in enumerate(range(0, len(data), step)):
                # Finding out the format takes far longer than reading, so only at every tenth.
                for reader in (read, read_any)[: 1 + (cut % 10 == 0)]:
                    tried += 1
                    try:
                        reader(data[:end])
                    except Unreadable:
                        continue
                    except Exception:  # noqa: BLE001 -- counting crashes is the purpose
                        crashes += 1
        if tried:
            note = f"{len(files)} files, {tried} readings"
            yield figure(f"{ending[1:]} crashes when cut", crashes, "files", at_most=0, note=note)


def _references(options: Options) -> list[Reference]:
    found: list[Reference] = []
    for path in sorted((options.data / "exports").rglob("*.ris")):
        found.extend(_read(path))
    times = -(-RECORDS[options.quick] // len(found)) if found else 0
    return (found * times)[: RECORDS[options.quick]]


def _read(path: Path) -> tuple[Reference, ...]:
    try:
        return ris.read(path.read_bytes()).references
    except Unreadable:
        return ()


def _as_endnote(references: list[Reference]) -> bytes:
    """Write references as EndNote does: each value in a style, everything on one line."""
    parts = ['<?xml version="1.0" encoding="UTF-8" ?><xml><records>']
    for number, it in enumerate(references, start=1):
        authors = "".join(f"<author>{_styled(name)}</author>" for name in it.authors)
        words = "".join(f"<keyword>{_styled(word)}</keyword>" for word in it.keywords)
        parts.append(
            f'<record><database name="a.enl" path="a.enl">a.enl</database><source-app '
            f'name="EndNote" version="20">EndNote</source-app><rec-number>{number}</rec-number>'
            f'<ref-type name="Journal Article">17</ref-type><contributors><authors>{authors}'
            f"</authors></contributors><titles><title>{_styled(it.title)}</title></titles>"
            f"<periodical><full-title>{_styled(it.journal)}</full-title></periodical>"
            f"<pages>{_styled(it.pages)}</pages><volume>{_styled(it.volume)}</volume>"
            f"<keywords>{words}</keywords><dates><year>{_styled(str(it.year or ''))}</year></dates>"
            f"<electronic-resource-num>{_styled(it.doi)}</electronic-resource-num>"
            f"<abstract>{_styled(it.abstract)}</abstract></record>"
        )
    return "".join([*parts, "</records></xml>"]).encode("utf-8", "replace")


def _styled(value: str) -> str:
    kept = "".join(sign for sign in value if sign >= " " and sign not in "\ufffe\uffff")
    return f"{STYLE}{escape(kept, quote=False)}</style>"


def _five_lines(data: bytes) -> list[str]:
    titles = []
    for _, record in etree.iterparse(BytesIO(data), tag="record"):
        titles.append("".join(record.find("titles/title").itertext()))
        record.clear()
    return titles


def _whole_or_nothing(data: bytes) -> int:
    try:
        return len(_five_lines(data))
    except etree.XMLSyntaxError:
        return 0
