"""How far two people agree on the same units, beyond what chance would bring about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Generic, TypeVar

C = TypeVar("C", bound=Hashable)

NOTHING_SHARED = "No unit was decided by both."
ONE_CATEGORY = "Both gave every unit the same category, so chance alone would agree as well."
PERFECT = "With perfect agreement the formula gives an interval of no width."


@dataclass(frozen=True, slots=True)
class Agreement(Generic[C]):
    """Agreement of two raters.

    ``units``: how many both decided. ``observed``: the share on which they agree. ``expected``: the
    share chance would bring about. ``kappa``: (observed - expected) / (1 - expected), None where it
    is not defined. ``error``, ``low``, ``high``: its standard error and interval, None where they
    are not defined. ``why_not`` says what is not defined and why, else "". ``table``: how often
    each pair of categories was given, in the order first met. ``prevalence``: the share of each
    category, the mean of both raters.
    """

    units: int
    observed: float | None
    expected: float | None
    kappa: float | None
    error: float | None
    low: float | None
    high: float | None
    why_not: str
    table: tuple[tuple[tuple[C, C], int], ...]
    prevalence: tuple[tuple[C, float], ...]


def cohen(
    first: Sequence[C | None], second: Sequence[C | None], confidence: float = 0.95
) -> Agreement[C]:
    """Give Cohen's kappa (1960) of two raters over the same n units; None: did not decide.

    A unit that one of them did not decide is left out. The standard error is the large-sample one
    that doesn't assume kappa to be 0 (Fleiss, Cohen and Everitt 1969); the interval is kappa with
    that error on both sides by the normal distribution, held within -1 and 1. Raises ``ValueError``
    for sequences of different length or a ``confidence`` not between 0 and 1.
    """
    if len(first) != len(second):
        raise ValueError(f"One rater has {len(first)} units, the other {len(second)}.")
    if not 0 < confidence < 1:
        raise ValueError("Confidence lies between 0 and 1, such as 0.95.")
    table = Counter((a, b) for a, b in zip(first, second, strict=True)
                    if a is not None and b is not None)  # fmt: skip
    units = table.total()
    if not units:
        return Agreement(0, None, None, None, None, None, None, NOTHING_SHARED, (), ())
    share = {pair: count / units for pair, count in table.items()}
    one, other = _margin(share, 0), _margin(share, 1)
    categories = dict.fromkeys([*one, *other])
    observed = sum(it for (a, b), it in share.items() if a == b)
    expected = sum(one.get(it, 0.0) * other.get(it, 0.0) for it in categories)
    shown = tuple(table.items())
    spread = tuple((it, (one.get(it, 0.0) + other.get(it, 0.0)) / 2) for it in categories)
    if len(categories) == 1:
        return Agreement(
            units, observed, expected, None, None, None, None, ONE_CATEGORY, shown, spread,
        )  # fmt: skip
    kappa = (observed - expected) / (1 - expected)
    if all(a == b for a, b in table):
        return Agreement(units, 1.0, expected, 1.0, None, None, None, PERFECT, shown, spread)
    error = _error(share, one, other, kappa, expected) / sqrt(units)
    reach = NormalDist().inv_cdf((1 + confidence) / 2) * error
    return Agreement(
        units, observed, expected, kappa, error,
        max(-1.0, kappa - reach), min(1.0, kappa + reach), "", shown, spread,
    )  # fmt: skip


def _margin(share: dict[tuple[C, C], float], side: int) -> dict[C, float]:
    sums: dict[C, float] = {}
    for pair, it in share.items():
        sums[pair[side]] = sums.get(pair[side], 0.0) + it
    return sums


def _error(
    share: dict[tuple[C, C], float],
    one: dict[C, float],
    other: dict[C, float],
    kappa: float,
    expected: float,
) -> float:
    """Standard deviation of one unit's part in kappa: the delta method on a multinomial."""
    parts = [
        (it, (a == b) - (1 - kappa) * (other.get(a, 0.0) + one.get(b, 0.0)))
        for (a, b), it in share.items()
    ]
    mean = sum(it * part for it, part in parts)
    return sqrt(max(0.0, sum(it * (part - mean) ** 2 for it, part in parts))) / (1 - expected)
