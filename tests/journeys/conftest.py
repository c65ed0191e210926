"""The browser that journeys share: one program, nothing fetched from elsewhere, faults kept."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests import build
from tests.conftest import ROOT
from tests.journeys.sight import AXE
from tests.live import wait_until_idle

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
CSS = ROOT / "src/uptake/website/static/uptake/uptake.css"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
Open = Callable[..., Any]


@pytest.fixture(scope="module")
def program() -> Iterator[Any]:
    """One browser for the journeys of a file; ended with it, for Playwright bears no second."""
    if CHROMIUM is None:
        pytest.skip("No chromium here. Install it to run this test.")
    if not CSS.is_file() or not AXE.is_file():
        pytest.skip("The site's assets are not built. Run `make assets`.")
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop on this thread, beside which Django refuses its database.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    with sync_playwright() as play:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
        running = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def opened(program: Any, live_server: Any, settings: Any) -> Iterator[Open]:
    """opened(user, **options): a page, signed in as a user where one is given.

    It stands on `settings`, so that what a test set (where files are kept) outlives its pages: a
    picture that is still asked for when the test ends would be missed otherwise.

    page.faults holds what the console called an error and each request that would have left the
    site; it must be empty when the test ends, but for what page.allow (words) was told.
    """
    contexts, pages = [], []

    def open_page(user: Any = None, **options: Any) -> Any:
        context = program.new_context(base_url=live_server.url, **options)
        contexts.append(context)
        if user is not None:
            session = build.browser(user).cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(20_000)
        press_when_loaded(page)
        page.faults, page.allow = [], []
        watch(context, page, live_server.url)
        pages.append(page)
        return page

    yield open_page
    for context in contexts:
        context.close()
    wait_until_idle()
    for page in pages:
        assert [f for f in page.faults if not any(word in f for word in page.allow)] == []


def press_when_loaded(page: Any) -> None:
    """A key pressed before a page's scripts have run is pressed into the void: wait for them."""
    press = page.keyboard.press

    def pressed(key: str, **options: Any) -> None:
        page.wait_for_load_state("load")
        press(key, **options)

    page.keyboard.press = pressed


def watch(context: Any, page: Any, home: str) -> None:
    """Keep what goes wrong unseen: console errors (CSP's too), script faults, foreign requests."""

    def only_home(route: Any) -> None:
        page.faults.append(f"asked for {route.request.url}")
        route.abort()

    context.route(lambda url: not url.startswith((home, "data:", "blob:")), only_home)
    page.on("pageerror", lambda fault: page.faults.append(f"{page.url} {fault}"))
    page.on(
        "console",
        lambda line: (
            page.faults.append(f"{page.url} {line.text}") if line.type == "error" else None
        ),
    )
