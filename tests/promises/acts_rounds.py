"""Arguments for the rounds' actions."""

from __future__ import annotations

from typing import Any

from tests.promises.acts import WORDS, Draw, maker, some
from tests.promises.world import World
from uptake.review.models import ReviewRound


@maker("round.opened")
def _(world: World, draw: Draw) -> dict[str, Any]:
    return {"by": world.member(), "project": world.project, "title": draw(WORDS),
            "why": draw(WORDS)}  # fmt: skip


@maker("round.renamed")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, ReviewRound)
    return row and {"by": world.member(), "round": row, "title": draw(WORDS)}
