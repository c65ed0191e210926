"""What the pages about corrections read: a turn, the current version, the passages it lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404

from uptake.interviews.layers import passages_seen
from uptake.interviews.models import Participant, Passage, Transcript, Turn, Version
from uptake.projects.errors import Refused
from uptake.projects.models import Project
from uptake.projects.thread import Key
from uptake.trace.graph import Thread

INDEX = 2**31


@dataclass(frozen=True, slots=True)
class TurnNow:
    """One turn as it reads in the current version."""

    number: int
    """Counted from 1."""
    of: int
    speaker: str
    words: str
    version: int
    withdrawn: bool
    passages: int
    """Passages that lie in it or touch it."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A passage that lost its place, and what rests on it."""

    id: int
    quote: str
    speaker: str
    let_go: str
    above: int


def version_now(transcript: Transcript) -> Version:
    """The version that counts."""
    return Version.objects.get(transcript=transcript, current=True)


def turn_now(transcript: Transcript, number: int) -> TurnNow:
    """A turn of the current version by its number. Raises Http404 where there is none such."""
    version = version_now(transcript)
    turns = Turn.objects.filter(version=version)
    row = turns.filter(index=min(number, INDEX) - 1).select_related("participant").first()
    if row is None:
        raise Http404(f"No turn {number} in this transcript.")
    who: Participant | None = row.participant
    touched = Passage.objects.filter(
        passages_seen(None), version=version, state=Passage.State.FIRM, start__lt=row.end,
        end__gt=row.start,
    )  # fmt: skip
    return TurnNow(
        number, turns.count(), who.pseudonym if who else row.speaker,
        version.text[row.start : row.end], version.number,
        who is not None and who.withdrawn_at is not None, touched.count(),
    )  # fmt: skip


def turn_asked(transcript: Transcript, typed: str) -> int:
    """The number of a turn that somebody typed. Raises Refused when there is none such."""
    turns = Turn.objects.filter(version=version_now(transcript)).count()
    if typed.isascii() and typed.isdigit() and len(typed) < 10 and 1 <= int(typed) <= turns:
        return int(typed)
    raise Refused(f"There is no turn {typed[:20]}.", advice=f"The transcript has {turns:,}.")


def lost_of(project: Project, transcript: Transcript) -> list[Lost]:
    """The passages that no version has a place for, the undecided ones first."""
    rows = Passage.objects.filter(
        passages_seen(None), transcript=transcript, state=Passage.State.LOST
    )
    thread = Thread(project)
    found = [
        Lost(pk, quote, pseudonym or "", let_go, len(thread.over([Key("passage", pk)])) - 1)
        for pk, quote, pseudonym, let_go in rows.values_list(
            "pk", "quote", "participant__pseudonym", "let_go"
        )
    ]
    return sorted(found, key=lambda one: bool(one.let_go))


def known_speakers(project: Project) -> dict[str, Participant]:
    """The participants of a project by their pseudonyms."""
    return {who.pseudonym: who for who in Participant.objects.filter(project=project)}


def labels_of(transcript: Transcript) -> Sequence[str]:
    """The speakers' labels that the current version shows."""
    rows = Turn.objects.filter(version__transcript=transcript, version__current=True)
    return sorted(set(rows.exclude(speaker="").values_list("speaker", flat=True)))


def stretch_of(transcript: Transcript, words: str) -> tuple[int, int]:
    """Where some words stand in the current version. Raises Refused unless that is one place."""
    text = version_now(transcript).text
    start = text.find(words)
    if start < 0:
        raise Refused(
            "These words do not stand in the transcript as it is now.", where="Words",
            advice="Copy them from the transcript, letter by letter.",
        )  # fmt: skip
    if text.find(words, start + 1) >= 0:
        raise Refused(
            "These words stand in the transcript more than once.", where="Words",
            advice="Copy a few more, so that there is one place only.",
        )  # fmt: skip
    return start, start + len(words)
