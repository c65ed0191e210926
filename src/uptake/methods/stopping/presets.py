"""The stopping rules on offer, as data: their constants, and how they fared on labelled reviews.

The constants were fitted on labelled reviews and are no error rates. What was measured stands
beside each, and is what a page may claim.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, log
from typing import Literal

VERSION = "2"
TARGET = 0.95
"""Target recall at which the constants were fitted and the figures measured."""
Kind = Literal["evidence", "test"]


@dataclass(frozen=True, slots=True)
class Measured:
    """How a rule fared when it was asked after every decision, at a target recall of 95 %.

    Shares, from 0 to 1. ``reached``: runs that reached the target. ``lowest``: the lowest recall of
    any run. ``read``: mean share of records read; ``read_large``: in reviews of over 2,000 records.
    ``reviews_all``: reviews in which every run reached the target. ``left_out``: the share that
    reached it when each review was left out, in turn, of the choice of constants.
    """

    runs: int
    reviews: int
    reached: float
    reviews_all: int
    lowest: float
    read: float
    read_large: float
    left_out: float | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """How a rule's demands change with the number of records in the review.

    The gap is ``share`` of the records, at least ``least`` and at most the preset's ``gap``. The
    threshold is the preset's up to ``small`` records and ``threshold`` from ``large`` on; in
    between it changes with the logarithm of the number of records.
    """

    share: float
    least: int
    small: int
    large: int
    threshold: float


@dataclass(frozen=True, slots=True)
class Preset:
    """A rule: at least ``gap`` irrelevant records in a row, and a threshold.

    ``evidence``: evidence of at least ``threshold`` (see ``rules``). ``test``: a p-value of at most
    ``threshold``; in ``plain`` that was chosen by measuring, in ``test`` it is the stated level.
    """

    key: str
    kind: Kind
    gap: int
    threshold: float
    measured: Measured
    scale: Scale | None = None

    def gap_for(self, total: int) -> int:
        """Irrelevant records in a row that are needed among ``total``."""
        if self.scale is None:
            return self.gap
        return min(self.gap, max(self.scale.least, ceil(self.scale.share * total)))

    def threshold_for(self, total: int) -> float:
        """Evidence (or p-value) that is needed among ``total`` records."""
        if self.scale is None or total <= self.scale.small:
            return self.threshold
        far = log(total / self.scale.small) / log(self.scale.large / self.scale.small)
        return self.threshold + min(1.0, far) * (self.scale.threshold - self.threshold)


PRESETS: dict[str, Preset] = {
    preset.key: preset
    for preset in (
        Preset(
            "scaled",
            "evidence",
            150,
            6.0,
            Measured(165, 11, 0.994, 10, 0.913, 0.67, 0.36, left_out=0.97),
            Scale(share=0.05, least=20, small=1_500, large=3_000, threshold=4.0),
        ),
        Preset("careful", "evidence", 200, 5.5, Measured(345, 23, 0.977, 22, 0.946, 0.69, 0.40)),
        Preset("balanced", "evidence", 150, 5.0, Measured(345, 23, 0.962, 20, 0.780, 0.65, 0.36)),
        Preset("plain", "test", 150, 0.35, Measured(345, 23, 0.968, 21, 0.924, 0.65, 0.41)),
        Preset("quick", "evidence", 125, 4.0, Measured(345, 23, 0.913, 19, 0.780, 0.59, 0.30)),
        Preset("test", "test", 0, 0.05, Measured(345, 23, 0.977, 22, 0.946, 0.79, 0.65)),
    )
}
DEFAULT = "scaled"
