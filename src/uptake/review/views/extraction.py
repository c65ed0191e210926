"""What is taken out of a study: entered by each, laid side by side, settled."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from uptake.formats.grids import FORMS
from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, Room, page, posted
from uptake.projects.queries import one
from uptake.projects.roles import Permission
from uptake.review.actions import entries as writes
from uptake.review.forms.fulltext import ReadForm
from uptake.review.forms.studies import EntriesForm, SettleForm
from uptake.review.models import FormField, Study
from uptake.review.queries import extraction as queries
from uptake.review.queries import reading
from uptake.review.queries.studies import reports_of
from uptake.review.values import typed

ROOM = Room("review")


@page(Permission.EXTRACT)
def extract(request: ProjectRequest, pk: int) -> HttpResponse:
    """Enter what the paper says; the text stands beside."""
    row, refused = one(Study, request.project, pk), None
    it = queries.extraction(row, request.user)
    seen = writes.mark_of(row, request.user)
    form, kept = EntriesForm(posted(request), it=it, initial={"seen": seen}), False
    if form.is_valid():
        try:
            _keep(request, row, form)
            kept = True
            if "done" in request.POST:
                writes.say_done(by=request.actor, study=row)
            tell(request, f"You are done with {row.label}." if "done" in request.POST else "Saved.")
            return ROOM.to("extract", request.project.pk, pk)
        except Refused as fault:
            refused = fault
            if kept:
                form.name_empty()
            if kept or isinstance(fault, OvertakenEdit):
                form.has_seen(writes.mark_of(row, request.user))
    return _with_text(request, row, refused, it=it, form=form, kept=kept)


def _keep(request: ProjectRequest, row: Study, form: EntriesForm) -> None:
    """Save what stands in the form; who is done need not have changed anything since."""
    try:
        writes.enter(
            by=request.actor, study=row, given=form.given(), seen=form.cleaned_data["seen"]
        )
    except writes.Unchanged:
        if "done" not in request.POST:
            raise


def _with_text(
    request: ProjectRequest, row: Study, refused: Refused | None, **values: object
) -> HttpResponse:
    """The page with the main report's full text beside it, or that of another report asked for."""
    reports = [report.reference for report in reports_of(row)]
    asked = request.GET.get("report", "")
    chosen = next((one_ for one_ in reports if str(one_.pk) == asked), None) or next(
        iter(reports), None
    )
    text = reading.full_text(chosen) if chosen is not None else None
    return ROOM.show(request, "extract", refused, text=text, asked=ReadForm(), **values)


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
    it = queries.comparison(one(Study, request.project, pk))
    return ROOM.show(request, "compare", it=it, forms=_forms(it))


def _forms(it: queries.Comparison) -> dict[int, SettleForm]:
    """A form for each field, the settled value in it."""
    found = {}
    for row in it.rows:
        form = SettleForm(field=row.field, auto_id=False)
        form.fields["value"].initial = typed(row.settled.value) if row.settled else None
        found[row.field.pk] = form
    return found


@page(Permission.EXTRACT)
@require_POST
def settle(request: ProjectRequest, pk: int, field: int) -> HttpResponse:
    """Settle one field of a study."""
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
        tell(request, f"{of.name} is settled.")
    except Refused as refused:
        return ROOM.show(request, "compare", refused, it=it, forms=_forms(it))
    return ROOM.to("compare", request.project.pk, pk)


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
