"""A screening replayed: records whose decisions are known, read in the order of the ranker."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from uptake.methods.screening.metrics import Metrics, metrics
from uptake.methods.screening.ranker import DEFAULT, Kind, Ranker, Settings
from uptake.methods.screening.solver import Floats
from uptake.methods.screening.text import Features

GROWTH = 0.02
"""The order is made anew when 2 % more records have been read since: as good as after each one, at
a small part of the cost (docs/methods/ranking.md)."""


@dataclass(frozen=True, slots=True)
class Run:
    """One simulation: what was known at the start, and all other records in the order read.

    ``found`` says for each in ``order`` whether it is relevant. ``fits``: how often the order was
    made anew. Reading was ordered by the ranker until the last relevant record.
    """

    known: tuple[int, ...]
    order: tuple[int, ...]
    found: tuple[int, ...]
    fits: int
    seed: int

    def metrics(self) -> Metrics:
        """Give its figures. Raises ``NotDefined`` when nothing was left to find, or only that."""
        return metrics(self.found)


def known_at_first(
    labels: Sequence[int], seed: int, included: int = 1, excluded: int = 1
) -> list[int]:
    """Draw the records known from the start, those included first.

    The same ones as ``asreview simulate --n-prior-included --n-prior-excluded --prior-seed``, so
    that both can be compared. Raises ``ValueError`` when there are not so many.
    """
    drawn: list[int] = []
    for label, wanted in ((1, included), (0, excluded)):
        among = np.flatnonzero(np.asarray(labels) == label)
        if len(among) < wanted:
            word = "included" if label else "excluded"
            raise ValueError(f"{wanted} {word} records are wanted and {len(among)} are there.")
        chance = np.random.RandomState(seed)  # the older generator, as there
        drawn += chance.choice(among, wanted, replace=False).tolist()
    return drawn


def simulate(
    texts: Features,
    labels: Sequence[int] | NDArray[np.int64],
    known: Sequence[int],
    seed: int = 0,
    settings: Settings = DEFAULT,
    *,
    growth: float = GROWTH,
    kind: Kind = "relevance",
    prior: Floats | None = None,
    vectors: NDArray[np.float32] | None = None,
    tell: Callable[[int, int], None] | None = None,
) -> Run:
    """Replay a screening of n records with n labels (1 included, 0 excluded).

    ``known`` are the records decided before the start, perhaps none. ``growth`` as ``GROWTH``; 0
    makes the order anew after each record. ``tell`` hears how many records are read, of how many.
    Raises ``ValueError`` when texts and labels differ in number.
    """
    truth = np.asarray(labels, dtype=np.int64)
    if len(truth) != len(texts):
        raise ValueError(f"There are {len(texts)} records and {len(truth)} labels.")
    ranker = Ranker(texts, seed, settings, prior=prior, vectors=vectors)
    ranker.learn(known, truth[list(known)].tolist())
    read = list(known)
    left = int(truth.sum() - truth[read].sum())
    fits = 0
    while left:
        some = ranker.order(kind, read, max(1, int(len(read) * growth)))
        fits += 1
        ranker.learn(some, truth[some].tolist())
        read += some.tolist()
        left -= int(truth[some].sum())
        if tell:
            tell(len(read), len(truth))
    read += ranker.order(kind, read).tolist()
    order_read = tuple(read[len(known) :])
    found = tuple(int(one) for one in truth[list(order_read)])
    return Run(tuple(known), order_read, found, fits, seed)
