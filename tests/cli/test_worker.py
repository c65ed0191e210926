"""A worker as it is really started: a process of its own that opens no page."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
import time

import pytest

QUEUE = """
import django; django.setup()
from tests import build
from tests.steps.sources import build as exports
from uptake.projects import jobs
from uptake.projects.actor import Member
from uptake.sources import tasks
owner = build.account()
project = build.project(owner)
file = exports.receive(project, by=Member(owner))
tasks.start_import(by=Member(owner), file=file, search=exports.FACTS, here=False)
jobs.start(by=Member(owner), project=project, kind="review.rank", title="Order", stage="title")
"""
LOOK = """
import django; django.setup()
from uptake.projects.models import Job
for job in Job.objects.order_by("pk"): print(job.kind, job.state, job.outcome)
"""
KNOWN = """
import django; django.setup()
from uptake.projects.jobs import WORK
print(*sorted(WORK))
"""


@pytest.fixture
def python(root, begun):
    surroundings = {
        **os.environ, "UPTAKE_HOME": str(begun), "PYTHONPATH": f"{root / 'src'}:{root}",
        "DJANGO_SETTINGS_MODULE": "uptake.website.settings",
    }  # fmt: skip
    surroundings.pop("UPTAKE_DATABASE_URL", None)

    def run(*words):
        done = subprocess.run(
            [sys.executable, *words],
            cwd=root, env=surroundings, capture_output=True, text=True, check=False, timeout=180,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(*words):
        return subprocess.Popen(
            [sys.executable, *words], cwd=root, env=surroundings, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip

    run.start = start
    return run


def test_a_worker_knows_all_the_work_that_there_is(root, python):
    """Work is registered by a decorator; a module that nobody opens leaves its jobs failing."""
    decorated = [
        path
        for path in (root / "src" / "uptake").rglob("*.py")
        if re.search(r"^@work\(", path.read_text("utf-8"), re.M)
    ]
    number = sum(len(re.findall(r"^@work\(", path.read_text("utf-8"), re.M)) for path in decorated)
    assert number >= 6
    assert len(python("-c", KNOWN).split()) == number


def test_what_waits_is_done(python):
    python("-m", "uptake", "init")
    python("-c", QUEUE)
    python("-m", "uptake", "worker", "--once")
    said = python("-c", LOOK).splitlines()
    assert [line.split()[:2] for line in said] == [
        ["sources.import", "done"], ["review.rank", "done"],
    ], said  # fmt: skip
    assert "3 of 3 records imported" in said[0]


LONG = """
import django; django.setup()
from tests import build
from tests.steps.sources import build as exports
from uptake.projects.actor import Member
from uptake.sources import tasks
owner = build.account()
project = build.project(owner)
words = " ".join(["programmes"] * 40)
content = "\\n".join(exports.record(f"Number {n}", AB=words) for n in range(6_000)).encode()
assert len(content) > tasks.SMALL
file = exports.receive(project, content, by=Member(owner))
tasks.start_import(by=Member(owner), file=file, search=exports.FACTS)
"""
STANDS = """
import django; django.setup()
from uptake.projects.models import Job
from uptake.sources.models import ImportFile, Reference, Search
from uptake.sources.queries import Asked, reference_list
file = ImportFile.objects.get()
print(file.state, Job.objects.get().state, Reference.every.count(), Reference.objects.count(),
      reference_list(file.project, Asked(words="number")).paginator.count, Search.objects.count())
"""


def test_a_worker_killed_while_it_stores_leaves_nothing(python, tmp_path):
    python("-m", "uptake", "init")
    python("-c", LONG)
    begun = python.start("-m", "uptake", "worker", "--once")
    database = sqlite3.connect(f"file:{tmp_path / 'uptake.sqlite3'}?mode=ro", uri=True)
    until = time.monotonic() + 120
    while not database.execute("SELECT count(*) FROM sources_reference").fetchone()[0]:
        assert begun.poll() is None, "it was done before it could be killed"
        assert time.monotonic() < until
        time.sleep(0.02)
    database.close()
    begun.kill()
    begun.wait()
    state, job, there, *seen = python("-c", STANDS).split()
    assert (state, job) == ("storing", "running")
    assert 0 < int(there) < 6_000
    assert seen == ["0", "0", "0"]
    python("-m", "uptake", "worker", "--once")
    assert python("-c", STANDS).split() == ["previewed", "failed", "0", "0", "0", "0"]
