"""Why? What rests on this? The nearest part of a thread, and what stands on a cell."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from uptake.projects.pages import ProjectRequest, page
from uptake.projects.roles import Permission
from uptake.projects.thread import Key
from uptake.trace import queries


@page(Permission.VIEW)
def why(request: ProjectRequest, kind: str, pk: int) -> HttpResponse:
    """A claim, walked down to quotes in their turns and to what papers state."""
    it = queries.why_page(request.project, Key(kind, pk))
    return render(request, "trace/why.html", {"here": it.node.step, "it": it})


@page(Permission.VIEW)
def reach(request: ProjectRequest, kind: str, pk: int) -> HttpResponse:
    """Everything that rests on a thing."""
    it = queries.reach_page(request.project, Key(kind, pk))
    return render(request, "trace/reach.html", {"here": it.node.step, "it": it})


@page(Permission.VIEW)
def panel(request: ProjectRequest, kind: str, pk: int) -> HttpResponse:
    """The nearest part of a thing's thread, for the card on its own page."""
    it = queries.panel(request.project, Key(kind, pk))
    return render(request, "trace/_panel.html", {"it": it})


@page(Permission.VIEW)
def cell(request: ProjectRequest, domain: str, level: str) -> HttpResponse:
    """What stands on a cell of the matrix, for the panel of the opened cell."""
    kinds = queries.on_cell(request.project, domain, level)
    return render(request, "trace/_cell.html", {"kinds": kinds})
