"""What every test may rely on: no network, the data folder if there is one, repeatable examples."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from threading import RLock
from typing import Any
from unittest.mock import patch

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from hypothesis import HealthCheck, settings

from tests.live import under_way

ROOT = Path(__file__).resolve().parents[1]

# `ci` is the same on every run; `long` is for a night and looks for what nobody thought of.
settings.register_profile(
    "ci",
    max_examples=60,
    deadline=None,
    derandomize=True,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.register_profile(
    "long",
    max_examples=2_000,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
# `brief` is for the second run, on another database: the cases were all met in the first.
settings.register_profile(
    "brief",
    max_examples=15,
    deadline=None,
    derandomize=True,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile(os.environ.get("UPTAKE_HYPOTHESIS", "ci"))


UNMEASURED = ("promises", "journeys")
"""Folders whose tests add nothing to what is covered, but walk every page again and again."""
LONGEST = ("test_every_page", "test_pages_of_others")
"""The files that take longest: first of those with a browser, so that no core waits for them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests with a browser come last, since they leave a database that counts on from them.

    What walks through every page or drives a browser is not measured by coverage: the steps' own
    tests reach the floors without it.
    """
    for item in items:
        walks = (
            item.path.parent.name in UNMEASURED or item.get_closest_marker("browser") is not None
        )
        if walks:
            item.add_marker(pytest.mark.no_cover)

    def place(item: pytest.Item) -> int:
        browser = item.get_closest_marker("browser") is not None
        return 0 if not browser else 1 if item.path.stem in LONGEST else 2

    items.sort(key=place)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Nothing that is tested may talk to another machine."""
    from pytest_socket import socket_allow_hosts

    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture(scope="session", autouse=True)
def one_request_at_a_time() -> Iterator[None]:
    """The live server's threads share one connection to a database in memory: one at a time."""
    lock, answer = RLock(), WSGIHandler.__call__

    def in_turn(self: WSGIHandler, *asked: Any) -> Any:
        under_way.append(asked)
        try:
            with lock:
                return answer(self, *asked)
        finally:
            under_way.pop()

    with patch.object(WSGIHandler, "__call__", in_turn):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> bytes:
    """The database with its tables and nothing in them, as a file would hold it (SQLite only)."""
    with django_db_blocker.unblock():
        connection.ensure_connection()
        return connection.connection.serialize() if connection.vendor == "sqlite" else b""


@pytest.fixture
def begun(django_db_setup: bytes, tmp_path: Path) -> Path:
    """A folder whose database has its tables: to make them anew takes a process ten seconds."""
    if django_db_setup:
        (tmp_path / "uptake.sqlite3").write_bytes(django_db_setup)
    return tmp_path


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder with real exports and transcripts; tests that need it skip where it is absent."""
    folder = data_folder()
    if not folder.is_dir():
        pytest.skip(f"No data folder at {folder}. Set UPTAKE_DATA to one to run this test.")
    return folder


def data_folder() -> Path:
    """Where the data folder is expected: UPTAKE_DATA, else `../shared/data`."""
    return Path(os.environ.get("UPTAKE_DATA") or ROOT.parent / "shared" / "data").resolve()
