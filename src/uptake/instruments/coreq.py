"""COREQ: what a report of interviews or focus groups should tell, in 32 items.

The topics and their numbers are those of Tong, Sainsbury and Craig (2007); the words are our own.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from uptake.instruments.instrument import Instrument, facts_in


@dataclass(frozen=True, slots=True)
class CoreqItem:
    """One item: its number, where it stands, its topic, and what it asks."""

    number: int
    domain: str
    part: str
    topic: str
    asks: str


@dataclass(frozen=True, slots=True)
class Coreq(Instrument):
    items: tuple[CoreqItem, ...]

    @property
    def domains(self) -> tuple[str, ...]:
        """The domains in their order."""
        return tuple(dict.fromkeys(item.domain for item in self.items))


@cache
def coreq() -> Coreq:
    """Read the items that come with Uptake."""
    text = (files("uptake.instruments") / "data" / "coreq.json").read_text(encoding="utf-8")
    data = json.loads(text)
    return Coreq(**facts_in(data), items=tuple(CoreqItem(**item) for item in data["items"]))
