"""Long work: what runs, how far it is, what came of it, and asking it to stop."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render

from uptake.projects import actions, notices, queries
from uptake.projects.errors import Refused
from uptake.projects.models import Job
from uptake.projects.pages import ProjectRequest, page
from uptake.projects.roles import Permission


@page(Permission.VIEW)
def jobs(request: ProjectRequest) -> HttpResponse:
    return render(request, "projects/jobs.html", {"jobs": queries.jobs(request.project)})


@page(Permission.VIEW)
def job(request: ProjectRequest, pk: int) -> HttpResponse:
    """One job; asked for by htmx, only the part that changes."""
    row = queries.progress(queries.one(Job, request.project, pk))
    part = bool(request.headers.get("HX-Request"))
    template = "projects/job_state.html" if part else "projects/job.html"
    return render(request, template, {"row": row, "job": row.job})


@page(Permission.VIEW)
def cancel(request: ProjectRequest, pk: int) -> HttpResponse:
    row = queries.one(Job, request.project, pk)
    if request.method == "POST":
        try:
            actions.cancel_job(by=request.actor, job=row)
            notices.tell(request, "Asked to stop. It stops at its next step and changes nothing.")
        except Refused as refused:
            notices.tell(request, str(refused))
    return redirect("projects:job", request.project.pk, pk)
