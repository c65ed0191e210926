"""How much is still to be found: what the trend expects, and what the test cannot exclude."""

from __future__ import annotations

from dataclasses import dataclass

from uptake.methods.stopping.presets import TARGET
from uptake.methods.stopping.reading import Reading, alpha, most_missed
from uptake.methods.stopping.recall_test import at_most_missed
from uptake.methods.stopping.trend import trend


@dataclass(frozen=True, slots=True)
class Estimate:
    """Relevant records still unread and the recall so far.

    ``expected``, ``low``, ``high``: records, from the trend: its mean and the central interval that
    holds them with ``confidence``. ``recall``: found / (found + expected). ``missed_at_most`` and
    ``recall_at_least``: the limits that the test gives at ``confidence``. ``chance_any``: chance
    that at least one relevant record is unread; ``chance_below``: that recall is below ``target``;
    both from the trend.
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
    found, expected = reading.found, fade.mean
    missed = at_most_missed(reading, confidence)
    return Estimate(
        found=found,
        unread=reading.unread,
        expected=expected,
        low=fade.at_most(outside),
        high=fade.at_most(1 - outside),
        recall=found / (found + expected) if expected else 1.0,
        missed_at_most=missed,
        recall_at_least=found / (found + missed) if missed else 1.0,
        chance_any=fade.more_than(0),
        chance_below=fade.more_than(most_missed(found, target)),
        confidence=confidence,
        target=target,
    )
