"""Participants: the recruitment log, one person, and what is recorded of them."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from uptake.interviews import actions
from uptake.interviews.forms import ParticipantForm
from uptake.interviews.models import Approach, Participant
from uptake.interviews.people_forms import ApproachForm, LogFilterForm, SeveralForm, ticked
from uptake.interviews.queries import people as queries
from uptake.interviews.queries.material import heard_in
from uptake.interviews.queries.sampling import held, traits
from uptake.interviews.views.parts import show, to
from uptake.projects.counted import counted
from uptake.projects.errors import Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, page, posted
from uptake.projects.queries import look_again, one
from uptake.projects.roles import Permission


@page(Permission.VIEW)
@require_GET
def participants(request: ProjectRequest) -> HttpResponse:
    """The recruitment log: everybody under their pseudonyms, and where they stand."""
    return _log(request, ApproachForm())


def _log(
    request: ProjectRequest, form: ApproachForm, refused: Refused | None = None
) -> HttpResponse:
    people = queries.log(request.project)
    chosen = LogFilterForm(queries.groups(people), request.GET or None)
    asked = chosen.cleaned_data if chosen.is_valid() else {}
    return show(
        request, "people_log", refused, rows=queries.shown(people, **asked), people=people,
        rates=queries.rates(people), filters=chosen, form=form, asked=any(asked.values()),
        ticked=ticked(request.POST),
    )  # fmt: skip


@page(Permission.MANAGE_MATERIAL)
@require_POST
def approach(request: ProjectRequest) -> HttpResponse:
    """Write a line of the log for everybody who is ticked."""
    form, project = ApproachForm(request.POST), request.project
    if not form.is_valid():
        return _log(request, form)
    try:
        made = actions.note_approaches(
            by=request.actor, project=project, **form.cleaned_data,
            participants=queries.chosen(project, ticked(request.POST)),
        )  # fmt: skip
    except Refused as refused:
        return _log(request, form, refused)
    who = (
        made[0].participant.pseudonym if len(made) == 1 else counted(len(made), "person", "people")
    )
    undo = reverse("interviews:remove-approach", args=[project.pk, made[0].pk])
    tell(request, f"{made[0].get_kind_display()}: noted for {who}.",
         undo if len(made) == 1 else "")  # fmt: skip
    if request.POST.get("back") == "one":
        return to("participant", project.pk, made[0].participant_id)
    return to("participants", project.pk)


@page(Permission.MANAGE_MATERIAL)
@require_POST
def remove_approach(request: ProjectRequest, pk: int) -> HttpResponse:
    """Take a line off the log."""
    row = one(Approach, request.project, pk)
    try:
        actions.remove_approach(by=request.actor, approach=row)
    except Refused as refused:
        return _person(request, row.participant, refused)
    tell(request, "The line was taken off the log.",
         reverse("interviews:put-back-approach", args=[request.project.pk, pk]))  # fmt: skip
    return to("participant", request.project.pk, row.participant_id)


@page(Permission.MANAGE_MATERIAL)
@require_POST
def put_back_approach(request: ProjectRequest, pk: int) -> HttpResponse:
    """Put a line of the log back."""
    row = one(Approach, request.project, pk)
    try:
        actions.put_back_approach(by=request.actor, approach=row)
    except Refused as refused:
        return _person(request, row.participant, refused)
    tell(request, "The line is back in the log.")
    return to("participant", request.project.pk, row.participant_id)


@page(Permission.VIEW)
@require_GET
def participant(request: ProjectRequest, pk: int) -> HttpResponse:
    """One participant: the log, consent, what they are, and where their words are."""
    return _person(request, one(Participant, request.project, pk))


def _person(
    request: ProjectRequest, row: Participant, refused: Refused | None = None
) -> HttpResponse:
    project, values = request.project, held(request.project)
    return show(
        request, "participant", refused, row=row, heard=heard_in(row),
        reasons=look_again(project, "participant").get(("participant", row.pk), []),
        lines=queries.lines_of(row), form=ApproachForm(), partly=queries.withdrawn_in_part(row),
        traits=[(trait, values.get((row.pk, trait.id), ""))
                for trait in traits(project) if not trait.retired],
    )  # fmt: skip


@page(Permission.MANAGE_MATERIAL)
def add(request: ProjectRequest) -> HttpResponse:
    """Add a person."""
    form, refused = ParticipantForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_participant(
                by=request.actor, project=request.project, **form.cleaned_data
            )
            tell(request, f"{made.pseudonym} was added.")
            return to("participants", request.project.pk)
        except Refused as fault:
            refused = fault
    versions = queries.versions(request.project)
    return show(request, "person", refused, form=form, row=None, versions=versions)


@page(Permission.MANAGE_MATERIAL)
def several(request: ProjectRequest) -> HttpResponse:
    """Add several people at once, from a list or a file."""
    form, refused = SeveralForm(posted(request), request.FILES or None), None
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_people(
                by=request.actor, project=request.project, people=form.listed(),
                invited_on=form.cleaned_data["invited_on"],
            )  # fmt: skip
            tell(request, f"{counted(len(made), 'person was', 'people were')} added.")
            return to("participants", request.project.pk)
        except Refused as fault:
            refused = fault
    return show(request, "people_several", refused, form=form)


@page(Permission.MANAGE_MATERIAL)
def edit(request: ProjectRequest, pk: int) -> HttpResponse:
    """Change what is recorded of a participant."""
    row, refused = one(Participant, request.project, pk), None
    now = {name: getattr(row, name) for name in ParticipantForm.base_fields}
    form = ParticipantForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_participant(by=request.actor, participant=row, **form.cleaned_data)
            tell(request, "The participant was changed.")
            return to("participant", request.project.pk, pk)
        except Refused as fault:
            refused = fault
    versions = queries.versions(request.project)
    return show(request, "person", refused, form=form, row=row, versions=versions)
