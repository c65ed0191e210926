"""A review from two exports to a diagram, in a browser, by a lead and two reviewers."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests import build
from tests.formats.pdf_files import pdf
from tests.steps.sources import build as exports
from uptake.projects.models import Project
from uptake.review.models import Reconciled, Settlement, Standing, Study
from uptake.review.queries import flow
from uptake.sources.models import Statement

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

GUIDED, MONEY = "Guided digital care for depression", "The money: who pays"
OTHER = exports.record(
    "Guided digital care for depression", "Vance, Ruth", "2024", JF="J. Digital Care",
    DO="https://doi.org/10.1000/abc.1",
)  # fmt: skip
STATES = "Programmes stop when nobody is named for them."


def press(page: Any, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name).first.click()


def follow(page: Any, name: str) -> None:
    page.get_by_role("main").get_by_role("link", name=name).first.click()


def title(page: Any, words: str) -> None:
    """Wait until the page's heading holds these words."""
    page.get_by_role("heading", level=1).filter(has_text=words).wait_for()


def go(page: Any, project: Project, name: str, *args: Any, then: str) -> None:
    """Open a page of the project by its address, and wait for it."""
    page.goto(reverse(name, args=[project.pk, *args]))
    title(page, then)


def bring_in(page: Any, project: Project, name: str, content: bytes, database: str) -> None:
    page.goto(reverse("sources:upload", args=[project.pk]))
    page.get_by_label("Files", exact=True).set_input_files(
        {"name": name, "mimeType": "text/plain", "buffer": content}
    )
    press(page, "Look at what they hold")
    title(page, name)
    page.get_by_label("Database searched").fill(database)
    page.get_by_label("Date searched").fill("2026-03-02")
    press(page, "Import")
    page.get_by_text("imported").first.wait_for()


def write_the_protocol(page: Any, project: Project) -> None:
    go(page, project, "review:protocol", then="The protocol")
    follow(page, "Write the protocol")
    page.get_by_label("The review's question").fill("What makes programmes stop?")
    press(page, "Save")
    title(page, "What makes programmes stop?")
    for at in (0, 1):
        page.get_by_role("link", name="Add a reason to exclude").nth(at).click()
        page.get_by_label("Name").fill("Not care")
        press(page, "Save")
        title(page, "What makes programmes stop?")


def screen(page: Any, project: Project, stage: str, verdicts: dict[str, str]) -> None:
    """Judge what comes up until nothing does: by its title, excluded where nothing is said."""
    page.goto(reverse("review:screen", args=[project.pk, stage]))
    heading = page.locator("#rt")
    for _ in range(6):
        shown = heading.inner_text()
        if "Nothing is left" in shown:
            return
        verdict = verdicts.get(shown, "Not care")
        page.locator("#judge").get_by_role("button", name=verdict).first.click()
        page.wait_for_function(
            "before => document.getElementById('rt')?.innerText !== before", arg=shown
        )
    pytest.fail(f"Something is left to judge: {heading.inner_text()}")


def settle(page: Any, project: Project) -> None:
    go(page, project, "review:conflicts", "title", then="What two people judged differently")
    follow(page, MONEY)
    title(page, "Settle what two people judged differently")
    page.locator("#judge").get_by_role("button", name="Not care").click()
    page.locator(".note", has_text="is settled: exclude").wait_for()


def attach(page: Any, project: Project) -> None:
    go(page, project, "review:full", then="Full texts")
    follow(page, GUIDED)
    title(page, GUIDED)
    page.get_by_label("Attach a PDF").set_input_files(
        {"name": "vance.pdf", "mimeType": "application/pdf", "buffer": pdf(STATES)}
    )
    press(page, "Attach it")
    page.locator("#text").get_by_text(STATES).wait_for(state="attached")


def make_a_study(page: Any, project: Project) -> None:
    go(page, project, "review:studies", then="Studies")
    press(page, "Make a study of each")
    page.get_by_role("table", name="Studies").get_by_text("Vance 2024").first.wait_for()
    go(page, project, "review:form", then="Extraction form")
    adding = page.get_by_role("region", name="Add a field")
    adding.get_by_label("Name").first.fill("Country")
    adding.get_by_role("button", name="Add the field").click()
    page.get_by_role("region", name="Fields").get_by_text("Country").first.wait_for()


def extract(page: Any, project: Project, study: Study) -> None:
    go(page, project, "review:extract", study.pk, then="Extract Vance 2024")
    page.get_by_label("Country").first.fill("Estonia")
    press(page, "Save, I am done")
    page.get_by_text("You said that you are done.").first.wait_for()


def state(page: Any, project: Project, study: Study) -> None:
    go(page, project, "review:extract", study.pk, then="Extract Vance 2024")
    page.get_by_label("Country").first.fill("Estonia, and more")
    page.get_by_label("Add what it states").fill(STATES)
    page.get_by_role("region", name="What it states").get_by_label("Where").fill("page 1")
    press(page, "Add the statement")
    page.get_by_role("listitem").filter(has_text=STATES).first.wait_for()
    assert page.get_by_label("Country").first.input_value() == "Estonia, and more"


def test_two_exports_become_a_study_and_a_diagram(opened, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    owner = build.account("joan@example.org", "Joan Fairley")
    project = build.project(owner)
    one, two = (build.member(project, "reviewer").user for _ in range(2))
    lead, first, second = opened(owner), opened(one), opened(two)

    bring_in(lead, project, "found.ris", exports.THREE, "PsycInfo")
    bring_in(lead, project, "other.ris", OTHER.encode(), "Embase")
    go(lead, project, "sources:duplicates", then="Duplicates")
    press(lead, "Look for duplicates")
    lead.get_by_text("4 records are 3 references").wait_for()
    write_the_protocol(lead, project)

    screen(first, project, "title", {GUIDED: "Include", MONEY: "Include"})
    screen(second, project, "title", {GUIDED: "Include"})
    assert Standing.objects.get(state="conflict").reference.title == MONEY
    settle(lead, project)
    assert Settlement.objects.get().by == owner

    attach(first, project)
    for page in (first, second):
        screen(page, project, "full", {GUIDED: "Include"})
    make_a_study(lead, project)
    study = Study.objects.get(project=project)
    extract(first, project, study)
    extract(second, project, study)
    go(lead, project, "review:compare", study.pk, then="Vance 2024")
    with lead.expect_navigation():
        press(lead, "Use all that agree")
    assert Reconciled.objects.get().value == "Estonia"
    state(first, project, study)
    assert Statement.objects.get().place == "page 1"

    go(lead, project, "review:diagram", then="How the references became studies")
    assert "1 study in 1 report" in lead.get_by_role("main").inner_text()
    counted = flow.flow(project).databases
    assert (counted.records, counted.duplicates, counted.screened) == (4, 1, 3)
    assert (counted.excluded, counted.assessed, counted.included) == (2, 1, 1)
