"""A recommendation to print, the same as JSON, and a whole project to take away."""

from __future__ import annotations

import json

from django.http import FileResponse, HttpResponse
from django.shortcuts import render

from uptake.decision.models import Recommendation
from uptake.projects.pages import ProjectRequest, page
from uptake.projects.queries import one
from uptake.projects.roles import Permission
from uptake.report import queries
from uptake.report.export import export_project
from uptake.review.queries.blind import judges_blind


@page(Permission.VIEW)
def recommendation(request: ProjectRequest, pk: int) -> HttpResponse:
    """A recommendation as a page to print, with its thread as numbered notes."""
    row = one(Recommendation, request.project, pk)
    shown = {"here": "decision", "it": queries.brief(row)}
    return render(request, "report/recommendation.html", shown)


@page(Permission.EXPORT)
def recommendation_json(request: ProjectRequest, pk: int) -> HttpResponse:
    """A recommendation with every link, as JSON to keep."""
    row = one(Recommendation, request.project, pk)
    text = json.dumps(queries.document(row), ensure_ascii=False, indent=1)
    name = f"recommendation-{row.label}-project-{request.project.pk}.json"
    return HttpResponse(text, content_type="application/json; charset=utf-8", headers={
        "Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private",
    })  # fmt: skip


@page(Permission.EXPORT)
def project_zip(request: ProjectRequest) -> FileResponse:
    """The whole project: JSON of the thread and of the review, and tables as CSV.

    Whoever leads the review may ask for what is still blind, with ?everything=1, but for one of
    those who judge: they open the stage or the study, for everyone and on the trail.
    """
    name = f"uptake-project-{request.project.pk}.zip"
    everything = (
        "everything" in request.GET and request.membership.may(Permission.LEAD_REVIEW)
        and not judges_blind(request.project, request.user)
    )  # fmt: skip
    content = export_project(request.project, everything=everything)
    return FileResponse(content, as_attachment=True, filename=name, content_type="application/zip")
