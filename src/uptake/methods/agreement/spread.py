"""How far a coefficient might lie off: slopes of its formula, or units drawn anew."""

from __future__ import annotations

from math import sqrt

import numpy as np
from scipy.special import stdtrit

from uptake.methods.agreement.formulas import Formula, Terms
from uptake.methods.agreement.ratings import Numbers
from uptake.methods.agreement.results import Bootstrap, Interval, Linearised, NotDefined, Reason

STEP = 1e-30
"""An imaginary step: no difference is taken, so it can be as small as one likes."""
FLAT = 1e-9
"""A standard error below this is rounding."""
CELLS = 2_000_000
"""How many numbers are worked on at once, at most: 16 MB for each step."""
MOST_UNDEFINED = 0.05
FEWEST = 100


def error(terms: Terms, value: float) -> float | NotDefined:
    """Give the standard error by linearising the formula (the infinitesimal jackknife, Efron 1982).

    The slope along each unit is exact: it is read off the imaginary part (Squire and Trapp 1998).
    """
    units = int(terms.times.sum())
    if units < 2:
        return NotDefined(Reason.ONE_UNIT)
    totals = terms.times @ terms.each
    at_once = max(1, CELLS // terms.each.shape[1])
    slopes = np.concatenate([
        terms.slope(totals + 1j * STEP * (part - totals / units)).value.imag / STEP
        for part in np.split(terms.each, range(at_once, len(terms.each), at_once))
    ])  # fmt: skip
    spread = sqrt(units / (units - 1) * float(terms.times @ slopes**2))
    if spread > FLAT:
        return spread
    return NotDefined(Reason.PERFECT if abs(value - 1) < FLAT else Reason.ALL_ALIKE)


def linearised(
    value: float, spread: float | NotDefined, units: int, by: Linearised
) -> Interval | NotDefined:
    """Give value and error the t distribution with units - 1 degrees of freedom (Gwet 2014)."""
    if isinstance(spread, NotDefined):
        return spread
    reach = float(stdtrit(units - 1, (1 + by.confidence) / 2)) * spread
    lowest = min(-1.0, value)  # with units judged once, expected agreement can carry a value lower
    return Interval(max(lowest, value - reach), min(1.0, value + reach), by)


def resampled(terms: Terms, value: float, by: Bootstrap) -> Interval | NotDefined:
    """Draw as many units as there are, with replacement, again and again; take percentiles.

    Where more than one resample in twenty has no value, no interval is given.
    """
    units = int(terms.times.sum())
    if units < 2:
        return NotDefined(Reason.ONE_UNIT)
    values = draws(terms.each, terms.times, terms.formula, by)
    if by.resamples - len(values) > MOST_UNDEFINED * by.resamples:
        return NotDefined(Reason.RARE)
    if np.ptp(values) < FLAT:
        return NotDefined(Reason.PERFECT if abs(value - 1) < FLAT else Reason.ALL_ALIKE)
    tail = (1 - by.confidence) / 2
    low, high = (float(it) for it in np.quantile(values, (tail, 1 - tail)))
    return Interval(low, min(1.0, high), by, by.resamples - len(values))


def draws(each: Numbers, times: Numbers, formula: Formula, by: Bootstrap) -> Numbers:
    """The values of the resamples that have one, in the order they were drawn."""
    chance = np.random.default_rng(by.seed)
    units = int(times.sum())
    at_once = max(1, CELLS // max(len(times), each.shape[1]))
    found = []
    for start in range(0, by.resamples, at_once):
        size = min(at_once, by.resamples - start)
        parts = formula(chance.multinomial(units, times / units, size=size) @ each)
        found.append(parts.value[parts.defined])
    return np.concatenate(found)


def checked(by: Linearised | Bootstrap) -> None:
    """Raise ``ValueError`` for a confidence or a number of resamples that makes no sense."""
    if not 0 < by.confidence < 1:
        raise ValueError("Confidence lies between 0 and 1, such as 0.95.")
    if isinstance(by, Bootstrap) and by.resamples < FEWEST:
        raise ValueError(f"An interval needs at least {FEWEST} resamples.")
