"""Reading exports: each format against its peers, records found, lines accounted for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.harness import peers
from benchmarks.harness.figures import Figure, Options, cpu_seconds, figure
from uptake.formats import bibtex, endnote_xml, nbib, ovid, pubmed_xml, refer, ris, wos
from uptake.formats.references import Reading
from uptake.formats.registry import ENDINGS
from uptake.formats.text import Unreadable, split_lines

Reader = Callable[[bytes], Reading]
READERS: dict[str, Reader] = {
    "ris": ris.read,
    "nbib": nbib.read,
    "wos": wos.read,
    "refer": refer.read,
    "ovid": ovid.read,
    "bibtex": bibtex.read,
    "endnote_xml": endnote_xml.read,
    "pubmed_xml": pubmed_xml.read,
}
# As they are called in the answer of ``peers/parse.py``; each is asked for its own format only.
PEERS = {
    "ris": ("rispy 0.10.0",),
    "nbib": ("nbib 0.3.2",),
    "wos": ("rispy 0.10.0",),
    "bibtex": ("bibtexparser 2.1.0", "pybtex 0.26.1"),
    "endnote_xml": ("lxml 6.0.2 iterparse",),
}
SPEED = {"ris": 30.0, "nbib": 30.0, "wos": 30.0}  # MB a CPU second
# Of these every line is in a reference's raw values or in an oddity.
BY_LINE = frozenset({"ris", "nbib", "wos", "refer", "ovid"})
WORK = {True: 4_000_000, False: 25_000_000}  # bytes for one timing
LIMIT = {True: 60.0, False: 900.0}
MEGABYTE = 1_000_000

# Counted without any of Uptake's readers, so that they can't agree with themselves.
TAG_LINE = re.compile(r"^(?:PMID|OID|OWN|UI|PMC|VN) {0,3}- ?\S", re.MULTILINE)
STARTS = {
    "ris": re.compile(r"^[^\w\n]*TY {0,3}-", re.IGNORECASE | re.MULTILINE),
    "wos": re.compile(r"^\W{0,2}PT [A-Z][ \t]*$", re.MULTILINE),
    "refer": re.compile(r"^\ufeff?%T ", re.MULTILINE),  # not every record has its %0
    "ovid": re.compile(r"^<[ \d.]+>[ \t]*\n(?:VN  - Ovid|[A-Z][\w /]*\n )", re.MULTILINE),
    "bibtex": re.compile(
        r"^[ \t]*@[ \t]*(?!(?:comment|string|preamble)\b)\w+\s*[{(]", re.IGNORECASE | re.MULTILINE
    ),
    "endnote_xml": re.compile(r"<record>(?=.{0,400}?<(?:database|ref-type)\b)", re.DOTALL),
    "pubmed_xml": re.compile(r"<Pubmed(?:Book)?Article[ >]"),
}


@dataclass(frozen=True, slots=True)
class File:
    """An export: its bytes, and how many records are there by the independent count."""

    path: Path
    data: bytes
    records: int


def run(options: Options) -> Iterator[Figure]:
    """Measure each format on every export in the data folder, and its peers on the same files."""
    files = _files(options.data)
    rounds = {name: _rounds(files[name], options.quick) for name in READERS}
    question = {
        **{name: [str(it.path) for it in files[name]] for name in PEERS},
        "rounds": rounds,
    }
    try:
        answer: dict[str, Any] = peers.ask("parse", question, LIMIT[options.quick])
        why_not = ""
    except peers.PeerMissing as missing:
        answer, why_not = {}, str(missing)
    for name in READERS:
        if files[name]:
            for peer in PEERS.get(name, ("",)):
                said = answer.get(f"{name} {peer}")
                yield from _format(name, peer, files[name], rounds[name], said, why_not)


def _files(folder: Path) -> dict[str, list[File]]:
    """Every file that may hold references, with the format that most records in it are of."""
    exports = folder / "exports"
    found: dict[str, list[File]] = {name: [] for name in READERS}
    for path in sorted((exports if exports.is_dir() else folder).rglob("*")):
        if path.suffix.lower() not in ENDINGS or not path.is_file():
            continue
        data = path.read_bytes()
        there = {name: _records_there(data, name) for name in READERS}
        most = max(there, key=there.__getitem__)
        if there[most]:
            found[most].append(File(path, data, there[most]))
    return found


def _records_there(data: bytes, name: str) -> int:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    text = data.decode(encoding, "replace").replace("\r\n", "\n").replace("\r", "\n")
    if name == "nbib":
        return sum(1 for part in re.split(r"\n[ \t]*\n", text) if TAG_LINE.search(part))
    return len(STARTS[name].findall(text))


def _rounds(files: Sequence[File], quick: bool) -> int:
    size = sum(len(it.data) for it in files) or 1
    return max(1, WORK[quick] // size)


def _format(
    name: str,
    peer: str,
    files: Sequence[File],
    rounds: int,
    answer: dict[str, Any] | None,
    why_not: str,
) -> Iterable[Figure]:
    there = sum(it.records for it in files)
    readings = {it.path: _read(READERS[name], it.data) for it in files}
    crashes = sum(isinstance(it, Exception) for it in readings.values())
    good = {path: it for path, it in readings.items() if isinstance(it, Reading)}
    counts: dict[str, int | None] = answer["counts"] if answer else {}
    theirs = [file for file in files if not answer or counts[str(file.path)] is not None]
    found = sum(len(it.references) for it in good.values())
    wrong = sum(len(good[it.path].references) != it.records for it in files if it.path in good)
    peer_found = sum(it or 0 for it in counts.values()) if answer else None
    peer_crashes = sum(it is None for it in counts.values()) if answer else None
    peer_wrong = (
        sum(counts[str(it.path)] not in (None, it.records) for it in files) if answer else None
    )
    size = sum(len(it.data) for it in theirs) * rounds / MEGABYTE
    speed = size / min(cpu_seconds(lambda: _all(READERS[name], theirs, rounds)) for _ in range(3))
    peer_speed = size / min(answer["seconds"]) if answer and answer["seconds"] else None
    return [
        figure(
            f"{name} throughput",
            speed,
            "MB/s",
            at_least=SPEED.get(name),
            peer=peer,
            peer_value=peer_speed,
            note=(why_not if peer else "")
            or f"{len(theirs)} files{' the peer reads too' * bool(peer)}",
        ),
        figure(
            f"{name} records found of {there}",
            found,
            "records",
            at_least=there,
            peer=peer,
            peer_value=peer_found,
            note=f"{len(files)} files",
        ),
        figure(
            f"{name} files with a wrong count",
            wrong,
            "files",
            at_most=0,
            peer=peer,
            peer_value=peer_wrong,
        ),
        figure(f"{name} crashes", crashes, "files", at_most=0, peer=peer, peer_value=peer_crashes),
        *([_lines_lost(name, files, good)] if name in BY_LINE else []),
    ]


def _read(read: Reader, data: bytes) -> Reading | Exception:
    try:
        return read(data)
    except Unreadable as refusal:  # there are records in it, so a refusal counts as a crash here
        return refusal
    except Exception as crash:  # noqa: BLE001 -- counting crashes is the purpose
        return crash


def _all(read: Reader, files: Sequence[File], rounds: int) -> None:
    for _ in range(rounds):
        for file in files:
            read(file.data)


def _lines_lost(name: str, files: Sequence[File], good: dict[Path, Reading]) -> Figure:
    lost = sum(_lost(it.data, good[it.path]) for it in files if it.path in good)
    return figure(f"{name} lines unaccounted for", lost, "lines", at_most=0)


def _lost(data: bytes, reading: Reading) -> int:
    """Lines with something on them, less those in a reference's raw values and in oddities."""
    text = data.decode(reading.encoding, "replace").replace("\ufeff", "")
    there = sum(1 for line in split_lines(text) if line.strip())
    kept = sum(it.lines for it in reading.oddities)
    for reference in reading.references:
        for _, value in reference.raw:
            kept += 1 + sum(1 for line in value.split("\n")[1:] if line.strip())
    return abs(there - kept)
