"""A change and a version of the codebook in the world, so that they can be asked for."""

from __future__ import annotations

from tests.promises.world import World
from uptake.interviews import actions


def add(world: World) -> None:
    by, project = world.member(), world.project
    first = actions.add_code(by=by, project=project, name="Hours")
    actions.number_codebook(by=by, project=project, name="Pilot", note="Coding begins.")
    actions.move_code(by=by, code=first, parent=None)
    actions.write_memo(by=by, on=project, text="Read the pilot again.")
