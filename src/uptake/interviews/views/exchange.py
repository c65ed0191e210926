"""In and out: interviews taken out as files of other programs, and their files brought in."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from uptake.interviews import bringing
from uptake.interviews.actions import exchange as actions
from uptake.interviews.exchange_forms import BringInForm, ProjectFileForm, TakeOutForm
from uptake.interviews.models import ProjectFile, Transcript
from uptake.interviews.queries import exchange as queries
from uptake.interviews.queries import takeout
from uptake.interviews.views.parts import show, to
from uptake.projects.errors import Refused
from uptake.projects.models import Job
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, page, posted
from uptake.projects.queries import one
from uptake.projects.roles import Permission

REPORTS = {"losses.json": queries.losses_file, "history.jsonl": queries.history_file}


@page(Permission.EXPORT)
@require_GET
def exchange(request: ProjectRequest) -> HttpResponse:
    """What can be taken out, and the files that came in."""
    return _show(request, TakeOutForm(transcripts=queries.ready(request.project)))


def _show(
    request: ProjectRequest, form: TakeOutForm, refused: Refused | None = None, **more: object
) -> HttpResponse:  # fmt: skip
    project = request.project
    return show(
        request, "exchange", refused, form=form, files=queries.files(project),
        blind=queries.blind_here(project), uncleared=queries.out_of_reach(project),
        upload=ProjectFileForm(), forms=takeout.FORMS, **more,
    )  # fmt: skip


@page(Permission.EXPORT)
@require_POST
def out(request: ProjectRequest) -> HttpResponse:
    """Show what a file would leave out; asked a second time, give it, with that report beside."""
    if not request.membership.may(Permission.READ_TRANSCRIPTS):
        raise PermissionDenied(Permission.READ_TRANSCRIPTS.value)
    form = TakeOutForm(request.POST, transcripts=queries.ready(request.project))
    if not form.is_valid():
        return _show(request, form)
    kind, layer, pk = form.asked()
    only = one(Transcript, request.project, pk) if pk and kind == "comments" else None
    try:
        taken = takeout.file_of(request.project, kind, layer, only=only)
    except Refused as refused:
        return _show(request, form, refused)
    if "get" not in request.POST:
        return _show(request, form, taken=taken)
    actions.note_taken_out(by=request.actor, project=request.project, what=kind,
                           layer=str(layer), counts=taken.counts)  # fmt: skip
    file = takeout.with_losses(taken, layer) if request.POST["get"] == "report" else taken
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return HttpResponse(file.data, content_type=file.content_type, headers=headers)


@page(Permission.MANAGE_MATERIAL)
def upload(request: ProjectRequest) -> HttpResponse:
    """Choose a file of another program; it is read at once and then waits for a decision."""
    form, refused = ProjectFileForm(posted(request), request.FILES or None), None
    if form.is_valid():
        name, content = form.received()
        try:
            row = bringing.receive(
                by=request.actor, project=request.project, name=name, content=content
            )
            return to("exchange-file", request.project.pk, row.pk)
        except Refused as fault:
            refused = fault
    return show(request, "exchange_upload", refused, form=form)


@page(Permission.MANAGE_MATERIAL)
def file(request: ProjectRequest, pk: int) -> HttpResponse:
    """What a file holds and the decision on it; or what came of it."""
    row, refused = one(ProjectFile, request.project, pk), None
    if row.state != row.State.WAITING:
        return show(request, "exchange_done", row=queries.file_row(row))
    found = queries.holds(row)
    form = BringInForm(
        posted(request), found=found, members=queries.coders_here(request.project),
        people=queries.people_here(request.project),
    )  # fmt: skip
    if form.is_valid():
        job = bringing.start(by=request.actor, file=row, choices=form.choices())
        if job.state != Job.State.FAILED:
            return _on(request, job)
        refused = Refused(job.outcome)
    return show(request, "exchange_file", refused, form=form, row=queries.file_row(row),
                found=found, job=queries.under_way(row))  # fmt: skip


def _on(request: ProjectRequest, job: Job) -> HttpResponse:
    """On to what came of it, or to the job that is at it."""
    if job.state == Job.State.DONE:
        tell(request, job.outcome)
        return HttpResponseRedirect(job.link)
    return HttpResponseRedirect(reverse("projects:job", args=[request.project.pk, job.pk]))


@page(Permission.MANAGE_MATERIAL)
@require_POST
def drop(request: ProjectRequest, pk: int) -> HttpResponse:
    """Decide against a file that waits."""
    row = one(ProjectFile, request.project, pk)
    try:
        actions.drop_project_file(by=request.actor, file=row)
        tell(request, f"{row.name} was dropped. Nothing of it is kept.")
    except Refused as refused:
        tell(request, str(refused))
    return to("exchange", request.project.pk)


@page(Permission.MANAGE_MATERIAL)
@require_POST
def undo(request: ProjectRequest, pk: int) -> HttpResponse:
    """Take out again what a file brought."""
    row = one(ProjectFile, request.project, pk)
    try:
        actions.undo_project_file(by=request.actor, file=row)
    except Refused as refused:
        return show(request, "exchange_done", refused, row=queries.file_row(row))
    tell(request, f"What {row.name} brought was taken out again.")
    return to("exchange", request.project.pk)


@page(Permission.MANAGE_MATERIAL)
@require_GET
def report(request: ProjectRequest, pk: int, kind: str) -> HttpResponse:
    """The loss report of a file, or what was done in the program that it came from."""
    row = one(ProjectFile, request.project, pk)
    if kind not in REPORTS:
        raise Http404("There is no such report.")
    text = REPORTS[kind](row)
    headers = {"Content-Disposition": f'attachment; filename="file-{row.pk}-{kind}"'}
    return HttpResponse(text, content_type="application/json; charset=utf-8", headers=headers)
