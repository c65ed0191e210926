"""Bringing files in: choose, look at what they hold, decide."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
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
from uptake.sources.forms import ColumnsForm, ImportForm, UploadForm
from uptake.sources.models import ImportFile, Search
from uptake.sources.views.parts import show, to


@page(Permission.IMPORT)
def upload(request: ProjectRequest) -> HttpResponse:
    """Choose files; each is read at once, and what cannot be read is refused by its name."""
    form = UploadForm(posted(request), request.FILES or None)
    refusals: list[Refused] = []
    if form.is_valid():
        came = [_take(request, file, refusals) for file in form.cleaned_data["uploads"]]
        if not refusals:
            return _on_from(request, came)
    return render(request, "sources/upload.html", {
        "here": "sources", "form": form, "refusals": refusals,
        "waiting": queries.waiting(request.project), "reading": queries.being_read(request.project),
    }, status=HTTPStatus.UNPROCESSABLE_ENTITY if refusals or form.errors else 200)  # fmt: skip


def _take(
    request: ProjectRequest, file: UploadedFile[Any], refusals: list[Refused]
) -> ImportFile | Job | None:
    """Read a file at once, or let the worker read it when it is large."""
    by, project, name = request.actor, request.project, file.name or ""
    try:
        if (file.size or 0) > tasks.LARGE:
            return tasks.start_reading(by=by, project=project, name=name, content=file)
        stream = cast("BinaryIO", file.file)
        return actions.receive_file(by=by, project=project, name=name, content=stream)
    except Refused as refused:
        refusals.append(refused)
        return None


def _on_from(request: ProjectRequest, came: Sequence[ImportFile | Job | None]) -> HttpResponse:
    """On to the preview of one file, or the job that reads it; to the list when there are more."""
    pk = request.project.pk
    if len(came) == 1 and isinstance(came[0], ImportFile):
        return to("preview", pk, came[0].pk)
    if len(came) == 1 and isinstance(came[0], Job):
        return HttpResponseRedirect(reverse("projects:job", args=[pk, came[0].pk]))
    read = sum(1 for one in came if isinstance(one, ImportFile))
    later = len(came) - read
    then = f" {later} larger {'one is' if later == 1 else 'ones are'} being read." if later else ""
    tell(request, f"{read} {'file was' if read == 1 else 'files were'} read. Decide on each.{then}")
    return to("upload", pk)


@page(Permission.IMPORT)
@require_POST
def columns(request: ProjectRequest, pk: int) -> HttpResponse:
    """Say what each column of a table holds."""
    file = one(ImportFile, request.project, pk)
    form = ColumnsForm(request.POST, columns=queries.file_row(file).columns)
    refused = None
    if form.is_valid():
        try:
            job = tasks.start_naming(by=request.actor, file=file, mapping=form.said())
            if job is not None:
                return HttpResponseRedirect(reverse("projects:job", args=[file.project_id, job.pk]))
            tell(request, "The file was read again by what its columns hold.")
            return to("preview", file.project_id, pk)
        except Refused as fault:
            refused = fault
    return _preview(request, file, refused, None, form)


@page(Permission.IMPORT)
def preview(request: ProjectRequest, pk: int) -> HttpResponse:
    """What a file holds, and the decision on it."""
    file = one(ImportFile, request.project, pk)
    form = _import_form(request, file, posted(request))
    refused = None
    if form.is_valid():
        outcome = _start(request, file, form)
        if isinstance(outcome, HttpResponse):
            return outcome
        refused = outcome
    return _preview(request, file, refused, form, None)


def _import_form(request: ProjectRequest, file: ImportFile, sent: QueryDict | None) -> ImportForm:
    return ImportForm(
        sent, file=queries.file_row(file), twin=queries.exact_twin(file),
        searches=queries.choices(request.project).searches,
    )  # fmt: skip


def _preview(
    request: ProjectRequest, file: ImportFile, refused: Refused | None, form: ImportForm | None,
    named: ColumnsForm | None,
) -> HttpResponse:  # fmt: skip
    """The preview, with whichever of its two forms was sent."""
    row = queries.file_row(file)
    groups, number = queries.oddity_groups(file)
    answer = show(
        request, "preview", refused, form=form or _import_form(request, file, None), file=row,
        twin=queries.exact_twin(file), named=named or ColumnsForm(columns=row.columns),
        groups=groups, number_of_groups=number, job=queries.under_way(file),
    )  # fmt: skip
    if named is not None:
        answer.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    return answer


def _start(request: ProjectRequest, file: ImportFile, form: ImportForm) -> HttpResponse | Refused:
    """Start the import: a small file is stored at once, a large one becomes a job to watch."""
    recorded = form.recorded()
    search = form.facts() if recorded is None else one(Search, request.project, recorded)
    job = tasks.start_import(
        by=request.actor, file=file, search=search,
        again=form.cleaned_data.get("again", False),
        partial=form.cleaned_data.get("partial", False),
        keep=form.cleaned_data.get("keep", ""),
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
