"""The recruitment log: who was asked, reminded, agreed or declined, and who took part."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from uptake.interviews.actions.participants import _write
from uptake.interviews.models import Approach, Participant
from uptake.interviews.people_file import Listed
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import Refused
from uptake.projects.models import Project
from uptake.projects.roles import Permission

LONGEST_REASON = 300


@action(Permission.MANAGE_MATERIAL, event="participants.added")
def add_people(
    *, by: Actor, project: Project, people: Sequence[Listed], invited_on: date | None = None
) -> Outcome[list[Participant]]:  # fmt: skip
    """Add several people at once, all or none of them; a day says that all were invited on it.

    Raises Refused, naming the line, for the first that can't be added, and for none at all.
    """
    if not people:
        raise Refused("There is nobody on the list.", advice="Write each person on a line.")
    made = []
    for person in people:
        row = Participant(project=project)
        try:
            _write(row, person.pseudonym, person.group, person.about, person.consent_version,
                   person.consented_on)  # fmt: skip
        except Refused as fault:
            raise Refused(fault.what, advice=fault.advice, where=person.where) from fault
        made.append(row)
    noted = 0
    if invited_on is not None:
        noted = len(_note(by, project, made, Approach.Kind.INVITED, invited_on, ""))
    detail = {"participants": [row.pk for row in made], "invited": noted}
    return Outcome(made, about=project, detail=detail)


@action(Permission.MANAGE_MATERIAL, event="approach.noted")
def note_approaches(
    *, by: Actor, project: Project, participants: Sequence[Participant], kind: str, on: date,
    reason: str = "",
) -> Outcome[list[Approach]]:  # fmt: skip
    """Write one line of the log for each of these people: they were invited, declined, took part.

    Raises Refused for nobody, a day to come, and somebody who withdrew.
    """
    made = _note(by, project, participants, kind, on, reason)
    detail = {
        "kind": kind, "on": on, "participants": [row.participant_id for row in made],
        "approaches": [row.pk for row in made],
    }  # fmt: skip
    return Outcome(made, about=project, detail=detail)


@action(Permission.MANAGE_MATERIAL, event="approach.removed")
def remove_approach(*, by: Actor, approach: Approach) -> Approach:
    """Take a line off the log that was entered by mistake. It is kept, and can be put back."""
    row = Approach.objects.select_for_update().get(pk=approach.pk)
    if row.removed_at is not None:
        raise Refused("This line was taken off the log already.")
    row.removed_at = timezone.now()
    row.save(update_fields=["removed_at"])
    return row


@action(Permission.MANAGE_MATERIAL, event="approach.put_back")
def put_back_approach(*, by: Actor, approach: Approach) -> Approach:
    """Put a line back that was taken off the log."""
    row = Approach.objects.select_for_update().get(pk=approach.pk)
    if row.removed_at is None:
        raise Refused("This line stands in the log.")
    row.removed_at = None
    row.save(update_fields=["removed_at"])
    return row


def _note(
    by: Actor, project: Project, people: Sequence[Participant], kind: str, on: date, reason: str
) -> list[Approach]:
    if kind not in Approach.Kind.values:
        raise Refused(f"The log has no lines of the kind {kind!r}.",
                      advice=f"Kinds: {', '.join(Approach.Kind.values)}.")  # fmt: skip
    if not people:
        raise Refused("Nobody is chosen.", advice="Tick the people that the line is about.")
    if on > timezone.localdate():
        raise Refused("The day has not come yet.", advice="Check the day.")
    reason = " ".join(reason.split())
    if len(reason) > LONGEST_REASON:
        raise Refused(f"The reason has more than {LONGEST_REASON} characters.",
                      advice="Say it in a sentence.")  # fmt: skip
    rows = list(Participant.objects.select_for_update().filter(pk__in=[row.pk for row in people]))
    gone = [row.pseudonym for row in rows if row.withdrawn_at is not None]
    if gone:
        raise Refused(f"{gone[0]} has withdrawn. Nothing more is noted about them.",
                      advice="Choose the others.")  # fmt: skip
    return Approach.objects.bulk_create(
        Approach(project=project, participant=row, kind=kind, on=on, reason=reason, by=by.user)
        for row in rows
    )
