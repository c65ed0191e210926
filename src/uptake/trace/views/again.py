"""What needs another look, and settling it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from uptake.projects.errors import Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, page
from uptake.projects.roles import Permission
from uptake.trace import actions, queries
from uptake.trace.forms import SettleForm


@page(Permission.VIEW)
def marks(request: ProjectRequest) -> HttpResponse:
    """The open marks with their reasons, what stands on nothing, and what was settled."""
    return _marks(request, SettleForm(), None)


def _marks(request: ProjectRequest, form: SettleForm, refused: Refused | None) -> HttpResponse:
    shown = {"it": queries.to_look_at(request.project), "settled": queries.settled(request.project),
             "form": form, "refused": refused}  # fmt: skip
    wrong = refused is not None or form.is_bound
    return render(request, "trace/marks.html", shown, status=422 if wrong else 200)


@page(Permission.SETTLE)
@require_POST
def settle(request: ProjectRequest) -> HttpResponse:
    """Settle the ticked marks with one note."""
    form = SettleForm(request.POST)
    if not form.is_valid():
        return _marks(request, form, None)
    rows = queries.open_marks(request.project, form.cleaned_data["marks"])
    try:
        n = actions.settle_all(
            by=request.actor, project=request.project, marks=rows, note=form.cleaned_data["note"]
        )
    except Refused as fault:
        return _marks(request, form, fault)
    tell(request, f"{n:,} settled. The trail keeps what you wrote.")
    return redirect("trace:marks", request.project.pk)
