"""How good an order was: the figures that simulations are compared by.

All take ``found``: for each record in the order in which it was read, 1 if it is relevant, else 0.
Records known from the start are not in it. Records not read count as read last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


class NotDefined(ValueError):
    """There is nothing to find, or nothing else."""


@dataclass(frozen=True, slots=True)
class Metrics:
    """Figures of one run over ``records`` records, ``relevant`` of them relevant.

    ``loss``: the area between the recall curve and the best possible one, as a share of the area
    between the best and the worst: 0 is perfect, 0.5 chance, 1 the worst. ``wss95``: work saved
    over sampling at 95 % recall (Cohen 2006), the share of records not read when 95 % of the
    relevant ones were found, less 0.05. ``recall10``: the share found in the first tenth. ``atd``:
    average time to discovery, the mean place of a relevant record (Ferdinands 2023), and
    ``atd_share`` the same as a share of all. ``read95``, ``read100``: records read until 95 % and
    until all were found.
    """

    records: int
    relevant: int
    loss: float
    wss95: float
    recall10: float
    atd: float
    atd_share: float
    read95: int
    read100: int


def metrics(found: Sequence[int] | NDArray[np.int8]) -> Metrics:
    """Give the figures of a run. Raises ``NotDefined`` when all or none of it is relevant."""
    seen = np.asarray(found, dtype=np.int64)
    count, relevant = len(seen), int(seen.sum())
    if not 0 < relevant < count:
        raise NotDefined("Figures need relevant and irrelevant records to be found.")
    places = np.flatnonzero(seen) + 1
    worst = relevant * (count - relevant)
    best = np.arange(1, relevant + 1).sum()
    return Metrics(
        records=count,
        relevant=relevant,
        loss=float((places.sum() - best) / worst),
        wss95=1 - read_for(seen, 0.95) / count - 0.05,
        recall10=recall_after(seen, count // 10),
        atd=float(places.mean()),
        atd_share=float(places.mean() / count),
        read95=read_for(seen, 0.95),
        read100=int(places[-1]),
    )


def read_for(found: Sequence[int] | NDArray[np.int64], share: float) -> int:
    """Give how many records were read until this share (0 < share <= 1) of the relevant was found.

    Raises ``NotDefined`` when none is relevant.
    """
    places = np.flatnonzero(np.asarray(found)) + 1
    if not len(places):
        raise NotDefined("No record is relevant.")
    return int(places[max(1, int(np.ceil(round(share * len(places), 9)))) - 1])


def recall_after(found: Sequence[int] | NDArray[np.int64], read: int) -> float:
    """Give the share of the relevant found after so many records, at least one.

    Raises ``NotDefined`` when none is relevant.
    """
    seen = np.cumsum(np.asarray(found))
    if not len(seen) or not seen[-1]:
        raise NotDefined("No record is relevant.")
    return float(seen[min(max(read, 1), len(seen)) - 1] / seen[-1])
