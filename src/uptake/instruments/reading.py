"""A framework as a JSON file: read with every problem named, and written back.

One's own framework needs a name, a version, a source, a licence and domains. Levels may be left out
(the matrix then has one column), and so may keys (they are made from names).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from uptake.instruments.checking import Checker, Fields, InstrumentRefused
from uptake.instruments.constructs import WHOLE, Construct, Framework, Level
from uptake.instruments.instrument import facts_in

MOST_ROWS = 500
MOST_LEVELS = 20


class FrameworkRefused(InstrumentRefused):
    """A file is not a framework. ``problems`` says what to change, one sentence each."""


def parse_framework(text: str) -> Framework:
    """Read a framework from JSON.

    Raises ``FrameworkRefused`` with every problem found, each naming its field, such as
    ``domains[3].name`` (counted from 1), or the line where the JSON itself breaks off.
    """
    return _Reader().parse(text)


def write_framework(framework: Framework) -> str:
    """Write a framework as JSON that ``parse_framework`` reads back unchanged."""
    return json.dumps(framework_data(framework), ensure_ascii=False, indent=2) + "\n"


def framework_data(framework: Framework) -> dict[str, Any]:
    """Return a framework as plain data that JSON can hold, as a project keeps its copy."""
    data: dict[str, Any] = json.loads(json.dumps(asdict(framework)))
    return data


def framework_from_data(data: Mapping[str, Any]) -> Framework:
    """Return the framework kept as ``framework_data``, whatever a project has made of its words.

    What comes from a person goes through ``parse_framework``, which checks; this only rebuilds.
    Raises ``KeyError`` or ``TypeError`` on data that ``framework_data`` did not make.
    """
    return Framework(
        **facts_in(data),
        domains=tuple(Construct(**domain) for domain in data["domains"]),
        levels=tuple(Level(**level) for level in data["levels"]),
    )


class _Reader(Checker[Framework]):
    refused, called, parts = FrameworkRefused, "a framework", ("domains", "levels")

    def built(self, fields: Fields) -> Framework:
        return Framework(
            **self.facts(fields),
            domains=self.rows(fields),
            levels=self.levels(fields) if fields.get("levels") else (WHOLE,),
        )

    def rows(self, whole: Fields) -> tuple[Construct, ...]:
        rows: dict[str, Construct] = {}
        known = ("key", "name", "gloss", "parent", "heading")
        for number, place, fields in self.each(whole, "domains", MOST_ROWS, known, least=1):
            name = self.text(fields, place, "name", needed="give the domain a name", short=True)
            key = self.key(fields, place, name, f"domain-{number}", rows.__contains__)
            parent = self.text(fields, place, "parent", short=True)
            if parent and parent not in rows:
                self.problems.append(
                    f"{place}.parent: no earlier domain has the key {parent!r}; "
                    "put the parent first."
                )
            rows[key] = Construct(
                key,
                name,
                self.text(fields, place, "gloss"),
                parent,
                self.yes(fields, place, "heading", otherwise=False),
            )
        if rows and all(row.heading for row in rows.values()):
            self.problems.append("domains: all are headings; findings need one to be placed on.")
        return tuple(rows.values())

    def levels(self, whole: Fields) -> tuple[Level, ...]:
        levels: dict[str, Level] = {}
        known = ("key", "name", "definition", "definition_is_ours")
        for number, place, fields in self.each(whole, "levels", MOST_LEVELS, known):
            name = self.text(fields, place, "name", needed="give the level a name", short=True)
            key = self.key(fields, place, name, f"level-{number}", levels.__contains__)
            levels[key] = Level(
                key,
                name,
                self.text(fields, place, "definition"),
                self.yes(fields, place, "definition_is_ours", otherwise=True),
            )
        return tuple(levels.values())
