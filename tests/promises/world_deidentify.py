"""A transcript that waits to be de-identified, a name on the list, a guide that was followed."""

from __future__ import annotations

from tests.promises.world import World
from uptake.formats.transcripts import Turn as Spoken
from uptake.interviews.actions import add_transcript, deidentify, guides, name_list
from uptake.interviews.actions.name_list import NewName
from uptake.interviews.guide_text import read_guide
from uptake.interviews.models import Participant, Transcript

GUIDE = "1. Where did it get stuck, in your view?\n   - Whose list was it?\n2. Who set it up?"


def add(world: World) -> None:
    """One proposal decided, others open; the first transcript follows the guide."""
    by, project = world.member(), world.project
    name_list.add_names(by=by, project=project, names=[NewName("Harrowfield", "place")])
    person = Participant.objects.get(project=project, pseudonym="P11")
    waits = add_transcript(
        by=by, project=project, title="Waits", speakers={"I": None, "P11": person},
        turns=[Spoken("I", "Who helped?"), Spoken("P11", "Mrs Quill, in Harrowfield. Mr Tapsell.")],
    )  # fmt: skip
    deidentify.look_through(by=by, transcript=waits)
    deidentify.add_place(by=by, transcript=waits, words="helped")
    made = guides.add_guide(
        by=by, project=project, name="Leads", questions=read_guide(GUIDE), coproduced_with="A panel"
    )
    first = Transcript.objects.filter(project=project).order_by("pk").first()
    assert first is not None
    guides.name_guide(by=by, transcript=first, guide=made)
