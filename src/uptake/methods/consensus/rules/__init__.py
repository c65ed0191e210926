"""Rules of consensus. ``RULES`` has each kind by its key; see docs/methods/consensus.md."""

from uptake.methods.consensus.rules.adjusted_range import (
    Disagreement,
    disagreement,
    panel_counts,
)
from uptake.methods.consensus.rules.apmo import Apmo, apmo_cut
from uptake.methods.consensus.rules.base import Rule, RuleRefused, judge_all
from uptake.methods.consensus.rules.lawshe import Lawshe, content_validity, critical_count
from uptake.methods.consensus.rules.medians import MedianSpread
from uptake.methods.consensus.rules.rand import RandClassic, RandIpras
from uptake.methods.consensus.rules.reading import RULES, rule_data, rule_from
from uptake.methods.consensus.rules.shares import CoreOutcome, Percentage

__all__ = [
    "RULES",
    "Apmo",
    "CoreOutcome",
    "Disagreement",
    "Lawshe",
    "MedianSpread",
    "Percentage",
    "RandClassic",
    "RandIpras",
    "Rule",
    "RuleRefused",
    "apmo_cut",
    "content_validity",
    "critical_count",
    "disagreement",
    "judge_all",
    "panel_counts",
    "rule_data",
    "rule_from",
]
