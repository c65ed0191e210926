"""A framework as a JSON file: read with every problem named, and written back.

One's own framework needs a name, a version, a source, a licence and domains. Levels may be left out
(the matrix then has one column), and so may keys (they are made from names).
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, cast

from uptake.instruments.constructs import WHOLE, Construct, Framework, Level

MOST_ROWS = 500
MOST_LEVELS = 20
LONGEST_NAME = 200
LONGEST_TEXT = 5000

_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class FrameworkRefused(ValueError):
    """A file is not a framework. ``problems`` says what to change, one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


def parse_framework(text: str) -> Framework:
    """Read a framework from JSON.

    Raises ``FrameworkRefused`` with every problem found, each naming its field, such as
    ``domains[3].name`` (counted from 1), or the line where the JSON itself breaks off.
    """
    reader = _Reader()
    try:
        data = json.loads(text.removeprefix("\ufeff"), object_pairs_hook=reader.once)
    except json.JSONDecodeError as error:
        raise FrameworkRefused(
            [f"Line {error.lineno}, column {error.colno}: this is not JSON ({error.msg})."]
        ) from None
    except RecursionError:
        raise FrameworkRefused(["The file is nested too deeply to be a framework."]) from None
    except ValueError:
        raise FrameworkRefused(["The file holds a number that is too long to read."]) from None
    framework = reader.framework(data)
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


class _Reader:
    """Reads on after a problem, so that all of them can be mended at once."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def once(self, pairs: list[tuple[str, object]]) -> dict[str, object]:
        """A field given twice would lose one of its values without a word."""
        found: dict[str, object] = {}
        for name, value in pairs:
            if name in found:
                self.problems.append(f"{name}: this field stands twice in one place; keep one.")
            found[name] = value
        return found

    def framework(self, data: object) -> Framework:
        fields = self._fields(
            data, "", ("key", "name", "version", "source", "licence", "note", "domains", "levels")
        )
        if fields is None:
            raise FrameworkRefused(self.problems)
        name = self._text(fields, "", "name", needed="give the framework a name", short=True)
        rows = self._list(fields, "domains", MOST_ROWS)
        if not rows and not self.problems:
            self.problems.append("domains: there are none; give at least one.")
        levels = self._list(fields, "levels", MOST_LEVELS) if fields.get("levels") else []
        return Framework(
            key=self._key(fields, "", name, "framework"),
            name=name,
            version=self._text(fields, "", "version", needed="say which version", short=True),
            source=self._text(fields, "", "source", needed='say where it is from, or "Our own"'),
            licence=self._text(
                fields, "", "licence", needed='say under which licence, or "Our own"'
            ),
            note=self._text(fields, "", "note"),
            domains=self._rows(rows),
            levels=self._levels(levels) or (WHOLE,),
        )

    def _rows(self, given: list[object]) -> tuple[Construct, ...]:
        rows: dict[str, Construct] = {}
        for number, each in enumerate(given, 1):
            place = f"domains[{number}]"
            fields = self._fields(each, place, ("key", "name", "gloss", "parent", "heading"))
            if fields is None:
                continue
            name = self._text(fields, place, "name", needed="give the domain a name", short=True)
            key = self._key(fields, place, name, f"domain-{number}", rows.__contains__)
            parent = self._text(fields, place, "parent", short=True)
            if parent and parent not in rows:
                self.problems.append(
                    f"{place}.parent: no earlier domain has the key {parent!r}; "
                    "put the parent first."
                )
            rows[key] = Construct(
                key,
                name,
                self._text(fields, place, "gloss"),
                parent,
                self._yes(fields, place, "heading", otherwise=False),
            )
        if rows and all(row.heading for row in rows.values()):
            self.problems.append("domains: all are headings; findings need one to be placed on.")
        return tuple(rows.values())

    def _levels(self, given: list[object]) -> tuple[Level, ...]:
        levels: dict[str, Level] = {}
        for number, each in enumerate(given, 1):
            place = f"levels[{number}]"
            fields = self._fields(each, place, ("key", "name", "definition", "definition_is_ours"))
            if fields is None:
                continue
            name = self._text(fields, place, "name", needed="give the level a name", short=True)
            key = self._key(fields, place, name, f"level-{number}", levels.__contains__)
            levels[key] = Level(
                key,
                name,
                self._text(fields, place, "definition"),
                self._yes(fields, place, "definition_is_ours", otherwise=True),
            )
        return tuple(levels.values())

    def _fields(
        self, value: object, place: str, known: tuple[str, ...]
    ) -> dict[str, object] | None:
        if not isinstance(value, dict):
            self.problems.append(
                f"{place or 'The file'}: this must be an object with the fields {', '.join(known)}."
            )
            return None
        fields = cast("dict[str, object]", value)
        self.problems.extend(
            f"{_at(place, name)}: this field is not known; the fields are {', '.join(known)}."
            for name in fields
            if name not in known
        )
        return fields

    def _list(self, fields: dict[str, object], name: str, most: int) -> list[object]:
        value = fields.get(name, [])
        if not isinstance(value, list):
            self.problems.append(f"{name}: this must be a list.")
            return []
        if len(value) > most:
            self.problems.append(f"{name}: there are {len(value)}; at most {most} are read.")
            return []
        return value

    def _text(
        self,
        fields: dict[str, object],
        place: str,
        name: str,
        needed: str = "",
        *,
        short: bool = False,
    ) -> str:
        value = fields.get(name, "")
        if not isinstance(value, str):
            self.problems.append(f"{_at(place, name)}: this must be text in quotation marks.")
            return ""
        value = value.strip()
        longest = LONGEST_NAME if short else LONGEST_TEXT
        if len(value) > longest:
            self.problems.append(
                f"{_at(place, name)}: this has {len(value)} characters; at most {longest} are read."
            )
        if needed and not value:
            self.problems.append(f"{_at(place, name)}: this is empty; {needed}.")
        if any(
            unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\t\r\n"
            for letter in value
        ):
            self.problems.append(f"{_at(place, name)}: this holds a control character; remove it.")
        return value

    def _yes(self, fields: dict[str, object], place: str, name: str, *, otherwise: bool) -> bool:
        value = fields.get(name, otherwise)
        if not isinstance(value, bool):
            self.problems.append(f"{_at(place, name)}: this must be true or false.")
            return otherwise
        return value

    def _key(
        self,
        fields: dict[str, object],
        place: str,
        name: str,
        otherwise: str,
        taken: Callable[[str], bool] | None = None,
    ) -> str:
        key = self._text(fields, place, "key", short=True)
        if key and not _KEY.fullmatch(key):
            self.problems.append(
                f"{_at(place, 'key')}: {key!r} is not a key; use small letters, digits and hyphens."
            )
        made = key or _slug(name) or otherwise
        if taken and taken(made):
            if key:
                self.problems.append(f"{_at(place, 'key')}: {key!r} is taken by an earlier one.")
            return self._spare(made, taken)
        return made

    @staticmethod
    def _spare(key: str, taken: Callable[[str], bool]) -> str:
        number = 2
        while taken(f"{key}-{number}"):
            number += 1
        return f"{key}-{number}"


def _at(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


def _slug(name: str) -> str:
    """Make a key from a name: plain small letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
