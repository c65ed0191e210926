"""Words taken out one place after another: with keys alone, by selecting, and without a script."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests import build
from tests.journeys.sight import faults
from tests.steps.interviews import build as make
from uptake.interviews.actions import deidentify
from uptake.interviews.models import Proposal

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAID = [
    ("I", "Who ran it, at your place?"),
    ("P11", "🙂 Mrs Tapsell ran it, at Harrowfield. Ring 01632 960 983."),
    ("P11", "Then Tapsell left, on 12 May 2019."),
]
SELECT = """(words) => {
  const walker = document.createTreeWalker(
    document.querySelector(".de-text"), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const at = node.data.indexOf(words);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + words.length);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    return;
  }
}"""


@pytest.fixture
def talk() -> Any:
    """A transcript with three places proposed."""
    project = build.project()
    by = build.member(project)
    talk = make.heard(by, project, SAID, {"P11": make.person(by, project)}, waived="")
    deidentify.look_through(by=by, transcript=talk)
    return talk


def lead(page: Any, words: str) -> None:
    """Wait until the page says how many are decided."""
    page.locator(".lead").filter(has_text=words).first.wait_for()


def states() -> list[str]:
    return list(Proposal.objects.order_by("start").values_list("state", flat=True))


def test_places_are_decided_with_keys_alone(opened: Any, talk: Any) -> None:
    page = opened(build.member(talk.project, "researcher").user)
    page.goto(reverse("interviews:deidentify-one", args=[talk.project_id, talk.pk]))
    lead(page, "0 of 3 decided")
    assert faults(page, "deidentify") == []
    page.keyboard.press("a")
    lead(page, "1 of 4 decided")
    assert page.evaluate("document.activeElement.id") == "decide-h"
    page.keyboard.press("r")
    lead(page, "2 of 4 decided")
    page.keyboard.press("z")
    lead(page, "1 of 4 decided")
    page.keyboard.press("e")
    page.keyboard.type("[number]")
    page.keyboard.press("Enter")
    lead(page, "2 of 4 decided")
    assert Proposal.objects.filter(replacement="[number]", state="accepted").count() == 1
    page.keyboard.press("Shift+A")
    lead(page, "3 of 4 decided")
    page.keyboard.press("a")
    lead(page, "4 of 4 decided")
    assert set(states()) == {"accepted"}


def test_words_are_selected_and_taken_out(opened: Any, talk: Any) -> None:
    page = opened(build.member(talk.project, "researcher").user)
    page.goto(reverse("interviews:deidentify-one", args=[talk.project_id, talk.pk]))
    lead(page, "0 of 3 decided")
    page.keyboard.press("a")
    lead(page, "1 of 4 decided")
    page.evaluate(SELECT, "Harrowfield")
    page.wait_for_function('document.querySelector(".de-add [name=words]").value !== ""')
    at = int(page.input_value(".de-add [name=start]"))
    assert make.text_of(talk)[at : at + 11] == "Harrowfield"
    page.select_option(".de-add [name=kind]", "place")
    page.check("[name=only_here]")
    page.locator(".de-add button").click()
    lead(page, "2 of 5 decided")
    assert Proposal.objects.get(start=at).replacement == "[place 1]"


def test_it_all_works_without_a_script(opened: Any, talk: Any) -> None:
    page = opened(build.member(talk.project, "researcher").user, java_script_enabled=False)
    page.goto(reverse("interviews:deidentify-one", args=[talk.project_id, talk.pk]))
    for _ in range(4):
        page.locator("#decide button[value=accept]").click()
    lead(page, "4 of 4 decided")
    page.get_by_role("button", name="Undo my last decision").click()
    lead(page, "3 of 4 decided")
    page.locator(".de-places button[value=refuse]").first.click()
    lead(page, "4 of 4 decided")
    page.get_by_role("button", name="Sign off").click()
    lead(page, "De-identified and signed off")
    assert "Mrs Tapsell" not in make.text_of(talk)
