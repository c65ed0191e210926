"""Recording what was searched, as PRISMA-S asks (Rethlefsen and others, 2021)."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, astuple, dataclass
from datetime import date

from django.utils import timezone

from uptake.projects.action import action
from uptake.projects.actor import Actor
from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.models import Project
from uptake.projects.roles import Permission
from uptake.sources.models import Search


@dataclass(frozen=True)
class SearchFacts:
    """One database searched on one day."""

    database: str
    searched_on: date
    interface: str = ""
    strategy: str = ""
    hits: int | None = None
    route: str = "database"

    @property
    def mark(self) -> str:
        """A short mark that differs when any fact does."""
        return hashlib.sha256(repr(astuple(self)).encode()).hexdigest()[:16]


def checked(facts: SearchFacts) -> SearchFacts:
    """The facts, tidied. Raises `Refused` where one cannot be true."""
    database = facts.database.strip()
    if not database:
        raise Refused("A search names the database it was run in.", advice="Such as PsycInfo.")
    if facts.searched_on > timezone.localdate():
        raise Refused(
            f"The date searched, {facts.searched_on:%-d %B %Y}, has not come yet.",
            advice="Enter the day on which the search was run.",
        )
    if facts.route not in Search.Route.values:
        raise Refused(
            f"{facts.route!r} is no way of finding records.",
            advice=f"Choose among: {', '.join(Search.Route.values)}.",
        )
    if facts.hits is not None and facts.hits < 0:
        raise Refused("A search cannot report fewer than no hits.", advice="Leave it empty.")
    for name, value, limit in (
        ("database", database, 120), ("interface", facts.interface, 120),
    ):  # fmt: skip
        if len(value) > limit:
            raise Refused(
                f"The {name} has {len(value)} characters; {limit} is the most.",
                advice="Shorten it; the strategy has room for more.",
            )
    return SearchFacts(
        database, facts.searched_on, facts.interface.strip(), facts.strategy.strip(), facts.hits,
        str(facts.route),
    )  # fmt: skip


@action(Permission.IMPORT, event="search.recorded")
def record_search(*, by: Actor, project: Project, facts: SearchFacts) -> Search:
    """Record a search that gave no file, or whose file comes later."""
    return Search.objects.create(project=project, **asdict(checked(facts)))


@action(Permission.IMPORT, event="search.changed")
def change_search(*, by: Actor, search: Search, facts: SearchFacts, seen: str = "") -> Search:
    """Correct the facts of a search. `seen` is the mark of what the person saw."""
    current = Search.objects.select_for_update().get(pk=search.pk)
    if seen and seen != facts_of(current).mark:
        raise OvertakenEdit(
            "Somebody else changed this search while you were at it.",
            advice="Look at how it stands now, and save again if yours is right.",
        )
    for name, value in asdict(checked(facts)).items():
        setattr(current, name, value)
    current.save()
    return current


def facts_of(search: Search) -> SearchFacts:
    """The facts of a recorded search."""
    return SearchFacts(
        search.database, search.searched_on, search.interface, search.strategy, search.hits,
        str(search.route),
    )  # fmt: skip
