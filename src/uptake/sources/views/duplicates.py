"""Looking for duplicates, deciding pairs one after another, and all that was decided."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.models import Job
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, page
from uptake.projects.queries import one
from uptake.projects.roles import Permission
from uptake.sources import actions, queries, tasks
from uptake.sources.forms import PairForm
from uptake.sources.models import DuplicatePair, DuplicateSearch, Reference
from uptake.sources.views.parts import show, to

DONE = {
    "same": "Merged.", "different": "Kept apart.", "related": "Linked.",
}  # fmt: skip
LATER = "Left for later: it comes up again when the other pairs are decided."


def number(request: HttpRequest, name: str) -> int | None:
    """A whole number of the address, if there is one."""
    typed = request.GET.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 18 else None


@page(Permission.VIEW)
def duplicates(request: ProjectRequest) -> HttpResponse:
    """What was looked at, what was found, and what waits for a person."""
    it = queries.overview(request.project, len(queries.open_pairs(request.project)))
    sentence = queries.methods_sentence(it.looks[0], it) if it.looks else ""
    return show(
        request, "duplicates", it=it, sentence=sentence, version=queries.method_version(),
        job=queries.look_under_way(request.project),
    )  # fmt: skip


@page(Permission.IMPORT)
@require_POST
def look(request: ProjectRequest) -> HttpResponse:
    """Start a search for duplicates, or show the one that runs."""
    job = queries.look_under_way(request.project) or tasks.start_look(
        by=request.actor, project=request.project, everything="everything" in request.POST
    )
    if job.state in (Job.State.WAITING, Job.State.RUNNING):
        return HttpResponseRedirect(reverse("projects:job", args=[request.project.pk, job.pk]))
    tell(request, job.outcome)
    return to("duplicates", request.project.pk)


@page(Permission.IMPORT)
@require_POST
def take_back(request: ProjectRequest, pk: int) -> HttpResponse:
    """Take all merges of one search back."""
    search = one(DuplicateSearch, request.project, pk)
    try:
        actions.take_back_search(by=request.actor, search=search)
        tell(request, "The merges of that search were undone. Its pairs wait for a decision.")
    except Refused as refused:
        tell(request, str(refused))
    return to("duplicates", request.project.pk)


@page(Permission.IMPORT)
def pairs(request: ProjectRequest) -> HttpResponse:
    """The next pair to decide, or a named one."""
    said = LATER if "later" in request.GET else ""
    pair, after = number(request, "pair"), number(request, "after")
    return _shown(request, said=said, pair=pair, after=after)


def _shown(
    request: ProjectRequest, refused: Refused | None = None, said: str = "", undo: int = 0,
    form: PairForm | None = None, **place: int | None,
) -> HttpResponse:  # fmt: skip
    """The whole page, or for htmx its pair alone, with what was just done said aloud."""
    it = queries.queue(request.project, **place)
    recent = queries.decided(request.project, "hand") if it.pair is None else None
    shown: dict[str, Any] = {
        "it": it,
        "form": form or PairForm(),
        "said": said,
        "undo_of": undo,
        "recent": recent,
    }
    if request.headers.get("HX-Request"):
        status = 422 if refused else 200
        shown |= {"refused": refused, "part": True}
        return render(request, "sources/_pair.html", shown, status=status)
    return show(request, "pairs", refused, **shown)


@page(Permission.IMPORT)
@require_POST
def decide(request: ProjectRequest, pk: int) -> HttpResponse:
    """Decide a pair and go on to the next."""
    pair = one(DuplicatePair, request.project, pk)
    form = PairForm(request.POST)
    if not form.is_valid():
        return _shown(request, Refused("Say whether the two are the same, different or linked."),
                      form=form, pair=pk)  # fmt: skip
    try:
        actions.decide_pair(by=request.actor, pair=pair, **form.cleaned_data)
    except OvertakenEdit as refused:
        return _shown(request, refused, pair=pk)
    except Refused as refused:
        return _shown(request, refused, form=form, pair=pk)
    done = DONE[form.cleaned_data["verdict"]]
    if request.headers.get("HX-Request"):
        return _shown(request, said=done, undo=pk, after=pk)
    tell(request, done, undo=reverse("sources:undo-pair", args=[request.project.pk, pk]))
    return _next(request, after=pk)


@page(Permission.IMPORT)
@require_POST
def undo_pair(request: ProjectRequest, pk: int) -> HttpResponse:
    """Take the decision on a pair back, and show it again."""
    pair = one(DuplicatePair, request.project, pk)
    try:
        actions.undo_pair(by=request.actor, pair=pair)
        said = "The decision was undone."
    except Refused as refused:
        said = str(refused)
    if request.headers.get("HX-Request"):
        return _shown(request, said=said, pair=pk)
    tell(request, said)
    return _next(request, pair=pk)


def _next(request: ProjectRequest, **place: int) -> HttpResponse:
    address = reverse("sources:pairs", args=[request.project.pk])
    asked = "&".join(f"{name}={value}" for name, value in place.items())
    return HttpResponseRedirect(f"{address}?{asked}")


@page(Permission.VIEW)
def decided(request: ProjectRequest) -> HttpResponse:
    """Every pair that was decided, by a search or a person; or a random sample of them."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in queries.KIND_OF_PAIRS else ""
    search, draw = number(request, "search"), number(request, "draw") or 0
    rows = queries.decided(
        request.project, kind, search, number(request, "page") or 1, draw
    )  # fmt: skip
    return show(
        request, "decided", rows=rows, kind=kind, kinds=queries.KIND_OF_PAIRS, search=search,
        draw=draw, looks=queries.looks(request.project),
    )  # fmt: skip


@page(Permission.IMPORT)
@require_POST
def take_out(request: ProjectRequest, pk: int) -> HttpResponse:
    """Take one record out of a merged reference."""
    row = one(Reference, request.project, pk)
    try:
        actions.take_out(by=request.actor, reference=row)
        tell(request, "The record is a reference of its own again.")
    except Refused as refused:
        tell(request, str(refused))
    return to("reference", request.project.pk, pk)
