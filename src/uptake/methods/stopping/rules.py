"""When to stop: at least so many irrelevant records in a row, and enough evidence.

    evidence = min(4, -log10 T) - 5 log10 p

p is the test's p-value (``recall_test``), T the chance under the fading trend (``trend``) that more
relevant records are unread than the target allows. T is capped so that the trend alone never ends a
screening. A rule may be asked after every decision: its figures were measured so.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log10

from uptake.methods.stopping.presets import PRESETS, TARGET, Preset
from uptake.methods.stopping.reading import Reading, most_missed
from uptake.methods.stopping.recall_test import recall_p
from uptake.methods.stopping.trend import trend

WEIGHT_OF_TEST = 5.0
MOST_FROM_TREND = 4.0
LEAST_P, LEAST_TAIL = 1e-6, 1e-12


@dataclass(frozen=True, slots=True)
class Answer:
    """What a rule says of a reading: does it hold, and the numbers that it looked at."""

    holds: bool
    p: float
    tail: float
    evidence: float
    gap: int


def preset(key: str) -> Preset:
    """Give a preset by its key; raises ``ValueError`` naming those there are."""
    try:
        return PRESETS[key]
    except KeyError:
        raise ValueError(
            f"There is no stopping rule {key!r}. There are: {', '.join(PRESETS)}."
        ) from None


def evidence(p: float, tail: float) -> float:
    """Join p-value and trend; from 0 (nothing speaks for stopping) to 34."""
    from_trend = min(MOST_FROM_TREND, -log10(tail + LEAST_TAIL))
    return max(0.0, from_trend - WEIGHT_OF_TEST * log10(min(1.0, p + LEAST_P)))


def ask(reading: Reading, rule: Preset, target: float = TARGET) -> Answer:
    """Ask a rule about a reading. It always holds when everything has been read.

    Raises ``ValueError`` unless 0 < target <= 1.
    """
    p = recall_p(reading, target)
    tail = trend(reading).more_than(most_missed(reading.found, target))
    joined = evidence(p, tail)
    if reading.unread == 0:
        holds = True
    elif not reading.found or reading.gap < rule.gap_for(reading.total):
        holds = False
    elif rule.kind == "evidence":
        holds = joined >= rule.threshold_for(reading.total)
    else:
        holds = p <= rule.threshold_for(reading.total)
    return Answer(holds, p, tail, joined, reading.gap)


def more_needed(reading: Reading, rule: Preset, target: float = TARGET) -> int:
    """How many more irrelevant records in a row would end the screening; 0: it may end now.

    Found by halving: after that many the rule holds, and one fewer was not enough.
    """
    if ask(reading, rule, target).holds:
        return 0
    low, high = 0, reading.unread
    if reading.found:
        low = min(max(0, rule.gap_for(reading.total) - reading.gap - 1), high - 1)
    while high - low > 1:
        middle = (low + high) // 2
        if ask(reading.after(middle), rule, target).holds:
            high = middle
        else:
            low = middle
    return high


def stop_at(whole: Reading, rule: Preset, target: float = TARGET) -> int:
    """Give the number read when the rule first holds, asked after every decision of ``whole``.

    ``whole`` is a set read to its end (read = total), for measuring a rule.
    """
    places, gap = whole.relevant, rule.gap_for(whole.total)
    for found in range(1, len(places) + 1):
        here = int(places[found - 1]) + 1
        ahead = int(places[found]) if found < len(places) else whole.total
        at_most = Reading(places[:found], ahead, whole.total)
        if at_most.gap >= gap and ask(at_most, rule, target).holds:
            return here + more_needed(Reading(places[:found], here, whole.total), rule, target)
    return whole.total
