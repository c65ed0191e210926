"""Arguments for the actions on coding rounds."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.promises.acts import MAKERS, WORDS, Draw, maker, on, some
from tests.promises.world import World
from uptake.interviews.models import Adjudication, Assignment, Code, CodingRound, Transcript
from uptake.interviews.queries.places import places
from uptake.projects.actor import Member

MAKERS |= {
    "coding_round.closed": on(CodingRound, "round"),
    "coding_round.reopened": on(CodingRound, "round"),
    "places.agreed": on(CodingRound, "round"),
    "adjudication.undone": on(Adjudication, "adjudication"),
}


@maker("coding_round.begun")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row, code = some(world, draw, Transcript), some(world, draw, Code)
    people = [world.people["coder"], world.people["researcher"]]
    return row and {
        "by": world.member(), "project": world.project, "name": draw(WORDS), "who": {row: people},
        "codes": [code] if code and draw(st.booleans()) else [],
    }  # fmt: skip


@maker("coding_round.opened")
@maker("coding_round.called_off")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, CodingRound)
    return row and {"by": world.member(), "round": row, "why": draw(WORDS)}


@maker("assignment.made")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    part = some(world, draw, Assignment)
    coder = world.people[draw(st.sampled_from(["owner", "coder", "observer"]))]
    return part and {"by": world.member(), "round": part.round, "transcript": part.transcript,
                     "coder": coder}  # fmt: skip


@maker("assignment.ended")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    part = some(world, draw, Assignment)
    return part and {"by": world.member(), "assignment": part, "why": draw(WORDS)}


@maker("assignment.handed_over")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    part = some(world, draw, Assignment)
    return part and {"by": world.member(), "assignment": part, "why": draw(WORDS),
                     "to": world.people["owner"]}  # fmt: skip


@maker("assignment.done")
@maker("assignment.taken_up_again")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    part = some(world, draw, Assignment)
    return part and {"by": Member(part.coder), "assignment": part}


@maker("place.adjudicated")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, CodingRound)
    found = places(row) if row else []
    if not found:
        return None
    place = draw(st.sampled_from(found))
    return {
        "by": world.member(), "round": row, "codings": place.codings, "version": 1,
        "how": draw(st.sampled_from(["agree", "choose", "merge", "own", "discard", "?"])),
        "reason": draw(WORDS), "coder": world.people["coder"],
        "codes": [code] if (code := some(world, draw, Code)) else [], "start": place.start,
        "end": place.end,
    }  # fmt: skip
