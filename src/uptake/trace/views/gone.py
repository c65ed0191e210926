"""What if it went? And: it went. A participant withdraws, a reference is retracted."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from uptake.interviews.models import Participant
from uptake.projects.counted import counted
from uptake.projects.errors import Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, page
from uptake.projects.queries import one
from uptake.projects.roles import Permission
from uptake.projects.thread import Key
from uptake.sources.models import Reference
from uptake.trace import actions, queries
from uptake.trace.forms import RetractForm, SureForm


@page(Permission.VIEW)
def if_it_went(request: ProjectRequest) -> HttpResponse:
    """Choose sources; see what would lose its last support. Nothing is written."""
    words = request.GET.get("words", "").strip()[:100]
    chosen = queries.typed_keys(request.GET.getlist("source"))
    it, found = queries.if_page(request.project, words, chosen)
    return render(request, "trace/if_gone.html", {"it": it, "words": words, "found": found})


@page(Permission.WITHDRAW)
def gone(request: ProjectRequest, kind: str, pk: int) -> HttpResponse:
    """Say exactly what will happen, and do it when it is confirmed."""
    if kind == "participant":
        return _withdraw(request, one(Participant, request.project, pk))
    if kind == "reference":
        return _retract(request, one(Reference, request.project, pk))
    raise Http404("Only a participant can withdraw, and only a reference be retracted.")


def _withdraw(request: ProjectRequest, person: Participant) -> HttpResponse:
    form, refused = SureForm(request.POST or None), None
    if form.is_valid() and person.withdrawn_at is None:
        try:
            done = actions.withdraw_participant(by=request.actor, participant=person)
            tell(
                request,
                f"{person.pseudonym} is withdrawn. {len(done.redacted.passages):,} "
                f"passages are redacted and {len(done.marked):,} things marked for another look.",
            )
            return redirect("trace:marks", request.project.pk)
        except Refused as fault:
            refused = fault
    shown: dict[str, Any] = {"person": person, "form": form, "refused": refused}
    if person.withdrawn_at is None:
        shown["it"] = queries.if_gone(request.project, [Key("participant", person.pk)])
        shown["erased"] = queries.to_erase(person)
    wrong = refused is not None or form.is_bound
    return render(request, "trace/withdraw.html", shown, status=422 if wrong else 200)


def _retract(request: ProjectRequest, reference: Reference) -> HttpResponse:
    back = reference.retracted_at is not None
    form, refused = RetractForm(request.POST or None, back=back), None
    if form.is_valid():
        try:
            n = _retracted(request, reference, form, back)
            tell(
                request,
                f"{'Undone' if back else 'Retracted'}. "
                f"{counted(n, 'thing is', 'things are')} marked for another look.",
            )
            return redirect("trace:marks", request.project.pk)
        except Refused as fault:
            refused = fault
    key = Key("reference", reference.pk)
    shown = {"row": reference, "form": form, "refused": refused, "back": back,
             "it": queries.if_gone(request.project, [key]),
             "above": queries.reach_page(request.project, key).total}  # fmt: skip
    wrong = refused is not None or form.is_bound
    return render(request, "trace/retract.html", shown, status=422 if wrong else 200)


def _retracted(request: ProjectRequest, row: Reference, form: RetractForm, back: bool) -> int:
    if back:
        return actions.reinstate(by=request.actor, reference=row)
    return actions.retract(by=request.actor, reference=row, reason=form.cleaned_data["reason"])
