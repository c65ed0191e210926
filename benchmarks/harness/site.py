"""A site of its own to measure pages on: a new database in a folder that goes away."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.harness.figures import cpu_seconds

if TYPE_CHECKING:
    from django.test import Client

    from uptake.projects.models import Project, User

ROUNDS = 5


@dataclass(frozen=True)
class Site:
    """A project, its owner, and the owner's browser."""

    project: Project
    owner: User
    client: Client

    def cpu_ms(self, address: str, rounds: int = ROUNDS) -> float:
        """The CPU time of one request in milliseconds: the best of some, after one to warm up."""
        answer = self.client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}")
        return 1000 * min(cpu_seconds(lambda: self.client.get(address)) for _ in range(rounds))


@contextmanager
def a_site() -> Iterator[Site]:
    """Start a site with one empty project. One a process: Django is set up once."""
    with tempfile.TemporaryDirectory(prefix="uptake-benchmark-") as folder:
        os.environ["UPTAKE_HOME"] = folder
        (Path(folder) / "static").mkdir()
        os.environ["UPTAKE_HOSTS"] = "testserver"
        os.environ["DJANGO_SETTINGS_MODULE"] = "uptake.website.settings"
        os.environ.pop("UPTAKE_DATABASE_URL", None)
        root = Path(__file__).resolve().parents[2]
        for path in (root / "src", root):
            if str(path) not in sys.path:
                sys.path.insert(0, str(path))
        import django

        django.setup()
        yield _start()


def _start() -> Site:
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    from uptake.instruments import framework
    from uptake.projects import actions
    from uptake.projects.actor import Job, Member, System

    # Hashed names need a build of every asset first; they cost a page nothing either way.
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    call_command("migrate", verbosity=0)
    owner = actions.make_account(
        by=System(Job.TERMINAL), email="owner@example.org", name="Owner",
        password="four plain words here",  # noqa: S106 - of a site that lives for a minute
    )  # fmt: skip
    project = actions.start_project(
        by=Member(owner), title="Pages", question="How quick are the pages?",
        framework=framework("berardi-2024"),
    )  # fmt: skip
    client = Client()
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    return Site(project, owner, client)
