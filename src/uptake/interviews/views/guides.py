"""Interview guides, and which turns of a transcript answer which question."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from uptake.interviews.actions import guides as actions
from uptake.interviews.guide_forms import FollowedForm, GuideForm, NextGuideForm, asked_in
from uptake.interviews.guide_text import write_guide
from uptake.interviews.models import Guide, Transcript
from uptake.interviews.queries import guides as queries
from uptake.interviews.views.parts import show, to
from uptake.projects.errors import Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, page
from uptake.projects.queries import one
from uptake.projects.roles import Permission


@page(Permission.VIEW)
@require_GET
def listed(request: ProjectRequest) -> HttpResponse:
    """Every guide with its versions."""
    return show(request, "guides", rows=queries.versions(request.project))


@page(Permission.VIEW)
@require_GET
def guide(request: ProjectRequest, pk: int) -> HttpResponse:
    """One version of a guide: its questions, and how much is said to each."""
    row = one(Guide, request.project, pk)
    rows = queries.versions(request.project, row.name)
    here = next(version for version in rows if version.id == pk)
    return show(request, "guide", row=here, rows=rows, questions=queries.answered(row))


@page(Permission.MANAGE_MATERIAL)
def add(request: ProjectRequest) -> HttpResponse:
    """Write or paste a new guide."""
    form, refused = GuideForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        typed = dict(form.cleaned_data)
        del typed["text"]
        try:
            made = actions.add_guide(
                by=request.actor, project=request.project, questions=form.questions(), **typed
            )
            tell(request, f"{made} was added.")
            return to("guide", request.project.pk, made.pk)
        except Refused as fault:
            refused = fault
    return show(request, "guide_edit", refused, form=form, row=None)


@page(Permission.MANAGE_MATERIAL)
def edit(request: ProjectRequest, pk: int) -> HttpResponse:
    """Change a guide, which makes its next version."""
    row, refused = one(Guide, request.project, pk), None
    now = {
        "text": write_guide(queries.questions(row)), "coproduced_with": row.coproduced_with,
        "dated": row.dated,
    }  # fmt: skip
    form = NextGuideForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        typed = dict(form.cleaned_data)
        del typed["text"]
        try:
            made = actions.change_guide(
                by=request.actor, guide=row, questions=form.questions(), **typed
            )
            tell(request, f"{made} was written.")
            return to("guide", request.project.pk, made.pk)
        except Refused as fault:
            refused = fault
    return show(request, "guide_edit", refused, form=form, row=row)


@page(Permission.MANAGE_MATERIAL)
@require_POST
def retire(request: ProjectRequest, pk: int) -> HttpResponse:
    """Offer a version no longer, or again."""
    row = one(Guide, request.project, pk)
    if row.retired_at is None:
        actions.retire_guide(by=request.actor, guide=row)
        tell(request, f"{row} is not offered any more.")
    else:
        actions.reinstate_guide(by=request.actor, guide=row)
        tell(request, f"{row} is offered again.")
    return to("guide", request.project.pk, pk)


@page(Permission.READ_TRANSCRIPTS, write=Permission.MANAGE_MATERIAL)
def questions(request: ProjectRequest, pk: int) -> HttpResponse:
    """Which turns of a transcript ask which question: proposals until a person confirms them."""
    row, refused = one(Transcript, request.project, pk), None
    if not row.cleared_how and not request.membership.may(Permission.MANAGE_MATERIAL):
        raise Http404("This transcript is not de-identified yet.")
    if request.method == "POST":
        try:
            return confirmed(request, row)
        except Refused as fault:
            refused = fault
    offered = queries.guides(request.project)
    held = {"guide": str(row.guide_id or "")}
    return show(
        request, "questions", refused, row=row, sheet=queries.sheet(row),
        asked=asked_in(request.POST), follow=FollowedForm(guides=offered, initial=held),
        offered=offered,
    )  # fmt: skip


def confirmed(request: ProjectRequest, row: Transcript) -> HttpResponse:
    sent = asked_in(request.POST)
    asked = {at: queries.question_of(row, pk) if pk != "0" else None for at, pk in sent.items()}
    if any(pk != "0" and asked[at] is None for at, pk in sent.items()):
        raise Refused("One of the questions is not of the transcript's guide.")
    version = request.POST.get("version", "")
    turns = actions.confirm_questions(
        by=request.actor, transcript=row, asked=asked,
        version=int(version) if version.isascii() and version.isdigit() else 0,
    )  # fmt: skip
    tell(request, f"{turns} {'turn has its' if turns == 1 else 'turns have their'} question.")
    return to("questions", request.project.pk, row.pk)


@page(Permission.MANAGE_MATERIAL)
@require_POST
def follow(request: ProjectRequest, pk: int) -> HttpResponse:
    """Say which guide an interview followed."""
    row = one(Transcript, request.project, pk)
    form = FollowedForm(request.POST, guides=queries.guides(request.project))
    if form.is_valid():
        chosen = form.cleaned_data["guide"]
        found = one(Guide, request.project, int(chosen)) if chosen else None
        try:
            actions.name_guide(by=request.actor, transcript=row, guide=found)
            tell(request, f"{found} is its guide." if found else "It has no guide now.")
        except Refused as refused:
            tell(request, refused.what)
    return to("questions", request.project.pk, pk)
