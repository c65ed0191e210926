"""Other programs' projects in and out: samples, a Taguette database, 50,000 passages, bad files."""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.exchanged.hostile import HEAVY, shapes
from benchmarks.harness.figures import Figure, Options, cpu_seconds, figure
from benchmarks.harness.site import Site, a_site

if TYPE_CHECKING:
    from uptake.formats.refi.model import Project as Given

PASSAGES, QUICK_PASSAGES = 50_000, 10_000
DOCUMENTS = 5
CODES = 40
SECONDS, MEGABYTES = 5, 256
"""What a hostile file may cost."""
EVERY = 12
"""With --quick, one hostile file in so many is tried."""
SPOKEN = (
    "we had no time set aside for it and the clinic template sits with operations so nothing came "
    "off the diary forty minutes a week whose budget the saving turned up in the acute trust"
)


def run(options: Options) -> Iterable[Figure]:
    """Bad files first: what a child process used at most is known of all children together."""
    yield from hostile(options)
    yield from samples(options)
    with a_site() as site:
        yield from large(site, QUICK_PASSAGES if options.quick else PASSAGES)


def hostile(options: Options) -> Iterator[Figure]:
    """Each of the hostile files, read in a process of its own as the site reads it."""
    lot = list(shapes())
    if options.quick:
        lot = [one for number, one in enumerate(lot) if number % EVERY == 0]
    else:
        lot.sort(key=lambda one: one[0] not in HEAVY)
    within, worst, most = 0, (0.0, ""), (0.0, "")
    with tempfile.TemporaryDirectory(prefix="uptake-benchmark-") as folder:
        for name, end, make in lot:
            path = Path(folder) / "file"
            path.write_bytes(make())
            code, seconds, megabytes = child(path, f"file.{end}")
            within += code in (0, 2) and seconds <= SECONDS and megabytes <= MEGABYTES
            worst, most = max(worst, (seconds, name)), max(most, (megabytes, name))
    yield figure("hostile files refused or read", within, "files", at_least=len(lot),
                 note=f"of {len(lot)}, each within {SECONDS} CPU s and {MEGABYTES} MB")  # fmt: skip
    yield figure("the slowest of them", worst[0], "CPU s", at_most=SECONDS, note=worst[1])
    yield figure("the largest of them", most[0], "MB", at_most=MEGABYTES, note=most[1])


def child(path: Path, name: str) -> tuple[int, float, float]:
    """How reading a file ended, its CPU time and its peak memory.

    A small process starts it, since a new one counts the memory of the one that it came from.
    """
    said = subprocess.run(
        [sys.executable, "-S", "-c", MEASURED, sys.executable, str(path), name],
        capture_output=True, check=True, env={**os.environ, "PYTHONPATH": "src"},
    ).stdout  # fmt: skip
    code, seconds, kilobytes = json.loads(said)
    return int(code), float(seconds), float(kilobytes) / 1024


MEASURED = """
import os, subprocess, sys, json
python, path, name = sys.argv[1:]
with open(path, "rb") as file:
    it = subprocess.Popen([python, "-m", "uptake.interviews.exchange.reading", name], stdin=file,
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
_, status, used = os.wait4(it.pid, 0)
print(json.dumps([os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime,
                  used.ru_maxrss]))
"""


def samples(options: Options) -> Iterator[Figure]:
    """Files as other programs wrote them: read, written again, and read again the same."""
    from uptake.formats.refi.read import read
    from uptake.formats.refi.write import write_project
    from uptake.formats.taguette.read import read as read_database

    files = sorted((options.data / "refi-qda" / "samples").glob("*.qdpx"))
    came, same = 0, 0
    for path in files:
        project = read(path.read_bytes(), name=path.name).project
        came += 1
        again = read(write_project(project).data, name=path.name).project
        same += [len(it.selections) for it in again.sources] == [
            len(it.selections) for it in project.sources
        ] and [it.text for it in again.sources] == [it.text for it in project.sources]
    if files:
        yield figure("REFI-QDA samples read", came, "files", at_least=len(files))
        yield figure("written and read the same", same, "files", at_least=len(files))
    for path in sorted(options.data.glob("transcripts/taguette/*.sqlite3")):
        places = [
            place for project in read_database(path.read_bytes(), name=path.name).projects
            for document in project.documents for place in document.highlights
        ]  # fmt: skip
        equal = sum(place.as_kept for place in places)
        yield figure("Taguette quotes that are equal", equal, "quotes", at_least=len(places),
                     note=f"of {len(places):,}")  # fmt: skip


def large(site: Site, passages: int) -> Iterator[Figure]:
    """A large project of another program: read, stored, taken out and undone."""
    from uptake.formats.refi.write import write_project
    from uptake.interviews.actions import exchange
    from uptake.interviews.actions.exchange_people import Choices
    from uptake.interviews.exchange.reading import read
    from uptake.interviews.queries.leaving import Layer
    from uptake.interviews.queries.takeout import file_of
    from uptake.projects.actor import Member

    by, note = Member(site.owner), f"{passages:,} passages, {DOCUMENTS} documents, {CODES} codes"
    data = write_project(invented(passages)).data
    with tempfile.TemporaryDirectory(prefix="uptake-benchmark-") as folder:
        path = Path(folder) / "file.qdpx"
        path.write_bytes(data)
        code, seconds, megabytes = child(path, path.name)
    if code:
        raise RuntimeError(f"Reading the large project ended with {code}.")
    yield figure("read, in its own process", seconds, "CPU s", note=note)
    yield figure("peak of that process", megabytes, "MB")
    parcel = read(data, "file.qdpx")
    file = exchange.receive_project_file(
        by=by, project=site.project, name="file.qdpx", content=data, parcel=parcel
    )
    choices = Choices(waived="Invented words")
    seconds = cpu_seconds(
        lambda: exchange.bring_project_in(by=by, file=file, parcel=parcel, choices=choices)
    )
    file.refresh_from_db()
    if file.counts["passages"] != passages:
        raise RuntimeError(f"{file.counts['passages']:,} passages were stored.")
    yield figure("stored", seconds, "CPU s", note=f"{file.counts['codings']:,} codings")
    seconds = cpu_seconds(lambda: file_of(site.project, "qdpx", Layer.EVERY))
    yield figure("taken out as QDPX", seconds, "CPU s")
    seconds = cpu_seconds(lambda: exchange.undo_project_file(by=by, file=file))
    yield figure("undone", seconds, "CPU s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield figure("peak of all of it", peak, "MB", note="with what made the file")


def invented(passages: int) -> Given:
    """A project of documents full of coded passages, by two coders."""
    from uptake.formats.refi.model import (
        Code,
        Coding,
        Project,
        Selection,
        Source,
        User,
        guid_of,
    )

    chance, each = random.Random(12), passages // DOCUMENTS
    coders = [User(guid_of(f"coder {n}"), f"Coder {n}") for n in (1, 2)]
    codes = [Code(guid_of(f"code {n}"), f"Code {n}") for n in range(CODES)]
    sources = []
    for number in range(DOCUMENTS):
        lines = [" ".join(chance.choices(SPOKEN.split(), k=12)) for _ in range(each // 2)]
        text, at, places = "\n".join(lines), 0, []
        for line in lines:
            end = at + line.index(" ", 20)
            places += [(at, end), (end + 1, at + len(line))]
            at += len(line) + 1
        name = f"Document {number}"
        sources.append(Source(guid_of(name), name, text, selections=tuple(
            Selection(guid_of(f"{number} {place}"), *place, codings=(Coding(
                guid_of(f"coding {number} {place}"), chance.choice(codes).guid,
                chance.choice(coders).guid,
            ),)) for place in places
        )))  # fmt: skip
    return Project("Large", "Other", users=tuple(coders), codes=tuple(codes),
                   sources=tuple(sources))  # fmt: skip
