"""How far people put items in the same order: Kendall's W."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc

from uptake.methods.consensus.figures import NotDefined, Reason
from uptake.methods.consensus.ranks import ranks, ties


@dataclass(frozen=True, slots=True)
class Concordance:
    """W from 0 (no common order) to 1 (one and the same), with its test.

    ``judges``, ``items``: how many it rests on. ``left_out``: people who did not rate every item.
    ``chi2`` with ``df`` degrees of freedom is Friedman's, ``p`` its chance if orders had nothing in
    common: an approximation, loose with fewer than seven items.
    """

    w: float
    chi2: float
    df: int
    p: float
    judges: int
    items: int
    left_out: int


def kendall(rows: Sequence[Sequence[float | None]]) -> Concordance | NotDefined:
    """Give W of m people (rows) over n items (columns), corrected for ties (Kendall 1948).

    Ratings or ranks; None: did not rate. Only people who rated every item count. Not defined with
    fewer than two of them or of items, or where each of them rated all items alike. Raises
    ``ValueError`` for rows of different length.
    """
    items = len(rows[0]) if rows else 0
    if any(len(row) != items for row in rows):
        raise ValueError("Everybody has the same items, in the same order.")
    whole = [[it for it in row if it is not None] for row in rows]
    full = [row for row in whole if len(row) == items]
    judges = len(full)
    if items < 2:
        return NotDefined(Reason.FEW_ITEMS)
    if judges < 2:
        return NotDefined(Reason.FEW_JUDGES)
    sums = np.sum([ranks(row) for row in full], axis=0)
    # Ranks are doubled, so that squares are four times as large.
    squares = float(((sums - sums.mean()) ** 2).sum()) / 4
    widest = judges**2 * (items**3 - items) - judges * sum(ties(row) for row in full)
    if not widest:
        return NotDefined(Reason.ALL_TIED)
    w = 12 * squares / widest
    statistic = judges * (items - 1) * w
    p = float(chdtrc(items - 1, statistic))
    return Concordance(w, statistic, items - 1, p, judges, items, len(rows) - judges)
