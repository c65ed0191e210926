"""What a command needs of the site: Django set up, the database in its present form, a project."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from uptake.cli.terminal import Told

if TYPE_CHECKING:
    from uptake.interviews.models import Guide
    from uptake.projects.actor import System
    from uptake.projects.models import Project, User

SETTINGS = "uptake.website.settings"


def set_up() -> None:
    """Set Django up, once."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()


def home() -> Path:
    """The folder that holds the installation."""
    from django.conf import settings

    return Path(settings.HOME)


def open_site() -> None:
    """Set up, and refuse when the database is not there or of another version."""
    set_up()
    if pending():
        raise Told(
            "The database is not there yet, or comes from an earlier version.",
            "Run: uptake init", str(home()),
        )  # fmt: skip


def pending() -> int:
    """How many changes the database still needs."""
    from django.db import OperationalError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
    except OperationalError as fault:
        raise Told(
            f"The database cannot be opened: {str(fault).strip()}.",
            "Run: uptake init (and look at UPTAKE_DATABASE_URL, if it is set).", str(home()),
        ) from fault  # fmt: skip
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def terminal() -> System:
    """Whoever is at this terminal, as the trail names them."""
    from uptake.projects.actor import Job, System

    return System(Job.TERMINAL)


def find_project(asked: str | None) -> Project:
    """A project by its number or title; without either, the only one there is."""
    from uptake.projects.models import Project

    rows = list(Project.objects.order_by("pk"))
    listed = "; ".join(f"{row.pk} {row.title}" for row in rows[:9])
    if not rows:
        raise Told("There is no project yet.", "Start one: uptake project new --help")
    if asked is None:
        if len(rows) == 1:
            return rows[0]
        raise Told(
            f"There are {len(rows)} projects.", f"Say which with --project: {listed}."
        )  # fmt: skip
    wanted = asked.strip().casefold()
    found = [row for row in rows if str(row.pk) == wanted]
    found = found or [row for row in rows if row.title.casefold() == wanted]
    found = found or [row for row in rows if wanted and wanted in row.title.casefold()]
    if len(found) != 1:
        what = f"{len(found)} projects are called" if found else "There is no project called"
        raise Told(f"{what} {asked!r}.", f"Projects: {listed}.")
    return found[0]


def find_account(email: str) -> User:
    """An account by its e-mail address."""
    from uptake.projects import queries

    found = queries.account(email)
    if found is None:
        raise Told(f"There is no account for {email}.", "Make one: uptake admin create --help")
    return found


def newest_guide(project: Project, name: str) -> Guide:
    """The newest version of an interview guide. Raises Told when there is none of that name."""
    from uptake.interviews.models import Guide

    found = Guide.objects.filter(project=project, name=name).order_by("-number").first()
    if found is None:
        raise Told(f"There is no interview guide called {name!r}.", "See them: uptake guide list.")
    return found
