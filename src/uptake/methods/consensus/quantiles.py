"""Quantiles by name, in fractions: a rule's border is met or not, and never met by rounding.

The nine definitions are those of Hyndman and Fan (1996), with the names that R and numpy use.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Literal, get_args

Method = Literal["type1", "type2", "type3", "type4", "type5", "type6", "type7", "type8", "type9"]
METHODS: tuple[str, ...] = get_args(Method)
USUAL: Method = "type7"
"""What spreadsheets, R and numpy give unless told otherwise."""

_HALF = Fraction(1, 2)
_BETWEEN = {  # positions of the continuous definitions: alpha and beta of n p + a + p (1 - a - b)
    "type4": (Fraction(0), Fraction(1)),
    "type5": (_HALF, _HALF),
    "type6": (Fraction(0), Fraction(0)),
    "type7": (Fraction(1), Fraction(1)),
    "type8": (Fraction(1, 3), Fraction(1, 3)),
    "type9": (Fraction(3, 8), Fraction(3, 8)),
}


def exact(number: float | Fraction) -> Fraction:
    """Give a number as it was written: 0.3 is 3/10, and not the nearest binary fraction."""
    return number if isinstance(number, Fraction) else Fraction(str(number))


def quantile(values: Sequence[int], share: float | Fraction, method: Method = USUAL) -> Fraction:
    """Give the quantile of n numbers (in any order) below which ``share`` of them lie.

    Raises ``ValueError`` without a number, for a share that is not from 0 to 1, or for a method
    that is none (Hyndman and Fan 1996, definitions 1 to 9).
    """
    size, part = len(values), exact(share)
    if not size:
        raise ValueError("There is no quantile of no numbers.")
    if not 0 <= part <= 1:
        raise ValueError(f"The share is {share}; it lies from 0 to 1.")
    if method not in METHODS:
        raise ValueError(f"There is no method {method!r}. There are: {', '.join(METHODS)}.")
    ordered = sorted(values)

    def at(place: int) -> int:
        return ordered[min(max(place, 1), size) - 1]

    if method in _BETWEEN:
        alpha, beta = _BETWEEN[method]
        place = size * part + alpha + part * (1 - alpha - beta)
        below = floor(place)
        return at(below) + (place - below) * (at(below + 1) - at(below))
    place = size * part
    if method == "type1":
        return Fraction(at(ceil(place)))
    if method == "type2":
        return Fraction(at(ceil(place)) + at(floor(place) + 1), 2)
    return Fraction(at(round(place)))  # type3: the nearest, of two the even one


def named(method: Method) -> str:
    """Give a definition's name as a reader looks it up: "type 7 of Hyndman and Fan"."""
    return f"type {method.removeprefix('type')} of Hyndman and Fan"


def median(values: Sequence[int]) -> Fraction:
    """Give the middle number, or the mean of the middle two. Raises ``ValueError`` for none."""
    return quantile(values, _HALF, "type7")


@dataclass(frozen=True, slots=True)
class Spread:
    """Where the ratings lie: the quartiles with the median between, and their distance."""

    median: Fraction
    first: Fraction
    third: Fraction

    @property
    def iqr(self) -> Fraction:
        """The interquartile range."""
        return self.third - self.first


def spread(values: Sequence[int], method: Method = USUAL) -> Spread:
    """Give median and quartiles. Raises ``ValueError`` as ``quantile`` does."""
    return Spread(
        median(values),
        quantile(values, Fraction(1, 4), method),
        quantile(values, Fraction(3, 4), method),
    )
