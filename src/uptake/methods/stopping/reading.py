"""What has been read so far: the one thing that every stopping method looks at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

Positions = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """``read`` of ``total`` records have been decided, in an order.

    ``relevant``: 0-based places of the relevant ones in that order, ascending and below ``read``.
    The order is the one in which decisions were made; a record counts once, when it is settled.

    Raises ``ValueError``, in words, when the numbers contradict each other.
    """

    relevant: Positions
    read: int
    total: int

    def __post_init__(self) -> None:
        places = _whole(self.relevant)
        object.__setattr__(self, "relevant", places)
        if self.total < 0 or not 0 <= self.read <= self.total:
            raise ValueError(
                f"{self.read} of {self.total} records cannot have been read; "
                "read must lie between 0 and the total."
            )
        if len(places) and (places[0] < 0 or places[-1] >= self.read):
            raise ValueError(
                f"A relevant record stands at place {places[0] if places[0] < 0 else places[-1]}, "
                f"but only places 0 to {self.read - 1} have been read."
            )
        if len(places) > 1 and not bool((np.diff(places) > 0).all()):
            raise ValueError("The places of relevant records must ascend, each given once.")

    @property
    def found(self) -> int:
        """Relevant records found."""
        return len(self.relevant)

    @property
    def unread(self) -> int:
        """Records not yet read."""
        return self.total - self.read

    @property
    def gap(self) -> int:
        """Irrelevant records read since the last relevant one, or since the start."""
        return self.read - (int(self.relevant[-1]) + 1) if self.found else self.read

    def after(self, more: int) -> Reading:
        """Give the reading as it would be after ``more`` irrelevant records."""
        return Reading(self.relevant, self.read + more, self.total)


def reading(decisions: Iterable[bool | int], total: int) -> Reading:
    """Make a reading from decisions in their order: true (or 1) where a record is relevant."""
    made = np.fromiter((bool(decision) for decision in decisions), dtype=np.bool_)
    return Reading(np.flatnonzero(made).astype(np.int64), len(made), total)


def fewest_missed(found: int, target: float) -> int:
    """Give the smallest number of missed records that puts recall below ``target``.

    That is the least m with found / (found + m) < target. Exact: a target of .95 is 19/20.
    Raises ``ValueError`` unless 0 < target <= 1.
    """
    return int(found / _share(target)) + 1 - found


def most_missed(found: int, target: float) -> int:
    """Give the largest number of missed records at which recall still reaches ``target``."""
    return fewest_missed(found, target) - 1


def _share(target: float) -> Fraction:
    if not 0 < target <= 1:
        raise ValueError(f"The target recall is {target}; it must be above 0 and at most 1.")
    return Fraction(target).limit_denominator(10_000)


def alpha(confidence: float) -> float:
    """Give 1 - ``confidence``, a hair more so that a chance of just that much counts as no more.

    Raises ``ValueError`` unless the confidence lies strictly between 0 and 1.
    """
    if not 0 < confidence < 1:
        raise ValueError(f"The confidence is {confidence}; it must lie between 0 and 1.")
    return (1 - confidence) * (1 + 1e-9)


def _whole(places: Sequence[int] | NDArray[Any]) -> Positions:
    given = np.asarray(places)
    if given.ndim != 1 or (given.size and given.dtype.kind not in "iu"):
        raise ValueError("The places of relevant records must be a list of whole numbers.")
    return given.astype(np.int64)
