"""Studies: made of included full texts, joined, split, and each with all that hangs on it."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_POST

from uptake.projects.errors import Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, Room, page, posted
from uptake.projects.queries import look_again, one
from uptake.projects.roles import Permission
from uptake.review.actions import entries
from uptake.review.actions import studies as writes
from uptake.review.forms.studies import StudyForm
from uptake.review.models import Report, Study
from uptake.review.queries import appraised
from uptake.review.queries import studies as queries
from uptake.sources.models import Reference

ROOM = Room("review")


@page(Permission.VIEW, write=Permission.EXTRACT)
def studies(request: ProjectRequest) -> HttpResponse:
    """The studies; a POST makes one of each included full text that has none."""
    if request.method == "POST":
        without = list(queries.without_study(request.project))
        asked = request.POST.get("reference", "")
        if asked:
            without = [row for row in without if str(row.pk) == asked]
        try:
            made = writes.make_studies(
                by=request.actor, project=request.project, references=without
            )
            tell(request, f"{len(made)} {'study was' if len(made) == 1 else 'studies were'} made.")
        except Refused as refused:
            tell(request, str(refused))
        return ROOM.to("studies", request.project.pk)
    it = queries.studies(request.project, request.user)
    lists = appraised.checklists_in(request.project)
    return ROOM.show(request, "studies", it=it, checklists=lists)


@page(Permission.VIEW, write=Permission.EXTRACT)
def study(request: ProjectRequest, pk: int) -> HttpResponse:
    """One study; a POST gives it another name or note."""
    row, refused = one(Study, request.project, pk), None
    form = StudyForm(posted(request), initial={"name": row.name, "note": row.note})
    if form.is_valid():
        try:
            writes.change_study(by=request.actor, study=row, **form.cleaned_data)
            tell(request, "The study was changed.")
            return ROOM.to("study", request.project.pk, pk)
        except Refused as fault:
            refused = fault
    it = queries.study_page(row, request.user)
    marks = look_again(request.project, "reference")
    reasons = [why for one_ in it.reports
               for why in marks.get(("reference", one_.report.reference_id), [])]  # fmt: skip
    lists = appraised.checklists_in(request.project)
    return ROOM.show(
        request, "study", refused, form=form, it=it, reasons=reasons,
        appraisals=[appraised.appraisal_page(row, each, request.user) for each in lists],
    )  # fmt: skip


def _told(request: ProjectRequest, refused: Refused | None, words: str) -> None:
    tell(request, str(refused) if refused else words)


@page(Permission.EXTRACT)
@require_POST
def join(request: ProjectRequest, pk: int) -> HttpResponse:
    """Join a report, or all reports of another study, to this study."""
    row = one(Study, request.project, pk)
    number, kind = request.POST.get("other", ""), request.POST.get("kind", "study")
    if not number.isdecimal() or len(number) > 17:
        tell(request, "Choose the study to join.")
        return ROOM.to("study", request.project.pk, pk)
    if kind == "reference":
        references = [one(Reference, request.project, int(number))]
    else:
        other = one(Study, request.project, int(number))
        references = [report.reference for report in queries.reports_of(other)]
    refused = None
    for reference in references:
        try:
            writes.join_report(by=request.actor, study=row, reference=reference)
        except Refused as fault:
            refused = fault
    _told(request, refused, f"Joined to {row.label}. What was entered of each is kept.")
    return ROOM.to("study", request.project.pk, pk)


@page(Permission.EXTRACT)
@require_POST
def split(request: ProjectRequest, pk: int) -> HttpResponse:
    """Let a report stand for a study of its own."""
    row = one(Report, request.project, pk)
    try:
        made = writes.split_report(by=request.actor, report=row)
        tell(request, f"{row.reference} stands for {made.label} now.")
        return ROOM.to("study", request.project.pk, made.pk)
    except Refused as refused:
        tell(request, str(refused))
    return ROOM.to("study", request.project.pk, row.study_id)


@page(Permission.EXTRACT)
@require_POST
def main(request: ProjectRequest, pk: int) -> HttpResponse:
    """Make a report the main one of its study."""
    row = one(Report, request.project, pk)
    refused = None
    try:
        writes.make_main(by=request.actor, report=row)
    except Refused as fault:
        refused = fault
    _told(request, refused, f"{row.reference} is the main report.")
    return ROOM.to("study", request.project.pk, row.study_id)


@page(Permission.EXTRACT)
@require_POST
def take_off(request: ProjectRequest, pk: int) -> HttpResponse:
    """Take a report out of the studies that is no longer included."""
    row = one(Report, request.project, pk)
    refused = None
    try:
        writes.take_off_report(by=request.actor, report=row)
    except Refused as fault:
        refused = fault
    _told(request, refused, f"{row.reference} is out of the studies. What was entered is kept.")
    return ROOM.to("studies", request.project.pk)


@page(Permission.LEAD_REVIEW)
@require_POST
def open_up(request: ProjectRequest, pk: int) -> HttpResponse:
    """Let everybody see what each entered of a study."""
    row = one(Study, request.project, pk)
    refused = None
    try:
        entries.open_study(by=request.actor, study=row)
    except Refused as fault:
        refused = fault
    _told(request, refused, f"{row.label} is open: everybody sees what each entered.")
    return ROOM.to("study", request.project.pk, pk)


@page(Permission.EXTRACT)
@require_GET
def next_study(request: ProjectRequest) -> HttpResponse:
    """The next study of which one has not said that one is done."""
    it = queries.studies(request.project, request.user)
    todo = next((row for row in it.rows if not row.done), None)
    if todo is None:
        tell(request, "You are done with every study.")
        return ROOM.to("studies", request.project.pk)
    return ROOM.to("extract", request.project.pk, todo.pk)
