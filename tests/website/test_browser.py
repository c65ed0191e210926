"""The frame's pages in a real browser: accessible at both widths, and whole without JavaScript."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests import build
from tests.conftest import ROOT
from tests.website import samples
from uptake.projects import queries
from uptake.projects.models import Job

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE = ROOT / "tools/assets/node_modules/axe-core/axe.min.js"
CSS = ROOT / "src/uptake/website/static/uptake/uptake.css"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PUBLIC = ("", "sign-in/", "privacy/", "accessibility/", "method/", "nothing-here/")
OWN = ("", "new-project/", "password/")
OF_A_PROJECT = ("", "?needs=all", "members/", "roles/", "settings/", "settings/levels/", "trail/",
                "trail/check/", "jobs/", "jobs/{job}/", "look-again/{mark}/")  # fmt: skip


@contextmanager
def browser(address: str, session: str = "", **options: Any) -> Iterator[Any]:
    """A browser context, signed in where a session is given. No database work inside it."""
    if CHROMIUM is None:
        pytest.skip("No chromium here. Install it to run this test.")
    if not CSS.is_file() or not AXE.is_file():
        pytest.skip("The site's assets are not built. Run `make assets`.")
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as play:
        program = play.chromium.launch(executable_path=CHROMIUM, args=flags)
        context = program.new_context(**options)
        if session:
            context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
        yield context
        program.close()


def session_of(who: Any) -> str:
    return build.browser(who).cookies["sessionid"].value


def faults(page: Any) -> list[str]:
    """What axe finds, and whether the page is wider than its window."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    said = [
        f"{page.url} {one['id']}: {one['nodes'][0]['html'][:120]}" for one in found["violations"]
    ]
    root = "document.documentElement"
    if page.evaluate(f"{root}.scrollWidth > {root}.clientWidth"):
        said.append(f"{page.url} is wider than its window")
    return said


@pytest.fixture
def filled() -> tuple[Any, int, dict[str, int]]:
    """A project with something in every step, one job under way and one thing to look at again."""
    project = samples.half_done()
    now = timezone.now()
    job = Job.objects.create(
        project=project, kind="x", title="Import one.ris", state="running", done=45, total=100,
        heard_at=now, started_at=now - timedelta(seconds=9),
    )  # fmt: skip
    mark = samples.mark(project, "recommendation", 1)
    return queries.members(project)[0].user, project.pk, {"job": job.pk, "mark": mark.pk}


@pytest.mark.parametrize("width", [1280, 375])
def test_pages_have_no_barrier_that_a_machine_can_find(live_server, filled, width):
    owner, project, ids = filled
    session = session_of(owner)
    found, said = [], []
    for signed_in, pages in (
        ("", PUBLIC), (session, OWN), (session, [f"p/{project}/{at}" for at in OF_A_PROJECT])
    ):  # fmt: skip
        view = {"width": width, "height": 900}
        with browser(live_server.url, signed_in, viewport=view) as context:
            page = context.new_page()
            page.on("console", lambda line: said.append(line.text))
            for address in pages:
                page.goto(f"{live_server.url}/{address.format(**ids)}")
                found += faults(page)
    assert found == []
    assert [line for line in said if "404" not in line] == []


def test_a_refused_form_takes_the_focus_to_what_is_wrong(live_server):
    session = session_of(build.account())
    with browser(live_server.url, session) as context:
        page = context.new_page()
        page.goto(f"{live_server.url}/new-project/")
        page.click("text=Start the project")
        page.wait_for_selector(".nhsuk-error-summary")
        assert page.evaluate("document.activeElement.className") == "nhsuk-error-summary"
        page.click("text=Select a framework")
        assert page.evaluate("document.activeElement.id") == "framework"
        assert faults(page) == []


def test_everything_works_without_javascript(live_server):
    build.account("joan@example.org", "Joan Fairley")
    build.account("ruth@example.org", "Ruth Shah")
    with browser(live_server.url, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{live_server.url}/new-project/")
        page.fill("#username", "joan@example.org")
        page.fill("#password", build.PASSWORD)
        page.click("main button")
        page.fill("#question", "Should we adopt it?")
        page.fill("#title", "Guided CBT")
        page.check("#framework")
        page.click("main button")
        assert page.locator("h1").inner_text() == "Should we adopt it?"
        page.click("text=Members")
        page.fill("#email", "ruth@example.org")
        page.select_option("#role", "coder")
        page.get_by_role("button", name="Add", exact=True).click()
        assert "Ruth Shah is a member now." in page.content()
        page.click("text=Sign out")
        assert "From evidence to a decision" in page.content()


def test_running_work_is_asked_again_by_itself(live_server, filled):
    owner, project, ids = filled
    session = session_of(owner)
    with browser(live_server.url, session) as context:
        page = context.new_page()
        page.goto(f"{live_server.url}/p/{project}/jobs/{ids['job']}/")
        with page.expect_response(
            lambda answer: answer.request.headers.get("hx-request") == "true"
        ):
            pass
        assert page.locator("#job").count() == 1
        assert page.locator("h1").count() == 1
