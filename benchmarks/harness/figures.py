"""A figure, what it is held against, and how long something takes."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Options:
    """What a run is asked for."""

    quick: bool
    data: Path


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value; ``goal`` says in words what ``met`` was decided by.

    ``met`` is None when there is no goal, or when the goal speaks of a peer that couldn't be had.
    """

    name: str
    value: float | None
    unit: str
    peer: str = ""
    peer_value: float | None = None
    goal: str = ""
    met: bool | None = None
    note: str = ""

    def as_json(self) -> str:
        """Give the figure as one JSON object on a line."""
        return json.dumps(asdict(self), ensure_ascii=False)

    def as_line(self) -> str:
        """Give the figure as one line for people."""
        parts = [f"{self.name:<34} {shown(self.value):>10} {self.unit:<8}"]
        if self.peer:
            parts.append(f"{self.peer}: {shown(self.peer_value)}")
        if self.goal:
            parts.append(f"goal {self.goal}: {VERDICT[self.met]}")
        if self.note:
            parts.append(self.note)
        return "  ".join(parts)


VERDICT = {True: "met", False: "MISSED", None: "not decided"}


def shown(value: float | None) -> str:
    """Write a value with as many digits as say something."""
    if value is None:
        return "not had"
    if value == int(value):
        return str(int(value))
    if 0.99 <= abs(value) < 1:  # a precision of .9995 is not 1
        return f"{value:.5g}"
    return f"{value:.3g}" if abs(value) < 100 else f"{value:.0f}"


def figure(
    name: str,
    value: float | None,
    unit: str,
    *,
    at_least: float | None = None,
    at_most: float | None = None,
    peer: str = "",
    peer_value: float | None = None,
    note: str = "",
) -> Figure:
    """Make a figure and decide whether it meets its limit, if it has one."""
    goal, met = "", None
    if at_least is not None:
        goal = f">= {shown(at_least)}"
        met = value is not None and value >= at_least
    elif at_most is not None:
        goal = f"<= {shown(at_most)}"
        met = value is not None and value <= at_most
    return Figure(name, value, unit, peer, peer_value, goal, met, note)


def cpu_seconds(work: Callable[[], object]) -> float:
    """Give the CPU time of this process for one run of the work: wall time swings too much."""
    start = time.process_time()
    work()
    return time.process_time() - start
