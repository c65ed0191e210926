"""Finding evidence and tying it to findings."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from uptake.findings import actions, queries
from uptake.findings.forms import FirstEvidenceForm, SoughtForm, TieForm, UseForm
from uptake.findings.models import Finding, Support
from uptake.findings.views.parts import show, to
from uptake.interviews.layers import one_passage
from uptake.projects.errors import Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, page
from uptake.projects.queries import one
from uptake.projects.roles import Permission
from uptake.sources.queries import statement as stated


@page(Permission.MANAGE_FINDINGS)
def evidence(request: ProjectRequest, pk: int) -> HttpResponse:
    """Search coded passages and statements; what is ticked goes beneath the finding."""
    row, refused = one(Finding, request.project, pk), None
    filters = SoughtForm(request.GET, offered=queries.offered(request.project))
    sought = filters.sought()
    form = TieForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            tell(request, _tie(request, row, form))
            return to("finding", request.project.pk, pk)
        except Refused as fault:
            refused = fault
    found, shown = queries.candidates(request.project, row, sought)
    return show(
        request, "evidence", refused, form=form, filters=filters, sought=sought, row=row,
        found=found, page=shown,
    )  # fmt: skip


def _tie(request: ProjectRequest, row: Finding, form: TieForm) -> str:
    """Tie what was ticked; what was done, in words."""
    typed = form.cleaned_data
    passages, statements = queries.chosen(request.project, typed["kind"], typed["chosen"])
    tied = actions.tie_evidence(
        by=request.actor, finding=row, passages=passages, statements=statements,
        stance=typed["stance"],
    )  # fmt: skip
    what = typed["kind"] if len(tied) == 1 else f"{typed['kind']}s"
    verb = "supports" if len(tied) == 1 else "support"
    against = "speaks against" if len(tied) == 1 else "speak against"
    return f"{len(tied)} {what} {verb if typed['stance'] == 'supports' else against} {row.label}."


@page(Permission.MANAGE_FINDINGS)
def tie(request: ProjectRequest) -> HttpResponse:
    """Use one passage or one statement in a finding."""
    first, refused = _from_address(request), None
    uses = queries.uses(request.project, first["passage"], first["statement"])
    form = UseForm(
        request.POST or None, findings=[(use.id, f"{use.label} {use.sentence}") for use in uses]
    )
    if request.method == "POST" and form.is_valid():
        row = one(Finding, request.project, form.cleaned_data["finding"])
        try:
            actions.tie_evidence(
                by=request.actor, finding=row, stance=form.cleaned_data["stance"],
                passages=[p for p in [first["passage"]] if p],
                statements=[s for s in [first["statement"]] if s],
            )  # fmt: skip
            tell(request, f"It is tied to {row.label}.")
            return to("finding", request.project.pk, row.pk)
        except Refused as fault:
            refused = fault
    return show(request, "tie", refused, form=form, uses=uses, **first)


def _from_address(request: ProjectRequest) -> dict[str, Any]:
    """The passage or the statement that the address names, and how to show it."""
    asked = FirstEvidenceForm(request.GET)
    asked.is_valid()
    passage, statement = asked.cleaned_data.get("passage"), asked.cleaned_data.get("statement")
    if passage or not statement:
        row = one_passage(request.project, passage or 0, None)
        detail = queries.in_turns(request.project, [row.pk])[row.pk]
        return {"passage": row, "statement": None, "detail": detail}
    said = stated(request.project, request.user, statement)
    return {"passage": None, "statement": said, "detail": queries.said(request.project, [said.pk])}


@page(Permission.MANAGE_FINDINGS)
@require_POST
def take_off(request: ProjectRequest, pk: int) -> HttpResponse:
    """Take a strand off its finding, with a way back."""
    strand = one(Support, request.project, pk)
    actions.take_off(by=request.actor, support=strand)
    back = reverse("findings:put-back", args=[request.project.pk, pk])
    tell(request, "The evidence is removed.", undo=back)
    return to("finding", request.project.pk, strand.finding_id)


@page(Permission.MANAGE_FINDINGS)
@require_POST
def mark(request: ProjectRequest, pk: int) -> HttpResponse:
    """Say that a quote stands for its side, or with `off` that it does no more."""
    strand, on = one(Support, request.project, pk), "off" not in request.GET
    try:
        actions.mark_representative(by=request.actor, support=strand, representative=on)
        back = reverse("findings:mark", args=[request.project.pk, pk]) + ("?off" if on else "")
        said = "is a representative quote." if on else "is no representative quote any more."
        tell(request, f"It {said}", undo=back)
    except Refused as refused:
        tell(request, str(refused))
    return to("finding", request.project.pk, strand.finding_id)


@page(Permission.MANAGE_FINDINGS)
@require_POST
def put_back(request: ProjectRequest, pk: int) -> HttpResponse:
    """Put a strand back."""
    strand = one(Support, request.project, pk)
    try:
        actions.put_back(by=request.actor, support=strand)
        tell(request, "The evidence is back.")
    except Refused as refused:
        tell(request, str(refused))
    return to("finding", request.project.pk, strand.finding_id)
