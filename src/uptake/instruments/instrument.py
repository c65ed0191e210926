"""What every instrument has, and how those in this package are fetched."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, TypeVar

T = TypeVar("T")
FACTS = ("key", "name", "version", "source", "licence", "note")


@dataclass(frozen=True, slots=True)
class Instrument:
    """What a file says of itself: ``FACTS``, all of them text."""

    key: str
    name: str
    version: str
    source: str
    licence: str
    note: str


def facts_in(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts among an instrument's plain data. Raises ``KeyError`` where one is not."""
    return {name: data[name] for name in FACTS}


def shipped(folder: str, keys: Sequence[str], parse: Callable[[str], T]) -> tuple[T, ...]:
    """Read the files of a folder of this package, in the order of their keys."""
    place = files("uptake.instruments") / "data" / folder
    return tuple(parse((place / f"{key}.json").read_text(encoding="utf-8")) for key in keys)
