"""What a reference states, written by a person who read it."""

from __future__ import annotations

from django.utils import timezone

from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.changes import reads_otherwise
from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.roles import Permission
from uptake.projects.thread import Key
from uptake.sources.models import EarlierWording, Reference, Statement

LONGEST = 600
LONGEST_PLACE = 120


def _checked(sentence: str, place: str) -> tuple[str, str]:
    sentence, place = " ".join(sentence.split()), " ".join(place.split())
    if not sentence:
        raise Refused("A statement says something.", advice="One sentence in your own words.")
    if len(sentence) > LONGEST:
        raise Refused(
            f"The statement has {len(sentence)} characters; {LONGEST} is the most.",
            advice="Say one thing in it, and write another statement for the next.",
        )
    if len(place) > LONGEST_PLACE:
        raise Refused(
            f"The place has {len(place)} characters; {LONGEST_PLACE} is the most.",
            advice="Such as: page 7, table 2.",
        )
    return sentence, place


@action(Permission.EXTRACT, event="statement.extracted")
def extract_statement(
    *, by: Actor, reference: Reference, sentence: str, place: str = ""
) -> Statement:
    """Write down one thing that a reference states, and where it states it."""
    sentence, place = _checked(sentence, place)
    return Statement.objects.create(
        project_id=reference.project_id, reference=reference, sentence=sentence, place=place,
        by=by.user,
    )  # fmt: skip


@action(Permission.EXTRACT, event="statement.reworded")
def change_statement(
    *, by: Actor, statement: Statement, sentence: str, place: str = "", seen: str = ""
) -> Outcome[Statement]:
    """Reword a statement. The earlier wording is kept, and what rests on it keeps resting on it.

    `seen` is the number of the wording that the person had before their eyes.
    """
    sentence, place = _checked(sentence, place)
    current = Statement.objects.select_for_update().get(pk=statement.pk)
    if current.removed_at is not None:
        raise Refused("This statement was removed.", advice="Bring it back, then reword it.")
    if seen and seen != str(current.wording):
        raise OvertakenEdit(
            f"Somebody else reworded this while you were at it. It now reads: {current.sentence}",
            advice="Save again if yours is the better one.",
        )
    if (sentence, place) == (current.sentence, current.place):
        return Outcome(current)
    said = current.sentence
    EarlierWording.objects.create(
        project_id=current.project_id, statement=current, wording=current.wording,
        sentence=current.sentence, place=current.place, by=current.by,
    )  # fmt: skip
    current.sentence, current.place, current.by = sentence, place, by.user
    current.wording, current.reworded_at = current.wording + 1, timezone.now()
    current.save()
    if sentence == said:
        return Outcome(current)
    reason = f"A statement of {current.reference} says something else now than it did."
    key = Key("statement", current.pk)
    return Outcome(current, detail=reads_otherwise(current.project, key, reason))


@action(Permission.EXTRACT, event="statement.removed")
def remove_statement(*, by: Actor, statement: Statement) -> Statement:
    """Take a statement out. It can be brought back; what rests on it shows the gap."""
    current = Statement.objects.select_for_update().get(pk=statement.pk)
    if current.removed_at is None:
        current.removed_at = timezone.now()
        current.save()
    return current


@action(Permission.EXTRACT, event="statement.restored")
def restore_statement(*, by: Actor, statement: Statement) -> Statement:
    """Bring a removed statement back."""
    current = Statement.objects.select_for_update().get(pk=statement.pk)
    current.removed_at = None
    current.save()
    return current
