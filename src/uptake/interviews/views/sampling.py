"""What participants differ in, how many of each kind are wanted, and when enough were heard."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from uptake.interviews import actions
from uptake.interviews.models import Attribute, SaturationCall
from uptake.interviews.people_forms import AttributeForm, SaturationForm, SheetForm, TargetForm
from uptake.interviews.queries import people, sampling
from uptake.interviews.views.parts import show, to
from uptake.projects.counted import counted
from uptake.projects.errors import Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, page, posted
from uptake.projects.queries import one
from uptake.projects.roles import Permission


@page(Permission.VIEW, write=Permission.MANAGE_MATERIAL)
def grid(request: ProjectRequest) -> HttpResponse:
    """The sampling grid; a POST says how many of whom are wanted."""
    project, refused = request.project, None
    everybody, traits = people.log(project), sampling.traits(project)
    used = [trait for trait in traits if not trait.retired]
    form = TargetForm(people.groups(everybody), used, posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            _wanted(request, form)
            return to("sampling", project.pk)
        except Refused as fault:
            refused = fault
    grids = sampling.grids(project, everybody, used)
    return show(
        request, "people_sampling", refused, form=form, traits=traits, grids=grids,
        targets=sampling.targets(project, everybody), people=everybody,
    )  # fmt: skip


def _wanted(request: ProjectRequest, form: TargetForm) -> None:
    pk, value = form.chosen()
    attribute = one(Attribute, request.project, pk) if pk else None
    typed = form.cleaned_data
    actions.set_target(by=request.actor, project=request.project, wanted=typed["wanted"],
                       group=typed["group"], attribute=attribute, value=value)  # fmt: skip
    tell(request, "The number wanted was set." if typed["wanted"]
         else "The number wanted was taken out.")  # fmt: skip


@page(Permission.READ_TRANSCRIPTS, write=Permission.MANAGE_MATERIAL)
def values(request: ProjectRequest) -> HttpResponse:
    """What everybody is, in one table."""
    project, refused = request.project, None
    form = SheetForm(sampling.sheet(project, people.log(project)), posted(request))
    if request.method == "POST" and form.is_valid():
        typed = form.changed()
        rows = {row.pk: row for row in people.chosen(project, [who for who, _, _ in typed])}
        found = {pk: one(Attribute, project, pk) for pk in {pk for _, pk, _ in typed}}
        try:
            done = actions.fill_in(
                by=request.actor, project=project,
                values=[(rows[who], found[what], value) for who, what, value in typed],
            )  # fmt: skip
            tell(request, f"{counted(done, 'value was', 'values were')} changed.")
            return to("values", project.pk)
        except Refused as fault:
            refused = fault
    return show(request, "people_values", refused, form=form)


@page(Permission.MANAGE_MATERIAL)
def add_attribute(request: ProjectRequest) -> HttpResponse:
    """Add something that participants differ in."""
    form, refused = AttributeForm(posted(request)), None
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_attribute(
                by=request.actor, project=request.project, **form.cleaned_data
            )
            tell(request, f"{made.name} was added.")
            return to("sampling", request.project.pk)
        except Refused as fault:
            refused = fault
    return show(request, "people_attribute", refused, form=form, row=None)


@page(Permission.MANAGE_MATERIAL)
def attribute(request: ProjectRequest, pk: int) -> HttpResponse:
    """Change an attribute."""
    row, refused = one(Attribute, request.project, pk), None
    form = AttributeForm.of(row, posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_attribute(by=request.actor, attribute=row, **form.cleaned_data)
            tell(request, "The attribute was changed.")
            return to("sampling", request.project.pk)
        except Refused as fault:
            refused = fault
    return show(request, "people_attribute", refused, form=form, row=row)


@page(Permission.MANAGE_MATERIAL)
@require_POST
def retire_attribute(request: ProjectRequest, pk: int) -> HttpResponse:
    """Take an attribute off the pages, or take it up again."""
    row = one(Attribute, request.project, pk)
    undo = "" if row.retired_at else request.path
    try:
        if row.retired_at is None:
            actions.retire_attribute(by=request.actor, attribute=row)
        else:
            actions.restore_attribute(by=request.actor, attribute=row)
    except Refused as refused:
        return show(request, "people_attribute", refused, form=AttributeForm.of(row), row=row)
    tell(request, f"{row.name} is {'retired. What was entered stays' if undo else 'back'}.", undo)
    return to("sampling", request.project.pk)


@page(Permission.VIEW, write=Permission.MANAGE_MATERIAL)
def saturation(request: ProjectRequest) -> HttpResponse:
    """Judgements on saturation beside what each interview brought; a POST adds one."""
    project, refused = request.project, None
    form = SaturationForm(people.groups(people.log(project)), posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.call_saturation(by=request.actor, project=project, **form.words())
            tell(request, "The judgement was noted.")
            return to("saturation-calls", project.pk)
        except Refused as fault:
            refused = fault
    return show(request, "people_saturation", refused, form=form,
                rows=sampling.judgements(project), codes=sampling.new_codes(project))  # fmt: skip


@page(Permission.MANAGE_MATERIAL)
@require_POST
def take_back(request: ProjectRequest, pk: int) -> HttpResponse:
    """Take a judgement back, or put it back."""
    row = one(SaturationCall, request.project, pk)
    if row.removed_at is None:
        actions.take_back_saturation(by=request.actor, call=row)
        tell(request, "The judgement was taken back.",
             reverse("interviews:take-back-saturation", args=[request.project.pk, pk]))  # fmt: skip
    else:
        actions.put_back_saturation(by=request.actor, call=row)
        tell(request, "The judgement stands again.")
    return to("saturation-calls", request.project.pk)
