"""A round that is coded blind, and one that is open and adjudicated in part."""

from __future__ import annotations

from tests.promises.world import World
from tests.steps.interviews import build as talks
from uptake.interviews import actions
from uptake.interviews.actions import adjudication, rounds
from uptake.interviews.models import Code, Transcript
from uptake.interviews.queries.places import places

TALK = (
    ("Interviewer", "Tell me more."),
    ("P11", "Somebody had left early. We never took up the list again."),
    ("P12", "It felt odd 🙂 to begin with. My nephew installed it for me."),
)
BLIND, OPEN = "Coded blind", "Coded in an open round"


def add(world: World) -> None:
    """The coder and the researcher code both transcripts; the owner leads."""
    by, project = world.member(), world.project
    code = Code.objects.filter(project=project, retired_at=None).order_by("pk")[:1].get()
    both = [world.people["coder"], world.people["researcher"]]
    for title, name in ((OPEN, "An opened round"), (BLIND, "A blind round")):
        transcript = talks.transcript(project, TALK, title)
        row = rounds.begin_round(by=by, project=project, name=name, who={transcript: both})
        mark(world, "researcher", transcript, "It felt odd", code)
        if title == OPEN:
            mark(world, "coder", transcript, "It felt odd", code)
            mark(world, "coder", transcript, "Somebody had left early.", code)
            for part in row.assignments.all():
                rounds.say_done(by=world.member(part.coder.name), assignment=part)
            row = rounds.open_round(by=by, round=row)
            place = next(one for one in places(row) if one.identical)
            adjudication.adjudicate(by=by, round=row, codings=place.codings, how="agree")


def mark(world: World, role: str, transcript: Transcript, words: str, code: Code, memo: str = ""
         ) -> None:  # fmt: skip
    """Somebody codes some words."""
    start, end = talks.place(transcript, words)
    actions.apply_codes(
        by=world.member(role), transcript=transcript, version=1, start=start, end=end,
        codes=[code], memo=memo,
    )  # fmt: skip
