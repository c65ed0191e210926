"""A second round in the world, so that one can be asked for."""

from __future__ import annotations

from tests.promises.world import World
from uptake.review.actions import rounds


def add(world: World) -> None:
    rounds.open_round(
        by=world.member(), project=world.project, title="Update of May", why="It was due."
    )
