"""A file of codes that somebody chose, read by what is in it, and kept by the page that asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.core import signing

from uptake.formats.losses import Loss
from uptake.formats.spreadsheet import csv_lines
from uptake.interviews.codebook_file import CodeLine, read_codebook
from uptake.interviews.codebook_refi import lines_of
from uptake.interviews.exchange.reading import KINDS, parcel_of
from uptake.projects.errors import Refused

MARKS = (
    b"PK\x03\x04",
    b"SQLite format 3\x00",
    b"<",
    b"\xef\xbb\xbf<",
    b"\xff\xfe<",
    b"\xfe\xff\x00<",
)
SALT = "uptake.codebook"
LONGEST = 4_000_000
"""Characters that a form may send back; a codebook of 10,000 codes is shorter."""


@dataclass(frozen=True)
class Arrived:
    """The codes of a file, what of it is not carried, and the program that wrote it."""

    name: str
    format: str
    program: str
    lines: tuple[CodeLine, ...]
    losses: tuple[Loss, ...] = ()

    def packed(self) -> str:
        """All of it as one field of a form."""
        text = signing.dumps(asdict(self), salt=SALT, compress=True)
        if len(text) > LONGEST:
            raise Refused(
                "The codebook is too long to be shown first.", where=self.name,
                advice="Import it from the terminal: uptake codebook import.",
            )  # fmt: skip
        return text


def unpacked(text: str) -> Arrived:
    """What `packed` wrote. Raises Refused for anything else."""
    try:
        held: dict[str, Any] = signing.loads(text, salt=SALT)
    except signing.BadSignature as fault:
        raise Refused("The file is not here any more.", advice="Choose it again.") from fault
    lines = tuple(CodeLine(**line) for line in held["lines"])
    losses = tuple(Loss(**loss) for loss in held["losses"])
    return Arrived(held["name"], held["format"], held["program"], lines, losses)


def read_codes(content: bytes, name: str = "") -> Arrived:
    """The codes in a CSV file, a REFI-QDA codebook or project, or a Taguette database.

    All but a CSV are read in a process of their own. Raises Refused for what can't be read.
    """
    if not content.lstrip().startswith(MARKS):
        return Arrived(name, "CSV", "", tuple(read_codebook(content, name)))
    parcel = parcel_of(content, name)
    if not parcel.project.codes:
        raise Refused("There are no codes in the file.", where=name,
                      advice="Export the codebook with its codes.")  # fmt: skip
    lines, losses = lines_of(parcel.project.codes)
    it = parcel.project
    held = {"sources": len(it.sources), "memos": len(it.notes), "cases": len(it.cases),
            "sets": len(it.sets)}  # fmt: skip
    beside = tuple(
        Loss(f"{what} of the project: In and out brings in whole projects", number)
        for what, number in held.items() if number
    )  # fmt: skip
    if parcel.kind == "qdc":
        beside = (*parcel.losses, *beside)
    return Arrived(name, KINDS[parcel.kind], it.origin, tuple(lines), (*losses, *beside))


def loss_report(losses: Sequence[Loss]) -> str:
    """What was not carried, as CSV."""
    rows = [("what", "how many", "for example", "where"),
            *((one.kind, str(one.count), one.example, one.where) for one in losses)]  # fmt: skip
    return "".join(csv_lines(rows))
