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
    return HttpResponseRedirect(f"{reverse('sources:upload', args=[pk])}#waiting")


@page(Permission.IMPORT)
@require_POST
def columns(request: ProjectRequest, pk: int) -> HttpResponse:
    """Say what each column of a table holds."""
    file = one(ImportFile, request.project, pk)
    form = ColumnsForm(request.POST, columns=queries.file_row(file).columns)
    return _read_again(request, file, form)


@page(Permission.IMPORT)
def preview(request: ProjectRequest, pk: int) -> HttpResponse:
    """What a file holds, and the decision on it."""
    file = one(ImportFile, request.project, pk)
    form = _import_form(request, file, posted(request))
    columns = queries.file_row(file).columns
    if request.method == "POST" and file.state == file.State.PREVIEWED and columns:
        named = ColumnsForm(request.POST, columns=columns)
        if named.differs():
            return _read_again(request, file, named)
    refused = None
    if form.is_valid():
        outcome = _start(request, file, form)
        if isinstance(outcome, HttpResponse):
            return outcome
        refused = outcome
    return _preview(request, file, refused, form, None)


def _read_again(request: ProjectRequest, file: ImportFile, form: ColumnsForm) -> HttpResponse:
    """Read a table by the columns that a person chose; show it with what was typed beneath."""
    refused, before = None, queries.file_row(file)
    if form.is_valid():
        try:
            job = tasks.start_naming(by=request.actor, file=file, mapping=form.said())
            if job is not None:
                return HttpResponseRedirect(reverse("projects:job", args=[file.project_id, job.pk]))
            file.refresh_from_db()
            changed = queries.read_otherwise(before, queries.file_row(file))
            return _preview(request, file, None, _typed(request, file), None, changed=changed)
        except Refused as fault:
            refused = fault
    return _preview(request, file, refused, _typed(request, file), form)


def _typed(request: ProjectRequest, file: ImportFile) -> ImportForm:
    """The form beneath a preview with what was typed into it, not yet checked."""
    typed = {name: request.POST[name] for name in ImportForm.base_fields if name in request.POST}
    return _import_form(request, file, None, typed)


def _import_form(
    request: ProjectRequest, file: ImportFile, sent: QueryDict | None,
    typed: dict[str, str] | None = None,
) -> ImportForm:  # fmt: skip
    return ImportForm(
        sent, file=queries.file_row(file), twin=queries.exact_twin(file), initial=typed or {},
        searches=queries.choices(request.project).searches,
        like=queries.last_search(request.project, request.user),
    )  # fmt: skip


def _preview(
    request: ProjectRequest, file: ImportFile, refused: Refused | None, form: ImportForm | None,
    named: ColumnsForm | None, changed: Sequence[str] = (),
) -> HttpResponse:  # fmt: skip
    """The preview, with whichever of its two forms was sent."""
    form = form or _import_form(request, file, None)
    row = queries.file_row(file)
    groups, number = queries.oddity_groups(file)
    answer = show(
        request, "preview", refused, form=form, file=row, changed=changed, like=form.like,
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
        onto = queries.next_waiting(request.project, request.user, file)
        if onto is not None:
            tell(request, f"{job.outcome} Next: {onto.name}.")
            return to("preview", request.project.pk, onto.pk)
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
