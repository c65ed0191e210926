"""A participant withdraws: the words go, and whatever rested on them says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from uptake.interviews.actions.withdraw import Redacted, redact_participant
from uptake.interviews.models import Participant, Transcript
from uptake.methods.echoes import echoes
from uptake.projects.action import Outcome, action
from uptake.projects.actions import forget_kept_forms
from uptake.projects.actor import Actor
from uptake.projects.roles import Permission
from uptake.projects.thread import Key
from uptake.trace.actions.marks import _above, _mark, _told
from uptake.trace.graph import Thread

WORDED = ("note", "reasons", "detail", "definition")
"""What a conclusion says beside its sentence."""


@dataclass(frozen=True)
class Withdrawn:
    """What was erased, what was marked, and whose own sentences repeat what was erased."""

    redacted: Redacted
    marked: tuple[Key, ...]
    repeats: tuple[Key, ...]


@action(Permission.WITHDRAW, event="participant.withdrawn")
def withdraw_participant(*, by: Actor, participant: Participant) -> Outcome[Withdrawn]:
    """Erase a participant's words and mark everything that rested on them for another look.

    The redacted passages themselves are not marked: they say what happened to them. Sentences of
    the team that repeat the person's words are not erased, because they are the team's; they are
    marked to be written anew. Forms of the project that were sent after their session had ended,
    and wait to be sent again, are forgotten. The event keeps that it happened, and nothing of what
    was said.
    """
    return _withdraw(by, participant, None)


@action(Permission.WITHDRAW, event="participant.withdrawn_in_part")
def withdraw_part(
    *, by: Actor, participant: Participant, transcripts: Sequence[Transcript]
) -> Outcome[Withdrawn]:
    """Erase what a participant said in these transcripts, as if all were withdrawn.

    What they said elsewhere stays, and so does all that is recorded of them. Raises Refused where
    none is chosen, and for one in which they do not speak.
    """
    return _withdraw(by, participant, transcripts)


def _withdraw(
    by: Actor, participant: Participant, transcripts: Sequence[Transcript] | None
) -> Outcome[Withdrawn]:
    project = participant.project
    thread = Thread(project)
    redacted = redact_participant(by=by, participant=participant, transcripts=transcripts)
    person = Key("participant", participant.pk)
    gone = [Key("passage", pk) for pk in redacted.passages]
    what = "withdrew" if transcripts is None else "withdrew a part of what they said"
    reason = f"{participant.pseudonym} {what}, and their words are gone."
    starts = [person, *gone] if transcripts is None else gone
    marked = _mark(project, _above(thread, starts), reason, person)
    repeats = _repeating(thread, redacted.words)
    again = f"It repeats words of {participant.pseudonym}, who {what}. Write it anew."
    _mark(project, repeats, again, person)
    forget_kept_forms(project.pk)
    detail = {**redacted.detail(), **_told(marked, reason), "repeats": [list(k) for k in repeats]}
    transaction.on_commit(_empty_the_log, robust=True)
    value = Withdrawn(redacted, tuple(marked), tuple(repeats))
    return Outcome(value, about=participant, detail=detail, mute=True)


def _repeating(thread: Thread, words: str) -> list[Key]:
    """The conclusions whose sentence, or what is written beside it, repeats some of the words."""
    texts = _concluded(thread)
    found = {key for key, _ in echoes(texts, words)}
    return list(dict.fromkeys(key for key, _ in texts if key in found))


def _concluded(thread: Thread) -> dict[tuple[Key, str], str]:
    """What every conclusion says: its sentence, and what is written beside it."""
    titles = {
        node.key: node.title
        for name in thread.concluding
        for node in thread.steps[name].nodes(thread.project)
    }
    texts = {(key, "title"): title for key, title in titles.items()}
    for key, row in thread.details(titles).items():
        texts |= {(key, name): getattr(row, name, "") for name in WORDED}
    return texts


def _empty_the_log() -> None:
    """Bring SQLite's log of writes into the file and empty it: it still holds the erased words."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
