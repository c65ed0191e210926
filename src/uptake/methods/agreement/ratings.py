"""Who gave which category to which unit."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from uptake.methods.agreement.results import Base

C = TypeVar("C", bound=Hashable)
Numbers = NDArray[Any]
MISSING = -1


@dataclass(frozen=True, slots=True, eq=False)
class Ratings(Generic[C]):
    """Judgements of n units by r coders in q categories; make them with ``ratings`` or ``counted``.

    ``codes`` (r x n): the place of the category, -1 for missing; None when only counts are known.
    ``counts`` (n x q): how many coders gave each category. ``times`` (n): how many units of the
    same kind a unit stands for. ``groups`` (n): units of one group are drawn together when an
    interval is made, such as all words of one transcript; None: every unit by itself.
    ``ordered``: the categories have an order, because they are numbers or came in one.
    """

    categories: tuple[C, ...]
    codes: Numbers | None
    counts: Numbers
    times: Numbers
    groups: Numbers | None
    ordered: bool

    @property
    def numbers(self) -> Numbers | None:
        """The categories as numbers, or None when they are not."""
        if all(isinstance(it, int | float | np.number) for it in self.categories):
            return np.array(self.categories, dtype=float)
        return None


def ratings(
    rows: Sequence[Sequence[C | None]],
    *,
    categories: Sequence[C] | None = None,
    times: Sequence[int] | None = None,
    groups: Sequence[Hashable] | None = None,
) -> Ratings[C]:
    """Take the judgements of r coders, one row each, over the same n units; None or NaN: missing.

    ``categories`` gives all there are, in their order; a category nobody used counts for
    Brennan-Prediger and Gwet. Without it they are those met: numbers by size, others as first met,
    without an order. Coders who judged nothing are left out. ``times`` and ``groups``: see
    ``Ratings``. Raises ``ValueError`` for rows of different length, a category that is not among
    ``categories``, one that is given twice, or times below 1.
    """
    length = len(rows[0]) if len(rows) else 0
    for row in rows:
        if len(row) != length:
            raise ValueError(f"One coder has {length} units, another {len(row)}.")
    known = list(categories) if categories is not None else _met(rows)
    place: dict[Any, int] = {it: at for at, it in enumerate(known)}
    if len(place) != len(known):
        raise ValueError("A category is given twice.")
    codes = np.full((len(rows), length), MISSING)
    for coder, row in enumerate(rows):
        for unit, it in enumerate(row):
            if not _missing(it):
                if it not in place:
                    raise ValueError(
                        f"Coder {coder + 1} gave unit {unit + 1} the category {it!r}, "
                        "which is not among the categories."
                    )
                codes[coder, unit] = place[it]
    codes = codes[(codes != MISSING).any(axis=1)]
    counts = np.stack([(codes == at).sum(axis=0) for at in range(len(known))], axis=1) \
        if known else np.zeros((length, 0), dtype=int)  # fmt: skip
    ordered = categories is not None or _numeric(known)
    return Ratings(
        tuple(known), codes, counts, _times(times, length), _groups(groups, length), ordered
    )


def counted(
    table: Sequence[Sequence[int]], categories: Sequence[C], *, ordered: bool = False
) -> Ratings[C]:
    """Take how many coders gave each of n units (rows) each of q categories (columns).

    Who gave what is unknown, so coefficients with a share for each coder are not defined. Raises
    ``ValueError`` for rows that do not have one count for each category, or counts below 0.
    """
    for at, row in enumerate(table, start=1):
        if len(row) != len(categories):
            raise ValueError(f"Row {at} has {len(row)} counts for {len(categories)} categories.")
        if min(row, default=0) < 0:
            raise ValueError(f"Row {at} has a count below 0.")
    counts = np.array(table, dtype=int).reshape(len(table), len(categories))
    known = tuple(categories)
    return Ratings(known, None, counts, _times(None, len(table)), None, ordered or _numeric(known))


def coders(given: Ratings[C]) -> int:
    """How many people judged anything; from counts alone, the most that judged one unit."""
    if given.codes is not None:
        return len(given.codes)
    return int(given.counts.sum(axis=1).max(initial=0))


def base(given: Ratings[C]) -> Base[C]:
    """What a figure about these judgements rests on."""
    each = given.counts.sum(axis=1)
    units, people = int(given.times.sum()), coders(given)
    compared = given.times * (each >= 2)
    totals = compared @ given.counts
    whole = totals.sum()
    shares = totals / whole if whole else np.zeros(len(totals))
    possible = units * people
    return Base(
        people,
        units,
        int(compared.sum()),
        float((given.times * each).sum() / possible) if possible else 0.0,
        tuple(zip(given.categories, (float(it) for it in shares), strict=True)),
    )


def differing(given: Ratings[C]) -> tuple[int, ...]:
    """The places of the units to which two people gave different categories."""
    return tuple(int(it) for it in np.flatnonzero((given.counts > 0).sum(axis=1) > 1))


def _met(rows: Iterable[Sequence[C | None]]) -> list[C]:
    found = dict.fromkeys(it for row in rows for it in row if not _missing(it))
    known = cast("list[C]", list(found))
    return sorted(known, key=lambda it: cast("float", it)) if _numeric(known) else known


def _missing(it: object) -> bool:
    return it is None or it != it


def _numeric(known: Sequence[object]) -> bool:
    return all(isinstance(it, int | float | np.number) for it in known)


def _times(times: Sequence[int] | None, length: int) -> Numbers:
    if times is None:
        return np.ones(length, dtype=int)
    if len(times) != length or min(times, default=1) < 1:
        raise ValueError("Times are whole numbers from 1, one for each unit.")
    return np.array(times, dtype=int)


def _groups(groups: Sequence[Hashable] | None, length: int) -> Numbers | None:
    if groups is None:
        return None
    if len(groups) != length:
        raise ValueError(f"There are {len(groups)} groups for {length} units.")
    place: dict[Hashable, int] = {}
    return np.array([place.setdefault(it, len(place)) for it in groups], dtype=int)
