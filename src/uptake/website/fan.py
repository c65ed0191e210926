"""The drawing on a project's home: one strand for each source, one end for each action."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LEFT, FINDINGS, DECISION, RIGHT = 196, 470, 790, 1000
MIDDLE = 190
GROUPS = ((40, 150), (176, 330))
"""Where the searches' and the interviews' strands begin, top to bottom."""
ENDS = (60, 312)
FIRST_GAP, LAST_GAP = 9.0, 13.6


@dataclass(frozen=True, slots=True)
class Strand:
    path: str
    dashed: bool


@dataclass(frozen=True, slots=True)
class End:
    y: float
    filled: bool


@dataclass(frozen=True, slots=True)
class Fan:
    """Paths ready to be drawn; nothing is drawn that is not in the data."""

    strands: tuple[Strand, ...]
    ends: tuple[End, ...]
    middle: str
    """solid, dashed or none."""
    findings: int = FINDINGS
    decision: int = DECISION
    right: int = RIGHT + 3
    level: int = MIDDLE


def spread(n: int, top: float, bottom: float, gap: float) -> list[float]:
    """N places around the middle of [top, bottom], at most `gap` apart, never outside it."""
    if n == 0:
        return []
    step = min(gap, (bottom - top) / max(1, n - 1))
    first = (top + bottom - step * (n - 1)) / 2
    return [round(first + step * k, 1) for k in range(n)]


def _curve(x0: int, y0: float, x1: int, y1: float) -> str:
    bend = (x1 - x0) // 2
    return f"M{x0} {y0}C{x0 + bend} {y0} {x1 - bend} {y1} {x1} {y1}"


def fan(
    *,
    sources: Sequence[Sequence[bool]],
    middle: str,
    actions: Sequence[tuple[bool, bool]],
) -> Fan:
    """Lay out the strands.

    sources: for each group (searches, interviews), whether each one bears a finding.
    actions: for each, whether it is done, and whether it can bear weight (owned and tied).
    """
    begin = [
        (y, bears)
        for group, (top, bottom) in zip(sources, GROUPS, strict=True)
        for y, bears in zip(spread(len(group), top, bottom, FIRST_GAP), group, strict=True)
    ]
    meet = spread(len(begin), MIDDLE - 6, MIDDLE + 6, 0.6)
    left = [
        Strand(_curve(LEFT, y, FINDINGS, at), not bears)
        for (y, bears), at in zip(begin, meet, strict=True)
    ]
    places = spread(len(actions), *ENDS, LAST_GAP)
    right = [
        Strand(_curve(DECISION, MIDDLE, RIGHT, y), not bears)
        for y, (_, bears) in zip(places, actions, strict=True)
    ]
    ends = [End(y, done) for y, (done, _) in zip(places, actions, strict=True)]
    return Fan((*left, *right), tuple(ends), middle)
