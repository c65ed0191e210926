"""Reading an instrument from a JSON file: every problem named with its place, all at once."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from typing import cast

LONGEST_NAME = 200
LONGEST_TEXT = 5000

_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class InstrumentRefused(ValueError):
    """A file is not the instrument it should be. ``problems`` says what to change, in sentences."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


class Checker:
    """Reads on after a problem, so that all of them can be mended at once."""

    refused: type[InstrumentRefused] = InstrumentRefused
    called = "an instrument"

    def __init__(self) -> None:
        self.problems: list[str] = []

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

    def once(self, pairs: list[tuple[str, object]]) -> dict[str, object]:
        """A field given twice would lose one of its values without a word."""
        found: dict[str, object] = {}
        for name, value in pairs:
            if name in found:
                self.problems.append(f"{name}: this field stands twice in one place; keep one.")
            found[name] = value
        return found

    def fields(self, value: object, place: str, known: tuple[str, ...]) -> dict[str, object] | None:
        """The fields of an object; None, with the problem noted, when it is none."""
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

    def list(self, fields: dict[str, object], name: str, most: int) -> list[object]:
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
        fields: dict[str, object],
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

    def yes(self, fields: dict[str, object], place: str, name: str, *, otherwise: bool) -> bool:
        """A field that is true or false."""
        value = fields.get(name, otherwise)
        if not isinstance(value, bool):
            self.problems.append(f"{_at(place, name)}: this must be true or false.")
            return otherwise
        return value

    def key(
        self,
        fields: dict[str, object],
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
