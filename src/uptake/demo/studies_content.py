"""What two people took from the worked example's studies, and how they judged them, as data."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from uptake.demo.content import data

ANSWERS = {"Y": "yes", "P": "partly", "N": "no", "?": "unclear"}
Value = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the extraction form."""

    section: str
    name: str
    kind: str
    guidance: str
    choices: tuple[str, ...] = ()
    unit: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken from the study of a record; the second reader's values where they differ."""

    record: str
    where: str
    kind: str
    groups: tuple[str, ...]
    number: str = ""
    guided: str = ""
    place: str = "its record"
    second_kind: str = ""
    second_groups: tuple[str, ...] = ()
    second_number: str = ""
    settled_kind: str = ""
    settled_number: str = ""
    note: str = ""
    settle: bool = True
    one_reader: bool = False

    def first(self) -> tuple[Value, ...]:
        """The first reader's values, in the order of the form."""
        return (self.where, self.kind, self.groups, self.number, self.guided)

    def second(self) -> tuple[Value, ...]:
        """The second reader's values, in the order of the form."""
        return (
            self.where, self.second_kind or self.kind, self.second_groups or self.groups,
            self.second_number or self.number, self.guided,
        )  # fmt: skip

    def settled(self) -> tuple[Value, ...]:
        """What was settled where the two differed, in the order of the form; empty elsewhere."""
        return ("", self.settled_kind, "", self.settled_number, "")


@dataclass(frozen=True, slots=True)
class Appraised:
    """How both judged a study by the checklist: a letter for each question, and of the whole."""

    record: str
    first: str
    second: str
    concern: str
    why: str
    second_concern: str = ""
    settled: str = ""

    def answers(self, letters: str, items: list[str]) -> dict[str, tuple[str, str]]:
        """Answers by the checklist's items; without reasons, which the whole has."""
        return {
            item: (ANSWERS[letter], "") for item, letter in zip(items, letters, strict=True)
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Studies:
    """All of it."""

    fields: tuple[Field, ...]
    taken: tuple[Taken, ...]
    appraised: tuple[Appraised, ...]


@cache
def load() -> Studies:
    """What was taken from the studies, read once."""
    facts: dict[str, Any] = tomllib.loads(data("extraction.toml").decode("utf-8"))
    return Studies(
        fields=tuple(Field(**_tuples(row)) for row in facts["field"]),
        taken=tuple(Taken(**_tuples(row)) for row in facts["study"]),
        appraised=tuple(Appraised(**row) for row in facts["appraisal"]),
    )


def _tuples(row: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(v) if isinstance(v, list) else v for key, v in row.items()}
