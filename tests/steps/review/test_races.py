"""Two people decide one reference in the same moment: both verdicts stay, and it stands right."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection, connections

from tests.steps.review import build
from uptake.projects.actor import Member
from uptake.projects.models import Event
from uptake.review.actions.screening import screen
from uptake.review.models import Standing, Verdict
from uptake.sources.models import Reference


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("second", "state"), [("include", "include"), ("exclude", "conflict")])
def test_two_at_once(second: str, state: str) -> None:
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        # One connection is shared by all threads of an in-memory database: they take turns there.
        pytest.skip("Two connections need a database in a file or on a server.")
    review = build.review(3)
    at_once = Barrier(2)

    def judge(who: Member, verdict: str) -> None:
        row = Reference.objects.get(pk=review.references[0].pk)
        at_once.wait(timeout=120)
        try:
            screen(by=who, reference=row, stage="title", verdict=verdict)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        jobs = [pool.submit(judge, review.one, "include"), pool.submit(judge, review.two, second)]
        for job in jobs:
            job.result(timeout=240)
    assert Verdict.objects.filter(replaced_at=None).count() == 2
    assert Standing.objects.get().state == state
    assert Event.objects.filter(verb="reference.screened").count() == 2


def test_two_at_once_on_a_database_in_a_file(root: Path, begun: Path) -> None:
    """The same once more, in a process of its own, where the usual run has SQLite in memory."""
    if connection.vendor != "sqlite":
        pytest.skip("The database is a server, where the test above has run.")
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", __file__,
         "-k", "test_two_at_once and not file", "--reuse-db"],
        cwd=root, env={**os.environ, "UPTAKE_TEST_FILE": str(begun / "uptake.sqlite3")},
        capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert "2 passed" in ran.stdout, ran.stdout


@pytest.mark.django_db
def test_one_person_twice_keeps_one_verdict() -> None:
    review = build.review(1)
    for verdict in ("include", "exclude", "exclude"):
        review.screen(review.one, 0, verdict)
    assert Verdict.objects.filter(replaced_at=None).count() == 1
    assert Verdict.objects.count() == 3
