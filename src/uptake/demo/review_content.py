"""The worked example's review as plain data: its protocol, and what two people judged."""

from __future__ import annotations

import csv
import io
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from uptake.demo.content import data


@dataclass(frozen=True, slots=True)
class Protocol:
    """What the protocol's first version says."""

    question: str
    registration: str
    begun_on: date
    due_on: date
    methods: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """One reason to include or to exclude; `key` names it in the verdicts of its stage."""

    key: str
    stage: str
    side: str
    label: str
    definition: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Amendment:
    """The change after so many titles: a criterion in other words, and what is read again."""

    why: str
    criterion: str
    label: str
    definition: str
    after: int
    read_again: tuple[str, ...]
    still_holds: int


@dataclass(frozen=True, slots=True)
class Round:
    """The calibration round: how many, drawn by which seed, and what was agreed on."""

    size: int
    seed: int
    note: str


@dataclass(frozen=True, slots=True)
class Label:
    """A label, and the records that somebody put it on."""

    name: str
    records: tuple[str, ...]
    by: str


@dataclass(frozen=True, slots=True)
class Pair:
    """What was decided of two records; a kind of link reads from the first to the second."""

    records: tuple[str, str]
    verdict: str
    kind: str
    note: str


@dataclass(frozen=True, slots=True)
class Paper:
    """The full text of a record, as a file of the content."""

    record: str
    file: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What was judged of one record: by both on its title, and on its full text if it got there.

    What is left empty of the second reviewer is as the first one said. A third settles what the two
    judged differently; without their verdict the conflict is open.
    """

    record: str
    verdict: str
    reason: str
    second: str
    second_reason: str
    third: str
    third_reason: str
    retrieval: str
    retrieval_note: str
    full: str
    full_reason: str
    second_full: str
    second_full_reason: str
    third_full: str

    def title(self, place: int) -> tuple[str, str]:
        """The verdict and reason on its title of the first (0) or the second reviewer (1)."""
        first = (self.verdict, self.reason)
        return _other(first, self.second, self.second_reason) if place else first

    def text(self, place: int) -> tuple[str, str]:
        """The verdict and reason on its full text of the first (0) or the second reviewer (1)."""
        first = (self.full, self.full_reason)
        return _other(first, self.second_full, self.second_full_reason) if place else first


@dataclass(frozen=True, slots=True)
class Review:
    """The whole review. Records are named as in the searches."""

    protocol: Protocol
    amendment: Amendment
    calibration: Round
    unread: int
    criteria: tuple[Criterion, ...]
    labels: tuple[Label, ...]
    judged: dict[str, Judged]
    pairs: tuple[Pair, ...]
    papers: tuple[Paper, ...]
    update: str
    update_read: int
    second_reports: tuple[tuple[str, str], ...]
    """A report that belongs to the study of another one: (report, the other)."""


@cache
def load() -> Review:
    """The review, read once."""
    facts: dict[str, Any] = tomllib.loads(data("review.toml").decode("utf-8"))
    rows = csv.DictReader(io.StringIO(data("screening.csv").decode("utf-8"), newline=""))
    return Review(
        protocol=Protocol(**facts["protocol"]),
        amendment=Amendment(**_tuples(facts["amendment"])),
        calibration=Round(**facts["calibration"]),
        unread=facts["stopping"]["unread"],
        criteria=tuple(Criterion(**_tuples(row)) for row in facts["criterion"]),
        labels=tuple(Label(**_tuples(row)) for row in facts["label"]),
        judged={row["record"]: Judged(**row) for row in rows},
        papers=tuple(Paper(**row) for row in facts["paper"]),
        pairs=tuple(Pair(**_tuples(row)) for row in facts["pair"]),
        update=facts["update"]["title"],
        update_read=facts["update"]["read"],
        second_reports=tuple((row["report"], row["of"]) for row in facts["second_report"]),
    )


def _other(first: tuple[str, str], verdict: str, reason: str) -> tuple[str, str]:
    if verdict and verdict != first[0]:
        return verdict, reason
    return first[0], reason or first[1]


def _tuples(row: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(v) if isinstance(v, list) else v for key, v in row.items()}
