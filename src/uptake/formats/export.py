"""References out, in each form that other tools read, with what was decided of them.

RIS and BibTeX carry a decision as a note (see ``decisions``): notes are what Zotero and EndNote
both take in, show and give out again. Tables have columns for each stage.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from uptake.formats import bibtex, ris
from uptake.formats.decisions import is_ours, notes_of
from uptake.formats.references import Reference
from uptake.formats.table_out import Exported, csv_pieces, xlsx_file

AT_ONCE = 500
PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class Way:
    """A form in which references go out."""

    key: str
    name: str
    ending: str
    media_type: str
    table: bool = False


WAYS: dict[str, Way] = {
    it.key: it
    for it in (
        Way("ris", "RIS", ".ris", "application/x-research-info-systems; charset=utf-8"),
        Way("bibtex", "BibTeX", ".bib", "application/x-bibtex; charset=utf-8"),
        Way("csv", "CSV", ".csv", "text/csv; charset=utf-8", True),
        Way(
            "xlsx", "Excel workbook (XLSX)", ".xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", True,
        ),
    )
}  # fmt: skip


def pieces(rows: Iterable[Exported], way: str, *, exact: bool = False) -> Iterator[bytes]:
    """Write references in one of ``WAYS``, a piece at a time.

    ``exact`` leaves the cells of tables as they are; else no spreadsheet takes one for a formula.
    Raises ``KeyError`` for a way that there is not.
    """
    WAYS[way]
    if way == "csv":
        yield from csv_pieces(rows, exact=exact)
    elif way == "xlsx":
        with xlsx_file(rows, exact=exact) as file:
            while piece := file.read(PIECE):
                yield piece
    else:
        noted = map(with_notes, rows)
        keys: set[str] = set()
        while some := list(islice(noted, AT_ONCE)):
            yield ris.write(some) if way == "ris" else bibtex.write(some, used=keys) + b"\n"


def with_notes(row: Exported) -> Reference:
    """Give the reference with its decisions as notes, in place of such notes that it came with."""
    if not row.decisions:
        return row.reference
    it = row.reference
    notes = (*(note for note in it.notes if not is_ours(note)), *notes_of(row.decisions))
    raw = tuple((tag, value) for tag, value in it.raw if not is_ours(value))
    return replace(it, notes=notes, raw=raw)
