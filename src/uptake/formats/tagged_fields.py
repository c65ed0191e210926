"""The values of a record by their tags, and how a field picks among them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from uptake.formats.fields import plain
from uptake.formats.tagged import Pair

Fields = dict[str, list[str]]
NONE: Sequence[str] = ()


def gathered(pairs: Iterable[Pair]) -> Fields:
    """Put the values that hold something under their tags, in order."""
    fields: Fields = {}
    for tag, value in pairs:
        # Most values begin with a sign of ASCII, which is asked in half the time.
        if "!" <= value < "\x7f" or (value and not value.isspace()):
            if tag in fields:
                fields[tag].append(value)
            else:
                fields[tag] = [value]
    return fields


def first(fields: Fields, tags: tuple[str, ...]) -> str:
    """Give the first value of the first tag that has one; ``tags`` are an order of trust."""
    for tag in tags:
        if tag in fields:
            return fields[tag][0]
    return ""


def every(fields: Fields, tags: tuple[str, ...]) -> Sequence[str]:
    """Give all values of all the tags."""
    found = NONE
    for tag in tags:
        if tag in fields:
            found = [*found, *fields[tag]] if found else fields[tag]
    return found


def texts(values: Sequence[str]) -> tuple[str, ...]:
    """Give each value as plain text, once, in order."""
    return tuple(dict.fromkeys(filter(None, map(plain, values)))) if values else ()


def first_in(find: Callable[[str], str], values: Sequence[str]) -> str:
    """Give the first thing that ``find`` finds in a value, or ""."""
    for value in values:
        if found := find(value):
            return found
    return ""
