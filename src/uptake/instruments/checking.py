"""Reading an instrument from a JSON file: every problem named with its place, all at once."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar, cast

from uptake.instruments.instrument import FACTS, Instrument

T = TypeVar("T", bound=Instrument)
Fields = dict[str, object]

LONGEST_NAME = 200
LONGEST_TEXT = 5000

_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class InstrumentRefused(ValueError):
    """A file is not the instrument it should be. ``problems`` says what to change, in sentences."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


class Checker(ABC, Generic[T]):
    """Reads on after a problem, so that all of them can be mended at once.

    A kind of instrument is a subclass that says how one is ``called`` ("a form"), which fields it
    has besides its ``FACTS``, how it is ``refused``, and how it is ``built`` from its fields.
    """

    refused: type[InstrumentRefused] = InstrumentRefused
    called = "an instrument"
    parts: tuple[str, ...] = ()

    def __init__(self) -> None:
        self.problems: list[str] = []

    @abstractmethod
    def built(self, fields: Fields) -> T:
        """The instrument of a file's fields; what is wrong is noted in ``problems``."""

    def parse(self, text: str) -> T:
        """The instrument of a JSON file; raises ``refused`` with every problem there is."""
        fields = self.fields(self.load(text), "", (*FACTS, *self.parts))
        found = self.built(fields) if fields is not None else None
        if found is None or self.problems:
            raise self.refused(self.problems)
        return found

    @classmethod
    def table(cls, text: str, needed: str, columns: tuple[str, ...]) -> Iterator[dict[str, str]]:
        """The rows of a CSV table that are not blank: of each, the filled cells of known columns.

        Raises ``refused`` when it is no table or has no column of the ``needed`` name.
        """
        things = cls.parts[-1]
        try:
            rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), strict=True))
        except csv.Error as error:
            raise cls.refused([f"This is not a table of {things} ({error})."]) from None
        header = [cell.strip().lower() for cell in rows[0]] if rows else []
        if needed not in header:
            raise cls.refused(
                [
                    f'Line 1: there is no column called "{needed}"; '
                    f"the columns are {', '.join(columns)}."
                ]
            )
        for row in rows[1:]:
            cells = dict(zip(header, (cell.strip() for cell in row), strict=False))
            if any(cells.values()):
                yield {name: cells[name] for name in columns if cells.get(name)}

    def facts(self, fields: Fields, *, sourced: bool = True) -> dict[str, str]:
        """The file's ``FACTS``; version, source and licence are needed where ``sourced``."""
        noun = self.called.split()[-1]
        name = self.text(fields, "", "name", needed=f"give the {noun} a name", short=True)
        version = "say which version" if sourced else ""
        source = 'say where it is from, or "Our own"' if sourced else ""
        licence = 'say under which licence, or "Our own"' if sourced else ""
        return {
            "key": self.key(fields, "", name, noun),
            "name": name,
            "version": self.text(fields, "", "version", needed=version, short=True),
            "source": self.text(fields, "", "source", needed=source),
            "licence": self.text(fields, "", "licence", needed=licence),
            "note": self.text(fields, "", "note"),
        }

    def each(
        self, fields: Fields, name: str, most: int, known: tuple[str, ...], *, least: int = 0
    ) -> Iterator[tuple[int, str, Fields]]:
        """The objects of a list, each with its number (from 1) and its place in the file."""
        given = self.list(fields, name, most)
        if len(given) < least and not self.problems:
            self.problems.append(f"{name}: there are none; give at least one.")
        for number, value in enumerate(given, 1):
            place = f"{name}[{number}]"
            found = self.fields(value, place, known)
            if found is not None:
                yield number, place, found

    def load(self, text: str) -> object:
        """The JSON of a file; raises ``refused`` where it breaks off."""
        try:
            found: object = json.loads(text.removeprefix("\ufeff"), object_pairs_hook=self.once)
        except json.JSONDecodeError as error:
            raise self.refused(
                [f"Line {error.lineno}, column {error.colno}: this is not JSON ({error.msg})."]
            ) from None
        except RecursionError:
            raise self.refused([f"The file is nested too deeply to be {self.called}."]) from None
        except ValueError:
            raise self.refused(["The file holds a number that is too long to read."]) from None
        return found

    def once(self, pairs: list[tuple[str, object]]) -> Fields:
        """A field given twice would lose one of its values without a word."""
        found: Fields = {}
        for name, value in pairs:
            if name in found:
                self.problems.append(f"{name}: this field stands twice in one place; keep one.")
            found[name] = value
        return found

    def fields(self, value: object, place: str, known: tuple[str, ...]) -> Fields | None:
        """The fields of an object; None, with the problem noted, when it is none."""
        if not isinstance(value, dict):
            self.problems.append(
                f"{place or 'The file'}: this must be an object with the fields {', '.join(known)}."
            )
            return None
        fields = cast("Fields", value)
        self.problems.extend(
            f"{_at(place, name)}: this field is not known; the fields are {', '.join(known)}."
            for name in fields
            if name not in known
        )
        return fields

    def list(self, fields: Fields, name: str, most: int) -> list[object]:
        """A field that is a list of no more than so many; empty when it is not."""
        value = fields.get(name, [])
        if not isinstance(value, list):
            self.problems.append(f"{name}: this must be a list.")
            return []
        if len(value) > most:
            self.problems.append(f"{name}: there are {len(value)}; at most {most} are read.")
            return []
        return value

    def text(
        self,
        fields: Fields,
        place: str,
        name: str,
        needed: str = "",
        *,
        short: bool = False,
    ) -> str:
        """A field's text, trimmed; ``needed`` says what to give where it may not be empty."""
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

    def yes(self, fields: Fields, place: str, name: str, *, otherwise: bool) -> bool:
        """A field that is true or false."""
        value = fields.get(name, otherwise)
        if not isinstance(value, bool):
            self.problems.append(f"{_at(place, name)}: this must be true or false.")
            return otherwise
        return value

    def key(
        self,
        fields: Fields,
        place: str,
        name: str,
        otherwise: str,
        taken: Callable[[str], bool] | None = None,
    ) -> str:
        """The key of a thing: its own, or one made from its name that nothing else has."""
        key = self.text(fields, place, "key", short=True)
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
