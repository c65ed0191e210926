"""Every page as others than its owner meet it: with less on it, with nothing in it, saying no."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests import build
from tests.journeys.pages import INSIDE, OUTSIDE, address, looked, pages_of
from tests.journeys.sight import WIDTHS, faults
from tests.promises.world import World, made
from uptake.projects.roles import BY_KEY
from uptake.website import views

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

REFUSED = {"interviews:codebook-qdc"}
"""There is nothing to take out yet; the page that says so answers 422."""


@pytest.mark.parametrize("role", ["coder", "observer"])
def test_pages_of_a_project(opened, role: str) -> None:
    world = made("Own")
    user = world.people[role]
    may = BY_KEY[role].permissions
    pages = {name: address(name, world) for name, row in INSIDE.items() if row.read in may}
    whole = pages_of(build.browser(user), pages)
    if role == "coder":  # what only a coder's hand changes
        whole = {name: to for name, to in whole.items() if name.startswith("interviews:")}
    assert looked(opened(user), whole, axe_at=WIDTHS[1:2]) == []


def test_pages_of_a_project_with_nothing_in_it(opened) -> None:
    owner = build.account()
    world = World(build.project(owner), {"owner": owner})
    pages = {name: address(name, world) for name, row in INSIDE.items()
             if not row.ids and not row.query and name not in REFUSED}  # fmt: skip
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
