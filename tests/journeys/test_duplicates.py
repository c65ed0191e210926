"""Pairs decided one after another: with keys alone, and without a script."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests import build
from tests.journeys.sight import faults
from tests.steps.sources import build as exports
from uptake.sources import actions
from uptake.sources.models import DuplicatePair, Reference, Relation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BY = build.TERMINAL


@pytest.fixture
def waiting(settings, tmp_path) -> Any:
    """A project with three pairs that wait, the likeliest first."""
    settings.MEDIA_ROOT = tmp_path / "files"
    project = build.project()
    lines = [exports.record(f"Paper {n} on guided care", year=str(2010 + n)) for n in range(6)]
    exports.bring_in(project, "\n".join(lines).encode())
    rows = list(Reference.objects.filter(project=project))
    for n in range(3):
        actions.set_beside(
            by=BY, reference=rows[2 * n], other=rows[2 * n + 1], score=0.9 - n / 10,
            reasons=["titles differ by 1 character"],
        )  # fmt: skip
    return project


def heading(page: Any, words: str) -> None:
    """Wait until the pair's heading holds these words."""
    page.get_by_role("heading", level=2).filter(has_text=words).first.wait_for()


def states() -> list[str]:
    return list(DuplicatePair.objects.order_by("pk").values_list("state", flat=True))


def test_pairs_are_decided_with_keys_alone(opened, waiting) -> None:
    page = opened(build.member(waiting, "reviewer").user)
    page.goto(reverse("sources:pairs", args=[waiting.pk]))
    heading(page, "Pair 1 of 3: Vance 2010 and Vance 2011")
    assert faults(page, "pairs") == []
    page.keyboard.press("d")
    heading(page, "Pair 2 of 3")
    assert page.evaluate("document.activeElement.id") == "pair-heading"
    assert "Kept apart." in page.get_by_role("status").first.inner_text()
    page.keyboard.press("z")
    heading(page, "Pair 1 of 3")
    page.keyboard.press("s")
    heading(page, "Pair 2 of 3")
    page.keyboard.press("n")
    heading(page, "Vance 2014 and Vance 2015")
    assert "Left for later" in page.get_by_role("status").first.inner_text()
    page.keyboard.press("l")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "pair-heading"
    page.keyboard.press("l")
    page.get_by_label("The first is").select_option("reply")
    page.get_by_role("button", name="Link them").click()
    heading(page, "Vance 2012 and Vance 2013")
    page.keyboard.press("d")
    heading(page, "Every pair is decided")
    assert states() == ["same", "different", "related"]
    assert Relation.objects.get().kind == "reply"


def test_pairs_are_decided_on_a_phone_without_a_script(opened, waiting) -> None:
    page = opened(
        build.member(waiting, "reviewer").user, java_script_enabled=False,
        viewport={"width": 375, "height": 720},
    )  # fmt: skip
    page.goto(reverse("sources:pairs", args=[waiting.pk]))
    for verdict in ("Same: merge", "Different", "Different"):
        page.get_by_role("main").get_by_role("button", name=verdict).click()
    heading(page, "Every pair is decided")
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    heading(page, "Pair 3 of 3")
    assert states() == ["same", "different", "waiting"]
