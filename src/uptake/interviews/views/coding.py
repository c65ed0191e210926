"""The coding page, its fragments, and the page that codes one turn without a script."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from uptake.interviews import actions
from uptake.interviews.coding_forms import MarkForm, MemoForm, TurnForm
from uptake.interviews.models import Transcript
from uptake.interviews.queries import coding as queries
from uptake.interviews.queries import window as windows
from uptake.interviews.queries.answers import walk
from uptake.interviews.queries.eyes import AGREED, Eyes, Part, may_be_coded, part_in
from uptake.interviews.queries.passages import coding_seen
from uptake.interviews.queries.tree import code_tree
from uptake.interviews.views.parts import is_closed, show
from uptake.projects import notices
from uptake.projects.errors import Refused
from uptake.projects.pages import ProjectRequest, page
from uptake.projects.queries import one
from uptake.projects.roles import Permission


def number(request: HttpRequest, name: str) -> int:
    """A whole number of the query string; 0 for anything else."""
    typed = request.GET.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def eyes_of(request: ProjectRequest) -> Eyes:
    """Whose codings the page shows: everybody's, one coder's, or what was agreed."""
    agreed = request.GET.get("coder") == "agreed"
    return Eyes(request.user, AGREED if agreed else number(request, "coder"))


def codes_now(request: ProjectRequest, row: Transcript, part: Part | None = None) -> bool:
    """Whether whoever asks may code in the transcript just now."""
    if not request.membership.may(Permission.CODE):
        return False
    return may_be_coded(row, part or part_in(row, request.user))


@page(Permission.READ_TRANSCRIPTS)
@require_GET
def code(request: ProjectRequest, transcript: int) -> HttpResponse:
    """The coding page; only a part of the text when more of it is asked for."""
    row = one(Transcript, request.project, transcript)
    if is_closed(request, row):
        return show(request, "transcript_closed", row=row)
    if request.headers.get("HX-Request"):
        return part(request, row)
    return whole(request, row)


def whole(
    request: ProjectRequest, row: Transcript, refused: Refused | None = None,
    memo: MemoForm | None = None,
) -> HttpResponse:  # fmt: skip
    """The whole page, with what is wrong."""
    asked = request.GET
    found = queries.coding_page(
        row, eyes_of(request), request.user, at=number(request, "from"),
        turn=number(request, "turn"), chosen=number(request, "chosen"),
        words=asked.get("codes", "").strip(),
    )  # fmt: skip
    context = {
        "transcript": row, "page": found, "window": found.window, "refused": refused,
        "codes_like": asked.get("codes", ""), "coder": asked.get("coder", ""),
        "coding": codes_now(request, row, found.part), "memo_form": memo or MemoForm(),
        "notes": queries.memos_of(row, request.user), "at": number(request, "at"),
        "to": asked.get("to", ""), "walk": walk(
            row.project, row.pk, number(request, "turn"), question=number(request, "question"),
            person=number(request, "person"),
        ),
    }  # fmt: skip
    wrong = refused or (memo and memo.errors)
    return render(request, "interviews/code.html", context, status=422 if wrong else 200)


def part(request: ProjectRequest, row: Transcript) -> HttpResponse:
    """The turns before or after those on the page."""
    version = windows.shown(row)
    until = number(request, "until") or None
    found = windows.window(
        version,
        code_tree(request.project, retired=True),
        number(request, "from"),
        until,
        eyes=eyes_of(request),
    )
    context = {
        "transcript": row, "window": found, "earlier": until is not None,
        "coder": request.GET.get("coder", ""), "coding": codes_now(request, row),
    }  # fmt: skip
    return render(request, "interviews/_part.html", context)


@page(Permission.READ_TRANSCRIPTS)
@require_GET
def panel(request: ProjectRequest, transcript: int) -> HttpResponse:
    """What is selected, what is there already, and the chosen code's note."""
    row = one(Transcript, request.project, transcript)
    if is_closed(request, row):
        raise Http404("This transcript is not de-identified yet.")
    codes = code_tree(request.project, retired=True)
    found = queries.selected(
        windows.shown(row), request.user, codes, number(request, "start"), number(request, "end")
    )
    wanted = number(request, "code")
    context = {
        "transcript": row, "selected": found, "point": "point" in request.GET,
        "chosen": next((c for c in codes if c.id == wanted and not c.retired), None),
        "coding": codes_now(request, row),
        "favourite": queries.is_favourite(request.user, wanted),
    }  # fmt: skip
    return render(request, "interviews/_panel.html", context)


@page(Permission.CODE)
@require_POST
def apply(request: ProjectRequest, transcript: int) -> HttpResponse:
    """Put codes, a memo, or both on the selected words."""
    row = one(Transcript, request.project, transcript)
    try:
        marked = MarkForm(request.project, request.POST).marked()
        made = actions.apply_codes(by=request.actor, transcript=row, **marked)
    except Refused as refused:
        return stopped(request, row, refused)
    names = ", ".join(coding.code.name for coding in made)
    words = f"Coded: {names}." if names else "Memo kept."
    span = (marked["start"], marked["end"])
    return acted(request, row, words, [span], [code.pk for code in marked["codes"]])


@page(Permission.CODE)
@require_POST
def remove(request: ProjectRequest, coding: int) -> HttpResponse:
    """Take one's own code off a passage."""
    found = coding_seen(request.project, request.user, coding)
    row = found.passage.transcript
    try:
        actions.remove_coding(by=request.actor, coding=found)
    except Refused as refused:
        return stopped(request, row, refused)
    span = (found.passage.start, found.passage.end)
    return acted(request, row, f"{found.code.name} is off the passage.", [span], [found.code_id])


@page(Permission.CODE)
@require_POST
def undo(request: ProjectRequest, transcript: int) -> HttpResponse:
    row = one(Transcript, request.project, transcript)
    try:
        undone = actions.undo(by=request.actor, transcript=row)
    except Refused as refused:
        return stopped(request, row, refused)
    return acted(request, row, undone.words, undone.spans, undone.codes)


@page(Permission.CODE)
@require_POST
def redo(request: ProjectRequest, transcript: int) -> HttpResponse:
    row = one(Transcript, request.project, transcript)
    try:
        done = actions.redo(by=request.actor, transcript=row)
    except Refused as refused:
        return stopped(request, row, refused)
    return acted(request, row, done.words, done.spans, done.codes)


MANY = 40
"""Touched stretches of text from which on the whole page is sent again."""


def acted(
    request: ProjectRequest, row: Transcript, words: str,
    spans: Iterable[tuple[int, int]], codes: Collection[int],
) -> HttpResponse:  # fmt: skip
    """What an act changed on the page: the touched turns, the counts, and a line that says it."""
    version, spans = windows.shown(row), list(spans)
    if not request.headers.get("HX-Request"):
        notices.tell(request, words, undo=reverse("interviews:undo", args=[row.project_id, row.pk]))
        return HttpResponseRedirect(back(request, row, version, spans))
    if len(spans) > MANY:
        notices.tell(request, words)
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    book, eyes = code_tree(request.project, retired=True), eyes_of(request)
    context = {
        "transcript": row, "told": words, "coder": request.GET.get("coder", ""),
        "stretches": windows.touched(version, book, spans, eyes),
        "counts": queries.counts(row, eyes, codes), "codes": codes,
        "hand": queries.at_hand(request.user, book),
        "furthest": queries.furthest(version, eyes), "turns": version.turns,
    }  # fmt: skip
    return render(request, "interviews/_acted.html", context)


def back(
    request: ProjectRequest, row: Transcript, version: windows.Shown,
    spans: list[tuple[int, int]],
) -> str:  # fmt: skip
    """Where a page without a script goes on: the passage it came from, or the touched turn."""
    passage = request.POST.get("passage", "")
    if passage.isascii() and passage.isdigit() and len(passage) < 18:
        return reverse("interviews:passage", args=[row.project_id, int(passage)])
    address = reverse("interviews:code", args=[row.project_id, row.pk])
    if not spans:
        return address
    turn = windows.turn_at(version, spans[0][0])
    return f"{address}?turn={turn}#turn-{turn}"


def stopped(request: ProjectRequest, row: Transcript, refused: Refused) -> HttpResponse:
    """Say why nothing was done, where the coder is looking."""
    if request.headers.get("HX-Request"):
        return render(request, "interviews/_stopped.html", {"refused": refused})
    if is_closed(request, row):
        return show(request, "transcript_closed", refused, row=row)
    return whole(request, row, refused)


@page(Permission.CODE)
def turn(request: ProjectRequest, transcript: int, turn: int) -> HttpResponse:
    """One turn on its own page: tick sentences, tick codes, write a memo."""
    row = one(Transcript, request.project, transcript)
    if is_closed(request, row):
        raise Http404("This transcript is not de-identified yet.")
    version, codes = windows.shown(row), code_tree(request.project)
    eyes = eyes_of(request)
    stretch = windows.stretch(version, codes, turn, number(request, "part"), eyes)
    if stretch is None:
        raise Http404(f"Turn {turn} is not in this transcript.")
    chosen = {"version": version.number, "code": [number(request, "chosen")]}
    form = TurnForm(request.project, stretch, codes, request.POST or None, initial=chosen)
    refused = None
    if request.method == "POST" and form.is_valid():
        try:
            marked = form.marked()
            actions.apply_codes(by=request.actor, transcript=row, **marked)
            span = (marked["start"], marked["end"])
            return acted(request, row, "The passage is coded.", [span], ())
        except Refused as fault:
            refused = fault
    context = {"transcript": row, "stretch": stretch, "codes": codes, "form": form,
               "refused": refused}  # fmt: skip
    status = 422 if refused or form.errors else 200
    return render(request, "interviews/turn.html", context, status=status)
