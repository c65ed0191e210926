"""What rests on what: graph questions on links "upper rests on lower".

A recommendation rests on findings, a finding on passages and statements, a passage on its
transcript. The functions here answer why (everything beneath), reach (everything above), fragile
(what loses its last support if these go) and single points (what would break it alone). They know
nothing of findings or passages: a key is anything hashable, for instance ``("finding", 12)``.

A link supports or contradicts. Evidence against a claim is shown beneath it and never counts as
support for it. A *ground* stands by itself (a transcript, a reference). Anything else *stands* when
at least one of its supporting links leads to something that stands.
"""

from uptake.methods.lineage.answers import Fragile, Step, fragile, reach, single_points, why
from uptake.methods.lineage.graph import CycleFound, Graph, Link, Stance
from uptake.methods.lineage.nested import Branch, walk

__all__ = [
    "Branch",
    "CycleFound",
    "Fragile",
    "Graph",
    "Link",
    "Stance",
    "Step",
    "fragile",
    "reach",
    "single_points",
    "walk",
    "why",
]
