"""Checklists by which a study is appraised: one of our own, and any that a project brings.

A checklist ends in a judgement of the whole study that a person makes and gives reasons for. There
is no score: adding up answers hides which of them matters.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from uptake.instruments.checking import Checker, InstrumentRefused

MOST_ITEMS, MOST_ANSWERS = 100, 8
CSV_COLUMNS = ("key", "question", "help")


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
class StudyChecklist:
    """The questions asked of each study, with their source and licence."""

    key: str
    name: str
    version: str
    source: str
    licence: str
    note: str
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
    reader = _Reader()
    found = reader.checklist(reader.load(text))
    if reader.problems:
        raise ChecklistRefused(reader.problems)
    return found


def parse_csv(text: str, *, name: str, version: str, source: str, licence: str) -> StudyChecklist:
    """Read a checklist from a table with the columns question and, if wanted, help and key.

    Raises ``ChecklistRefused``, naming each line that is not an item.
    """
    try:
        rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), strict=True))
    except csv.Error as error:
        raise ChecklistRefused([f"This is not a table of items ({error})."]) from None
    header = [cell.strip().lower() for cell in rows[0]] if rows else []
    if "question" not in header:
        raise ChecklistRefused(
            ['Line 1: there is no column called "question"; the columns are question, help, key.']
        )
    known = {place: title for place, title in enumerate(header) if title in CSV_COLUMNS}
    items = [
        {title: row[place] for place, title in known.items() if place < len(row) and row[place]}
        for row in rows[1:]
        if any(cell.strip() for cell in row)
    ]
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
        **{name: data[name] for name in ("key", "name", "version", "source", "licence", "note")},
        answers=tuple(Answer(**each) for each in data["answers"]),
        items=tuple(Item(**each) for each in data["items"]),
    )


class _Reader(Checker):
    refused, called = ChecklistRefused, "a checklist"

    def checklist(self, data: object) -> StudyChecklist:
        known = ("key", "name", "version", "source", "licence", "note", "answers", "items")
        fields = self.fields(data, "", known)
        if fields is None:
            raise ChecklistRefused(self.problems)
        name = self.text(fields, "", "name", needed="give the checklist a name", short=True)
        items = self.items(self.list(fields, "items", MOST_ITEMS))
        if not items and not self.problems:
            self.problems.append("items: there are none; give at least one.")
        return StudyChecklist(
            key=self.key(fields, "", name, "checklist"),
            name=name,
            version=self.text(fields, "", "version", needed="say which version", short=True),
            source=self.text(fields, "", "source", needed='say where it is from, or "Our own"'),
            licence=self.text(
                fields, "", "licence", needed='say under which licence, or "Our own"'
            ),
            note=self.text(fields, "", "note"),
            answers=self.answers(self.list(fields, "answers", MOST_ANSWERS)) or USUAL,
            items=items,
        )

    def items(self, given: list[object]) -> tuple[Item, ...]:
        found: dict[str, Item] = {}
        for number, each in enumerate(given, 1):
            place = f"items[{number}]"
            fields = self.fields(each, place, CSV_COLUMNS)
            if fields is None:
                continue
            question = self.text(fields, place, "question", needed="write the question")
            key = self.key(fields, place, question[:40], f"item-{number}", found.__contains__)
            found[key] = Item(key, question, self.text(fields, place, "help"))
        return tuple(found.values())

    def answers(self, given: list[object]) -> tuple[Answer, ...]:
        found: dict[str, Answer] = {}
        for number, each in enumerate(given, 1):
            place = f"answers[{number}]"
            fields = self.fields(each, place, ("key", "name", "sign", "concern"))
            if fields is None:
                continue
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
    folder = files("uptake.instruments") / "data" / "checklists"
    return tuple(
        parse_checklist((folder / f"{key}.json").read_text(encoding="utf-8")) for key in SHIPPED
    )
