"""The stopping rules on offer, as data: their constants, and how they fared on labelled reviews.

The constants were fitted on labelled reviews and are no error rates. What was measured stands
beside each, and is what a page may claim.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

VERSION = "1"
TARGET = 0.95
"""Target recall at which the constants were fitted and the figures measured."""
Kind = Literal["evidence", "test", "promise"]


@dataclass(frozen=True, slots=True)
class Measured:
    """How a rule fared when it was asked after every decision, at a target recall of 95 %.

    Shares, from 0 to 1. ``reached``: runs that reached the target. ``lowest``: the lowest recall of
    any run. ``read``: mean share of records read; ``read_large``: in reviews of over 2,000 records.
    ``reviews_all``: reviews in which every run reached the target.
    """

    runs: int
    reviews: int
    reached: float
    reviews_all: int
    lowest: float
    read: float
    read_large: float


@dataclass(frozen=True, slots=True)
class Preset:
    """A rule: at least ``gap`` irrelevant records in a row, and a threshold.

    ``evidence``: evidence of at least ``threshold`` (see ``rules``). ``test``: a p-value of at most
    ``threshold``, chosen by measuring. ``promise``: the test at its stated level, with no gap.
    """

    key: str
    kind: Kind
    gap: int
    threshold: float
    measured: Measured


PRESETS: dict[str, Preset] = {
    preset.key: preset
    for preset in (
        Preset("careful", "evidence", 200, 5.5, Measured(345, 23, 0.977, 22, 0.946, 0.69, 0.40)),
        Preset("balanced", "evidence", 150, 5.0, Measured(345, 23, 0.962, 20, 0.780, 0.65, 0.36)),
        Preset("plain", "test", 150, 0.35, Measured(345, 23, 0.968, 21, 0.924, 0.65, 0.41)),
        Preset("quick", "evidence", 125, 4.0, Measured(345, 23, 0.913, 19, 0.780, 0.59, 0.30)),
        Preset("test", "promise", 0, 0.05, Measured(345, 23, 0.977, 22, 0.946, 0.79, 0.65)),
    )
}
