"""Deciding pairs, taking decisions back, and looking for duplicates."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.promises.acts import Draw, maker, some
from tests.promises.world import World
from uptake.methods.dedupe import Found, Match
from uptake.sources.actions import Looked
from uptake.sources.models import DuplicatePair, DuplicateSearch, Reference, Relation


@maker("pair.decided")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, DuplicatePair)
    return row and {
        "by": world.member(draw(st.sampled_from(["reviewer", "owner"]))), "pair": row,
        "verdict": draw(st.sampled_from(["same", "different", "related", "waiting"])),
        "kind": draw(st.sampled_from(["reply", "preprint", "?"])),
        "turned": draw(st.booleans()), "anyway": draw(st.booleans()),
    }  # fmt: skip


@maker("pair.undone")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, DuplicatePair)
    return row and {"by": world.member(), "pair": row}


@maker("pair.set_beside")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    one, other = some(world, draw, Reference), some(world, draw, Reference)
    return one and other and {"by": world.member(), "reference": one, "other": other}


@maker("record.taken_out")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, Reference)
    return row and {"by": world.member(), "reference": row}


@maker("relation.removed")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, Relation)
    return row and {"by": world.member(), "relation": row}


@maker("duplicates.searched")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    ids = sorted(Reference.objects.filter(project=world.project).values_list("pk", flat=True))
    if len(ids) < 2:
        return None
    pairs = draw(st.lists(st.tuples(st.sampled_from(ids), st.sampled_from(ids)), max_size=4))
    matches = tuple(
        Match(min(pair), max(pair), 0.9, draw(st.sampled_from(["auto", "review"])), ("same DOI",))
        for pair in dict.fromkeys(tuple(sorted(it)) for it in pairs) if len({*pair}) == 2
    )  # fmt: skip
    found = Found(matches, (), (), len(ids), len(matches), "test", 0.9, 0.5, None)
    return {"by": world.member(), "project": world.project, "found": found,
            "looked": Looked(len(ids), len(ids), ())}  # fmt: skip


@maker("duplicates.taken_back")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, DuplicateSearch)
    return row and {"by": world.member(), "search": row}
