"""What is taken out of a study: entered by each, laid side by side, settled."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from uptake.formats.grids import FORMS
from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, Room, page, posted
from uptake.projects.queries import one
from uptake.projects.roles import Permission
from uptake.review.actions import entries as writes
from uptake.review.forms.fulltext import ReadForm
from uptake.review.forms.stated import StatedForm
from uptake.review.forms.studies import EntriesForm, SettleForm
from uptake.review.models import FormField, Study
from uptake.review.queries import extraction as queries
from uptake.review.queries import reading
from uptake.review.queries.stated import stated
from uptake.review.queries.studies import reports_of
from uptake.review.values import typed
from uptake.review.views.fulltext import VIEW
from uptake.review.views.stated import form_of, to_states, written

ROOM = Room("review")


@page(Permission.EXTRACT)
def extract(request: ProjectRequest, pk: int) -> HttpResponse:
    """Enter what the paper says; the text stands beside."""
    row, refused = one(Study, request.project, pk), None
    it, said = queries.extraction(row, request.user), form_of(request, row)
    seen = writes.mark_of(row, request.user)
    form, kept = EntriesForm(posted(request), it=it, initial={"seen": seen}), False
    if form.is_valid() and (not said.is_bound or said.is_valid()):
        try:
            kept = _keep(request, row, form, said, done=it.done)
            return _onwards(request, row, said)
        except Refused as fault:
            refused = fault
            if kept:
                form.name_empty()
            if kept or isinstance(fault, OvertakenEdit):
                form.has_seen(writes.mark_of(row, request.user))
    return _with_text(request, row, refused, it=it, form=form, kept=kept, said_form=said)


def _keep(
    request: ProjectRequest, row: Study, form: EntriesForm, said: StatedForm, *, done: bool
) -> bool:
    """Save what stands in the form; who is done, or states something, need not have changed it."""
    if done and said.is_bound:
        return True
    try:
        writes.enter(
            by=request.actor, study=row, given=form.given(), seen=form.cleaned_data["seen"]
        )
    except writes.Unchanged:
        if "done" not in request.POST and not said.is_bound:
            raise
    return True


def _onwards(request: ProjectRequest, row: Study, said: StatedForm) -> HttpResponse:
    """After the entries: the statement that was typed, and that one is done."""
    if "done" in request.POST:
        writes.say_done(by=request.actor, study=row)
    added = "The statement was added." if written(request, said) else ""
    tell(request, f"You are done with {row.label}. {added}" if "done" in request.POST
         else added or "Saved.")  # fmt: skip
    if "state" in request.POST:
        return to_states(request, row.pk)
    return ROOM.to("extract", request.project.pk, row.pk)


def _with_text(
    request: ProjectRequest, row: Study, refused: Refused | None, said_form: StatedForm,
    **values: object,
) -> HttpResponse:  # fmt: skip
    """The page with the main report's full text beside it, or that of another report asked for."""
    reports = [report.reference for report in reports_of(row)]
    asked = request.GET.get("report", "")
    chosen = next((one_ for one_ in reports if str(one_.pk) == asked), None) or next(
        iter(reports), None
    )
    view = request.session.get(VIEW, "pages")
    text = reading.full_text(chosen, view=view) if chosen is not None else None
    said_form.initial["report"] = chosen.pk if chosen is not None else None
    shown = ROOM.show(
        request, "extract", refused, text=text, asked=ReadForm(), said_form=said_form,
        states=stated(row, request.user), lens=request.project.lens(), **values,
    )  # fmt: skip
    if said_form.is_bound and said_form.errors:
        shown.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    return shown


@page(Permission.EXTRACT)
@require_POST
def done(request: ProjectRequest, pk: int) -> HttpResponse:
    """Say that one has entered all there is, or take it back."""
    row = one(Study, request.project, pk)
    try:
        if request.POST.get("again"):
            writes.take_up_again(by=request.actor, study=row)
            tell(request, f"You can change what you entered of {row.label} again.")
        else:
            writes.say_done(by=request.actor, study=row)
            tell(request, f"You are done with {row.label}.")
    except Refused as refused:
        tell(request, str(refused))
    return ROOM.to("extract", request.project.pk, pk)


@page(Permission.VIEW)
@require_GET
def compare(request: ProjectRequest, pk: int) -> HttpResponse:
    """What each entered of a study side by side, with the settled values."""
    return _compared(request, one(Study, request.project, pk))


def _compared(
    request: ProjectRequest, row: Study, refused: Refused | None = None,
    typed_in: dict[int, SettleForm] | None = None, **values: object,
) -> HttpResponse:  # fmt: skip
    """The whole page, or for htmx its fields alone; `at` is the field to go on with."""
    it = queries.comparison(row)
    forms = _forms(it) | (typed_in or {})
    shown: dict[str, Any] = {"it": it, "forms": forms, **values}
    if request.headers.get("HX-Request"):
        shown |= {"part": True, "refused": refused}
        return render(request, "review/_compare.html", shown, status=422 if refused else 200)
    return ROOM.show(request, "compare", refused, states=stated(row, request.user), **shown)


def _forms(it: queries.Comparison) -> dict[int, SettleForm]:
    """A form for each field, the settled value in it."""
    found = {}
    for row in it.rows:
        form = SettleForm(field=row.field)
        form.fields["value"].initial = typed(row.settled.value) if row.settled else None
        found[row.field.pk] = form
    return found


@page(Permission.EXTRACT)
@require_POST
def settle(request: ProjectRequest, pk: int, field: int) -> HttpResponse:
    """Settle one field of a study, and go on to the next that is to be settled."""
    row, of = one(Study, request.project, pk), one(FormField, request.project, field)
    form = SettleForm(request.POST, field=of)
    it = queries.comparison(row)
    sides = next((each.sides for each in it.rows if each.field.pk == of.pk), [])
    try:
        value = form.chosen(sides)
        writes.settle_value(
            by=request.actor, study=row, field=of, value=value,
            note=form.cleaned_data["note"], seen=form.cleaned_data["seen"],
        )  # fmt: skip
    except Refused as refused:
        return _compared(request, row, refused, {of.pk: form}, at=of.pk, fresh=of.pk)
    onto, said = it.after(of.pk) or of.pk, f"{of.name} is settled."
    if request.headers.get("HX-Request"):
        return _compared(request, row, said=said, at=onto, fresh=of.pk)
    tell(request, said)
    there = reverse("review:compare", args=[request.project.pk, pk])
    return HttpResponseRedirect(f"{there}#f{onto}")


@page(Permission.EXTRACT)
@require_POST
def settle_agreed(request: ProjectRequest, pk: int) -> HttpResponse:
    """Settle every field of which all say the same."""
    row = one(Study, request.project, pk)
    try:
        made = writes.settle_agreed(by=request.actor, study=row)
        tell(request, f"{len(made)} {'field is' if len(made) == 1 else 'fields are'} settled.")
    except Refused as refused:
        tell(request, str(refused))
    return ROOM.to("compare", request.project.pk, pk)


@page(Permission.VIEW)
@require_GET
def agreement(request: ProjectRequest) -> HttpResponse:
    """How far two people said the same, field by field."""
    return ROOM.show(request, "agreement", rows=queries.agreement(request.project))


@page(Permission.EXPORT)
@require_GET
def taken(request: ProjectRequest, kind: str) -> HttpResponse:
    """Every study by every field, as a table to take out."""
    form = FORMS.get(kind)
    if form is None:
        raise Http404("There is no such form of table.")
    return HttpResponse(
        form.write(queries.extraction_grid(request.project)), content_type=form.media_type,
        headers={"Content-Disposition": f'attachment; filename="extraction.{kind}"'},
    )  # fmt: skip
