"""Whole pieces of work in a browser, by what people see: from nothing to a Why that holds.

Locators are roles and labels only, so that a page that cannot be named cannot be used.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from tests import build
from tests.promises.world import made
from tests.steps.sources import build as exports
from uptake.decision.models import Recommendation
from uptake.findings.models import Finding
from uptake.interviews.models import Participant, Version
from uptake.projects.models import LookAgain
from uptake.sources.models import Statement

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STATES = "Therapists stop offering it when nothing comes off their list."
FINDS = "Nothing is taken off the list of those who guide."
ADVISES = "Take two people off every guide's list."


def press(page: Any, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name).click()


def follow(page: Any, name: str) -> None:
    page.get_by_role("main").get_by_role("link", name=name).first.click()


def title(page: Any, words: str) -> None:
    """Wait until the page's heading holds these words."""
    page.get_by_role("heading", level=1).filter(has_text=words).wait_for()


def sign_in(page: Any, user: Any) -> None:
    page.get_by_label("Email address").fill(user.email)
    page.get_by_label("Password", exact=True).fill(build.PASSWORD)
    press(page, "Sign in")


def start_a_project(page: Any, user: Any) -> None:
    page.goto("/")
    sign_in(page, user)
    follow(page, "Start")
    page.get_by_label("Your question").fill("Should we adopt guided digital CBT?")
    page.get_by_label("Short name").fill("Guided CBT")
    page.get_by_label("Six domains by four levels").check()
    press(page, "Start the project")
    title(page, "Should we adopt guided digital CBT?")


def bring_in_a_file(page: Any) -> None:
    follow(page, "Bring in references")
    page.get_by_label("Files", exact=True).set_input_files(
        {"name": "found.ris", "mimeType": "text/plain", "buffer": exports.THREE}
    )
    press(page, "Look at what they hold")
    title(page, "found.ris")
    assert "Nothing is imported yet." in page.get_by_role("main").inner_text()
    page.get_by_label("Database searched").fill("PsycInfo")
    page.get_by_label("Date searched").fill("2026-03-02")
    press(page, "Import 3 references")


def write_what_it_states(page: Any) -> None:
    page.get_by_label("Steps").get_by_role("link", name="Sources").first.click()
    page.get_by_label("Words in title").fill("digital depression")
    press(page, "Show")
    follow(page, "Guided digital care for depression")
    page.get_by_label("Add what it states").fill(STATES)
    page.get_by_label("Where").fill("page 7")
    press(page, "Add the statement")
    page.get_by_role("listitem").filter(has_text=STATES).wait_for()


def write_a_finding(page: Any) -> None:
    page.get_by_label("Steps").get_by_role("link", name="Findings").first.click()
    follow(page, "Write a finding")
    page.get_by_label("The finding in one sentence").fill(FINDS)
    page.get_by_label("Barrier").check()
    page.get_by_label("Support and resources, meso").check()
    press(page, "Write the finding")
    title(page, FINDS)
    follow(page, "Find evidence")
    page.get_by_label("Look in").select_option("Statements of references")
    press(page, "Search")
    page.get_by_label(STATES).check()
    press(page, "Add as support")
    title(page, FINDS)


def see_it_on_the_matrix(page: Any) -> None:
    page.get_by_label("Steps").get_by_role("link", name="Findings").first.click()
    cells = page.get_by_role("table", name="Barriers and facilitators by domain")
    cells.get_by_role("link", name="1 barrier").click()
    follow(page, FINDS)
    title(page, FINDS)


def recommend_and_ask_why(page: Any) -> None:
    follow(page, "Recommend on it")
    page.get_by_label("The recommendation in one sentence").fill(ADVISES)
    press(page, "Write it as a draft")
    title(page, ADVISES)
    follow(page, "Why?")
    title(page, "Why?")
    walk = page.get_by_role("main")
    assert ADVISES in walk.inner_text()
    walk.get_by_role("link", name=FINDS).wait_for()
    walk.get_by_text(STATES).first.wait_for()
    follow(page, "Vance 2024")
    page.get_by_role("main").get_by_text(STATES).first.wait_for()


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without JavaScript"])
def test_a_newcomer_reaches_a_why_that_holds(opened, script: bool) -> None:
    user = build.account("joan@example.org", "Joan Fairley")
    page = opened(java_script_enabled=script)
    start_a_project(page, user)
    bring_in_a_file(page)
    write_what_it_states(page)
    write_a_finding(page)
    see_it_on_the_matrix(page)
    recommend_and_ask_why(page)
    assert Statement.objects.get().reference.title == "Guided digital care for depression"
    assert Finding.objects.get().supports.get().statement == Statement.objects.get()
    assert Recommendation.objects.get().status == "draft"


def test_a_session_that_ends_in_the_middle_of_a_form_loses_nothing(opened) -> None:
    world = made("Own")
    page = opened()
    page.goto("/")
    sign_in(page, world.people["owner"])
    page.goto(reverse("findings:new", args=[world.project.pk]))
    page.get_by_label("The finding in one sentence").fill(FINDS)
    page.get_by_label("Note").fill("First line.\n\n  Second line, indented.")
    page.get_by_label("Barrier").check()
    page.get_by_label("Support and resources, meso").check()
    Session.objects.all().delete()
    press(page, "Write the finding")
    title(page, "Sign in")
    assert "What you typed is kept" in page.get_by_role("main").inner_text()
    assert not Finding.objects.filter(sentence=FINDS).exists()
    sign_in(page, world.people["owner"])
    title(page, "Carry on where you were")
    assert FINDS in page.get_by_role("main").inner_text()
    press(page, "Send it now")
    title(page, FINDS)
    kept = Finding.objects.get(sentence=FINDS)
    assert kept.note.replace("\r", "") == "First line.\n\n  Second line, indented."
    assert [(cell.domain, cell.level) for cell in kept.cells.all()] == [("support", "meso")]


def test_an_owner_withdraws_a_participant_and_settles_what_it_moved(opened) -> None:
    world = made("Own")
    person = Participant.objects.get(project=world.project, pseudonym="P12")
    page = opened(world.people["owner"])
    page.allow.append("422")  # a form that is refused
    page.goto(reverse("trace:gone", args=[world.project.pk, "participant", person.pk]))
    press(page, "Withdraw P12")
    title(page, "Withdraw P12")
    page.get_by_role("link", name="Tick the box").wait_for()
    page.get_by_label("Yes, erase the words.").check()
    press(page, "Withdraw P12")
    page.get_by_text("P12 withdrew").first.wait_for()
    assert not Version.objects.filter(project=world.project, text__contains="lonely").exists()
    assert "lonely" not in page.content()
    page.goto(reverse("project", args=[world.project.pk]))
    follow(page, "What needs another look")
    title(page, "Needs another look")
    before = LookAgain.objects.filter(project=world.project, settled_at=None).count()
    page.get_by_role("checkbox", name="Settle F1").first.check()
    page.get_by_label("What came of it").fill("Still holds on what the other person said.")
    press(page, "Settle what is ticked")
    page.get_by_role("heading", name="Settled").wait_for()
    after = LookAgain.objects.filter(project=world.project, settled_at=None).count()
    assert (before - after, before > 1) == (1, True)


def test_a_commissioner_prints_a_recommendation_with_its_thread(opened) -> None:
    world = made("Own")
    page = opened(world.people["commissioner"])
    page.goto(reverse("decision:list", args=[world.project.pk]))
    follow(page, "Set aside an hour a week.")
    follow(page, "Page to print")
    page.emulate_media(media="print")
    paper = page.get_by_role("main").inner_text()
    for words in ("Set aside an hour a week.", "No time is set aside.", "Staff lacked time.",
                  "Nobody took anything off my list.", "It was lonely 🙂 at first."):  # fmt: skip
        assert words in paper, words
    page.get_by_role("banner").wait_for(state="hidden")
    page.get_by_label("Steps").first.wait_for(state="hidden")
    assert len(page.pdf(format="A4")) > 4_000
