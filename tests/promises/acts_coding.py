"""Arguments for coding by rule, and for favourites."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.promises.acts import WORDS, Draw, maker, some
from tests.promises.world import World
from uptake.interviews.actions import Place
from uptake.interviews.models import Code, Transcript


@maker("passages.coded_by_rule")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row, code = some(world, draw, Transcript), some(world, draw, Code)
    start = draw(st.integers(0, 60))
    return row and code and {
        "by": world.member(draw(st.sampled_from(["owner", "coder"]))),
        "project": world.project,
        "codes": [code],
        "places": [Place(row.pk, 1, start, start + draw(st.integers(1, 40)))],
        "rule": draw(WORDS),
    }  # fmt: skip


@maker("code.kept_at_hand")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, Code)
    return row and {"by": world.member(), "code": row, "kept": draw(st.booleans())}
