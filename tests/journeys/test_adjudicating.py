"""Three places of a coding round decided by keyboard alone, one of them undone on the way."""

from __future__ import annotations

from typing import Any

import pytest

from tests import build
from tests.steps.interviews.rounds_build import Scene, scene
from uptake.interviews.layers import settled
from uptake.interviews.models import Adjudication, Coding

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def at() -> Scene:
    """An opened round with three places: both say the same, they differ in words, one coded."""
    project = build.project()
    begun = scene(project, build.member(project))
    begun.code(begun.ana, "Nobody had any time.", begun.time)
    begun.code(begun.ben, "Nobody had any time.", begun.time)
    begun.code(begun.ana, "We kept the paper forms as well.", begun.time)
    begun.code(begun.ben, "the paper forms", begun.will)
    begun.code(begun.ben, "My manager wanted it.", begun.will)
    begun.open()
    return begun


def left(page: Any, open_: int, decided: int) -> None:
    """Wait until the page tells so many places."""
    page.wait_for_selector(f"text={open_} open, {decided} decided.")


def here(page: Any) -> str:
    return str(page.locator(".rd-place.here mark").inner_text())


def test_three_places_with_keys_alone(opened: Any, at: Scene) -> None:
    page = opened(at.lead)
    press = page.keyboard.press
    page.goto(f"/p/{at.project.pk}/interviews/rounds/{at.round.pk}/adjudicate/")
    left(page, 3, 0)
    assert here(page) == "Nobody had any time."
    press("j")
    assert here(page) == "We kept the paper forms as well."
    assert page.evaluate("document.activeElement.matches('.rd-place.here')")
    press("k")
    press("a")
    left(page, 2, 1)
    press("m")
    page.wait_for_selector(".rd-place.here details[open]")
    for _ in range(20):
        if page.evaluate("document.activeElement.value === 'merge'"):
            break
        press("Tab")
    press("Enter")
    left(page, 1, 2)
    assert here(page) == "My manager wanted it."
    press("d")
    left(page, 0, 3)
    press("u")
    left(page, 1, 2)
    press("2")
    left(page, 0, 3)
    page.wait_for_selector("text=Nothing is open")
    decided = Adjudication.objects.filter(undone_at=None).order_by("pk")
    assert [one.how for one in decided] == ["agree", "merge", "choose"]
    agreed = Coding.objects.filter(settled()).order_by("pk")
    assert [(one.passage.quote, one.code.name) for one in agreed] == [
        ("Nobody had any time.", "No time"),
        ("We kept the paper forms as well.", "No time"),
        ("We kept the paper forms as well.", "Will"),
        ("My manager wanted it.", "Will"),
    ]
