"""Bringing files in: choose, look at what they hold, decide."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from uptake.projects.errors import Refused
from uptake.projects.models import Job
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, page, posted
from uptake.projects.queries import one
from uptake.projects.roles import Permission
from uptake.sources import actions, queries, tasks
from uptake.sources.forms import ImportForm, UploadForm
from uptake.sources.models import ImportFile, Search
from uptake.sources.views.parts import show, to


@page(Permission.IMPORT)
def upload(request: ProjectRequest) -> HttpResponse:
    """Choose files; each is read at once, and what cannot be read is refused by its name."""
    form = UploadForm(posted(request), request.FILES or None)
    refusals: list[Refused] = []
    if form.is_valid():
        received = []
        for file in form.cleaned_data["uploads"]:
            try:
                received.append(actions.receive_file(
                    by=request.actor, project=request.project, name=file.name, content=file.file
                ))  # fmt: skip
            except Refused as refused:
                refusals.append(refused)
        if len(received) == 1 and not refusals:
            return to("preview", request.project.pk, received[0].pk)
        if not refusals:
            tell(request, f"{len(received)} files were read. Decide on each.")
            return to("upload", request.project.pk)
    return render(request, "sources/upload.html", {
        "here": "sources", "form": form, "refusals": refusals,
        "waiting": queries.waiting(request.project),
    }, status=HTTPStatus.UNPROCESSABLE_ENTITY if refusals or form.errors else 200)  # fmt: skip


@page(Permission.IMPORT)
def preview(request: ProjectRequest, pk: int) -> HttpResponse:
    """What a file holds, and the decision on it."""
    file = one(ImportFile, request.project, pk)
    twin = queries.exact_twin(file)
    form = ImportForm(
        posted(request), file=queries.file_row(file), twin=twin,
        searches=queries.choices(request.project).searches,
    )  # fmt: skip
    refused = None
    if form.is_valid():
        outcome = _start(request, file, form)
        if isinstance(outcome, HttpResponse):
            return outcome
        refused = outcome
    groups, number = queries.oddity_groups(file)
    return show(
        request, "preview", refused, form=form, file=queries.file_row(file), twin=twin,
        groups=groups, number_of_groups=number, job=queries.under_way(file),
    )  # fmt: skip


def _start(request: ProjectRequest, file: ImportFile, form: ImportForm) -> HttpResponse | Refused:
    """Start the import: a small file is stored at once, a large one becomes a job to watch."""
    recorded = form.recorded()
    search = form.facts() if recorded is None else one(Search, request.project, recorded)
    job = tasks.start_import(
        by=request.actor, file=file, search=search,
        again=form.cleaned_data.get("again", False),
        partial=form.cleaned_data.get("partial", False),
    )  # fmt: skip
    if job.state == Job.State.FAILED:
        return Refused(job.outcome)
    if job.state == Job.State.DONE:
        tell(request, job.outcome)
        return HttpResponseRedirect(job.link)
    return HttpResponseRedirect(reverse("projects:job", args=[request.project.pk, job.pk]))


@page(Permission.IMPORT)
def oddities(request: ProjectRequest, pk: int) -> HttpResponse:
    """Everything odd in a file, line by line."""
    file = one(ImportFile, request.project, pk)
    number = request.GET.get("page", "1")
    rows = queries.oddities(file, int(number) if number.isdecimal() else 1)
    return show(request, "oddities", file=queries.file_row(file), rows=rows)


@page(Permission.IMPORT)
@require_POST
def drop(request: ProjectRequest, pk: int) -> HttpResponse:
    """Decide against a file."""
    file = one(ImportFile, request.project, pk)
    try:
        actions.drop_file(by=request.actor, file=file)
        tell(request, f"{file.name} was dropped. Nothing of it was imported.")
    except Refused as refused:
        tell(request, str(refused))
    return to("upload", request.project.pk)
