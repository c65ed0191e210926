"""Labelled sets of references: records as Uptake reads them, and which are one work."""

from __future__ import annotations

import csv
import gzip
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from uptake.methods.dedupe import Record

# Words by which a record is about another; told apart without any of the method's own rules.
ABOUT = re.compile(
    r"\b(errat(?:um|a)|corrigend(?:um|a)|corrections? to|retract(?:ion|ed)|withdrawn"
    r"|expression of concern|authors?'? repl(?:y|ies)|in reply|response to)\b"
)
YEAR = re.compile(r"(?:1[89]|20)\d\d")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A set: its records with ids 0, 1, …, and for each the number of its work."""

    name: str
    folder: Path
    records: tuple[Record, ...]
    work: tuple[int, ...]

    @property
    def duplicates(self) -> int:
        """How many records can be removed: all but one of each work."""
        return len(self.work) - len(set(self.work))


@dataclass(frozen=True, slots=True)
class Counts:
    """Records rightly and wrongly joined, and those that were not.

    For each cluster, of ``size`` records of ``entities`` works: right is size - entities, wrong is
    entities - 1; missed is what can be removed less what was rightly joined.
    """

    right: int
    wrong: int
    missed: int

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.right + other.right, self.wrong + other.wrong, self.missed + other.missed
        )

    @property
    def precision(self) -> float:
        """Right of all joined."""
        return self.right / ((self.right + self.wrong) or 1)

    @property
    def recall(self) -> float:
        """Right of all that can be joined."""
        return self.right / ((self.right + self.missed) or 1)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.right / ((2 * self.right + self.wrong + self.missed) or 1)


def available(data: Path) -> list[Path]:
    """Give the folders with labelled sets, by name."""
    folder = data / "duplicates" if (data / "duplicates").is_dir() else data
    return sorted(it.parent for it in folder.glob("*/records.csv.gz"))


def load(folder: Path) -> Labelled:
    """Read one set."""
    csv.field_size_limit(sys.maxsize)
    with gzip.open(folder / "records.csv.gz", "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    at = {row["ID"]: place for place, row in enumerate(rows)}
    work = list(range(len(rows)))
    with gzip.open(folder / "truth.csv.gz", "rt", encoding="utf-8") as file:
        for line in list(file)[1:]:
            group = [at[it] for it in line.strip().split(";")]
            for place in group:
                work[place] = group[0]
    records = tuple(_record(place, row) for place, row in enumerate(rows))
    return Labelled(folder.name, folder, records, tuple(work))


def _record(place: int, row: dict[str, str]) -> Record:
    year = YEAR.search(row["year"])
    return Record(
        id=place,
        title=row["title"],
        authors=tuple(row["author"].split(" and ")) if row["author"] else (),
        year=int(year[0]) if year else None,
        journal=row["journal"] or row["booktitle"],
        volume=row["volume"],
        issue=row["number"],
        pages=row["pages"],
        doi=row["doi"],
        abstract=row["abstract"],
        kind=row["ENTRYTYPE"],
    )


def linked_apart(labelled: Labelled) -> tuple[int, ...]:
    """Give each record's work when updates, errata, corrections and replies are works of their own.

    Within one work of the labels, records part by the words of a notice in their titles, and those
    of Cochrane reviews by their years.
    """
    work: dict[tuple[object, ...], int] = {}
    found = []
    for record, number in zip(labelled.records, labelled.work, strict=True):
        about = tuple(sorted(set(ABOUT.findall(record.title.lower()))))
        version = record.year if "cochrane" in record.journal.lower() else None
        found.append(work.setdefault((number, about, version), record.id))
    return tuple(found)


def count(clusters: Iterable[Sequence[int]], work: Sequence[int]) -> Counts:
    """Hold clusters against the labels."""
    right = wrong = 0
    for group in clusters:
        entities = len({work[it] for it in group})
        right += len(group) - entities
        wrong += entities - 1
    removable = sum(size - 1 for size in Counter(work).values())
    return Counts(right, wrong, removable - right)
