"""A proportion with its interval, for results by group."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist


@dataclass(frozen=True, slots=True)
class Proportion:
    """``count`` of ``of``, with Wilson's interval; all None where nobody is counted."""

    count: int
    of: int
    share: float | None
    low: float | None
    high: float | None


def proportion(count: int, of: int, confidence: float = 0.95) -> Proportion:
    """Give a share from 0 to 1 with the score interval of Wilson (1927), not corrected.

    Unlike the textbook's interval it never leaves 0 to 1, and has a width when all or none are
    counted. Raises ``ValueError`` for a count that is not from 0 to ``of``, or a confidence that is
    not between 0 and 1.
    """
    if not 0 <= count <= of:
        raise ValueError(f"{count} of {of} cannot be: the count lies from 0 to the number of all.")
    if not 0 < confidence < 1:
        raise ValueError("Confidence lies between 0 and 1, such as 0.95.")
    if not of:
        return Proportion(0, 0, None, None, None)
    share, z = count / of, NormalDist().inv_cdf((1 + confidence) / 2)
    spread = z * sqrt(share * (1 - share) / of + (z / (2 * of)) ** 2)
    centre, scale = share + z * z / (2 * of), 1 + z * z / of
    # At 0 and at 1 the formula ends there, but for the last bit.
    low = 0.0 if count == 0 else (centre - spread) / scale
    high = 1.0 if count == of else (centre + spread) / scale
    return Proportion(count, of, share, low, high)
