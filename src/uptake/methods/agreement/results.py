"""What comes of a comparison: a value with its interval, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

C = TypeVar("C", bound=Hashable)


class Reason(Enum):
    """Why something is not defined, as a sentence for the page."""

    ONE_CODER = "Fewer than two people judged anything."
    NOT_TWO_CODERS = "This coefficient compares two people, no more and no fewer."
    CODERS_UNKNOWN = "The counts do not say who judged what, which this coefficient needs."
    NOTHING_SHARED = "No unit was judged by two people."
    ONE_CATEGORY = (
        "Every unit that two people judged was given the same category, so chance alone would "
        "agree as well."
    )
    ONE_UNIT = "One unit says nothing of how units differ."
    PERFECT = "With perfect agreement the formula gives an interval of no width."
    ALL_ALIKE = "Every unit was judged in the same way, so the formula gives no width."
    RARE = "Too many resamples hold one category only, so the interval would rest on the rest."
    OVERLAPPING_CODES = "Somebody gave several codes to the same words. Compare one code at a time."
    NO_GAP = "Everything was marked, so marked and unmarked can't be told apart."
    NOTHING_MARKED = "Nobody marked anything."
    NO_COMMON_PART = "No words were marked by two people."
    TOO_LITTLE = "Too little was marked in common to say what chance would bring about."
    ONE_CODE = "All words that two people marked carry one and the same code."


@dataclass(frozen=True, slots=True)
class NotDefined:
    """A figure that data do not define."""

    reason: Reason

    @property
    def words(self) -> str:
        """The reason in a sentence."""
        return self.reason.value


@dataclass(frozen=True, slots=True)
class Linearised:
    """Ask for the large-sample interval: t distribution, units - 1 degrees of freedom."""

    confidence: float = 0.95


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """Ask for the percentile interval of units drawn anew, with replacement (Efron 1979)."""

    seed: int
    resamples: int = 1_000
    confidence: float = 0.95


Spread = Linearised | Bootstrap


@dataclass(frozen=True, slots=True)
class Interval:
    """Limits, at most 1, and how they came about.

    ``undefined``: how many of the resamples gave no value and were left out (0 for Linearised).
    """

    low: float
    high: float
    by: Spread
    undefined: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """A value.

    ``observed`` and ``expected``: agreement seen and by chance, (observed - expected) /
    (1 - expected) being the value. For Krippendorff's alphas they are disagreements, the value
    being 1 - observed / expected. Percent agreement expects nothing. ``error``: the large-sample
    standard error.
    """

    value: float
    observed: float
    expected: float | None
    error: float | NotDefined
    interval: Interval | NotDefined


@dataclass(frozen=True, slots=True)
class Base(Generic[C]):
    """What a figure rests on, to be read beside it.

    ``coders``: who judged anything. ``units``: how many there are. ``compared``: how many of them
    two or more people judged. ``judged``: the share of all possible judgements that were made.
    ``prevalence``: the share of each category among the judgements of compared units.
    """

    coders: int
    units: int
    compared: int
    judged: float
    prevalence: tuple[tuple[C, float], ...]

    @property
    def coverage(self) -> float:
        """The share of units that two or more people judged; 0 where there are none."""
        return self.compared / self.units if self.units else 0.0


@dataclass(frozen=True, slots=True)
class Figure(Generic[C]):
    """A coefficient by its name, what was found, and what that rests on."""

    name: str
    found: Found | NotDefined
    base: Base[C]

    @property
    def value(self) -> float | None:
        """The value; None where it is not defined."""
        return self.found.value if isinstance(self.found, Found) else None
