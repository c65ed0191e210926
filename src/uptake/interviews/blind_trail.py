"""What the trail tells of coding in a round that has not been opened: nothing to anybody else."""

from __future__ import annotations

from django.db.models import Q

from uptake.interviews.models import CodingRound
from uptake.projects.action import ACTIONS
from uptake.projects.models import Project, User
from uptake.projects.roles import Permission
from uptake.projects.withheld import Withheld

SAID_OPENLY = "assignment."
"""That somebody is done is for everybody to know."""


def coding_events() -> list[str]:
    """The events of coding and of writing memos."""
    return sorted(
        event
        for event, one in ACTIONS.items()
        if one.permission is Permission.CODE
        and one.function.__module__.startswith("uptake.interviews.")
        and not event.startswith(SAID_OPENLY)
    )


def withheld(project: Project, user: User | None) -> Withheld | None:
    """What the others of unopened rounds coded since these began, wherever they coded it."""
    rounds = CodingRound.objects.filter(project=project, opened_at=None, closed_at=None)
    mine = f"user:{user.pk}" if user is not None else ""
    hidden, until = Q(), []
    for row in rounds.order_by("pk"):
        coders = row.assignments.order_by().values_list("coder_id", flat=True).distinct()
        others = [pk for pk in coders if f"user:{pk}" != mine]
        if others:
            theirs = Q(actor_key__in=[f"user:{pk}" for pk in others])
            # The terminal codes in somebody's name, and says in whose.
            hidden |= Q(theirs | Q(after__coder__in=others), at__gte=row.created_at)
            until.append(f"until the coding round {row.name} is opened")
    return Withheld(hidden & Q(verb__in=coding_events()), tuple(until)) if until else None
