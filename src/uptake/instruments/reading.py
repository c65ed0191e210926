"""A framework as a JSON file: read with every problem named, and written back.

One's own framework needs a name, a version, a source, a licence and domains. Levels may be left out
(the matrix then has one column), and so may keys (they are made from names).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from uptake.instruments.checking import Checker, InstrumentRefused
from uptake.instruments.constructs import WHOLE, Construct, Framework, Level

MOST_ROWS = 500
MOST_LEVELS = 20


class FrameworkRefused(InstrumentRefused):
    """A file is not a framework. ``problems`` says what to change, one sentence each."""


def parse_framework(text: str) -> Framework:
    """Read a framework from JSON.

    Raises ``FrameworkRefused`` with every problem found, each naming its field, such as
    ``domains[3].name`` (counted from 1), or the line where the JSON itself breaks off.
    """
    reader = _Reader()
    framework = reader.framework(reader.load(text))
    if reader.problems:
        raise FrameworkRefused(reader.problems)
    return framework


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
        **{name: data[name] for name in ("key", "name", "version", "source", "licence", "note")},
        domains=tuple(Construct(**domain) for domain in data["domains"]),
        levels=tuple(Level(**level) for level in data["levels"]),
    )


class _Reader(Checker):
    refused, called = FrameworkRefused, "a framework"

    def framework(self, data: object) -> Framework:
        fields = self.fields(
            data, "", ("key", "name", "version", "source", "licence", "note", "domains", "levels")
        )
        if fields is None:
            raise FrameworkRefused(self.problems)
        name = self.text(fields, "", "name", needed="give the framework a name", short=True)
        rows = self.list(fields, "domains", MOST_ROWS)
        if not rows and not self.problems:
            self.problems.append("domains: there are none; give at least one.")
        levels = self.list(fields, "levels", MOST_LEVELS) if fields.get("levels") else []
        return Framework(
            key=self.key(fields, "", name, "framework"),
            name=name,
            version=self.text(fields, "", "version", needed="say which version", short=True),
            source=self.text(fields, "", "source", needed='say where it is from, or "Our own"'),
            licence=self.text(
                fields, "", "licence", needed='say under which licence, or "Our own"'
            ),
            note=self.text(fields, "", "note"),
            domains=self._rows(rows),
            levels=self._levels(levels) or (WHOLE,),
        )

    def _rows(self, given: list[object]) -> tuple[Construct, ...]:
        rows: dict[str, Construct] = {}
        for number, each in enumerate(given, 1):
            place = f"domains[{number}]"
            fields = self.fields(each, place, ("key", "name", "gloss", "parent", "heading"))
            if fields is None:
                continue
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

    def _levels(self, given: list[object]) -> tuple[Level, ...]:
        levels: dict[str, Level] = {}
        for number, each in enumerate(given, 1):
            place = f"levels[{number}]"
            fields = self.fields(each, place, ("key", "name", "definition", "definition_is_ours"))
            if fields is None:
                continue
            name = self.text(fields, place, "name", needed="give the level a name", short=True)
            key = self.key(fields, place, name, f"level-{number}", levels.__contains__)
            levels[key] = Level(
                key,
                name,
                self.text(fields, place, "definition"),
                self.yes(fields, place, "definition_is_ours", otherwise=True),
            )
        return tuple(levels.values())
