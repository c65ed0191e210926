"""Reading another program's file where it can do no harm: in a process of its own, with limits.

As a command (`python -m uptake.interviews.exchange.reading NAME`) this is that process: it reads
the file from its standard input and writes a parcel as JSON.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace

from uptake.formats import codings_csv
from uptake.formats.codings_csv import CodedRow
from uptake.formats.losses import Loss
from uptake.formats.refi import read as refi
from uptake.formats.refi.archive import LARGEST
from uptake.formats.taguette import read as taguette
from uptake.formats.text import Unreadable
from uptake.interviews.exchange import from_taguette
from uptake.interviews.exchange.parcel import AGREED, Parcel, from_json
from uptake.projects.errors import Refused
from uptake.sources.reading import UNREADABLE, limit, run

SECONDS, MEGABYTES = 240, 3072
KINDS = {
    "qdpx": "REFI-QDA project", "qde": "REFI-QDA project", "qdc": "REFI-QDA codebook",
    "taguette": "Taguette database", "codings": "Table of codings",
}  # fmt: skip
WORD = b"PK\x03\x04"


OWN = "codings of each coder, where a table says what was agreed of them"


def parcel_of(data: bytes, name: str = "") -> Parcel:
    """What a file holds. Raises `Refused` for what can't be read or takes too much."""
    if not data:
        raise Refused("The file is empty.", advice="Export it again.", where=name)
    if len(data) > LARGEST:
        most = LARGEST // 1024 // 1024
        raise Refused(f"The file is larger than {most} MB, which is the most.", where=name,
                      advice="Export it in parts, or without recordings and pictures.")  # fmt: skip
    code, found = run(
        "uptake.interviews.exchange.reading", name[-200:], seconds=SECONDS + 5, input=data
    )
    if code not in (0, UNREADABLE):
        raise Refused(
            "Reading the file took more time or memory than it may.", where=name,
            advice="Export it in parts, or without recordings and pictures.",
        )  # fmt: skip
    if code == UNREADABLE:
        said = json.loads(found)
        raise Refused(said["what"], advice=said["advice"], where=said["where"] or name)
    return from_json(found)


def read(data: bytes, name: str = "") -> Parcel:
    """Read a file by what is in it, in this process. Raises `Unreadable`."""
    if taguette.recognises(data):
        database = taguette.read(data, name=name)
        project, history, losses = from_taguette.project_of(database, name)
        return Parcel("taguette", project, losses=(*database.losses, *losses),
                      oddities=database.oddities, history=history)  # fmt: skip
    if refi.recognises(data) or data.startswith(WORD):
        return _refi(data, name)
    return _table(data, name)


def _refi(data: bytes, name: str) -> Parcel:
    try:
        found = refi.read(data, name=name)
    except Unreadable as fault:
        if name.lower().endswith(".docx"):
            raise Unreadable(
                "Word documents with comments go out of here, and don't come back in.", name,
                "Bring in codings as REFI-QDA, Taguette or CSV; a Word transcript under "
                "Transcripts.",
            ) from fault  # fmt: skip
        raise
    scores = {
        it.guid: it.convention.score
        for it in found.project.sources
        if it.convention is not None and it.convention.passages
    }
    return Parcel(
        found.format, found.project, losses=found.losses, oddities=found.oddities,
        side=found.side, scores=scores,
    )  # fmt: skip


def _table(data: bytes, name: str) -> Parcel:
    try:
        table = codings_csv.read(data, name=name)
    except Unreadable as fault:
        raise Unreadable(
            fault.what, fault.where or name,
            "It is read as a table of codings, since it is neither REFI-QDA (.qdpx, .qde, .qdc) "
            f"nor Taguette (.sqlite3). {fault.advice}",
        ) from fault  # fmt: skip
    rows, own = _what_counts(table.rows)
    losses = (*table.losses, Loss(OWN, own)) if own else table.losses
    return Parcel("codings", rows=rows, losses=losses, oddities=table.oddities)


def _what_counts(rows: tuple[CodedRow, ...]) -> tuple[tuple[CodedRow, ...], int]:
    """The rows without the coders' own where some were agreed, and how many those are.

    A table has no place for layers, so all that comes counts: each coder's own beside what was
    agreed of them would be counted twice.
    """
    settled = {row.source for row in rows if row.coder.endswith(AGREED)}
    kept = tuple(
        replace(row, coder=row.coder.removesuffix(AGREED)) for row in rows
        if row.source not in settled or row.coder.endswith(AGREED)
    )  # fmt: skip
    return kept, len(rows) - len(kept)


def main() -> int:
    """Be the child process."""
    limit(MEGABYTES, SECONDS)
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    try:
        found = read(sys.stdin.buffer.read(), name)
    except Unreadable as fault:
        said = {"what": fault.what, "advice": fault.advice, "where": fault.where}
        sys.stdout.write(json.dumps(said))
        return UNREADABLE
    sys.stdout.write(found.as_json())
    return 0


if __name__ == "__main__":
    sys.exit(main())
