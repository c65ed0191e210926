"""Words that were overlooked when a transcript was de-identified."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render

from uptake.interviews.actions.overlooked import TakenOut
from uptake.interviews.deidentify_forms import TakeOutForm
from uptake.interviews.models import Transcript
from uptake.interviews.queries.written import holding
from uptake.projects.errors import Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, page
from uptake.projects.queries import one
from uptake.projects.roles import Permission
from uptake.trace.actions.overlooked import take_out_words
from uptake.trace.queries import version_now


@page(Permission.MANAGE_MATERIAL)
def take_out(request: ProjectRequest, pk: int) -> HttpResponse:
    """Take words out of a coded transcript, and out of its older versions."""
    row, refused = one(Transcript, request.project, pk), None
    form = TakeOutForm(request.POST or None, initial={"version": version_now(row).number})
    if form.is_valid() and not form.asks(holding(request.project, form.words_typed, request.user)):
        typed = form.cleaned_data
        try:
            done = take_out_words(
                by=request.actor, transcript=row, version=typed["version"], words=typed["words"],
                kind=typed["kind"], replacement=typed["put"], beside=form.chosen(),
            )  # fmt: skip
            tell(request, told(done))
            return redirect("interviews:deidentify-one", request.project.pk, pk)
        except Refused as fault:
            refused = fault
    status = 422 if refused or form.errors else 200
    shown = {"here": "interviews", "form": form, "row": row, "refused": refused}
    return render(request, "trace/take_out.html", shown, status=status)


def told(done: TakenOut) -> str:
    """What was done, and what a person has still to look at."""
    n = done.places
    said = f"{done.replacement} stands at {n} {'place' if n == 1 else 'places'} now."
    if n := done.masked:
        said += f" {n} in older versions {'was' if n == 1 else 'were'} blanked."
    if n := done.beside:
        said += f" {n} {'text' if n == 1 else 'texts'} of the team {'reads' if n == 1 else 'read'}"
        said += " so, too."
    if n := done.left:
        said += f" {n} {'text holds' if n == 1 else 'texts hold'} the words still."
    return said
