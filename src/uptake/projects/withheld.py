"""Events that only those who made them may read yet, such as coding in a blind round.

They stay in the chain, which is checked as ever; pages and files of the trail leave them out and
say until when. A step that keeps something blind adds a question to `ASKED` when it is loaded.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q

from uptake.projects.models import Project, User


@dataclass(frozen=True, slots=True)
class Withheld:
    """Which events are withheld from somebody, and until when, in words."""

    events: Q
    until: tuple[str, ...]


Ask = Callable[[Project, User | None], Withheld | None]
ASKED: list[Ask] = []
"""What the steps were asked to withhold; each answers with None when that is nothing."""


def withheld(project: Project, user: User | None) -> Withheld | None:
    """What this person may not read in the trail yet; nobody in particular when it is None."""
    found = [answer for ask in ASKED if (answer := ask(project, user)) is not None]
    if not found:
        return None
    events = Q()
    for one in found:
        events |= one.events
    return Withheld(events, tuple(word for one in found for word in one.until))
