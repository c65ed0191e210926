"""Records whose decisions are known, out of any file of references that carries them."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from uptake.cli.terminal import Told
from uptake.formats import detect
from uptake.formats.decisions import Decision

GZIP = b"\x1f\x8b"
LARGEST = 2_000_000_000  # bytes unpacked; a packed file can be a trap


@dataclass(frozen=True, slots=True)
class Labelled:
    """Titles, abstracts and decisions (1 included, 0 excluded), and what was left out."""

    name: str
    titles: tuple[str, ...]
    abstracts: tuple[str, ...]
    labels: tuple[int, ...]
    undecided: int


def labelled(path: Path, column: str) -> Labelled:
    """Read a file; ``column`` names the one with the decisions in a table, "" for the usual ones.

    A reference with several decisions counts as its last one on the full text, else as its last
    one; one that is unsure counts as included, since it was kept. One without any is left out.
    """
    data = _unpacked(path)
    name = path.name.removesuffix(".gz")
    found = detect.read_any(data, name, columns={column: "decision"} if column else None)
    rows = [(one, _label(one.decisions)) for one in found.references]
    decided = [(one, label) for one, label in rows if label is not None]
    if {label for _, label in decided} != {0, 1}:
        raise Told(
            "There are no included and excluded records in it."
            if decided
            else "There are no decisions in it.",
            "Name the column that holds them (1 for included, 0 for excluded) with --label.",
            str(path),
        )
    return Labelled(
        name,
        tuple(one.title for one, _ in decided),
        tuple(one.abstract for one, _ in decided),
        tuple(label for _, label in decided),
        len(rows) - len(decided),
    )


def _unpacked(path: Path) -> bytes:
    data = path.read_bytes()
    if not data.startswith(GZIP):
        return data
    try:
        with gzip.open(path) as file:
            data = file.read(LARGEST + 1)
    except (OSError, EOFError, zlib.error) as fault:
        raise Told("It cannot be unpacked.", "Fetch or pack it again.", str(path)) from fault
    if len(data) > LARGEST:
        raise Told("It holds more than 2 GB.", "Unpack it, and take a part of it.", str(path))
    return data


def _label(decisions: Sequence[Decision]) -> int | None:
    late = [one for one in decisions if one.stage == "full text"] or list(decisions)
    return int(late[-1].verdict != "exclude") if late else None


def recorded(path: Path, labels: Sequence[int]) -> tuple[list[int], list[int]]:
    """Read a recorded run of the same file: records known at first, and all others as read.

    It is JSON with ``order`` and ``known``, lists of records counted from 0, as ``uptake simulate
    --json`` gives. Records that aren't in either count as read last.
    """
    where = str(path)
    try:
        told = json.loads(path.read_bytes())
    except ValueError as fault:
        raise Told("This is no JSON.", _WANTED, where) from fault
    if not isinstance(told, dict) or not isinstance(told.get("order"), list):
        raise Told("There is no list called order in it.", _WANTED, where)
    order, known = told["order"], told.get("known", [])
    every: list[Any] = [*known, *order] if isinstance(known, list) else [None]
    if not all(type(one) is int and 0 <= one < len(labels) for one in every):
        raise Told(f"Its records are not numbers from 0 to {len(labels) - 1}.", _WANTED, where)
    if len(set(every)) < len(every):
        raise Told("It has a record more than once.", _WANTED, where)
    rest = sorted(set(range(len(labels))) - set(every), key=lambda one: (labels[one], one))
    return list(known), [*order, *rest]


_WANTED = "A run is recorded with: uptake simulate FILE --json > run.json"
