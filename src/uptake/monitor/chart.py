"""A line of values as numbers for a drawing: nothing here knows of pages or the database."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

WIDTH, HEIGHT = 780, 300
LEFT, RIGHT, TOP, BOTTOM = 56, 90, 20, 44
DAYS_SHOWN = 8
APART = 60
LINES = 5
NICE = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on an axis with its words."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything the drawing needs, in the units of its box."""

    points: tuple[tuple[float, float], ...]
    path: str
    target: Mark | None
    across: tuple[Mark, ...]
    up: tuple[Mark, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


def shown(value: Decimal | float) -> str:
    """A number without noughts that say nothing: 60, 60.5."""
    exact = Decimal(str(value)).normalize()
    return f"{exact:,f}" if exact != 0 else "0"


def chart(values: Sequence[tuple[date, Decimal]], target: Decimal | None) -> Chart | None:
    """Lay values (by day, one a day) on a box; nothing to draw below two of them."""
    if len(values) < 2:
        return None
    heights = [float(value) for _, value in values]
    low, high, step = _scale([*heights, *([float(target)] if target is not None else [])])
    first, last = values[0][0].toordinal(), values[-1][0].toordinal()

    def x(day: date) -> float:
        part = (day.toordinal() - first) / (last - first)
        return round(LEFT + 10 + part * (WIDTH - LEFT - RIGHT - 20), 1)

    def y(value: float) -> float:
        return round(TOP + (high - value) / (high - low) * (HEIGHT - TOP - BOTTOM), 1)

    points = tuple((x(day), y(float(value))) for day, value in values)
    return Chart(
        points=points,
        path="M" + "L".join(f"{across} {up}" for across, up in points),
        target=None if target is None else Mark(y(float(target)), shown(target)),
        across=_days([day for day, _ in values], x),
        up=tuple(
            Mark(y(low + n * step), shown(round(low + n * step, 6)))
            for n in range(round((high - low) / step) + 1)
        ),
    )


def _scale(heights: Sequence[float]) -> tuple[float, float, float]:
    """Lowest line, highest line and the step between lines, in round numbers."""
    low, high = min(heights), max(heights)
    rough = (high - low or abs(high) or 1.0) / LINES
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(nice * power for nice in NICE if nice * power >= rough * 0.999)
    bottom, top = math.floor(low / step) * step, math.ceil(high / step) * step
    return bottom, top if top > bottom else bottom + step, step


def _days(days: Sequence[date], x: Callable[[date], float]) -> tuple[Mark, ...]:
    """A few of the days, the last always among them, none so near another that words touch."""
    every = max(1, math.ceil((len(days) - 1) / (DAYS_SHOWN - 1)))
    last = Mark(x(days[-1]), _short(days[-1]))
    marks: list[Mark] = []
    for day in days[:-1:every]:
        clear = not marks or x(day) - marks[-1].at >= APART
        if clear and last.at - x(day) >= APART:
            marks.append(Mark(x(day), _short(day)))
    return (*marks, last)


def _short(day: date) -> str:
    return f"{day.day} {day:%b %y}"
