"""Every page of the site, at three widths: nothing that a machine can find bars anybody.

The pages are those of the matrix of routes (tests/promises/rows.py), so a new one is looked at
without being named here.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from tests import build
from tests.journeys.sight import WIDTHS, faults
from tests.promises.rows import ROUTES, pk
from tests.promises.world import World, made
from uptake.decision.models import Recommendation
from uptake.interviews.models import Passage
from uptake.monitor.models import Indicator
from uptake.plan.models import PlannedAction
from uptake.projects.roles import BY_KEY
from uptake.sources.models import Reference, Statement
from uptake.website import views

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

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


@pytest.mark.parametrize("role", ["owner", "coder", "observer"])
def test_pages_of_a_project(opened, role: str) -> None:
    world = made("Own")
    user = world.people[role]
    client = build.browser(user)
    may = BY_KEY[role].permissions
    pages = {name: address(name, world) for name, row in INSIDE.items() if row.read in may}
    if role == "owner":
        pages |= walks(world)
    whole = pages_of(client, pages)
    if role == "coder":  # what only a coder's hand changes
        whole = {name: to for name, to in whole.items() if name.startswith("interviews:")}
    if role != "owner":
        assert looked(opened(user), whole, axe_at=WIDTHS[1:2]) == []
        return
    # The owner's pages hold all that the others' do, so on the narrow screen axe is asked of an
    # observer's own; of the owner it looks there at those that an observer does not get.
    page, seen = opened(user), BY_KEY["observer"].permissions
    shared = {name for name in whole if name in INSIDE and INSIDE[name].read in seen}
    both = {name: to for name, to in whole.items() if name in shared}
    wrong = looked(page, both, axe_at=WIDTHS[:1])
    alone = {name: to for name, to in whole.items() if name not in shared}
    assert wrong + looked(page, alone) == []


def test_pages_of_a_project_with_nothing_in_it(opened) -> None:
    owner = build.account()
    world = World(build.project(owner), {"owner": owner})
    pages = {name: address(name, world) for name, row in INSIDE.items()
             if not row.ids and not row.query}  # fmt: skip
    client = build.browser(owner)
    whole = pages_of(client, pages)
    assert looked(opened(owner), whole, axe_at=WIDTHS[1:2]) == []


def test_pages_outside_projects(opened) -> None:
    user = build.account()
    anyone = {name: reverse(name) for name in OUTSIDE if name != "health"}
    signed_in = opened(user)
    assert looked(signed_in, anyone) == []
    assert looked(opened(), anyone) == []


def test_pages_that_say_no(opened, settings, monkeypatch) -> None:
    world = made("Own")
    home = reverse("project", args=[world.project.pk])
    page = opened(world.people["observer"])
    page.allow += ["Failed to load resource"]
    wrong = looked(page, {"404": f"{home}nothing/"}, 404)
    wrong += looked(page, {"403": reverse("projects:trail", args=[world.project.pk])}, 403)
    monkeypatch.setattr(views, "render", None)
    wrong += looked(page, {"500": reverse("privacy")}, 500)
    assert wrong == []


def test_too_many_tries(opened) -> None:
    page = opened()
    page.allow += ["Failed to load resource"]
    for _ in range(6):
        page.goto(reverse("sign-in"))
        page.get_by_label("Email address").fill("nobody@example.org")
        page.get_by_label("Password", exact=True).fill("wrong words")
        page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Too many tries", level=1).wait_for()
    assert faults(page, "429") == []


def test_a_file_that_is_too_large(opened, settings) -> None:
    project = build.project(owner := build.account())
    settings.MAX_UPLOAD_MB = 0
    page = opened(owner)
    page.allow += ["Failed to load resource"]
    page.goto(reverse("sources:upload", args=[project.pk]))
    page.locator("input[type=file]").set_input_files(
        {"name": "found.ris", "mimeType": "text/plain", "buffer": b"TY  - JOUR\n" * 9000}
    )
    page.get_by_role("button", name="Look at what they hold").click()
    page.get_by_role("heading", name="That file is too large", level=1).wait_for()
    assert faults(page, "413") == []
