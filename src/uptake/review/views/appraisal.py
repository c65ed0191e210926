"""Appraisal: the checklists, the table of studies, one study by one person, and the settled one."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from uptake.formats.grids import FORMS
from uptake.instruments import checklists
from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, Room, page, posted
from uptake.projects.queries import one
from uptake.projects.roles import Permission
from uptake.review.actions import appraisal as writes
from uptake.review.forms.appraisal import AppraisalForm, ChecklistFileForm
from uptake.review.models import Checklist, Study
from uptake.review.queries import appraised as queries

ROOM = Room("review")


@page(Permission.VIEW, write=Permission.LEAD_REVIEW)
def appraisal(request: ProjectRequest) -> HttpResponse:
    """All studies by all questions; a POST takes a checklist of Uptake's into use."""
    if request.method == "POST":
        key = request.POST.get("checklist", "")
        chosen = next((each for each in checklists() if each.key == key), None)
        if chosen is None:
            tell(request, "No checklist was chosen. Choose one of those that come with Uptake.")
            return ROOM.to("appraisal", request.project.pk)
        try:
            writes.use_checklist(by=request.actor, project=request.project, checklist=chosen)
            tell(request, f"{chosen.name} is in use.")
        except Refused as refused:
            tell(request, str(refused))
        return ROOM.to("appraisal", request.project.pk)
    return _shown(request, ChecklistFileForm(), None)


def _shown(request: ProjectRequest, form: ChecklistFileForm, refused: Refused | None
           ) -> HttpResponse:  # fmt: skip
    rows = queries.checklists_in(request.project)
    asked = request.GET.get("checklist", "")
    row = next((each for each in rows if str(each.pk) == asked), rows[0] if rows else None)
    return ROOM.show(
        request, "appraisal", refused, form=form, rows=rows, row=row, forms=FORMS,
        content=queries.content(row) if row else None,
        table=queries.table(request.project, row) if row else [], states=queries.STATES,
        retired=queries.checklists_in(request.project, retired=True), ready=checklists(),
    )  # fmt: skip


@page(Permission.LEAD_REVIEW)
@require_POST
def bring(request: ProjectRequest) -> HttpResponse:
    """Take a checklist from a file into use."""
    form = ChecklistFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _shown(request, form, None)
    try:
        made = writes.use_checklist(
            by=request.actor, project=request.project, checklist=form.checklist()
        )
        tell(request, f"{made.name} is in use.")
        return ROOM.to("appraisal", request.project.pk)
    except Refused as refused:
        return _shown(request, form, refused)


@page(Permission.LEAD_REVIEW)
@require_POST
def retire(request: ProjectRequest, pk: int) -> HttpResponse:
    """Take a checklist out of use, or bring it back."""
    row = one(Checklist, request.project, pk)
    try:
        if request.POST.get("back"):
            writes.restore_checklist(by=request.actor, checklist=row)
            tell(request, f"{row.name} is in use again.")
        else:
            writes.retire_checklist(by=request.actor, checklist=row)
            tell(request, f"{row.name} is out of use. The judgements made by it are kept.")
    except Refused as refused:
        tell(request, str(refused))
    return ROOM.to("appraisal", request.project.pk)


@page(Permission.EXTRACT)
def appraise(request: ProjectRequest, pk: int, study: int) -> HttpResponse:
    """One person's judgement of a study."""
    row, of = one(Checklist, request.project, pk), one(Study, request.project, study)
    it, refused = queries.appraisal_page(of, row, request.user), None
    form = AppraisalForm(posted(request), content=it.content, said=it.mine)
    if form.is_valid():
        try:
            writes.appraise(
                by=request.actor, study=of, checklist=row, judged=form.judged(),
                seen=form.cleaned_data["seen"],
            )  # fmt: skip
            tell(request, f"Your judgement of {of.label} is saved.")
            return ROOM.to("appraise", request.project.pk, pk, study)
        except Refused as fault:
            refused = _overtaken(form, fault, it.mine)
    return ROOM.show(request, "appraise", refused, it=it, form=form)


def _overtaken(form: AppraisalForm, fault: Refused, said: queries.Said | None) -> Refused:
    """Where another window was first, let the same form be sent again."""
    if isinstance(fault, OvertakenEdit):
        form.has_seen(str(said.pk if said else 0))
    return fault


@page(Permission.VIEW, write=Permission.EXTRACT)
def settle(request: ProjectRequest, pk: int, study: int) -> HttpResponse:
    """All judgements of a study side by side; a POST settles."""
    row, of = one(Checklist, request.project, pk), one(Study, request.project, study)
    it, refused = queries.appraisal_page(of, row, request.user), None
    form = AppraisalForm(posted(request), content=it.content, said=queries.start_of(it))
    if form.is_valid():
        try:
            writes.settle_appraisal(
                by=request.actor, study=of, checklist=row, judged=form.judged(),
                seen=form.cleaned_data["seen"],
            )  # fmt: skip
            tell(request, f"The judgement of {of.label} is settled.")
            return ROOM.to("settle-appraisal", request.project.pk, pk, study)
        except Refused as fault:
            refused = _overtaken(form, fault, it.settled)
    return ROOM.show(request, "appraisal_settle", refused, it=it, form=form)


@page(Permission.EXPORT)
@require_GET
def taken(request: ProjectRequest, pk: int, kind: str) -> HttpResponse:
    """The table of appraisals to take out."""
    row, form = one(Checklist, request.project, pk), FORMS.get(kind)
    if form is None:
        raise Http404("There is no such form of table.")
    return HttpResponse(
        form.write(queries.appraisal_grid(request.project, row)), content_type=form.media_type,
        headers={"Content-Disposition": f'attachment; filename="appraisal.{kind}"'},
    )  # fmt: skip
