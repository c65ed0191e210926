"""The extraction form as the lead designs it."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from uptake.formats.spreadsheet import csv_lines
from uptake.instruments import extraction_forms as shipped
from uptake.projects.counted import counted
from uptake.projects.errors import Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, Room, page, posted
from uptake.projects.queries import one
from uptake.projects.roles import Permission
from uptake.review.actions import form as writes
from uptake.review.forms.studies import FieldForm, FormFileForm
from uptake.review.models import FormField
from uptake.review.queries import extraction

ROOM = Room("review")


@page(Permission.VIEW, write=Permission.LEAD_REVIEW)
def form(request: ProjectRequest) -> HttpResponse:
    """The form with its fields; a POST adds one."""
    add, refused = FieldForm(posted(request)), None
    if add.is_valid():
        try:
            made = writes.add_field(
                by=request.actor, project=request.project, question=add.question()
            )
            tell(request, f"{made.name} was added.")
            return ROOM.to("form", request.project.pk)
        except Refused as fault:
            refused = fault
    return _shown(request, add, refused)


def _shown(request: ProjectRequest, add: FieldForm, refused: Refused | None) -> HttpResponse:
    rows, retired = extraction.form_rows(request.project)
    return ROOM.show(
        request, "form", refused, form=add, rows=rows, retired=retired, file=FormFileForm(),
        ready=shipped.extraction_forms(),
    )  # fmt: skip


@page(Permission.LEAD_REVIEW)
@require_POST
def begin(request: ProjectRequest) -> HttpResponse:
    """Take over a form that comes with Uptake."""
    key = request.POST.get("form", "")
    chosen = next((one_ for one_ in shipped.extraction_forms() if one_.key == key), None)
    if chosen is None:
        tell(request, "No form was chosen. Choose one of those that come with Uptake.")
        return ROOM.to("form", request.project.pk)
    try:
        made = writes.take_over_form(
            by=request.actor, project=request.project, questions=chosen.questions
        )
        tell(request, f"{counted(len(made), 'field')} added. Change them as you need.")
    except Refused as refused:
        tell(request, str(refused))
    return ROOM.to("form", request.project.pk)


@page(Permission.LEAD_REVIEW)
@require_POST
def bring(request: ProjectRequest) -> HttpResponse:
    """Take over a form from a file."""
    file = FormFileForm(request.POST, request.FILES)
    try:
        if not file.is_valid():
            raise Refused("There is no file.", advice="Choose a form as JSON or CSV.")
        made = writes.take_over_form(
            by=request.actor, project=request.project, questions=file.questions()
        )
        tell(request, f"{counted(len(made), 'field')} added.")
        return ROOM.to("form", request.project.pk)
    except Refused as refused:
        return _shown(request, FieldForm(), refused)


@page(Permission.VIEW)
@require_GET
def taken(request: ProjectRequest, kind: str) -> HttpResponse:
    """The form as a file."""
    it = extraction.as_form(request.project)
    if kind not in ("json", "csv"):
        raise Http404("A form goes out as JSON or CSV.")
    if kind == "json":
        text, media = shipped.write_form(it), "application/json"
    else:
        text, media = "".join(csv_lines(shipped.form_rows(it))), "text/csv; charset=utf-8"
    return HttpResponse(
        text, content_type=media,
        headers={"Content-Disposition": f'attachment; filename="extraction-form.{kind}"'},
    )  # fmt: skip


@page(Permission.LEAD_REVIEW)
def field(request: ProjectRequest, pk: int) -> HttpResponse:
    """Change a field."""
    row, refused = one(FormField, request.project, pk), None
    change = FieldForm(posted(request), initial={
        "name": row.name, "section": row.section, "kind": row.kind, "unit": row.unit,
        "choices": "\n".join(row.choices), "guidance": row.guidance, "required": row.required,
    })  # fmt: skip
    if change.is_valid():
        try:
            writes.change_field(by=request.actor, field=row, question=change.question())
            tell(request, f"{change.cleaned_data['name']} was changed.")
            return ROOM.to("form", request.project.pk)
        except Refused as fault:
            refused = fault
    return ROOM.show(request, "field", refused, form=change, row=row)


@page(Permission.LEAD_REVIEW)
@require_POST
def move(request: ProjectRequest, pk: int) -> HttpResponse:
    """Let a field be asked before its neighbour, or after it."""
    row = one(FormField, request.project, pk)
    try:
        writes.move_field(by=request.actor, field=row, up=request.POST.get("to") == "up")
    except Refused as refused:
        tell(request, str(refused))
    return ROOM.to("form", request.project.pk)


@page(Permission.LEAD_REVIEW)
@require_POST
def retire(request: ProjectRequest, pk: int) -> HttpResponse:
    """Take a field out of the form, with a way back."""
    row = one(FormField, request.project, pk)
    try:
        writes.retire_field(by=request.actor, field=row)
        undo = reverse("review:restore-field", args=[request.project.pk, pk])
        tell(request, f"{row.name} is retired. What was entered for it is kept.", undo=undo)
    except Refused as refused:
        tell(request, str(refused))
    return ROOM.to("form", request.project.pk)


@page(Permission.LEAD_REVIEW)
@require_POST
def restore(request: ProjectRequest, pk: int) -> HttpResponse:
    """Bring a retired field back."""
    row = one(FormField, request.project, pk)
    try:
        writes.restore_field(by=request.actor, field=row)
        tell(request, f"{row.name} is in the form again, with what was entered for it.")
    except Refused as refused:
        tell(request, str(refused))
    return ROOM.to("form", request.project.pk)
