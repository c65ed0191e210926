"""The trend of finds: how many relevant records are still to be expected as they grow rarer.

Relevant records are taken to come as a Poisson process whose rate fades exponentially with the
place in the order. The two parameters have weak priors and are fitted by Newton's method; their
uncertainty is carried on by a normal approximation around the fit. A model, with no guarantee: it
knows nothing of a last topic that the ranking puts at the end. Ours, in the line of stopping
methods on point processes (Stevenson and Bin-Hezam 2024), whose rates are fitted in other ways.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import pdtrc

from uptake.methods.stopping.reading import Reading

Numbers = NDArray[np.float64]

EDGES = np.array([0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0])
"""Ends of the stretches, as shares of what was read, in which finds are counted."""
SLOPE, SLOPE_SD, LEVEL_SD = -3.0, 3.0, 10.0
"""Prior of the slope, and how little is assumed of the level."""
MIDPOINTS = 40
MOST_SD = 5.0
LARGEST = 1e6
ROUNDS, CLOSE = 40, 1e-4
NODES, _RAW = np.polynomial.hermite_e.hermegauss(9)
WEIGHTS = _RAW / _RAW.sum()


@dataclass(frozen=True, slots=True)
class Trend:
    """How many relevant records the trend expects among the ``unread``.

    ``expected``: at the fit itself. ``sd``: standard deviation of its logarithm.
    """

    expected: float
    sd: float
    unread: int

    @property
    def _rates(self) -> Numbers:
        rates: Numbers = np.clip(self.expected * np.exp(self.sd * NODES), 0, LARGEST)
        return rates

    def more_than(self, number: int) -> float:
        """Chance that more than ``number`` relevant records are unread."""
        if number >= self.unread:
            return 0.0
        return float(WEIGHTS @ pdtrc(max(number, 0), self._rates))

    @property
    def mean(self) -> float:
        """Mean number of relevant records unread, uncertainty of the fit included."""
        return float(WEIGHTS @ np.minimum(self._rates, self.unread))


def trend(reading: Reading) -> Trend:
    """Fit the fading trend; with nothing read it knows only that nothing is sure."""
    read, unread = reading.read, reading.unread
    if unread == 0:
        return Trend(0.0, 0.0, 0)
    if read == 0:
        return Trend(unread / 2, MOST_SD, unread)
    count, width, place = _stretches(reading)
    prior = (float(np.log((reading.found + 0.5) / read)) - 1, SLOPE)
    level, slope, a, b, c = _fit(count, width, place, prior)
    ahead = (read + unread * (np.arange(MIDPOINTS) + 0.5) / MIDPOINTS) / read - 1
    rates = np.exp(np.clip(level + slope * ahead, -30, 5)) * unread / MIDPOINTS
    expected = float(rates.sum())
    lean = float((rates * ahead).sum() / expected)
    # The variance of log(expected): (1, lean) times the inverse of [[a, b], [b, c]].
    variance = (c - 2 * b * lean + a * lean * lean) / (a * c - b * b)
    return Trend(expected, min(MOST_SD, float(np.sqrt(variance))), unread)


def _stretches(reading: Reading) -> tuple[Numbers, Numbers, Numbers]:
    """Give finds, width and middle of each stretch."""
    ends = np.round(np.concatenate(([0.0], reading.read * EDGES))).astype(np.int64)
    edges = ends[np.concatenate(([True], np.diff(ends) > 0))]
    count = np.diff(np.searchsorted(reading.relevant, edges)).astype(np.float64)
    middle = (edges[1:] + edges[:-1]) / 2 / reading.read - 1
    return count, np.diff(edges).astype(np.float64), middle


def _fit(
    count: Numbers, width: Numbers, place: Numbers, prior: tuple[float, float]
) -> tuple[float, float, float, float, float]:
    """Most likely level and slope, and the curvature there, by Newton with a capped step."""
    level, slope = prior
    tight, loose = 1 / SLOPE_SD**2, 1 / LEVEL_SD**2
    size, rounds = 1.0, 0
    while size >= CLOSE and rounds < ROUNDS:
        rate = width * np.exp(np.clip(level + slope * place, -30, 10))
        lean = rate * place
        a, b = float(rate.sum()) + loose, float(lean.sum())
        c = float((lean * place).sum()) + tight
        off = count - rate
        up = float(off.sum()) - loose * (level - prior[0])
        across = float((off * place).sum()) - tight * (slope - prior[1])
        det = a * c - b * b
        step = ((c * up - b * across) / det, (a * across - b * up) / det)
        size = max(abs(step[0]), abs(step[1]))
        scale = min(1.0, 2 / max(size, CLOSE))
        level, slope = level + scale * step[0], slope + scale * step[1]
        rounds += 1
    return level, slope, a, b, c
