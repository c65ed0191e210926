"""Arguments for the actions on the framework chart and the content analysis."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.promises.acts import MAKERS, WORDS, Draw, maker, on, some
from tests.promises.world import World
from uptake.interviews.actions.content import Line
from uptake.interviews.models import (
    ChartSummary,
    ContentCategory,
    ContentChange,
    ContentRow,
    Participant,
    Passage,
    Reduction,
    Theme,
    Transcript,
)

MAKERS |= {
    "summary.removed": on(ChartSummary, "summary"),
    "summary.kept": on(ChartSummary, "summary"),
    "summary.restored": on(ChartSummary, "summary"),
    "content.taken_out": on(ContentRow, "row"),
    "content.undone": on(ContentChange, "change"),
    "content.reduction_retired": on(Reduction, "reduction"),
    "content.category_retired": on(ContentCategory, "category"),
}


def _steps(draw: Draw) -> dict[str, str]:
    names = st.lists(
        st.sampled_from(["paraphrase", "generalisation", "reduction", "category"]), unique=True
    )
    return {step: draw(WORDS) for step in draw(names)}


@maker("summary.written")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    theme, passage = some(world, draw, Theme), some(world, draw, Passage)
    case = some(world, draw, draw(st.sampled_from([Participant, Transcript])))
    return theme and case and {
        "by": world.member(draw(st.sampled_from(["owner", "coder"]))), "theme": theme,
        "case": case, "text": draw(WORDS), "passages": [passage] if draw(st.booleans()) else [],
        "seen": draw(st.sampled_from([None, 0])),
    }  # fmt: skip


@maker("content.filled")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, Passage)
    return row and {"by": world.member(), "project": world.project, "passages": [row]}


@maker("content.written")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, ContentRow)
    return row and {"by": world.member("coder"), "row": row, "given": _steps(draw)}


@maker("content.brought_in")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, Passage)
    lines = [Line(2, row, _steps(draw))]
    return row and {"by": world.member(), "project": world.project, "lines": lines}


@maker("content.category_added")
def _(world: World, draw: Draw) -> dict[str, Any]:
    return {"by": world.member(), "project": world.project, "name": draw(WORDS)}


@maker("content.category_changed")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, ContentCategory)
    return row and {"by": world.member(), "category": row, "name": draw(WORDS),
                    "about": draw(WORDS)}  # fmt: skip


@maker("content.reduction_changed")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, Reduction)
    return row and {"by": world.member(), "reduction": row, "text": draw(WORDS),
                    "category": draw(st.sampled_from(["", "Capacity", "New"]))}  # fmt: skip


@maker("content.reductions_merged")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row, into = some(world, draw, Reduction), some(world, draw, Reduction)
    return row and {"by": world.member(), "reduction": row, "into": into}


@maker("content.categories_merged")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row, into = some(world, draw, ContentCategory), some(world, draw, ContentCategory)
    return row and {"by": world.member(), "category": row, "into": into}
