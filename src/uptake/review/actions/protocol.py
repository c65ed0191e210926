"""The protocol: written once, then amended, each time with its reason."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from uptake.projects.action import action
from uptake.projects.actor import Actor
from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.models import Project
from uptake.projects.roles import Permission
from uptake.review.models import Protocol


@dataclass(frozen=True, slots=True)
class ProtocolFacts:
    """What a protocol says besides its criteria."""

    question: str
    registration: str = ""
    begun_on: date | None = None
    due_on: date | None = None
    methods: str = ""


def facts_of(protocol: Protocol) -> ProtocolFacts:
    """What one version of the protocol says."""
    return ProtocolFacts(
        protocol.question, protocol.registration, protocol.begun_on, protocol.due_on,
        protocol.methods,
    )  # fmt: skip


@action(Permission.LEAD_REVIEW, event="protocol.written")
def write_protocol(
    *, by: Actor, project: Project, facts: ProtocolFacts, why: str = "", seen: int | None = None
) -> Protocol:
    """Write the protocol's first version, or amend it: the versions before stay as they were.

    `seen` is the number of the version that the person started from; 0 for none.
    """
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    last = Protocol.objects.filter(project=project).last()
    number = last.version if last else 0
    if seen is not None and seen != number:
        raise OvertakenEdit(
            "Somebody else amended the protocol while you were at it.",
            advice="Look at how it stands now, and save again if yours is right.",
        )
    facts, why = _checked(facts), why.strip()
    if last is not None:
        if facts == facts_of(last):
            raise Refused("Nothing is different from the version before.")
        if not why:
            raise Refused("An amendment needs its reason.", advice="Say why it was changed.")
    return Protocol.objects.create(
        project=project, version=number + 1, why=why, by=by.user, **asdict(facts)
    )


def _checked(facts: ProtocolFacts) -> ProtocolFacts:
    question = facts.question.strip()
    if not question:
        raise Refused("The protocol has no question.", advice="Write the review's question.")
    if facts.begun_on and facts.due_on and facts.due_on < facts.begun_on:
        raise Refused("The review ends before it begins.", advice="Correct one of the dates.")
    return ProtocolFacts(
        question, facts.registration.strip(), facts.begun_on, facts.due_on, facts.methods.strip()
    )
