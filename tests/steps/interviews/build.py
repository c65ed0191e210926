"""Rows of the interviews step that tests start from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import connection

from uptake.formats.transcripts import Turn as Spoken
from uptake.interviews import actions
from uptake.interviews.models import Code, Participant, Passage, Transcript, Turn, Version
from uptake.projects.actor import Actor
from uptake.projects.models import Project

TALK = (
    ("Interviewer", "Where did it get stuck, in your view?"),
    ("P11", "The team lead wanted it. She had the training, she had the patients."),
    ("Interviewer", "And when she asked?"),
    ("P11", "They said, fine, but nothing comes off. So it was seven clients a day."),
    ("P12", "I was there too. 🙂 It took forty minutes a week."),
)


def participant(
    project: Project, pseudonym: str = "P11", group: str = "commissioner"
) -> Participant:
    """A participant who consented."""
    return Participant.objects.create(
        project=project, pseudonym=pseudonym, group=group, consent_version="2",
        consented_on="2026-01-09",
    )  # fmt: skip


def transcript(
    project: Project,
    turns: Iterable[tuple[str, str]] = TALK,
    title: str = "Interview 11",
    cleared: str = "waived",
) -> Transcript:
    """A transcript of (speaker, words); speakers who are participants of the project are theirs."""
    row = Transcript.objects.create(project=project, title=title, cleared_how=cleared)
    words = [said for _, said in turns]
    version = Version.objects.create(project=project, transcript=row, text="\n\n".join(words))
    people = {p.pseudonym: p for p in Participant.objects.filter(project=project)}
    at, made = 0, []
    for index, (speaker, said) in enumerate(turns):
        made.append(
            Turn(project=project, version=version, index=index, speaker=speaker,
                 participant=people.get(speaker), start=at, end=at + len(said))
        )  # fmt: skip
        at += len(said) + 2
    Turn.objects.bulk_create(made, batch_size=500)
    return row


def code(project: Project, name: str = "No time set aside", parent: Code | None = None,
         order: int = 0) -> Code:  # fmt: skip
    """A code of the codebook."""
    return Code.objects.create(
        project=project, name=name, parent=parent, order=order,
        definition="Use when no time was set aside.",
    )  # fmt: skip


def text_of(row: Transcript) -> str:
    """The current words of a transcript."""
    return Version.objects.get(transcript=row, current=True).text


def place(row: Transcript, words: str) -> tuple[int, int]:
    """Where some words stand in a transcript."""
    start = text_of(row).index(words)
    return start, start + len(words)


def person(by: Actor, project: Project, pseudonym: str = "P11", **more: object) -> Participant:
    """A participant who consented, added through the door."""
    facts: dict[str, Any] = {
        "group": "therapist", "consent_version": "2", "consented_on": date(2025, 10, 1), **more,
    }  # fmt: skip
    return actions.add_participant(by=by, project=project, pseudonym=pseudonym, **facts)


def heard(
    by: Actor, project: Project, said: Iterable[tuple[str, str]],
    people: Mapping[str, Participant] | None = None, **more: Any,
) -> Transcript:  # fmt: skip
    """A transcript of (speaker, words), added through the door. Whoever is not named is nobody."""
    turns = [Spoken(who, words) for who, words in said]
    speakers = {turn.speaker: (people or {}).get(turn.speaker) for turn in turns}
    more.setdefault("title", "Interview 4")
    more.setdefault("waived", "Invented.")
    return actions.add_transcript(by=by, project=project, turns=turns, speakers=speakers, **more)


def coded(
    by: Actor, row: Transcript, words: str, *codes: Code, at: int | None = None, **more: Any
) -> Passage:  # fmt: skip
    """The passage on these words of the current version (the first, or those `at`), with codes."""
    start = place(row, words)[0] if at is None else at
    end = start + len(words)
    number = Version.objects.get(transcript=row, current=True).number
    made = actions.apply_codes(
        by=by, transcript=row, version=number, start=start, end=end, codes=list(codes), **more
    )
    if made:
        return made[0].passage
    return Passage.objects.get(transcript=row, start=start, end=end, state=Passage.State.FIRM)


def every_cell() -> str:
    """Everything that every table of the database holds, as one text."""
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - its own names
            for row in cursor.fetchall():
                found += [
                    bytes(cell).decode("utf-8", "replace")
                    if isinstance(cell, bytes | memoryview) else str(cell)
                    for cell in row
                ]  # fmt: skip
    return "\n".join(found)
