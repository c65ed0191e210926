"""Correcting a transcript, and deciding on the passages that lost their place."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from uptake.interviews.actions.correct import let_go as let_passage_go
from uptake.interviews.actions.material import read
from uptake.interviews.layers import one_passage
from uptake.interviews.models import Passage, Transcript
from uptake.projects.counted import counted
from uptake.projects.errors import Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, page
from uptake.projects.queries import one
from uptake.projects.roles import Permission
from uptake.trace import actions, queries
from uptake.trace.forms import LetGoForm, PlaceForm, TurnForm, WholeForm


def _show(request: ProjectRequest, name: str, refused: Refused | None, **values: object
          ) -> HttpResponse:  # fmt: skip
    form = values.get("form")
    wrong = refused is not None or bool(getattr(form, "is_bound", False))
    shown = {"here": "interviews", "refused": refused, **values}
    return render(request, f"trace/{name}.html", shown, status=422 if wrong else 200)


def _told(request: ProjectRequest, row: Transcript, done: actions.Corrected) -> HttpResponse:
    """Say what became of the passages, and go where a decision is needed."""
    it = done.correction
    kept = counted(len(it.kept), "passage")
    parts = [f"Version {it.version.number} is made. {kept} kept the same words"]
    parts += [f"{len(it.edited):,} hold corrected words"] if it.edited else []
    parts += [f"{len(it.found):,} found their place again"] if it.found else []
    parts += [f"{len(it.lost):,} lost their place"] if it.lost else []
    marked = counted(len(done.marked), "thing is", "things are")
    tell(request, f"{', '.join(parts)}. {marked} marked for another look.")
    return redirect("trace:lost" if it.lost else "interviews:code", request.project.pk, row.pk)


@page(Permission.MANAGE_MATERIAL)
def correct(request: ProjectRequest, pk: int) -> HttpResponse:
    """Bring in a corrected text of the whole transcript, or go to one turn."""
    row, refused = one(Transcript, request.project, pk), None
    version = queries.version_now(row)
    form = WholeForm(request.POST or None, request.FILES or None,
                     initial={"version": version.number})  # fmt: skip
    try:
        if form.is_valid():
            return _told(request, row, _correct_whole(request, row, form))
        if asked := request.GET.get("turn", "").strip():
            number = queries.turn_asked(row, asked)
            return redirect("trace:correct-turn", request.project.pk, pk, number)
    except Refused as fault:
        refused = fault
    lost = [one for one in queries.lost_of(request.project, row) if not one.let_go]
    return _show(request, "correct", refused, form=form, row=row, version=version, lost=lost)


def _correct_whole(request: ProjectRequest, row: Transcript, form: WholeForm) -> actions.Corrected:
    typed = form.cleaned_data
    content = typed["file"].read() if typed["file"] else typed["text"].encode()
    name = typed["file"].name if typed["file"] else "text.txt"
    speakers = {**dict.fromkeys(queries.labels_of(row)), **queries.known_speakers(request.project)}
    found = read(content, name, sorted(speakers))
    return actions.correct_words(
        by=request.actor, transcript=row, version=typed["version"], reason=typed["reason"],
        turns=found.turns, speakers=queries.known_speakers(request.project),
    )  # fmt: skip


@page(Permission.MANAGE_MATERIAL)
def turn(request: ProjectRequest, pk: int, turn: int) -> HttpResponse:
    """Correct the words of one turn."""
    row, refused = one(Transcript, request.project, pk), None
    now = queries.turn_now(row, turn)
    form = TurnForm(request.POST or None, initial={"words": now.words, "version": now.version})
    if form.is_valid():
        typed = form.cleaned_data
        try:
            done = actions.correct_words(
                by=request.actor, transcript=row, version=typed["version"],
                reason=typed["reason"], words={turn - 1: typed["words"]},
            )  # fmt: skip
            return _told(request, row, done)
        except Refused as fault:
            refused = fault
    return _show(request, "correct_turn", refused, form=form, row=row, now=now)


@page(Permission.READ_TRANSCRIPTS)
def lost(request: ProjectRequest, pk: int) -> HttpResponse:
    """The passages that lost their place, each waiting for a decision."""
    row = one(Transcript, request.project, pk)
    rows = queries.lost_of(request.project, row)
    return _show(request, "lost", None, row=row, rows=rows)


def _decide(request: ProjectRequest, passage: Passage, refused: Refused | None,
            **forms: object) -> HttpResponse:  # fmt: skip
    number = queries.version_now(passage.transcript).number
    shown = {"place": PlaceForm(initial={"version": number}), "let": LetGoForm(), **forms}
    wrong = refused is not None or bool(forms)
    return render(request, "trace/place.html", {
        "here": "interviews", "passage": passage, "refused": refused, **shown,
    }, status=422 if wrong else 200)  # fmt: skip


@page(Permission.MANAGE_MATERIAL)
def place(request: ProjectRequest, pk: int) -> HttpResponse:
    """Put a lost passage on words of the current version."""
    passage = one_passage(request.project, pk, None)
    form, refused = PlaceForm(request.POST or None), None
    if not form.is_bound:
        return _decide(request, passage, None)
    if form.is_valid():
        try:
            start, end = queries.stretch_of(passage.transcript, form.cleaned_data["words"])
            actions.put_in_place(by=request.actor, passage=passage, start=start, end=end,
                                  version=form.cleaned_data["version"])  # fmt: skip
            tell(request, "The passage stands again. What rests on it is marked for another look.")
            return redirect("trace:lost", request.project.pk, passage.transcript_id)
        except Refused as fault:
            refused = fault
    return _decide(request, passage, refused, place=form)


@page(Permission.MANAGE_MATERIAL)
@require_POST
def let_go(request: ProjectRequest, pk: int) -> HttpResponse:
    """Decide that a lost passage is not put back."""
    passage, form, refused = one_passage(request.project, pk, None), LetGoForm(request.POST), None
    if form.is_valid():
        try:
            let_passage_go(by=request.actor, passage=passage, reason=form.cleaned_data["reason"])
            tell(request, "The passage is let go. Its quote and codings stay to be read.")
            back = reverse("trace:lost", args=[request.project.pk, passage.transcript_id])
            return redirect(back)
        except Refused as fault:
            refused = fault
    return _decide(request, passage, refused, let=form)
