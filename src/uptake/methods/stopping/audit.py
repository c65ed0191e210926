"""A random audit: read some of the unread at random, and say what that proves.

The one statement about the unread that assumes nothing of the order in which records were read, as
long as the sample is drawn at random from all that are unread and read to its end. Exact limits of
the hypergeometric distribution (Clopper and Pearson 1934 in its form for finite populations).
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from uptake.methods.stopping.reading import alpha
from uptake.methods.stopping.recall_test import log_choose

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Audit:
    """What ``found`` relevant among ``sampled`` of ``unread`` records proves at ``confidence``.

    ``at_most``: relevant records among all that were unread, those of the sample included.
    ``left_at_most``: those that remain unread after it. ``recall_at_least``: with what the sample
    brought counted as found.
    """

    unread: int
    sampled: int
    found: int
    at_most: int
    left_at_most: int
    recall_at_least: float
    confidence: float


def audit(
    found_before: int, unread: int, sampled: int, found: int, confidence: float = 0.95
) -> Audit:
    """Say what a random sample of the unread proves.

    ``found_before``: relevant records found before the audit. Raises ``ValueError`` when the
    numbers contradict each other.
    """
    _sensible(unread, sampled, found)
    if found_before < 0:
        raise ValueError(f"{found_before} relevant records cannot have been found before.")
    at_most = upper_limit(unread, sampled, found, confidence)
    left = at_most - found
    known = found_before + found
    recall = known / (known + left) if left else 1.0
    return Audit(unread, sampled, found, at_most, left, recall, confidence)


def upper_limit(unread: int, sampled: int, found: int, confidence: float = 0.95) -> int:
    """Give the upper limit of the relevant among ``unread``, exact at ``confidence``.

    The largest number under which a sample would show ``found`` or fewer with a chance above
    1 - ``confidence``.
    """
    level = alpha(confidence)
    _sensible(unread, sampled, found)
    low, high = found, unread - (sampled - found)
    while low < high:
        middle = (low + high + 1) // 2
        if _at_most(found, unread, middle, sampled) > level:
            low = middle
        else:
            high = middle - 1
    return low


def sample_size(unread: int, allowed: int, confidence: float = 0.95) -> int:
    """How many to read at random so that finding none proves "at most ``allowed`` are left".

    All of them when ``allowed`` is 0. Raises ``ValueError`` on a negative number.
    """
    level = alpha(confidence)
    if unread < 0 or allowed < 0:
        raise ValueError("The records unread and those allowed to be missed cannot be negative.")
    if allowed >= unread:
        return 0
    low, high = 1, unread - allowed
    while low < high:
        middle = (low + high) // 2
        if _at_most(0, unread, allowed + 1, middle) <= level:
            high = middle
        else:
            low = middle + 1
    return low


def draw(unread: Iterable[Key], size: int, seed: str) -> list[Key]:
    """Draw ``size`` of the keys at random, in the order in which to read them.

    The same seed and keys give the same draw, whatever the order of the keys and wherever it runs:
    keys are ordered by the SHA-256 of seed and key. A larger size only adds to a smaller draw.
    Raises ``ValueError`` when there are fewer keys than asked for.
    """
    keys = list(dict.fromkeys(unread))
    if not 0 <= size <= len(keys):
        raise ValueError(f"{size} records cannot be drawn from {len(keys)}.")
    return sorted(keys, key=lambda key: (_digest(seed, key), str(key)))[:size]


def _digest(seed: str, key: Key) -> str:
    """The place of a key in the order of a seed: 64 hexadecimal digits."""
    return hashlib.sha256(f"{seed}\n{key}".encode()).hexdigest()


def _sensible(unread: int, sampled: int, found: int) -> None:
    if not 0 <= found <= sampled <= unread:
        raise ValueError(
            f"{found} relevant in a sample of {sampled} out of {unread} unread cannot be; "
            "the found must not exceed the sample, nor the sample the unread."
        )


def _at_most(found: int, population: int, good: int, draws: int) -> float:
    """P(X <= found) for X hypergeometric(population, good, draws)."""
    at = np.arange(max(0, draws + good - population), found + 1, dtype=np.float64)
    terms = (
        log_choose(float(good), at)
        + log_choose(float(population - good), draws - at)
        - log_choose(float(population), float(draws))
    )
    return float(min(1.0, np.exp(terms).sum()))
