"""Coding rounds: who codes what, who is done, how far they agree, and what counts in the end."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from uptake.formats import grids
from uptake.interviews.actions import rounds as actions
from uptake.interviews.models import Assignment, CodingRound, Transcript
from uptake.interviews.queries import agreement as compared
from uptake.interviews.queries import rounds as queries
from uptake.interviews.queries.agreement_out import as_data, as_grid, prevalence
from uptake.interviews.queries.differing import differing
from uptake.interviews.rounds_forms import BeginForm, CoderForm, ReasonForm
from uptake.interviews.views.coding import number
from uptake.interviews.views.parts import sent, show, to
from uptake.projects.errors import Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, page, posted
from uptake.projects.queries import one
from uptake.projects.roles import Permission


@page(Permission.READ_TRANSCRIPTS)
@require_GET
def rounds(request: ProjectRequest) -> HttpResponse:
    """Every round, and what the reader has still to code."""
    return show(request, "rounds_list", rows=queries.rounds(request.project),
                mine=queries.my_parts(request.project, request.user))  # fmt: skip


@page(Permission.LEAD_CODING)
def begin(request: ProjectRequest) -> HttpResponse:
    """Draw who codes what, look at it, change it, and begin."""
    form, refused, draw = BeginForm(request.project, posted(request)), None, None
    if form.is_valid():
        typed = form.cleaned_data
        try:
            if "begin" in request.POST:
                made = actions.begin_round(
                    by=request.actor, project=request.project, name=typed["name"],
                    who=form.assigned(), unit=typed["unit"], codes=form.about(),
                    share=typed["share"] / 100, seed=typed["seed"],
                )  # fmt: skip
                tell(request, f"{made.name} has begun. Its coders see only their own work.")
                return to("round", request.project.pk, made.pk)
            draw = form.drawn(again="again" in request.POST)
        except Refused as fault:
            refused = fault
    ticked = set(request.POST.getlist("who")) if "begin" in request.POST else None
    return show(request, "rounds_begin", refused, form=form, draw=draw, ticked=ticked,
                people=queries.coders(request.project))  # fmt: skip


@page(Permission.READ_TRANSCRIPTS)
@require_GET
def round_(request: ProjectRequest, pk: int) -> HttpResponse:
    """One round: who codes what and is done; once it is open, what was coded."""
    return _page(request, one(CodingRound, request.project, pk))


def _page(request: ProjectRequest, row: CodingRound, refused: Refused | None = None
          ) -> HttpResponse:  # fmt: skip
    return show(request, "rounds_one", refused, it=queries.round_page(row, request.user), row=row)


@page(Permission.CODE)
@require_POST
def done(request: ProjectRequest, pk: int) -> HttpResponse:
    """Say that one has coded a transcript to its end, or take that back."""
    part = one(Assignment, request.project, pk)
    try:
        if "again" in request.POST:
            actions.not_done(by=request.actor, assignment=part)
            tell(request, f"You can code {part.transcript.title} again.")
        else:
            actions.say_done(by=request.actor, assignment=part)
            tell(request, f"{part.transcript.title} is done.")
    except Refused as refused:
        tell(request, f"{refused.what} {refused.advice}".strip())
    return to("round", request.project.pk, part.round_id)


@page(Permission.LEAD_CODING)
@require_POST
def give(request: ProjectRequest, pk: int) -> HttpResponse:
    """Give a transcript of the round to one more person."""
    row, form = one(CodingRound, request.project, pk), CoderForm(request.project, request.POST)
    try:
        if not form.is_valid():
            raise Refused("That coder can't be chosen.", advice="Choose somebody who may code.")
        if not form.cleaned_data["transcript"]:
            raise Refused("No transcript was chosen.", advice="Choose one of the round.")
        text = one(Transcript, request.project, form.cleaned_data["transcript"])
        coder = queries.coder(request.project, form.cleaned_data["coder"])
        if coder is None:
            raise Refused("No coder was chosen.", advice="Choose somebody who may code.")
        actions.add_coder(by=request.actor, round=row, transcript=text, coder=coder)
        tell(request, f"{coder.name} codes {text.title} now.")
    except Refused as refused:
        return _page(request, row, refused)
    return to("round", request.project.pk, pk)


@page(Permission.LEAD_CODING)
@require_POST
def take_off(request: ProjectRequest, pk: int) -> HttpResponse:
    """Take somebody off a transcript, or hand it over to somebody else."""
    part, form = one(Assignment, request.project, pk), CoderForm(request.project, request.POST)
    try:
        if not form.is_valid():
            raise Refused("That coder can't be chosen.", advice="Choose somebody who may code.")
        why, new = (
            form.cleaned_data["why"],
            queries.coder(request.project, form.cleaned_data["coder"]),
        )
        if new is None:
            actions.end_assignment(by=request.actor, assignment=part, why=why)
            tell(request, f"{part.coder.name} was taken off {part.transcript.title}.")
        else:
            actions.hand_over(by=request.actor, assignment=part, to=new, why=why)
            tell(request, f"{new.name} codes {part.transcript.title} now.")
    except Refused as refused:
        return _page(request, part.round, refused)
    return to("round", request.project.pk, part.round_id)


STEPS: dict[str, tuple[Callable[..., object], str]] = {
    "open": (actions.open_round, "{} is open. Everybody sees what was coded."),
    "call-off": (actions.call_off, "{} was called off. What was coded stands as it is."),
    "close": (actions.close_round, "{} is closed. What was decided counts."),
    "reopen": (actions.reopen_round, "{} can be adjudicated further."),
}
"""What a lead does with a round, and what is said then; the first two take a reason."""


@page(Permission.LEAD_CODING)
@require_POST
def step(request: ProjectRequest, pk: int, what: str) -> HttpResponse:
    """Open a round, close it, open it again for adjudication, or call it off."""
    row, form = one(CodingRound, request.project, pk), ReasonForm(request.POST)
    if what not in STEPS:
        raise Http404("Nothing of that name is done with a round.")
    act, words = STEPS[what]
    why = form.cleaned_data.get("why", "") if form.is_valid() else ""
    more = {"why": why} if what in ("open", "call-off") else {}
    try:
        act(by=request.actor, round=row, **more)
    except Refused as refused:
        return _page(request, one(CodingRound, request.project, pk), refused)
    tell(request, words.format(row.name))
    return to("round", request.project.pk, pk)


def _unit(request: ProjectRequest, row: CodingRound) -> str:
    asked = request.GET.get("unit", "")
    return asked if asked in CodingRound.Unit.values else row.unit


@page(Permission.READ_TRANSCRIPTS)
@require_GET
def agreement(request: ProjectRequest, pk: int) -> HttpResponse:
    """How far the coders agree, by code and overall."""
    row = one(CodingRound, request.project, pk)
    if row.opened_at is None:
        return _blind(request, row)
    unit, code = _unit(request, row), number(request, "code")
    it = compared.compare(row, unit)
    at = number(request, "page") or 1
    differ = differing(row, unit, code or None, at) if "differ" in request.GET else None
    return show(
        request, "rounds_agreement", row=row, it=it, unit=unit, code=code, differ=differ,
        units=CodingRound.Unit.choices, prevalence=prevalence, names=compared.NAMES,
    )  # fmt: skip


def _blind(request: ProjectRequest, row: CodingRound) -> HttpResponse:
    tell(request, f"{row.name} is not open yet, so there is nothing to compare.")
    return HttpResponseRedirect(reverse("interviews:round", args=[row.project_id, row.pk]))


@page(Permission.EXPORT)
@require_GET
def agreement_file(request: ProjectRequest, pk: int, kind: str) -> HttpResponse:
    """The same as CSV, a workbook, a Word table or JSON."""
    row = one(CodingRound, request.project, pk)
    if row.opened_at is None:
        return _blind(request, row)
    it = compared.compare(row, _unit(request, row))
    grid = as_grid(row, it)
    if kind == "json":
        content, media_type = JsonResponse(as_data(row, it)).content, "application/json"
    elif kind in grids.FORMS:
        content, media_type = grids.FORMS[kind].write(grid), grids.FORMS[kind].media_type
    else:
        raise Http404("There is no such form of table.")
    return sent(request, content, f"agreement-{pk}.{kind}", media_type=media_type,
                what="agreement", rows=len(grid.rows))  # fmt: skip
