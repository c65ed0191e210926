"""Ranks with ties, and exact tests on them: every rearrangement counted, none drawn."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

Numbers = NDArray[np.float64]
MOST_EXACT = 200
"""Moves up to which every choice of signs is counted; beyond, the normal distribution is used."""
MOST_STEPS = 2_000
"""People of the smaller group times all people, up to which every choice of people is counted."""


def ranks(values: Sequence[float]) -> NDArray[np.int64]:
    """Give n values their ranks, doubled so that the mean ranks of ties are whole numbers."""
    _, place, sizes = np.unique(np.asarray(values, dtype=float), return_inverse=True,
                                return_counts=True)  # fmt: skip
    # Of t equal values, the last of which comes n-th, the mean rank is n - (t - 1) / 2.
    doubled: NDArray[np.int64] = (2 * np.cumsum(sizes) - sizes + 1)[place]
    return doubled


def ties(values: Sequence[float]) -> int:
    """Sum t cubed minus t over groups of t equal values: what ties take from a variance."""
    _, sizes = np.unique(np.asarray(values, dtype=float), return_counts=True)
    return int((sizes**3 - sizes).sum())


def p_of_signs(moves: Sequence[float]) -> tuple[float, bool]:
    """Two-sided p of n moves, none of them 0, if either direction were as likely.

    The signed-rank test (Wilcoxon 1945), ties at their mean ranks: each of the 2**n choices of
    signs counted. With more than ``MOST_EXACT`` moves by the normal distribution, with ties and
    continuity corrected. The second value says whether it is exact.
    """
    sizes = ranks([abs(move) for move in moves])
    up = int(sizes[np.asarray(moves) > 0].sum())
    if len(moves) > MOST_EXACT:
        spread = float((sizes.astype(float) ** 2).sum()) / 4
        return _normal(up, float(sizes.sum()) / 2, spread), False
    chances = np.ones(1)
    for size in sizes:  # each rank is added or not, with a chance of one half
        grown = np.zeros(len(chances) + size)
        grown[: len(chances)] += chances / 2
        grown[size:] += chances / 2
        chances = grown
    return _two_sided(chances, up), True


def p_of_groups(one: Sequence[float], other: Sequence[float]) -> tuple[float, bool]:
    """Two-sided p of two groups' values if any people could have been in either.

    The rank-sum test (Mann and Whitney 1947), ties at their mean ranks: each choice of who is in
    the first group counted. With more than ``MOST_STEPS`` by the normal distribution, with ties
    and continuity corrected. Either group has at least one value.
    """
    everyone = [*one, *other]
    sizes = ranks(everyone)
    total, first = len(everyone), len(one)
    seen = int(sizes[:first].sum())
    few = min(first, total - first)  # the smaller group's sum says as much, and is quicker
    if few * total > MOST_STEPS:
        same = total + 1 - ties(everyone) / (total * (total - 1))
        spread = 4 * first * (total - first) * same / 12
        return _normal(seen, first * (total + 1), spread), False
    aim = seen if few == first else int(sizes.sum()) - seen
    ways = np.zeros((few + 1, int(np.sort(sizes)[-few:].sum()) + 1))
    ways[0, 0] = 1.0
    for done, size in enumerate(sizes):
        for taken in range(min(done + 1, few), 0, -1):
            ways[taken, size:] += ways[taken - 1, : ways.shape[1] - size]
    chances = ways[few] / ways[few].sum()
    return _two_sided(chances, aim), True


def _two_sided(chances: Numbers, seen: int) -> float:
    tail = min(float(chances[: seen + 1].sum()), float(chances[seen:].sum()))
    return min(1.0, 2 * tail)


def _normal(seen: float, mean: float, variance: float) -> float:
    if variance <= 0:
        return 1.0
    # Sums of doubled ranks lie two apart, so half a step is 1.
    apart = max(0.0, abs(seen - mean) - 1)
    return float(min(1.0, 2 * ndtr(-apart / variance**0.5)))
