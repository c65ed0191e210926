"""What going on would cost, in hours of reading."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from uptake.methods.stopping.estimate import Estimate

PAUSE = 600.0
"""Seconds; a longer wait between two decisions is taken for a break, and is not reading time."""


@dataclass(frozen=True, slots=True)
class Cost:
    """``records`` to read take ``hours`` of people's time, all readers together."""

    records: int
    hours: float


def cost(records: int, seconds_each: float, readers: int = 1) -> Cost:
    """Cost of reading ``records``, each by so many ``readers``, at ``seconds_each`` a decision.

    Raises ``ValueError`` on negative numbers or no reader.
    """
    if records < 0 or seconds_each < 0 or readers < 1:
        raise ValueError(
            f"{records} records by {readers} readers at {seconds_each} seconds each cannot be; "
            "there must be a reader, and no number may be negative."
        )
    return Cost(records, records * seconds_each * readers / 3600)


def hours_for_each(estimate: Estimate, to_the_end: Cost) -> float | None:
    """Hours of reading for each relevant record expected, if all the unread are read.

    None when less than a hundredth of a record is expected: no number would be fair.
    """
    return to_the_end.hours / estimate.expected if estimate.expected >= 0.01 else None


def seconds_each(waits: list[float]) -> float | None:
    """Usual seconds of a decision: the median wait between two, breaks left out.

    ``waits``: seconds between a reader's consecutive decisions. None without any.
    """
    reading = [wait for wait in waits if 0 <= wait <= PAUSE]
    return float(median(reading)) if reading else None
