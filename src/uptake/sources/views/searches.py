"""The search log, as PRISMA-S asks."""

from __future__ import annotations

from django.http import HttpResponse

from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, page, posted
from uptake.projects.queries import one
from uptake.projects.roles import Permission
from uptake.sources import actions, queries
from uptake.sources.forms import SearchForm
from uptake.sources.models import Search
from uptake.sources.views.parts import show, to


@page(Permission.VIEW)
def searches(request: ProjectRequest) -> HttpResponse:
    """The search log."""
    return show(request, "searches", rows=queries.searches(request.project))


@page(Permission.IMPORT)
def record(request: ProjectRequest) -> HttpResponse:
    """Record a search that gave no file."""
    form = SearchForm(posted(request))
    refused = None
    if form.is_valid():
        try:
            actions.record_search(by=request.actor, project=request.project, facts=form.facts())
            tell(request, "The search was recorded.")
            return to("searches", request.project.pk)
        except Refused as fault:
            refused = fault
    return show(request, "search", refused, form=form)


@page(Permission.IMPORT)
def change(request: ProjectRequest, pk: int) -> HttpResponse:
    """Correct the facts of a search."""
    search = one(Search, request.project, pk)
    form = SearchForm(posted(request), initial=queries.search_facts(search))
    refused = None
    if form.is_valid():
        try:
            actions.change_search(
                by=request.actor, search=search, facts=form.facts(), seen=form.cleaned_data["seen"]
            )
            tell(request, "The search was changed.")
            return to("searches", request.project.pk)
        except Refused as fault:
            refused = fault
            if isinstance(fault, OvertakenEdit):
                form.has_seen(queries.search_facts(search)["seen"])
    files = queries.search_files(search)
    return show(request, "search", refused, form=form, search=search, files=files)
