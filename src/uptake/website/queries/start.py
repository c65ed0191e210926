"""What the start page and /health ask."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from uptake.projects.models import Job, Project, User
from uptake.projects.queries import SILENT_AFTER
from uptake.website.queries.home import Home, home

log = logging.getLogger("uptake.website.health")
WAITS_TOO_LONG = timedelta(minutes=5)
SIGN_INS = "demo_signins.json"


@dataclass(frozen=True, slots=True)
class SignIn:
    """One way into the worked example."""

    name: str
    role: str
    email: str
    password: str


def demo_sign_ins() -> list[SignIn]:
    """The worked example's sign-ins, which `uptake demo` leaves beside the database."""
    if not settings.DEMO:
        return []
    path = Path(settings.HOME) / SIGN_INS
    if not path.is_file():
        return []
    rows = json.loads(path.read_text("utf-8"))
    return [SignIn(row["name"], row["role"], row["email"], row["password"]) for row in rows]


def first_time() -> bool:
    """True when nobody has an account yet."""
    return not User.objects.exists()


def worked_example() -> Home | None:
    """The worked example's map, drawn on the start page of the demonstration alone."""
    found = Project.objects.filter(invented=True).first() if settings.DEMO else None
    return home(found) if found else None


@dataclass(frozen=True, slots=True)
class Health:
    """How the installation is."""

    database: bool
    waiting: int = 0
    running: int = 0
    oldest_wait: int = 0
    silent: int = 0

    @property
    def worker(self) -> bool:
        return not self.silent and self.oldest_wait < WAITS_TOO_LONG.total_seconds()

    @property
    def well(self) -> bool:
        return self.database and self.worker


def health() -> Health:
    """Ask the database, and through it the worker."""
    try:
        connection.ensure_connection()
        live = list(
            Job.objects.filter(state__in=[Job.State.WAITING, Job.State.RUNNING]).values_list(
                "state", "created_at", "heard_at"
            )
        )
    except DatabaseError:
        log.exception("the database does not answer")
        return Health(database=False)
    now = timezone.now()
    waits = [now - created for state, created, _ in live if state == Job.State.WAITING]
    heard = [at for state, _, at in live if state == Job.State.RUNNING]
    silent = sum(1 for at in heard if at is not None and now - at > SILENT_AFTER)
    oldest = max(waits, default=timedelta())
    return Health(True, len(waits), len(heard), round(oldest.total_seconds()), silent)
