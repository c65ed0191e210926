"""Links between works, and two references put side by side by hand."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from uptake.projects.errors import Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, page
from uptake.projects.queries import one
from uptake.projects.roles import Permission
from uptake.sources import actions, queries
from uptake.sources.models import Reference, Relation
from uptake.sources.views.duplicates import number
from uptake.sources.views.parts import show, to


@page(Permission.VIEW)
def relations(request: ProjectRequest) -> HttpResponse:
    """All links between works."""
    kinds = queries.kinds_of_links(request.project)
    kind = request.GET.get("kind", "")
    kind = kind if kind in {one for one, _, _ in kinds} else ""
    rows = queries.relations(request.project, kind, number(request, "page") or 1)
    return show(request, "relations", rows=rows, kind=kind, kinds=kinds)


@page(Permission.IMPORT)
@require_POST
def unlink(request: ProjectRequest, pk: int) -> HttpResponse:
    """Take a link back."""
    row = actions.remove_relation(by=request.actor, relation=one(Relation, request.project, pk))
    tell(request, "The link was removed. No later search notes it again.")
    return to("reference", request.project.pk, row.first_id)


@page(Permission.IMPORT)
def beside(request: ProjectRequest, pk: int) -> HttpResponse:
    """Find a reference to put beside this one: to merge the two, or to link them."""
    row = one(Reference, request.project, pk)
    words = request.GET.get("words", queries.telling_words(row))[:300]
    rows = queries.others(row, words)
    return show(request, "beside", row=row, words=words, rows=rows)


@page(Permission.IMPORT)
@require_POST
def put_beside(request: ProjectRequest, pk: int, other: int) -> HttpResponse:
    """Make a pair of two references and show it."""
    row = one(Reference, request.project, pk)
    second = one(Reference, request.project, other)
    try:
        pair = actions.set_beside(
            by=request.actor, reference=row, other=second, **queries.compared(row, second)
        )
    except Refused as refused:
        tell(request, str(refused))
        return to("reference", request.project.pk, pk)
    address = reverse("sources:pairs", args=[request.project.pk])
    return HttpResponseRedirect(f"{address}?pair={pair.pk}")
