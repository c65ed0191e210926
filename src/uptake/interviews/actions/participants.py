"""Participants: under a pseudonym, with the consent that they gave."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from uptake.interviews.models import Participant
from uptake.projects.action import action
from uptake.projects.actor import Actor
from uptake.projects.errors import Refused
from uptake.projects.models import Project
from uptake.projects.roles import Permission


@action(Permission.MANAGE_MATERIAL, event="participant.added")
def add_participant(
    *, by: Actor, project: Project, pseudonym: str, group: str, about: str = "",
    consent_version: str = "", consented_on: date | None = None,
) -> Participant:  # fmt: skip
    """Add a person who was heard. Consent may be recorded later, but before their words are kept.

    Raises Refused when the pseudonym is taken or empty, or half of the consent is missing.
    """
    row = Participant(project=project)
    _write(row, pseudonym, group, about, consent_version, consented_on)
    return row


@action(Permission.MANAGE_MATERIAL, event="participant.changed")
def edit_participant(
    *, by: Actor, participant: Participant, pseudonym: str, group: str, about: str = "",
    consent_version: str = "", consented_on: date | None = None,
) -> Participant:  # fmt: skip
    """Change what is recorded of a person. Consent can't be taken out while words are kept."""
    row = Participant.objects.select_for_update().get(pk=participant.pk)
    if row.withdrawn_at is not None:
        raise Refused(f"{row.pseudonym} has withdrawn. What is recorded of them stays as it is.")
    if not consent_version.strip() and consented_on is None and row.turns.exists():
        raise Refused(
            f"{row.pseudonym}'s words are kept here, so their consent can't be taken out.",
            advice="If they no longer consent, withdraw them.",
        )
    _write(row, pseudonym, group, about, consent_version, consented_on)
    return row


def consented(participant: Participant) -> bool:
    """Whether the version and the day of consent are both known."""
    return bool(participant.consent_version and participant.consented_on)


def _write(
    row: Participant, pseudonym: str, group: str, about: str, version: str, day: date | None
) -> None:
    pseudonym, group = " ".join(pseudonym.split()), " ".join(group.split())
    if not pseudonym:
        raise Refused("A participant needs a pseudonym.", advice="Such as P04.")
    if not group:
        raise Refused(
            f"It is not said to which group {pseudonym} belongs.",
            advice="Such as therapist, carer, commissioner.",
        )
    others = Participant.objects.filter(project_id=row.project_id, pseudonym__iexact=pseudonym)
    if others.exclude(pk=row.pk).exists():
        raise Refused(
            f"There is a participant called {pseudonym} already.",
            advice="Choose another pseudonym, or edit that participant.",
        )
    if bool(version.strip()) != (day is not None):
        raise Refused(
            f"Only half of {pseudonym}'s consent is recorded.",
            advice="Enter the version of the consent form and the day it was signed.",
        )
    if day is not None and day > timezone.localdate():
        raise Refused(f"{pseudonym}'s consent is dated in the future.", advice="Check the day.")
    row.pseudonym, row.group, row.about = pseudonym, group, about.strip()
    row.consent_version, row.consented_on = version.strip(), day
    row.save()
