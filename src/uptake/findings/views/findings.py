"""The list of findings, one finding, writing and retiring them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from uptake.findings import actions, queries
from uptake.findings.forms import (
    FindingForm,
    FirstEvidenceForm,
    FromCodeForm,
    FromThemeForm,
    ListForm,
    RetireForm,
)
from uptake.findings.models import Finding, Stance
from uptake.findings.views.parts import csv_file, show, to
from uptake.formats.spreadsheet import csv_lines
from uptake.interviews.layers import one_passage
from uptake.interviews.models import Code, Theme
from uptake.methods.small_groups import LEAST
from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, page
from uptake.projects.queries import one
from uptake.projects.roles import Permission
from uptake.sources.queries import statement as stated


@page(Permission.VIEW)
def listed(request: ProjectRequest) -> HttpResponse:
    """Every finding, narrowed as the address asks."""
    form = ListForm(request.GET, lens=request.project.lens())
    asked = form.asked()
    rows, shown = queries.listed(request.project, asked)
    some = queries.some(request.project)
    return show(request, "list", filters=form, asked=asked, rows=rows, page=shown, some=some)


@page(Permission.EXPORT)
def findings_csv(request: ProjectRequest) -> StreamingHttpResponse:
    """Every finding in use with its evidence, without the groups of few people."""
    rows = queries.evidence_table(request.project, LEAST)
    return csv_file(csv_lines(rows, exact="exact" in request.GET), "findings.csv")


@page(Permission.VIEW)
def finding(request: ProjectRequest, pk: int) -> HttpResponse:
    """One finding: what supports it, what speaks against it, who said it."""
    row = one(Finding, request.project, pk)
    wanted = set(request.GET.getlist("all")) & set(Stance.values)
    return show(request, "finding", it=queries.finding_page(request.project, row, wanted))


@page(Permission.MANAGE_FINDINGS)
def new(request: ProjectRequest) -> HttpResponse:
    """Write a finding; one may start from a cell, a passage, a statement or a code."""
    lens, refused, first = request.project.lens(), None, _first(request)
    start = {"cells": [first["cell"]] if first["cell"] else []}
    form = FindingForm(request.POST or None, lens=lens, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            made = _write(request, form, first)
            tell(request, f"{made.label} is written.")
            return to("finding", request.project.pk, made.pk)
        except Refused as fault:
            refused = fault
    codes = FromCodeForm(request.GET, codes=queries.codes(request.project))
    return show(request, "edit", refused, form=form, lens=lens, first=first, codes=codes,
                **_rests_on(request, first))  # fmt: skip


def _rests_on(request: ProjectRequest, first: dict[str, Any]) -> dict[str, Any]:
    """What the page says that the new finding will rest on."""
    code, theme = first["code"], first["theme"]
    return {
        "tied": queries.passages_with(request.project, code) if code else 0,
        "drawn": queries.drawn(request.project, theme) if theme else None,
        "extent": FromThemeForm(request.POST or None),
    }


def _first(request: ProjectRequest) -> dict[str, Any]:
    """What a new finding starts from, looked up in this project."""
    asked = FirstEvidenceForm(request.GET)
    asked.is_valid()
    found: dict[str, Any] = {"cell": asked.cleaned_data.get("cell")}
    for name, model in (("code", Code), ("theme", Theme)):
        pk = asked.cleaned_data.get(name)
        found[name] = one(model, request.project, pk) if pk else None
    pk = asked.cleaned_data.get("passage")
    found["passage"] = one_passage(request.project, pk, None) if pk else None
    pk = asked.cleaned_data.get("statement")
    found["statement"] = stated(request.project, request.user, pk) if pk else None
    return found


def _write(request: ProjectRequest, form: FindingForm, first: dict[str, Any]) -> Finding:
    words: dict[str, Any] = {
        "by": request.actor, "cells": queries.places(form.cleaned_data["cells"]),
        **{name: form.cleaned_data[name] for name in ("direction", "sentence", "note")},
    }  # fmt: skip
    if first["theme"]:
        others = "others" in request.POST
        return actions.find_from_theme(theme=first["theme"], others=others, **words)
    if first["code"]:
        return actions.find_from_code(code=first["code"], **words)
    return actions.write_finding(
        project=request.project, passages=[p for p in [first["passage"]] if p],
        statements=[s for s in [first["statement"]] if s], **words,
    )  # fmt: skip


@page(Permission.MANAGE_FINDINGS)
def edit(request: ProjectRequest, pk: int) -> HttpResponse:
    """Change a finding's words, direction or cells."""
    row, lens, refused = one(Finding, request.project, pk), request.project.lens(), None
    now = {"direction": row.direction, "sentence": row.sentence, "note": row.note,
           "cells": ["/".join(place) for place in row.places()], "seen": row.mark()}  # fmt: skip
    form = FindingForm(request.POST or None, lens=lens, initial=now)
    if request.method == "POST" and form.is_valid():
        typed = dict(form.cleaned_data)
        typed["cells"] = queries.places(typed["cells"])
        try:
            actions.reword_finding(by=request.actor, finding=row, **typed)
            tell(request, f"{row.label} is changed. The trail keeps how it read before.")
            return to("finding", request.project.pk, pk)
        except Refused as fault:
            refused = fault
            if isinstance(fault, OvertakenEdit):
                form.has_seen(row.mark())
    return show(request, "edit", refused, form=form, lens=lens, row=row, first={})


@page(Permission.MANAGE_FINDINGS)
def retire(request: ProjectRequest, pk: int) -> HttpResponse:
    """Take a finding out of use, for a reason."""
    row, refused, form = one(Finding, request.project, pk), None, RetireForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.retire_finding(
                by=request.actor, finding=row, reason=form.cleaned_data["reason"]
            )
            back = reverse("findings:restore", args=[request.project.pk, pk])
            tell(request, f"{row.label} is retired.", undo=back)
            return to("finding", request.project.pk, pk)
        except Refused as fault:
            refused = fault
    return show(request, "retire", refused, form=form, row=row)


@page(Permission.MANAGE_FINDINGS)
@require_POST
def restore(request: ProjectRequest, pk: int) -> HttpResponse:
    """Bring a retired finding back into use."""
    row = one(Finding, request.project, pk)
    actions.restore_finding(by=request.actor, finding=row)
    tell(request, f"{row.label} is in use again.")
    return to("finding", request.project.pk, pk)
