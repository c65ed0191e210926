"""What the pages of the thread read."""

from uptake.trace.queries.again import Again, open_marks, settled, to_look_at
from uptake.trace.queries.cell import on_cell
from uptake.trace.queries.correction import (
    known_speakers,
    labels_of,
    lost_of,
    stretch_of,
    turn_asked,
    turn_now,
    version_now,
)
from uptake.trace.queries.gone import (
    IfGone,
    heard,
    if_gone,
    if_page,
    part_keys,
    sources,
    to_erase,
    transcripts,
    typed_keys,
)
from uptake.trace.queries.reach import Panel, ReachPage, panel, reach_page
from uptake.trace.queries.why import WhyPage, why_page

__all__ = [
    "Again",
    "IfGone",
    "Panel",
    "ReachPage",
    "WhyPage",
    "heard",
    "if_gone",
    "if_page",
    "known_speakers",
    "labels_of",
    "lost_of",
    "on_cell",
    "open_marks",
    "panel",
    "part_keys",
    "reach_page",
    "settled",
    "sources",
    "stretch_of",
    "to_erase",
    "to_look_at",
    "transcripts",
    "turn_asked",
    "turn_now",
    "typed_keys",
    "version_now",
    "why_page",
]
