"""What if it went? And: it went. A participant withdraws, a reference is retracted."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from uptake.interviews.models import Participant, Transcript
from uptake.projects.counted import counted
from uptake.projects.errors import Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, page
from uptake.projects.queries import one
from uptake.projects.roles import Permission
from uptake.projects.thread import Key
from uptake.sources.models import Reference
from uptake.trace import actions, queries
from uptake.trace.forms import PartForm, RetractForm, SureForm


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
    """The whole of it, or with `part` in the address the chosen transcripts."""
    form, refused = SureForm(request.POST or None), None
    part = PartForm(request.POST if "part" in request.POST else request.GET)
    rows = queries.heard(person, *part.chosen())
    only = None
    if "part" in request.POST or "part" in request.GET:
        only = queries.transcripts(request.project, {row.id for row in rows if row.chosen})
    if form.is_valid() and person.withdrawn_at is None:
        try:
            return _done(request, person, only)
        except Refused as fault:
            refused = fault
    shown: dict[str, Any] = {"person": person, "form": form, "refused": refused, "part": part,
                             "heard": rows, "only": only}  # fmt: skip
    if person.withdrawn_at is None:
        keys = [Key("participant", person.pk)]
        if only is not None:
            keys = queries.part_keys(person, only)
        shown["it"] = queries.if_gone(request.project, keys)
        shown["erased"] = queries.to_erase(person, only)
    wrong = refused is not None or form.is_bound
    return render(request, "trace/withdraw.html", shown, status=422 if wrong else 200)


def _done(
    request: ProjectRequest, person: Participant, only: list[Transcript] | None
) -> HttpResponse:
    """Withdraw, and say what was done."""
    if only is None:
        done = actions.withdraw_participant(by=request.actor, participant=person)
        what = f"{person.pseudonym} is withdrawn."
    else:
        done = actions.withdraw_part(by=request.actor, participant=person, transcripts=only)
        what = f"A part of what {person.pseudonym} said is withdrawn."
    tell(
        request,
        f"{what} {len(done.redacted.passages):,} passages are redacted and "
        f"{len(done.marked):,} things marked for another look.",
    )
    return redirect("trace:marks", request.project.pk)


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
