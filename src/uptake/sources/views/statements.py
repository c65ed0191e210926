"""One statement: reworded, removed and brought back, and said to say the same as another."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, page, posted
from uptake.projects.roles import Permission
from uptake.sources import actions, queries
from uptake.sources.forms import StatementForm
from uptake.sources.models import Statement
from uptake.sources.views.parts import show


def _back(request: ProjectRequest, row: Statement) -> HttpResponseRedirect:
    """To the page that asked, where it is one of ours; else to the reference."""
    asked = request.POST.get("back", "")
    if url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
        return HttpResponseRedirect(asked)
    return HttpResponseRedirect(
        reverse("sources:reference", args=[request.project.pk, row.reference_id])
    )


@page(Permission.EXTRACT)
def statement(request: ProjectRequest, pk: int) -> HttpResponse:
    """Reword a statement."""
    row, lens = queries.statement(request.project, request.user, pk), request.project.lens()
    form = StatementForm(posted(request), lens=lens, initial={
        "sentence": row.sentence, "place": row.place, "direction": row.direction,
        "quote": row.quote, "cells": queries.cells_of(row), "seen": row.wording,
    })  # fmt: skip
    refused = None
    if form.is_valid():
        try:
            seen = form.cleaned_data["seen"]
            actions.change_statement(by=request.actor, statement=row, seen=seen, **form.said())
            tell(request, "The statement was changed. Its earlier wording is kept.")
            return _back(request, row)
        except Refused as fault:
            refused = fault
            if isinstance(fault, OvertakenEdit):
                form.has_seen(row.wording)
    return show(
        request, "statement", refused, form=form, row=row, lens=lens,
        back=request.GET.get("back") or request.POST.get("back", ""),
    )  # fmt: skip


@page(Permission.EXTRACT)
@require_POST
def remove(request: ProjectRequest, pk: int) -> HttpResponse:
    """Take a statement out, with a way back."""
    row = queries.statement(request.project, request.user, pk)
    actions.remove_statement(by=request.actor, statement=row)
    tell(
        request, "The statement was removed.",
        undo=reverse("sources:restore", args=[request.project.pk, pk]),
    )  # fmt: skip
    return _back(request, row)


@page(Permission.EXTRACT)
@require_POST
def restore(request: ProjectRequest, pk: int) -> HttpResponse:
    """Bring a removed statement back."""
    row = queries.statement(request.project, request.user, pk)
    actions.restore_statement(by=request.actor, statement=row)
    tell(request, "The statement is back.")
    return _back(request, row)


@page(Permission.EXTRACT)
def same(request: ProjectRequest, pk: int) -> HttpResponse:
    """Say which statement of the paper says the same."""
    row, refused = queries.statement(request.project, request.user, pk), None
    if request.method == "POST":
        chosen = request.POST.get("other", "")
        try:
            if not chosen.isdecimal():
                raise Refused("Select the statement that says the same.")
            other = queries.statement(request.project, request.user, int(chosen[:18]))
            actions.say_the_same(by=request.actor, statement=row, other=other)
            tell(request, "The two statements count once.",
                 undo=reverse("sources:apart", args=[request.project.pk, pk]))  # fmt: skip
            return _back(request, row)
        except Refused as fault:
            refused = fault
    others = queries.alike_by_others(row, request.user)
    back = request.GET.get("back") or request.POST.get("back", "")
    return show(request, "same", refused, row=row, others=others, back=back)


@page(Permission.EXTRACT)
@require_POST
def apart(request: ProjectRequest, pk: int) -> HttpResponse:
    """Say that a statement says something of its own after all."""
    row = queries.statement(request.project, request.user, pk)
    try:
        actions.say_apart(by=request.actor, statement=row)
        tell(request, "The statement counts by itself again.")
    except Refused as refused:
        tell(request, str(refused))
    return _back(request, row)
