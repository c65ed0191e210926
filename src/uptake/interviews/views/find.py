"""Finding words, what somebody said, or what answers a question, and coding all of it in one go."""

from __future__ import annotations

from typing import get_args

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from uptake.interviews import actions
from uptake.interviews.coding_forms import FoundForm, rule_in_words
from uptake.interviews.models import Transcript
from uptake.interviews.queries.coding import recent
from uptake.interviews.queries.find import Extent, Sought, choices, find
from uptake.interviews.queries.tree import code_tree
from uptake.interviews.views.coding import number
from uptake.projects import notices
from uptake.projects.errors import Refused
from uptake.projects.pages import ProjectRequest, page
from uptake.projects.queries import one
from uptake.projects.roles import Permission

LONGEST_SEARCH = 200


def sought_by(request: ProjectRequest) -> Sought:
    """What the address asks for."""
    asked = request.GET
    extents: dict[str, Extent] = {one: one for one in get_args(Extent)}
    return Sought(
        words=asked.get("q", "").strip()[:LONGEST_SEARCH], participant=number(request, "person"),
        group=asked.get("group", "").strip(), question=number(request, "question"),
        extent=extents.get(asked.get("extent", ""), "words"),
    )  # fmt: skip


def transcript_of(request: ProjectRequest) -> Transcript | None:
    wanted = number(request, "transcript")
    return one(Transcript, request.project, wanted) if wanted else None


@page(Permission.READ_TRANSCRIPTS)
@require_GET
def search(request: ProjectRequest) -> HttpResponse:
    """Places in one transcript or in all of them, each with the words around it."""
    return found(request)


def found(
    request: ProjectRequest, form: FoundForm | None = None, refused: Refused | None = None
) -> HttpResponse:  # fmt: skip
    transcript, sought = transcript_of(request), sought_by(request)
    rows = find(request.project, sought.words, transcript, sought)
    codes = code_tree(request.project)
    context = {
        "transcript": transcript, "words": sought.words, "sought": sought, "found": rows,
        "total": sum(one.count for one in rows), "choices": choices(request.project),
        "form": form or FoundForm(request.project, codes), "refused": refused,
        "shown": sum(len(one.hits) for one in rows), "recent": recent(request.user, codes),
        "asked": request.GET.urlencode(), "codes": codes,
        "ticked": form.ticked() if form else None,
    }  # fmt: skip
    status = 422 if refused or (form and form.errors) else 200
    return render(request, "interviews/find.html", context, status=status)


@page(Permission.CODE)
@require_POST
def code_found(request: ProjectRequest) -> HttpResponse:
    """Code the ticked places, or all that were found, as one act."""
    transcript, sought = transcript_of(request), sought_by(request)
    form = FoundForm(request.project, code_tree(request.project), request.POST)
    if not form.is_valid():
        return found(request, form)
    try:
        told = actions.code_by_rule(
            by=request.actor, project=request.project, codes=form.codes(),
            places=form.places(lambda: find(request.project, sought.words, transcript, sought,
                                            most=actions.MOST + 1)),
            rule=rule_in_words(request.project, sought),
        )  # fmt: skip
    except Refused as refused:
        return found(request, form, refused)
    undo = reverse("interviews:undo", args=[request.project.pk, told.first.pk])
    notices.tell(request, form.told(told), undo=undo)
    address = reverse("interviews:find", args=[request.project.pk])
    return HttpResponseRedirect(f"{address}?{request.GET.urlencode()}")
