"""The worked example as plain data: what Northfold's invented project holds, before any database.

Everything under ``content/`` was written for the example, except the bibliographic facts of the
cited papers. :func:`load` reads it into frozen dataclasses; :func:`data` gives the bytes of a file
that the site imports in the ordinary way (a search export, a transcript).
"""

from __future__ import annotations

import csv
import io
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Member:
    """A person who can sign in: one for each role."""

    role: str
    name: str
    email: str
    job: str


@dataclass(frozen=True, slots=True)
class Project:
    """The question, the framework it is laid out on, and who works on it."""

    name: str
    title: str
    question: str
    framework: str
    started: date
    invented: str
    setting: str
    members: tuple[Member, ...]

    def member(self, role: str) -> Member:
        """The member who holds a role; raises ``KeyError`` if nobody does."""
        for member in self.members:
            if member.role == role:
                return member
        raise KeyError(role)


@dataclass(frozen=True, slots=True)
class Search:
    """One search export. ``references`` names its records in the order of the file.

    The first search to name a record brought it; later ones found the same paper again.
    """

    key: str
    file: str
    database: str
    interface: str
    searched: date
    records: int
    note: str
    strategy: str
    references: tuple[str, ...]
    route: str = "database"
    round: int = 1


@dataclass(frozen=True, slots=True)
class Statement:
    """What a paper found, in our own words; ``reference`` is a key in a search's list.

    Invented papers say where, in which words, and where it is placed; real ones were read in their
    record, and their statements stand where the findings do that rest on them.
    """

    id: str
    reference: str
    text: str
    place: str = "its record"
    quote: str = ""
    direction: str = ""
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A reading or field note. ``invented`` is false for what was read in the real world."""

    id: str
    title: str
    written: date
    by: str
    invented: bool
    text: str


@dataclass(frozen=True, slots=True)
class Participant:
    """One interviewed person, known by a pseudonym, with the consent they gave."""

    pseudonym: str
    group: str
    role: str
    transcript: str
    title: str
    interviewed: date
    medium: str
    consent_version: str
    consented: date


@dataclass(frozen=True, slots=True)
class Code:
    """A code of the codebook; ``parent`` is empty for a family."""

    key: str
    parent: str
    name: str
    definition: str
    use_when: str
    not_when: str
    example: str


@dataclass(frozen=True, slots=True)
class Coding:
    """One passage under one code by one coder. ``quote`` occurs once in its transcript's text."""

    id: str
    transcript: str
    quote: str
    code: str
    coder: str
    memo: str

    @property
    def pseudonym(self) -> str:
        """Who said it: the transcript's participant."""
        return self.transcript.split(".", 1)[0]


@dataclass(frozen=True, slots=True)
class Finding:
    """A barrier or a facilitator, with what speaks for it and against it."""

    id: str
    direction: str
    sentence: str
    cells: tuple[str, ...]
    passages: tuple[str, ...]
    statements: tuple[str, ...]
    notes: tuple[str, ...]
    contrary_passages: tuple[str, ...]
    contrary_statements: tuple[str, ...]
    remark: str

    @property
    def places(self) -> tuple[tuple[str, str], ...]:
        """The cells as (domain key, level key)."""
        return tuple(_place(cell) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Asked:
    """Cells that a question or a search covers, so that an empty one reads "Nothing found"."""

    cells: tuple[str, ...]
    by: str

    @property
    def places(self) -> tuple[tuple[str, str], ...]:
        """The cells as (domain key, level key)."""
        return tuple(_place(cell) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One sentence to act on, the findings beneath it and the findings against it."""

    id: str
    sentence: str
    reasons: str
    findings: tuple[str, ...]
    against: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Action:
    """What somebody will do, for which recommendation, and the barriers that it answers."""

    id: str
    title: str
    detail: str
    owner: str
    owner_role: str
    due: date
    status: str
    serves: tuple[str, ...]
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure that watches an action. ``direction`` is the better way: "up" or "down"."""

    id: str
    action: str
    name: str
    definition: str
    unit: str
    direction: str
    target: float
    owner: str


@dataclass(frozen=True, slots=True)
class Value:
    """An invented monthly value of an indicator; ``month`` is the first day of the month."""

    indicator: str
    month: date
    value: float
    note: str


@dataclass(frozen=True, slots=True)
class Content:
    """The whole worked example. Links between its parts are by id."""

    project: Project
    searches: tuple[Search, ...]
    statements: tuple[Statement, ...]
    notes: tuple[Note, ...]
    participants: tuple[Participant, ...]
    codebook: tuple[Code, ...]
    codings: tuple[Coding, ...]
    findings: tuple[Finding, ...]
    asked: tuple[Asked, ...]
    recommendations: tuple[Recommendation, ...]
    actions: tuple[Action, ...]
    indicators: tuple[Indicator, ...]
    values: tuple[Value, ...]

    def groups(self, finding: Finding) -> tuple[str, ...]:
        """The groups of people whose words support a finding, in alphabetical order."""
        group = {person.pseudonym: person.group for person in self.participants}
        speaker = {coding.id: coding.pseudonym for coding in self.codings}
        return tuple(sorted({group[speaker[passage]] for passage in finding.passages}))

    def reads(self, statement: Statement) -> tuple[str, tuple[tuple[str, str], ...]]:
        """A statement's direction and cells: its own, or those of the findings that rest on it.

        Without a direction when it speaks for a barrier and for a facilitator alike.
        """
        if statement.cells:
            return statement.direction, tuple(_place(cell) for cell in statement.cells)
        on = [finding for finding in self.findings if statement.id in finding.statements]
        directions = {finding.direction for finding in on}
        cells = dict.fromkeys(place for finding in on for place in finding.places)
        return directions.pop() if len(directions) == 1 else "", tuple(cells)


def data(path: str) -> bytes:
    """The bytes of a content file, by its path such as ``"transcripts/P01.vtt"``."""
    return files("uptake.demo").joinpath("content", path).read_bytes()


@cache
def load() -> Content:
    """The worked example, read once."""
    facts = _toml("project")
    members = tuple(Member(**row) for row in facts.pop("member"))
    return Content(
        project=Project(members=members, **facts),
        searches=_rows("searches", "search", Search),
        statements=_rows("statements", "statement", Statement),
        notes=_rows("notes", "note", Note),
        participants=_rows("participants", "participant", Participant),
        codebook=_rows("codebook", "code", Code),
        codings=tuple(Coding(**row) for row in _csv("codings")),
        findings=_rows("findings", "finding", Finding),
        asked=_rows("asked", "asked", Asked),
        recommendations=_rows("recommendations", "recommendation", Recommendation),
        actions=_rows("actions", "action", Action),
        indicators=_rows("indicators", "indicator", Indicator),
        values=tuple(
            Value(
                indicator=row["indicator"],
                month=date.fromisoformat(row["month"]),
                value=float(row["value"]),
                note=row["note"],
            )
            for row in _csv("indicator_values")
        ),
    )


def _place(cell: str) -> tuple[str, str]:
    domain, _, level = cell.partition("/")
    return domain, level


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(data(f"{name}.toml").decode("utf-8"))


def _rows(name: str, table: str, row_type: type[Row]) -> tuple[Row, ...]:
    return tuple(
        row_type(**{key: tuple(v) if isinstance(v, list) else v for key, v in row.items()})
        for row in _toml(name)[table]
    )


def _csv(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data(f"{name}.csv").decode("utf-8"), newline="")))
