"""One question's answers across the transcripts, or one person's turns, to be read one by one."""

from __future__ import annotations

from dataclasses import dataclass

from uptake.interviews.models import GuideQuestion, Participant, Turn
from uptake.projects.models import Project


@dataclass(frozen=True, slots=True)
class Stop:
    """Where an answer begins: a transcript, and a turn counted from 1."""

    transcript: int
    title: str
    turn: int


@dataclass(frozen=True, slots=True)
class Walk:
    """Where somebody stands among the answers: `at` counts from 1, and is 0 before the first."""

    about: str
    kept: str
    """What the address keeps, such as question=3."""
    at: int
    count: int
    before: Stop | None
    after: Stop | None


def walk(
    project: Project, transcript: int, turn: int, *, question: int = 0, person: int = 0
) -> Walk | None:
    """Where a turn (from 1) stands among the answers to a question, or what a person said.

    Turns that follow one another in one transcript are one answer. Transcripts that are still to
    be de-identified are left out. None where neither is asked for, or it isn't of this project.
    """
    if not (question or person):
        return None
    asked = GuideQuestion.objects.filter(project=project, pk=question).first()
    who = None if asked else Participant.objects.filter(project=project, pk=person).first()
    if asked is None and who is None:
        return None
    rows = Turn.objects.filter(project=project, version__current=True)
    rows = rows.exclude(version__transcript__cleared_how="").order_by(
        "version__transcript_id", "index"
    )
    if asked is not None:
        rows = rows.filter(question=asked, participant__isnull=False)
    else:
        rows = rows.filter(participant=who)
    stops: list[Stop] = []
    last = (0, 0)
    for where, title, index in rows.values_list(
        "version__transcript_id", "version__transcript__title", "index"
    ):
        # Between two turns of one answer stands at most what the interviewer put in.
        if asked is None or where != last[0] or index > last[1] + 2:
            stops.append(Stop(where, title, index + 1))
        last = where, index
    begun = [stop for stop in stops if (stop.transcript, stop.turn) <= (transcript, turn)]
    after = stops[len(begun)] if len(begun) < len(stops) else None
    here = bool(begun) and begun[-1].transcript == transcript
    earlier = begun[:-1] if here else begun
    about = f"In answer to {asked}" if asked else f"What {who} said"
    return Walk(
        about, f"question={question}" if asked else f"person={person}",
        len(begun) if here else 0, len(stops), earlier[-1] if earlier else None, after,
    )  # fmt: skip
