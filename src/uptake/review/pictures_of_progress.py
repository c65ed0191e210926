"""Progress as numbers for drawings: nothing here knows of pages or the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from uptake.methods.stopping import Estimate

WIDTH, HEIGHT = 300, 150
LEFT, RIGHT, TOP, BOTTOM = 34, 294, 14, 126


@dataclass(frozen=True, slots=True)
class Curve:
    """Relevant found by references read, with what is expected if all are read."""

    path: str
    ahead: str
    spread: str
    at: tuple[float, float]
    read: int
    total: int
    found: int
    low: int
    high: int
    top: int
    says: str


def found_curve(
    points: Sequence[tuple[int, int]], total: int, estimate: Estimate | None
) -> Curve | None:
    """Lay the curve on its box; nothing to draw before anything was read."""
    if not points or total < 1 or estimate is None or points[-1][0] < 1:
        return None
    read, found = points[-1]
    low, high = found + estimate.low, found + estimate.high
    likely = found + estimate.expected
    top = max(high, found, 1)

    def place(across: float, up: float) -> str:
        return f"{_x(across, total)} {_y(up, top)}"

    ahead = estimate.unread > 0
    return Curve(
        path="M" + "L".join(place(a, b) for a, b in points),
        ahead=f"M{place(read, found)}L{place(total, likely)}" if ahead else "",
        spread=f"M{place(read, found)}L{place(total, high)}L{place(total, low)}Z" if ahead else "",
        at=(_x(read, total), _y(found, top)), read=read, total=total, found=found, low=low,
        high=high, top=top,
        says=f"{found:,} relevant found after {read:,} of {total:,} read."
        + (f" If all are read, between {low:,} and {high:,}, most likely {round(likely):,}."
           if ahead else ""),
    )  # fmt: skip


def _x(across: float, total: int) -> float:
    return round(LEFT + across / total * (RIGHT - LEFT), 1)


def _y(up: float, top: int) -> float:
    return round(BOTTOM - up / top * (BOTTOM - TOP), 1)


@dataclass(frozen=True, slots=True)
class Bar:
    """One day's bar in the units of its box."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Bars:
    """Verdicts a day."""

    bars: tuple[Bar, ...]
    first: date
    last: date
    top: int
    says: str


def bars(days: Sequence[tuple[date, int]]) -> Bars | None:
    """Lay the days on their box; nothing to draw without a verdict."""
    top = max((number for _, number in days), default=0)
    if not top:
        return None
    each = (RIGHT - LEFT) / len(days)
    laid = tuple(
        Bar(round(LEFT + at * each + 1, 1), _y(number, top), round(each - 2, 1),
            round(BOTTOM - _y(number, top), 1))
        for at, (_, number) in enumerate(days)
    )  # fmt: skip
    busy = sum(number > 0 for _, number in days)
    says = f"Verdicts on {busy} of the last {len(days)} days, at most {top:,} a day."
    return Bars(laid, days[0][0], days[-1][0], top, says)
