"""Which pages there are, and what a machine finds wrong with each (used by the journeys)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from urllib.parse import urlencode

from django.test import Client
from django.urls import reverse

from tests.journeys.sight import WIDTHS, faults
from tests.promises.rows import ROUTES, pk
from tests.promises.world import World
from uptake.decision.models import Recommendation
from uptake.interviews.models import Passage
from uptake.monitor.models import Indicator
from uptake.plan.models import PlannedAction
from uptake.sources.models import Reference, Statement

INSIDE = {name: row for name, row in ROUTES.items() if row.in_project and row.read}
OUTSIDE = [name for name, row in ROUTES.items() if not row.in_project and row.read]
PARTS = {"interviews:panel", "review:stop-panel", "trace:cell", "trace:panel"}
"""Addresses that answer with a part of a page; files are told by their kind."""


def address(name: str, world: World) -> str:
    row = ROUTES[name]
    ids = {key: find(world) for key, find in row.ids.items()}
    asked = urlencode({key: find(world) for key, find in row.query.items()})
    to = reverse(name, kwargs={"project_id": world.project.pk, **ids})
    return f"{to}?{asked}" if asked else to


def walks(world: World) -> dict[str, str]:
    """The thread from each kind of thing; the matrix has it from findings."""
    kinds = {"recommendation": Recommendation, "passage": Passage, "statement": Statement,
             "reference": Reference, "action": PlannedAction, "indicator": Indicator}  # fmt: skip
    return {
        f"{way} of a {kind}": reverse(way, args=[world.project.pk, kind, pk(model)(world)])
        for kind, model in kinds.items()
        for way in ("trace:why", "trace:reach")
    }


def pages_of(client: Client, addresses: dict[str, str]) -> dict[str, str]:
    """The addresses that answer with a whole page, be it one that says no."""
    pages = {}
    for name, to in addresses.items():
        answer = client.get(to, follow=True)
        if answer.headers["Content-Type"].startswith("text/html") and name not in PARTS:
            assert b"<html" in answer.content, f"{name} is part of a page"
            pages[name] = to
        answer.close()
    return pages


def looked(
    page: Any, pages: dict[str, str], status: int = 200, axe_at: Collection[int] = WIDTHS[:-1]
) -> list[str]:
    """What is wrong with each page: {its name: its address}."""
    wrong = []
    for name, to in pages.items():
        answer = page.goto(to)
        if answer.status != status:
            wrong.append(f"{name} answered {answer.status}")
        else:
            wrong += faults(page, name, axe_at)
    print("\n".join(wrong))  # whole, where pytest shows the first
    return wrong
