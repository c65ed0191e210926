"""Forms by which facts are taken out of studies: one to start from, and any from a file."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import cache

from uptake.instruments.checking import Checker, Fields, InstrumentRefused
from uptake.instruments.instrument import Instrument, shipped

KINDS = ("text", "long", "number", "date", "one", "many", "yes_no")
WITH_CHOICES = ("one", "many")
MOST_FIELDS, MOST_CHOICES = 200, 60
COLUMNS = ("section", "name", "kind", "choices", "unit", "guidance", "required")
LONGEST = {"section": 120, "name": 120, "unit": 40}
TRUE = frozenset({"yes", "true", "1", "x"})


@dataclass(frozen=True, slots=True)
class Question:
    """One field of a form. ``kind`` is one of ``KINDS``; two of them have choices."""

    name: str
    section: str = ""
    kind: str = "text"
    choices: tuple[str, ...] = ()
    unit: str = ""
    guidance: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class ExtractionForm(Instrument):
    """The fields of a form in their order, with source and licence."""

    questions: tuple[Question, ...]


class FormRefused(InstrumentRefused):
    """A file is not a form. ``problems`` says what to change, one sentence each."""


def parse_form(text: str) -> ExtractionForm:
    """Read a form from JSON.

    Raises ``FormRefused`` with every problem, each naming its field, such as ``fields[3].kind``
    (counted from 1), or the line where the JSON itself breaks off.
    """
    return _Reader().parse(text)


def parse_form_csv(text: str, *, name: str = "A form from a table") -> ExtractionForm:
    """Read a form from a table with a column called name, and others of ``COLUMNS`` if wanted.

    Choices stand in one cell with upright strokes or semicolons between them. Raises
    ``FormRefused``, naming the row of each problem.
    """
    fields = []
    for cells in _Reader.table(text, "name", COLUMNS):
        field: Fields = {**cells}
        if "choices" in field:
            split = "|" if "|" in cells["choices"] else ";"
            parts = (part.strip() for part in cells["choices"].split(split))
            field["choices"] = [part for part in parts if part]
        if "required" in field:
            field["required"] = cells["required"].lower() in TRUE
        fields.append(field)
    return parse_form(json.dumps({"name": name, "fields": fields}))


def write_form(form: ExtractionForm) -> str:
    """Write a form as JSON that ``parse_form`` reads back unchanged."""
    data = asdict(form)
    data["fields"] = data.pop("questions")
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def form_rows(form: ExtractionForm) -> list[tuple[str, ...]]:
    """A form as the rows of a table, its heading first, that ``parse_form_csv`` reads back."""
    return [
        COLUMNS,
        *(
            (one.section, one.name, one.kind, " | ".join(one.choices), one.unit, one.guidance,
             "yes" if one.required else "")
            for one in form.questions
        ),
    ]  # fmt: skip


class _Reader(Checker[ExtractionForm]):
    refused, called, parts = FormRefused, "a form", ("fields",)

    def built(self, fields: Fields) -> ExtractionForm:
        return ExtractionForm(**self.facts(fields, sourced=False), questions=self.questions(fields))

    def questions(self, whole: Fields) -> tuple[Question, ...]:
        found: dict[tuple[str, str], Question] = {}
        for _, place, fields in self.each(whole, "fields", MOST_FIELDS, COLUMNS, least=1):
            one = self.question(fields, place)
            key = (one.section.casefold(), one.name.casefold())
            if key in found:
                self.problems.append(f"{place}.name: {one.name!r} stands twice in its section.")
            found[key] = one
        return tuple(found.values())

    def question(self, fields: Fields, place: str) -> Question:
        short = {
            name: self.text(fields, place, name, needed="name the field" * (name == "name"),
                            short=True)
            for name in LONGEST
        }  # fmt: skip
        for name, most in LONGEST.items():
            if len(short[name]) > most:
                self.problems.append(
                    f"{place}.{name}: this has {len(short[name])} characters; {most} is the most."
                )
        kind = self.text(fields, place, "kind", short=True) or "text"
        if kind not in KINDS:
            self.problems.append(f"{place}.kind: {kind!r} is none of {', '.join(KINDS)}.")
        return Question(
            **short, kind=kind, choices=self.choices(fields, place, kind),
            guidance=self.text(fields, place, "guidance"),
            required=self.yes(fields, place, "required", otherwise=False),
        )  # fmt: skip

    def choices(self, fields: Fields, place: str, kind: str) -> tuple[str, ...]:
        given = fields.get("choices", [])
        if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
            self.problems.append(f"{place}.choices: this must be a list of texts.")
            return ()
        found = tuple(dict.fromkeys(one.strip() for one in given if one.strip()))
        if len(found) > MOST_CHOICES:
            self.problems.append(f"{place}.choices: there are {len(found)}; {MOST_CHOICES} is "
                                 "the most.")  # fmt: skip
        if kind in WITH_CHOICES and len(found) < 2:
            self.problems.append(f"{place}.choices: give at least two to choose from.")
        if kind not in WITH_CHOICES and found:
            self.problems.append(f"{place}.choices: a field of kind {kind} has none.")
        return found


SHIPPED = ("study-characteristics",)
"""The keys of the forms in this package."""


@cache
def extraction_forms() -> tuple[ExtractionForm, ...]:
    """Return the forms that come with Uptake."""
    return shipped("forms", SHIPPED, parse_form)
