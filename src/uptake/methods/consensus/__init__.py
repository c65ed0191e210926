"""Consensus of several groups over rounds: rules declared beforehand, and what came of them.

    on = scale(1, 9)                                   # thirds: 1-3, 4-6, 7-9
    item = ratings({"Families": [(1, 8), (2, None)]}, on, item="S1")  # None: unable to score
    rule = rule_from({"rule": "core-outcome", "scope": "each"})       # locked as data
    judge_all(rule, items)                             # Verdict: in, out, none, not defined

Rules: ``RULES``. What data do not define is NOT_DEFINED with the reason, never a number. See
docs/methods/consensus.md for definitions, sources and what was checked against what.
"""

from uptake.methods.consensus.quantiles import METHODS, Method, Spread, median, quantile, spread
from uptake.methods.consensus.ratings import (
    ALL,
    Base,
    Group,
    Rating,
    Ratings,
    Scale,
    bases,
    counts,
    ratings,
    scale,
)
from uptake.methods.consensus.rules import (
    RULES,
    Apmo,
    CoreOutcome,
    Disagreement,
    Lawshe,
    MedianSpread,
    Percentage,
    RandClassic,
    RandIpras,
    Rule,
    RuleRefused,
    apmo_cut,
    content_validity,
    critical_count,
    disagreement,
    judge_all,
    panel_counts,
    rule_data,
    rule_from,
)
from uptake.methods.consensus.verdicts import Comparison, Part, Result, Verdict

__all__ = [
    "ALL",
    "METHODS",
    "RULES",
    "Apmo",
    "Base",
    "Comparison",
    "CoreOutcome",
    "Disagreement",
    "Group",
    "Lawshe",
    "MedianSpread",
    "Method",
    "Part",
    "Percentage",
    "RandClassic",
    "RandIpras",
    "Rating",
    "Ratings",
    "Result",
    "Rule",
    "RuleRefused",
    "Scale",
    "Spread",
    "Verdict",
    "apmo_cut",
    "bases",
    "content_validity",
    "counts",
    "critical_count",
    "disagreement",
    "judge_all",
    "median",
    "panel_counts",
    "quantile",
    "ratings",
    "rule_data",
    "rule_from",
    "scale",
    "spread",
]
