"""Agreement between coders, beyond what chance would bring about.

    given = ratings([[1, 2, None], [1, 3, 2]])        # a row for each coder, None: did not judge
    given = counted([[3, 0], [2, 1]], ["no", "yes"])  # how many gave what; who is unknown
    given = on_units(texts, "barrier")                # from passages marked freely, by sentence ...
    krippendorff(given, "ordinal", Bootstrap(seed=1)) # Figure: value, interval, prevalence, ...
    percent, cohen_kappa, scott, fleiss, conger, brennan_prediger, gwet: (given, weights, interval)
    table(given)                                      # all of them
    unitised(texts)                                   # where passages begin and end, too
    differing(given)                                  # units to look at together

What data do not define is a ``NotDefined`` with its ``Reason``, never a number. ``cohen(first,
second)`` is kappa of two lists with the table of what met what, for screening decisions.
See docs/methods/agreement.md for formulas, sources and what was checked against what.
"""

from uptake.methods.agreement.bands import BANDS, Bands
from uptake.methods.agreement.coefficients import (
    brennan_prediger,
    cohen_kappa,
    conger,
    fleiss,
    gwet,
    krippendorff,
    pairwise,
    percent,
    scott,
    table,
)
from uptake.methods.agreement.passages import (
    Passage,
    Text,
    on_characters,
    on_units,
    on_units_overall,
    said_by_unit,
)
from uptake.methods.agreement.ratings import Ratings, base, counted, differing, ratings
from uptake.methods.agreement.results import (
    Base,
    Bootstrap,
    Figure,
    Found,
    Interval,
    Linearised,
    NotDefined,
    Reason,
    Spread,
)
from uptake.methods.agreement.scales import Level, Weights
from uptake.methods.agreement.two_raters import (
    NOTHING_SHARED,
    ONE_CATEGORY,
    PERFECT,
    Agreement,
    cohen,
)
from uptake.methods.agreement.unitised import CAVEAT, Unitised, unitised

__all__ = [
    "BANDS",
    "CAVEAT",
    "NOTHING_SHARED",
    "ONE_CATEGORY",
    "PERFECT",
    "Agreement",
    "Bands",
    "Base",
    "Bootstrap",
    "Figure",
    "Found",
    "Interval",
    "Level",
    "Linearised",
    "NotDefined",
    "Passage",
    "Ratings",
    "Reason",
    "Spread",
    "Text",
    "Unitised",
    "Weights",
    "base",
    "brennan_prediger",
    "cohen",
    "cohen_kappa",
    "conger",
    "counted",
    "differing",
    "fleiss",
    "gwet",
    "krippendorff",
    "on_characters",
    "on_units",
    "on_units_overall",
    "pairwise",
    "percent",
    "ratings",
    "said_by_unit",
    "scott",
    "table",
    "unitised",
]
