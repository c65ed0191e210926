"""PROGRESS-Plus: what sets people apart in health, with a question of our own for each."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from uptake.instruments.instrument import Instrument, facts_in


@dataclass(frozen=True, slots=True)
class Factor:
    """``letter``: that of PROGRESS, or Plus. ``kind``: text, number, or ethnicity (its codes)."""

    key: str
    letter: str
    name: str
    asks: str
    kind: str


@dataclass(frozen=True, slots=True)
class ProgressPlus(Instrument):
    factors: tuple[Factor, ...]


@cache
def progress_plus() -> ProgressPlus:
    """Read the factors that come with Uptake."""
    place = files("uptake.instruments") / "data" / "progress-plus.json"
    data = json.loads(place.read_text(encoding="utf-8"))
    factors = tuple(Factor(**each) for each in data["factors"])
    return ProgressPlus(**facts_in(data), factors=factors)
