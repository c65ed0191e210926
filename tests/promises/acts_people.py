"""Arguments for the actions on recruitment, sampling, consent and identities."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from tests.promises.acts import MAKERS, WORDS, Draw, maker, on, some
from tests.promises.world import World
from uptake.interviews.actions import Contact
from uptake.interviews.models import (
    Approach,
    Attribute,
    ConsentForm,
    Participant,
    SaturationCall,
    Transcript,
)
from uptake.interviews.people_file import Listed

DAY = date(2026, 1, 5)

MAKERS |= {
    "approach.removed": on(Approach, "approach"),
    "approach.put_back": on(Approach, "approach"),
    "attribute.retired": on(Attribute, "attribute"),
    "attribute.restored": on(Attribute, "attribute"),
    "saturation.taken_back": on(SaturationCall, "call"),
    "saturation.put_back": on(SaturationCall, "call"),
    "consent_form.retired": on(ConsentForm, "form"),
    "consent_form.restored": on(ConsentForm, "form"),
    "identity.seen": on(Participant, "participant"),
    "identity.erased": on(Participant, "participant"),
}


def _project(world: World) -> dict[str, Any]:
    return {"by": world.member(), "project": world.project}


@maker("participants.added")
def _(world: World, draw: Draw) -> dict[str, Any]:
    people = [Listed(draw(st.sampled_from(["P11", "P90", "P91"])), draw(WORDS))]
    return {**_project(world), "people": people, "invited_on": draw(st.sampled_from([None, DAY]))}


@maker("approach.noted")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, Participant)
    kind = draw(st.sampled_from([*Approach.Kind.values, "?"]))
    return row and {**_project(world), "participants": [row], "kind": kind, "on": DAY,
                    "reason": draw(WORDS)}  # fmt: skip


@maker("attribute.added")
def _(world: World, draw: Draw) -> dict[str, Any]:
    return {**_project(world), "name": draw(WORDS), "options": [draw(WORDS), draw(WORDS)]}


@maker("attribute.changed")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, Attribute)
    return row and {"by": world.member(), "attribute": row, "name": draw(WORDS), "options": []}


@maker("attributes.filled_in")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row, person = some(world, draw, Attribute), some(world, draw, Participant)
    values = [(person, row, draw(st.sampled_from(["65+", "", "x"])))]
    return row and {**_project(world), "values": values}


@maker("target.set")
def _(world: World, draw: Draw) -> dict[str, Any]:
    row = draw(st.sampled_from([None, some(world, draw, Attribute)]))
    return {**_project(world), "wanted": draw(st.integers(0, 3)), "group": "therapist",
            "attribute": row, "value": "65+" if row else ""}  # fmt: skip


@maker("saturation.judged")
def _(world: World, draw: Draw) -> dict[str, Any]:
    return {**_project(world), "reached": draw(st.booleans()), "why": draw(WORDS), "on": DAY}


@maker("consent_form.added")
def _(world: World, draw: Draw) -> dict[str, Any]:
    return {**_project(world), "version": draw(st.sampled_from(["2", "3", "4"]))}


@maker("consent_form.changed")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, ConsentForm)
    return row and {"by": world.member(), "form": row, "version": row.version, "text": draw(WORDS)}


@maker("identity.written")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, Participant)
    return row and {"by": world.member(), "participant": row, "contact": Contact(draw(WORDS))}


@maker("identity_key.changed")
def _(world: World, draw: Draw) -> dict[str, Any]:
    return _project(world)


@maker("identity_key.destroyed")
def _(world: World, draw: Draw) -> dict[str, Any]:
    return {**_project(world), "typed": draw(st.sampled_from([world.project.title, "?"]))}


@maker("participant.withdrawn_in_part")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row, talk = some(world, draw, Participant), some(world, draw, Transcript)
    return row and {"by": world.member(), "participant": row, "transcripts": [talk]}
