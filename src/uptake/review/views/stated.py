"""Statements written while a study is read, beside its text."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from uptake.projects.errors import Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, page
from uptake.projects.queries import one
from uptake.projects.roles import Permission
from uptake.review.forms.stated import StatedForm, begun
from uptake.review.models import Study
from uptake.review.queries.stated import stated
from uptake.review.queries.studies import reports_of
from uptake.sources.actions import extract_statement


def form_of(request: ProjectRequest, study: Study) -> StatedForm:
    """The boxes for one more statement, filled in where one was typed."""
    return _boxes(request, study, begun(request.POST))


def _boxes(request: ProjectRequest, study: Study, typed: bool, shown: object = None) -> StatedForm:
    return StatedForm(
        request.POST if typed else None, lens=request.project.lens(), initial={"report": shown},
        reports=[row.reference for row in reports_of(study)],
    )  # fmt: skip


def written(request: ProjectRequest, form: StatedForm) -> bool:
    """Write down the statement that was typed, if one was."""
    if not form.is_bound:
        return False
    extract_statement(by=request.actor, reference=form.reference(), **form.said())
    return True


@page(Permission.EXTRACT)
@require_POST
def write(request: ProjectRequest, pk: int) -> HttpResponse:
    """Write down a statement alone; what else is typed on the page stays as it is."""
    row, refused = one(Study, request.project, pk), None
    form = _boxes(request, row, typed=True)
    if form.is_valid():
        try:
            written(request, form)
            said = "The statement was added."
            if not request.headers.get("HX-Request"):
                tell(request, said)
                return to_states(request, pk)
            clean = _boxes(request, row, typed=False, shown=form.reference().pk)
            return _part(request, row, said=said, said_form=clean)
        except Refused as fault:
            refused = fault
    return _part(request, row, refused=refused, said_form=form, status=422)


def _part(request: ProjectRequest, study: Study, *, status: int = 200, **values: Any
          ) -> HttpResponse:  # fmt: skip
    it = stated(study, request.user)
    shown = {"states": it, "lens": request.project.lens(), "part": True, **values}
    return render(request, "review/_stated.html", shown, status=status)


def to_states(request: ProjectRequest, pk: int) -> HttpResponseRedirect:
    """Back to the statements of the page on which a study is read."""
    return HttpResponseRedirect(
        reverse("review:extract", args=[request.project.pk, pk]) + "#states"
    )
