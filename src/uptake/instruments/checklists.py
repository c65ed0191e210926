"""Checklists by which a study is appraised: one of our own, and any that a project brings.

A checklist ends in a judgement of the whole study that a person makes and gives reasons for. There
is no score: adding up answers hides which of them matters.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from uptake.instruments.checking import Checker, Fields, InstrumentRefused
from uptake.instruments.instrument import Instrument, facts_in, shipped

MOST_ITEMS, MOST_ANSWERS = 100, 8
CSV_COLUMNS = ("question", "help", "key")


@dataclass(frozen=True, slots=True)
class Answer:
    """One way of answering an item. ``sign`` is one or two letters for tables."""

    key: str
    name: str
    sign: str
    concern: bool = False
    """True where this answer speaks for a concern about the study."""


@dataclass(frozen=True, slots=True)
class Item:
    key: str
    question: str
    help: str = ""


@dataclass(frozen=True, slots=True)
class StudyChecklist(Instrument):
    """The questions asked of each study, with their source and licence."""

    answers: tuple[Answer, ...]
    items: tuple[Item, ...]

    def answer(self, key: str) -> Answer | None:
        return next((each for each in self.answers if each.key == key), None)

    def item(self, key: str) -> Item | None:
        return next((each for each in self.items if each.key == key), None)


USUAL = (
    Answer("yes", "Yes", "Y"),
    Answer("partly", "Partly", "P", concern=True),
    Answer("no", "No", "N", concern=True),
    Answer("unclear", "Cannot tell", "?", concern=True),
)
"""The answers of a checklist that names none."""


class ChecklistRefused(InstrumentRefused):
    """A file is not a checklist. ``problems`` says what to change, one sentence each."""


def parse_checklist(text: str) -> StudyChecklist:
    """Read a checklist from JSON.

    Raises ``ChecklistRefused`` with every problem, each naming its field, such as
    ``items[3].question`` (counted from 1), or the line where the JSON itself breaks off.
    """
    return _Reader().parse(text)


def parse_csv(text: str, *, name: str, version: str, source: str, licence: str) -> StudyChecklist:
    """Read a checklist from a table with the columns question and, if wanted, help and key.

    Raises ``ChecklistRefused``, naming each filled row that is no item, counted from 1 below the
    headings: ``items[3].question``.
    """
    items = list(_Reader.table(text, "question", CSV_COLUMNS))
    return parse_checklist(
        json.dumps({
            "name": name, "version": version, "source": source, "licence": licence, "items": items
        })
    )  # fmt: skip


def write_checklist(checklist: StudyChecklist) -> str:
    """Write a checklist as JSON that ``parse_checklist`` reads back unchanged."""
    return json.dumps(checklist_data(checklist), ensure_ascii=False, indent=2) + "\n"


def checklist_data(checklist: StudyChecklist) -> dict[str, Any]:
    """Return a checklist as plain data that JSON can hold, as a project keeps its copy."""
    data: dict[str, Any] = json.loads(json.dumps(asdict(checklist)))
    return data


def checklist_from_data(data: Mapping[str, Any]) -> StudyChecklist:
    """Return the checklist kept as ``checklist_data``.

    Raises ``KeyError`` or ``TypeError`` on data that ``checklist_data`` did not make.
    """
    return StudyChecklist(
        **facts_in(data),
        answers=tuple(Answer(**each) for each in data["answers"]),
        items=tuple(Item(**each) for each in data["items"]),
    )


class _Reader(Checker[StudyChecklist]):
    refused, called, parts = ChecklistRefused, "a checklist", ("answers", "items")

    def built(self, fields: Fields) -> StudyChecklist:
        return StudyChecklist(
            **self.facts(fields), items=self.items(fields), answers=self.answers(fields) or USUAL
        )

    def items(self, whole: Fields) -> tuple[Item, ...]:
        found: dict[str, Item] = {}
        for number, place, fields in self.each(whole, "items", MOST_ITEMS, CSV_COLUMNS, least=1):
            question = self.text(fields, place, "question", needed="write the question")
            key = self.key(fields, place, question[:40], f"item-{number}", found.__contains__)
            found[key] = Item(key, question, self.text(fields, place, "help"))
        return tuple(found.values())

    def answers(self, whole: Fields) -> tuple[Answer, ...]:
        found: dict[str, Answer] = {}
        known = ("key", "name", "sign", "concern")
        for number, place, fields in self.each(whole, "answers", MOST_ANSWERS, known):
            name = self.text(fields, place, "name", needed="name the answer", short=True)
            key = self.key(fields, place, name, f"answer-{number}", found.__contains__)
            sign = self.text(fields, place, "sign", short=True) or name[:1].upper()
            if len(sign) > 2:
                self.problems.append(f"{place}.sign: {sign!r} is long; one or two letters.")
            concern = self.yes(fields, place, "concern", otherwise=False)
            found[key] = Answer(key, name, sign, concern)
        return tuple(found.values())


SHIPPED = ("uptake-qualitative",)
"""The keys of the checklists in this package."""


@cache
def checklists() -> tuple[StudyChecklist, ...]:
    """Return the checklists that come with Uptake."""
    return shipped("checklists", SHIPPED, parse_checklist)
