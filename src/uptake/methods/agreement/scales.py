"""How near two categories are: weights of agreement, and differences for alpha."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Literal, TypeVar

import numpy as np

from uptake.methods.agreement.ratings import Numbers, Ratings

C = TypeVar("C", bound=Hashable)
Weights = Literal["identity", "linear", "quadratic", "ordinal"]
Level = Literal["nominal", "ordinal", "interval", "ratio"]
MOST_RANKS = 50
"""Ranks of an ordinal scale are compared pair by pair: more would fill memory for nothing."""


def weights(kind: Weights, given: Ratings[C]) -> Numbers:
    """Give the q x q weights of agreement, 1 on the diagonal, 0 at the largest distance.

    Linear and quadratic go by the numbers, or by the places of categories that are none; ordinal
    by the pairs of places between (Gwet 2014, chapter 3). Raises ``ValueError`` for an unknown kind
    and, but for identity, for categories without an order.
    """
    size = len(given.categories)
    if kind == "identity":
        return np.eye(size)
    places = np.arange(size, dtype=float)
    if not given.ordered:
        raise ValueError("Give the categories in their order: these weights need one.")
    numbers = given.numbers
    apart = np.abs(np.subtract.outer(*[places if numbers is None else numbers] * 2))
    if kind == "quadratic":
        apart = apart**2
    elif kind == "ordinal":
        steps = np.abs(np.subtract.outer(places, places))
        apart = steps * (steps + 1) / 2
    elif kind != "linear":
        raise ValueError(f"There are no weights {kind!r}: identity, linear, quadratic or ordinal.")
    return np.asarray(1 - apart / max(apart.max(initial=0), np.finfo(float).tiny))


def differences(level: Level, given: Ratings[C]) -> Numbers | None:
    """Give the q x q squared differences of a level (Krippendorff 2011).

    None for ordinal: there they depend on how often each category was given. Raises ``ValueError``
    for an unknown level, a level that needs an order or numbers and has none, numbers below 0 at
    ratio level, or more than 50 categories at ordinal level.
    """
    size, numbers = len(given.categories), given.numbers
    if level == "nominal":
        return 1 - np.eye(size)
    if level == "ordinal":
        if not given.ordered:
            raise ValueError("Give the categories in their order: ordinal level needs one.")
        if size > MOST_RANKS:
            raise ValueError(f"Ordinal level takes up to {MOST_RANKS} categories, not {size}.")
        return None
    if level not in ("interval", "ratio"):
        raise ValueError(f"There is no level {level!r}: nominal, ordinal, interval or ratio.")
    if numbers is None:
        raise ValueError(f"The level {level} needs categories that are numbers.")
    apart = np.subtract.outer(numbers, numbers) ** 2
    if level == "interval":
        return np.asarray(apart)
    if numbers.min(initial=0) < 0:
        raise ValueError("Ratio level has a true zero: no category may lie below it.")
    sums = np.add.outer(numbers, numbers) ** 2
    return np.asarray(apart / np.where(sums == 0, 1, sums))
