"""How much is still to be found: what the trend expects, and what the test cannot exclude.

A trend that is sure of itself is right less often than it says: on labelled reviews, where it gave
a missed record a chance of 1 in 500, one was missed in 1 of 7. Its chances are therefore drawn
towards the middle by a logistic curve that was fitted to such replays (``doubted``), and limits
come from the chances so doubted. See docs/methods/stopping.md for the replays.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log

from uptake.methods.stopping.presets import TARGET
from uptake.methods.stopping.reading import Reading, alpha, most_missed
from uptake.methods.stopping.recall_test import at_most_missed
from uptake.methods.stopping.trend import Trend, trend

SHIFT, SHRINK = 0.5, 0.45
"""The curve: logit(doubted) = SHIFT + SHRINK logit(chance)."""
FARTHEST = 16.0


@dataclass(frozen=True, slots=True)
class Estimate:
    """Relevant records still unread and the recall so far.

    ``expected``, ``low``, ``high``: records, from the doubted trend: its mean, and an interval that
    holds them with ``confidence``; ``high`` is never above ``missed_at_most``. ``recall``: found /
    (found + expected). ``missed_at_most`` and ``recall_at_least``: the limits that the test gives
    at ``confidence``. ``chance_any``: chance that at least one relevant record is unread;
    ``chance_below``: that recall is below ``target``; both from the doubted trend.
    """

    found: int
    unread: int
    expected: float
    low: int
    high: int
    recall: float
    missed_at_most: int
    recall_at_least: float
    chance_any: float
    chance_below: float
    confidence: float
    target: float


def estimate(reading: Reading, target: float = TARGET, confidence: float = 0.95) -> Estimate:
    """Estimate what is unread. Raises ``ValueError`` on a target or confidence out of range.

    With nothing found recall is 0 as long as records are unread, and 1 when none are.
    """
    outside = alpha(confidence) / 2
    fade = trend(reading)
    found, missed = reading.found, at_most_missed(reading, confidence)
    chance_any = doubted(fade.more_than(0))
    high = min(missed, _exceeded_by(fade, outside))
    expected = max(min(fade.mean, high), chance_any)
    return Estimate(
        found=found,
        unread=reading.unread,
        expected=expected,
        low=min(high, _exceeded_by(fade, 1 - outside)),
        high=high,
        recall=found / (found + expected) if expected else 1.0,
        missed_at_most=missed,
        recall_at_least=found / (found + missed) if missed else 1.0,
        chance_any=chance_any,
        chance_below=doubted(fade.more_than(most_missed(found, target))),
        confidence=confidence,
        target=target,
    )


def doubted(chance: float) -> float:
    """Give the chance that the replays bear out where the trend says ``chance``; 0 stays 0."""
    if chance <= 0:
        return 0.0
    odds = FARTHEST if chance >= 1 else max(-FARTHEST, log(chance / (1 - chance)))
    return 1 / (1 + exp(-SHIFT - SHRINK * odds))


def _exceeded_by(fade: Trend, chance: float) -> int:
    """Smallest number that is exceeded with at most this chance, the trend doubted."""
    low, high = 0, fade.unread
    while low < high:
        middle = (low + high) // 2
        if doubted(fade.more_than(middle)) <= chance:
            high = middle
        else:
            low = middle + 1
    return low
