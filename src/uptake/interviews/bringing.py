"""Bringing in another program's file: read in a process of its own, then stored in one go."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from uptake.interviews.actions import exchange
from uptake.interviews.actions.exchange_people import Choices
from uptake.interviews.exchange.choosing import as_data, from_data
from uptake.interviews.exchange.reading import parcel_of
from uptake.interviews.exchange.summary import said
from uptake.interviews.models import ProjectFile
from uptake.projects import jobs
from uptake.projects.actor import Actor
from uptake.projects.errors import NotAllowed, Refused
from uptake.projects.jobs import Done, Progress, work
from uptake.projects.models import Job, Project
from uptake.projects.queries import one
from uptake.projects.roles import Permission

BRING = "interviews.bring_in"
FEW = 2_000
"""Codings and memos up to this number are stored at once; more wait for the worker."""


def receive(*, by: Actor, project: Project, name: str, content: bytes) -> ProjectFile:
    """Read a file and keep it until somebody decides on it."""
    if not by.may(Permission.MANAGE_MATERIAL, project):
        raise NotAllowed(f"{by.label} may not {Permission.MANAGE_MATERIAL.value} here.",
                         advice="Ask the project's owner for another role.")  # fmt: skip
    parcel = parcel_of(content, name)
    return exchange.receive_project_file(
        by=by, project=project, name=name, content=content, parcel=parcel
    )


@work(BRING)
def bring_in(
    progress: Progress, *, by: Actor, project: Project, file_id: int, choices: dict[str, Any]
) -> Done:
    """Read a kept file again and store what it holds."""
    file = one(ProjectFile, project, file_id)
    if file.content is None:
        raise Refused(f"{file.name} was decided on already.")
    progress.tell(0, 2, f"Reading {file.name}")
    parcel = parcel_of(bytes(file.content), file.name)
    numbers = file.found.get("numbers", {})
    progress.tell(1, 2, f"Storing {numbers.get('codings', 0):,} codings")
    link = reverse("interviews:exchange-file", args=[project.pk, file.pk])
    row = exchange.bring_project_in(
        by=by, file=file, parcel=parcel, choices=from_data(project, choices)
    )
    return Done(f"{row.name} was brought in: {said(row.counts)}.", link)


def start(
    *, by: Actor, file: ProjectFile, choices: Choices, here: bool | None = None,
    listener: jobs.Listener | None = None,
) -> Job:  # fmt: skip
    """Bring a kept file in: at once when it is small, else through the worker."""
    numbers = file.found.get("numbers", {})
    small = numbers.get("codings", 0) + numbers.get("memos", 0) <= FEW
    arguments = {"file_id": file.pk, "choices": as_data(choices)}
    title = f"Bring in {file.name}"[:200]
    if small if here is None else here:
        return jobs.start_here(by=by, project=file.project, kind=BRING, title=title,
                               listener=listener, **arguments)  # fmt: skip
    return jobs.start(by=by, project=file.project, kind=BRING, title=title, **arguments)
