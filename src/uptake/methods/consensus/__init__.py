"""Consensus of several groups over rounds: rules declared beforehand, and what came of them.

    on = scale(1, 9)                                   # thirds: 1-3, 4-6, 7-9
    item = ratings({"Families": [(1, 8), (2, None)]}, on, item="S1")  # None: unable to score
    rule = rule_from({"rule": "core-outcome", "scope": "each"})       # locked as data
    judge_all(rule, items)                             # Verdict: in, out, none, not defined
    setup_from(data)                                   # all that is fixed before round 1
    sensitivity(items, rules, registered=0)            # what other rules would have said
    stability(before, after)                           # of one item, on the same people
    contrasts(first_round, stayed)                     # those who left beside those who stayed
    feedback(item, person, group, arm)                 # what a panellist is shown
    Statements(changes)                                # kept, reworded, merged, split, dropped

Rules: ``RULES``. What data do not define is NOT_DEFINED with the reason, never a number. See
docs/methods/consensus.md for definitions, sources and what was checked against what.
"""

from uptake.methods.consensus.attrition import (
    Contrast,
    Held,
    Side,
    Staying,
    contrasts,
    staying,
    without_leavers,
)
from uptake.methods.consensus.feedback import (
    ARMS,
    Arm,
    Distribution,
    Feedback,
    Shown,
    distribution,
    feedback,
    shown,
)
from uptake.methods.consensus.figures import NotDefined, Reason
from uptake.methods.consensus.kendall import Concordance, kendall
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
from uptake.methods.consensus.sensitivity import Grid, Row, sensitivity
from uptake.methods.consensus.set_up import (
    PanelGroup,
    Setup,
    SetupRefused,
    protocol,
    setup_data,
    setup_from,
)
from uptake.methods.consensus.stability import (
    Crossing,
    Kappa,
    SignedRank,
    Stability,
    Variation,
    mcnemar,
    stability,
    variation,
    wilcoxon,
)
from uptake.methods.consensus.statements import Change, LineageRefused, Statements, Step
from uptake.methods.consensus.verdicts import Comparison, Part, Result, Verdict

__all__ = [
    "ALL",
    "ARMS",
    "METHODS",
    "RULES",
    "Apmo",
    "Arm",
    "Base",
    "Change",
    "Comparison",
    "Concordance",
    "Contrast",
    "CoreOutcome",
    "Crossing",
    "Disagreement",
    "Distribution",
    "Feedback",
    "Grid",
    "Group",
    "Held",
    "Kappa",
    "Lawshe",
    "LineageRefused",
    "MedianSpread",
    "Method",
    "NotDefined",
    "PanelGroup",
    "Part",
    "Percentage",
    "RandClassic",
    "RandIpras",
    "Rating",
    "Ratings",
    "Reason",
    "Result",
    "Row",
    "Rule",
    "RuleRefused",
    "Scale",
    "Setup",
    "SetupRefused",
    "Shown",
    "Side",
    "SignedRank",
    "Spread",
    "Stability",
    "Statements",
    "Staying",
    "Step",
    "Variation",
    "Verdict",
    "apmo_cut",
    "bases",
    "content_validity",
    "contrasts",
    "counts",
    "critical_count",
    "disagreement",
    "distribution",
    "feedback",
    "judge_all",
    "kendall",
    "mcnemar",
    "median",
    "panel_counts",
    "protocol",
    "quantile",
    "ratings",
    "rule_data",
    "rule_from",
    "scale",
    "sensitivity",
    "setup_data",
    "setup_from",
    "shown",
    "spread",
    "stability",
    "staying",
    "variation",
    "wilcoxon",
    "without_leavers",
]
