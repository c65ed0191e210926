"""When to stop reading: a test, a trend, rules with their record, and a random audit.

    now = reading(decisions, total)          # decisions in their order: relevant or not
    state(now)                               # StopState: does the rule hold, how many more would
                                             # end it, what is still expected, why be cautious
    estimate(now)                            # Estimate: expected, interval, limits of recall
    risk_sentence(state), record_sentence(preset.measured)
    cost(state.more_needed, seconds_each)    # hours
    sample_size(unread, allowed), draw(keys, size, seed), audit(...)

Everything is told by ``Reading(relevant, read, total)``: the places of relevant records in the
order of decisions, how many were read, and how many there are. ``PRESETS`` are the rules on offer,
with how they fared. Only ``audit`` proves anything without an assumption about the order.
"""

from uptake.methods.stopping.audit import Audit, audit, draw, sample_size, upper_limit
from uptake.methods.stopping.cost import Cost, cost, hours_for_each, seconds_each
from uptake.methods.stopping.estimate import Estimate, doubted, estimate
from uptake.methods.stopping.presets import (
    DEFAULT,
    PRESETS,
    TARGET,
    VERSION,
    Measured,
    Preset,
    Scale,
)
from uptake.methods.stopping.reading import Reading, fewest_missed, most_missed, reading
from uptake.methods.stopping.recall_test import at_most_missed, recall_at_least, recall_p
from uptake.methods.stopping.rules import ask, evidence, more_needed, preset, stop_at
from uptake.methods.stopping.state import (
    Caution,
    StopState,
    cautions,
    record_sentence,
    risk_sentence,
    state,
)
from uptake.methods.stopping.trend import Trend, trend

__all__ = [
    "DEFAULT",
    "PRESETS",
    "TARGET",
    "VERSION",
    "Audit",
    "Caution",
    "Cost",
    "Estimate",
    "Measured",
    "Preset",
    "Reading",
    "Scale",
    "StopState",
    "Trend",
    "ask",
    "at_most_missed",
    "audit",
    "cautions",
    "cost",
    "doubted",
    "draw",
    "estimate",
    "evidence",
    "fewest_missed",
    "hours_for_each",
    "more_needed",
    "most_missed",
    "preset",
    "reading",
    "recall_at_least",
    "recall_p",
    "record_sentence",
    "risk_sentence",
    "sample_size",
    "seconds_each",
    "state",
    "stop_at",
    "trend",
    "upper_limit",
]
