"""A round's agreement as a table and as data."""

from __future__ import annotations

from typing import Any

from uptake.formats.grids import Grid
from uptake.interviews.models import CodingRound
from uptake.interviews.queries.agreement import NAMES, Compared, OfCode
from uptake.methods.agreement import Figure, Found, Interval, NotDefined, Unitised

PLACES = 4


def _number(value: float) -> str:
    return f"{value:.{PLACES}f}"


def as_grid(row: CodingRound, it: Compared) -> Grid:
    """One line a code, the overall one last; beside each coefficient its 95 % interval."""
    rows = [*it.codes, *([it.overall] if it.overall else [])]
    first = rows[0].figures if rows else ()
    head = ["code", *(f"units coded by {name}" for _, name in it.coders), "units compared",
            "coverage", "prevalence", "units that differ"]  # fmt: skip
    for figure in first:
        name = NAMES[figure.name]
        head += [name, f"{name}, low", f"{name}, high"]
    said = [[*_line(one), *(part for f in one.figures for part in _cells(f))] for one in rows]
    note = f"Unit: {CodingRound.Unit(it.unit).label}. Bootstrap intervals of 95 %, seed {row.seed}."
    if it.left_out:
        note += f" Left out, as they were taken off: {', '.join(it.left_out)}."
    return Grid(f"Agreement: {row.name}", tuple(head), tuple(tuple(one) for one in said), note)


def _line(one: OfCode) -> list[str | int | None]:
    base = one.figures[0].base
    return [
        one.name, *one.given, base.compared, _number(base.coverage), _number(prevalence(one)),
        one.differ,
    ]  # fmt: skip


def prevalence(one: OfCode) -> float:
    """The share of judgements that say the code applies."""
    return next((share for said, share in one.figures[0].base.prevalence if said), 0.0)


def _cells(figure: Figure[bool]) -> list[str | int | None]:
    if isinstance(figure.found, NotDefined):
        return [f"not defined: {figure.found.words}", "", ""]
    interval = figure.found.interval
    if isinstance(interval, NotDefined):
        return [_number(figure.found.value), "", ""]
    return [_number(figure.found.value), _number(interval.low), _number(interval.high)]


def as_data(row: CodingRound, it: Compared) -> dict[str, Any]:
    """The same for other programs."""
    return {
        "round": row.name, "unit": it.unit, "coders": [name for _, name in it.coders],
        "left_out": list(it.left_out), "transcripts": it.transcripts, "units": it.units,
        "coded": it.coded, "seed": row.seed,
        "codes": [_of_code(one) for one in it.codes],
        "overall": _of_code(it.overall) if it.overall else None,
        "unitised": {name: _unitised(one) for name, one in it.unitised},
    }  # fmt: skip


def _of_code(one: OfCode) -> dict[str, Any]:
    base = one.figures[0].base
    return {
        "code": one.name, "units_coded": list(one.given), "compared": base.compared,
        "coverage": base.coverage, "prevalence": prevalence(one), "differ": one.differ,
        "figures": {NAMES[figure.name]: found(figure.found) for figure in one.figures},
    }  # fmt: skip


def found(it: Found | NotDefined) -> dict[str, Any]:
    """A value with its interval, or why there is none."""
    if isinstance(it, NotDefined):
        return {"value": None, "why_not": it.words}
    given: dict[str, Any] = {"value": it.value, "observed": it.observed, "expected": it.expected}
    if isinstance(it.interval, Interval):
        return {**given, "low": it.interval.low, "high": it.interval.high}
    return {**given, "low": None, "high": None, "no_interval": it.interval.words}


def _unitised(it: Unitised) -> dict[str, Any]:
    return {"whole": found(it.whole), "marked_or_not": found(it.marked_or_not),
            "marked": it.marked}  # fmt: skip
