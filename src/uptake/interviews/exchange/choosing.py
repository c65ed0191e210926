"""Choices on a file as plain values, for work that is left to the worker."""

from __future__ import annotations

from typing import Any

from uptake.interviews.actions.exchange_people import Choices, day
from uptake.interviews.actions.material import NewParticipant
from uptake.interviews.models import Participant
from uptake.projects.errors import Refused
from uptake.projects.models import Project, User


def as_data(choices: Choices) -> dict[str, Any]:
    """The choices in a form that JSON holds."""
    return {
        "waived": choices.waived,
        "coders": {
            guid: {"member": who.pk} if isinstance(who, User) else {"name": who}
            for guid, who in choices.coders.items()
        },
        "cases": {guid: _case(who) for guid, who in choices.cases.items()},
    }


def _case(who: Participant | NewParticipant | None) -> dict[str, Any] | None:
    if who is None:
        return None
    if isinstance(who, Participant):
        return {"participant": who.pk}
    return {
        "pseudonym": who.pseudonym, "group": who.group, "consent_version": who.consent_version,
        "consented_on": who.consented_on.isoformat() if who.consented_on else "",
    }  # fmt: skip


def from_data(project: Project, data: dict[str, Any]) -> Choices:
    """The choices again. Raises Refused when somebody they name is not there any more."""
    members = {
        row.pk: row
        for row in User.objects.filter(memberships__project=project, memberships__ended_at=None)
    }
    people = {row.pk: row for row in Participant.objects.filter(project=project)}
    try:
        return Choices(
            coders={
                guid: members[who["member"]] if "member" in who else str(who["name"])
                for guid, who in data["coders"].items()
            },
            cases={guid: _chosen(who, people) for guid, who in data["cases"].items()},
            waived=data["waived"],
        )
    except KeyError as fault:
        raise Refused(
            "A member or participant that was chosen is not there any more.",
            advice="Open the file's page and choose again.",
        ) from fault


def _chosen(
    who: dict[str, Any] | None, people: dict[int, Participant]
) -> Participant | NewParticipant | None:  # fmt: skip
    if who is None:
        return None
    if "participant" in who:
        return people[who["participant"]]
    return NewParticipant(
        who["pseudonym"], who["group"], who["consent_version"], day(who["consented_on"])
    )
