"""How many items a reporting guideline has in which part of a paper: numbers, no wording."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from uptake.instruments.instrument import Instrument, facts_in, shipped


@dataclass(frozen=True, slots=True)
class GuidePart:
    """A part of a paper, and how many items ask about it."""

    name: str
    items: int


@dataclass(frozen=True, slots=True)
class ReportingGuide(Instrument):
    parts: tuple[GuidePart, ...]

    @property
    def numbers(self) -> tuple[tuple[int, str], ...]:
        """Each item's number, counted through from 1, with its part."""
        names = [part.name for part in self.parts for _ in range(part.items)]
        return tuple(enumerate(names, 1))


SHIPPED = ("accord", "delphistar")
"""The keys of the guidelines in this package."""


@cache
def reporting_guides() -> tuple[ReportingGuide, ...]:
    """Return the guidelines that come with Uptake."""
    return shipped("reporting", SHIPPED, _parse)


def _parse(text: str) -> ReportingGuide:
    data = json.loads(text)
    return ReportingGuide(
        **facts_in(data), parts=tuple(GuidePart(**each) for each in data["parts"])
    )
