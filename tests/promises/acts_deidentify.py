"""Arguments for the actions on proposals, the list of names, sign-off and guides."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.promises.acts import MAKERS, WORDS, Draw, maker, on, some
from tests.promises.world import World
from uptake.interviews.actions.name_list import NewName
from uptake.interviews.guide_text import read_guide
from uptake.interviews.models import Guide, NameKey, Proposal, Transcript, Turn, Version

KINDS = st.sampled_from(["name", "place", "date", "planet"])
SAID = st.sampled_from(["Mrs Quill", "Harrowfield", "P12", "list", "🙂", "Nobody"])
GUIDES = st.sampled_from(["1. Where?\n2. Why?", "1. Where?\n   - Whose?", ""])

MAKERS |= {
    "proposals.accepted": on(Transcript, "transcript"),
    "proposal.undone": on(Transcript, "transcript"),
    "transcript.signed_off": on(Transcript, "transcript"),
    "transcript.reopened": on(Transcript, "transcript"),
    "raw_text.seen": on(Transcript, "transcript"),
    "name.dropped": on(NameKey, "name"),
    "guide.retired": on(Guide, "guide"),
    "guide.reinstated": on(Guide, "guide"),
}


@maker("transcript.looked_through")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, Transcript)
    return row and {"by": world.member(), "transcript": row, "every_capital": draw(st.booleans())}


@maker("proposal.accepted")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, Proposal)
    return row and {
        "by": world.member(), "proposal": row, "everywhere": draw(st.booleans()),
        "replacement": draw(st.sampled_from(["", "[somebody]", "x" * 121])),
    }  # fmt: skip


@maker("proposal.refused")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, Proposal)
    return row and {"by": world.member(), "proposal": row, "everywhere": draw(st.booleans())}


@maker("proposal.added")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, Transcript)
    return row and {
        "by": world.member(), "transcript": row, "words": draw(SAID), "kind": draw(KINDS),
        "start": draw(st.sampled_from([None, 0, 13])),
    }  # fmt: skip


@maker("transcript.waived")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, Transcript)
    return row and {"by": world.member(), "transcript": row, "why": draw(WORDS)}


@maker("transcript.words_taken_out")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, Transcript)
    return row and {
        "by": world.member(), "transcript": row, "words": draw(SAID), "kind": draw(KINDS),
        "version": Version.objects.get(transcript=row, current=True).number,
    }  # fmt: skip


@maker("names.added")
def _(world: World, draw: Draw) -> dict[str, Any]:
    names = [NewName(draw(SAID), draw(KINDS))]
    return {"by": world.member(), "project": world.project, "names": names}


@maker("name.changed")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, NameKey)
    return row and {"by": world.member(), "name": row, "pseudonym": draw(WORDS)}


@maker("guide.added")
def _(world: World, draw: Draw) -> dict[str, Any]:
    return {
        "by": world.member(), "project": world.project, "name": draw(WORDS),
        "questions": read_guide(draw(GUIDES)),
    }  # fmt: skip


@maker("guide.changed")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, Guide)
    return row and {
        "by": world.member(), "guide": row, "questions": read_guide(draw(GUIDES)),
        "note": draw(WORDS),
    }  # fmt: skip


@maker("transcript.followed")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row, guide = some(world, draw, Transcript), some(world, draw, Guide)
    return row and {"by": world.member(), "transcript": row, "guide": guide}


@maker("transcript.questions_confirmed")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, Transcript, guide__isnull=False)
    if row is None:
        return None
    version = Version.objects.get(transcript=row, current=True)
    turns = list(Turn.objects.filter(version=version).values_list("index", flat=True))
    asked = draw(st.sampled_from([*row.guide.questions.all(), None]))
    return {
        "by": world.member(), "transcript": row, "version": version.number,
        "asked": {draw(st.sampled_from(turns)): asked} if turns else {},
    }  # fmt: skip
