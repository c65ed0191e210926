"""Adjudication: each place where coders' passages overlap is decided, and can be undone."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from uptake.interviews.actions import adjudication as actions
from uptake.interviews.models import Adjudication, Code, CodingRound
from uptake.interviews.queries import adjudication as queries
from uptake.interviews.queries.rounds import coder, left
from uptake.interviews.queries.tree import code_tree
from uptake.interviews.rounds_forms import DecisionForm
from uptake.interviews.views.coding import number
from uptake.interviews.views.parts import show, to
from uptake.projects.errors import Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, page
from uptake.projects.queries import one
from uptake.projects.roles import Permission

SHOWS = ("open", "decided", "all")


@page(Permission.READ_TRANSCRIPTS, write=Permission.LEAD_CODING)
def adjudicate(request: ProjectRequest, pk: int) -> HttpResponse:
    """The places of a round, a page at a time. A POST decides on one."""
    row, refused = one(CodingRound, request.project, pk), None
    if row.opened_at is None:
        tell(request, f"{row.name} is not open yet.")
        return to("round", request.project.pk, pk)
    if request.method == "POST":
        try:
            made = _decide(request, row)
            undo = reverse("interviews:undo-adjudication", args=[request.project.pk, made.pk])
            tell(request, f"Decided: {Adjudication.How(made.how).label.lower()}.", undo=undo)
            return HttpResponseRedirect(request.get_full_path())
        except Refused as fault:
            refused = fault
    wanted = request.GET.get("show", "open")
    wanted = wanted if wanted in SHOWS else "open"
    rows, shown = queries.place_rows(row, wanted, number(request, "page") or 1)
    return show(request, "rounds_adjudicate", refused, row=row, rows=rows, page=shown, shows=wanted,
                left=left(row), bulk=queries.last_bulk(row), codes=code_tree(request.project),
                can=request.membership.may(Permission.LEAD_CODING) and row.closed_at is None,
                )  # fmt: skip


def _decide(request: ProjectRequest, row: CodingRound) -> Adjudication:
    form = DecisionForm(request.project, request.POST)
    if not form.is_valid():
        raise Refused("This decision was not understood.", advice="Look at the place again.")
    it = form.decided()
    return actions.adjudicate(
        by=request.actor, round=row, codings=it.codings, how=it.how, reason=it.reason,
        coder=coder(request.project, it.coder),
        codes=[one(Code, request.project, code) for code in it.codes], version=it.version,
        start=it.start, end=it.end,
    )  # fmt: skip


@page(Permission.LEAD_CODING)
@require_POST
def agree(request: ProjectRequest, pk: int) -> HttpResponse:
    """Agree at once wherever all coders say the same."""
    row = one(CodingRound, request.project, pk)
    try:
        made = actions.agree_identical(by=request.actor, round=row)
        undo = reverse("interviews:undo-adjudication", args=[request.project.pk, made[0].pk])
        tell(request, f"{len(made):,} agreed.", undo=undo)
    except Refused as refused:
        tell(request, f"{refused.what} {refused.advice}".strip())
    return to("adjudicate", request.project.pk, pk)


@page(Permission.LEAD_CODING)
@require_POST
def undo(request: ProjectRequest, pk: int) -> HttpResponse:
    """Take a decision back, with those made in the same go."""
    row = one(Adjudication, request.project, pk)
    try:
        actions.undo_adjudication(by=request.actor, adjudication=row)
        tell(request, "The decision is undone.")
    except Refused as refused:
        tell(request, f"{refused.what} {refused.advice}".strip())
    return to("adjudicate", request.project.pk, row.round_id)
