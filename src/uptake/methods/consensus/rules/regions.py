"""Parts of a scale, and how many rated in them."""

from __future__ import annotations

from fractions import Fraction

from uptake.methods.consensus.quantiles import exact
from uptake.methods.consensus.ratings import Group, Scale
from uptake.methods.consensus.verdicts import Comparison, Result, number


def share(
    group: Group, first: int, last: int, sign: str, border: Fraction, to: Result
) -> Comparison:
    """Compare the percentage that rated from ``first`` to ``last`` with a border."""
    count = group.within(first, last)
    percent = Fraction(100 * count, group.rated)
    return Comparison(f"rated {region(first, last)}", percent, sign, border, to, count, group.rated)


def region(first: int, last: int) -> str:
    """A region of a scale in words: "7 to 9", or "5" where it is one point."""
    return str(first) if first == last else f"{first} to {last}"


def chosen(first: int | None, last: int | None, on: Scale) -> tuple[int, int]:
    """Give the points from ``first`` to ``last``; those of the upper region where None."""
    return on.top if first is None else first, on.high if last is None else last


def upside_down(first: int | None, last: int | None) -> list[str]:
    """Say that a region ends before it begins."""
    if first is not None and last is not None and last < first:
        return [f"last: {last} lies below first, {first}."]
    return []


def off(first: int | None, last: int | None, on: Scale) -> str:
    """Why points cannot speak for an item on a scale: they must lie above its lower region."""
    low, high = chosen(first, last, on)
    if on.bottom < low <= high <= on.high:
        return ""
    return (
        f"The rule counts ratings from {low} to {high}; on this scale that must lie from "
        f"{on.bottom + 1} to {on.high}."
    )


def percent(value: float) -> str:
    """Write a percentage."""
    return f"{number(exact(value))}%"
