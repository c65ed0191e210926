"""Words that were overlooked when a transcript was de-identified."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render

from uptake.interviews.deidentify_forms import TakeOutForm
from uptake.interviews.models import Transcript
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
    if form.is_valid():
        typed = form.cleaned_data
        try:
            done = take_out_words(
                by=request.actor, transcript=row, version=typed["version"], words=typed["words"],
                kind=typed["kind"], replacement=typed["put"],
            )  # fmt: skip
            tell(request, told(done.replacement, done.places, done.masked, len(done.memos)))
            return redirect("interviews:deidentify-one", request.project.pk, pk)
        except Refused as fault:
            refused = fault
    status = 422 if refused or form.errors else 200
    shown = {"here": "interviews", "form": form, "row": row, "refused": refused}
    return render(request, "trace/take_out.html", shown, status=status)


def told(put: str, places: int, older: int, memos: int) -> str:
    """What was done, and what a person has still to look at."""
    said = f"{put} stands at {places} {'place' if places == 1 else 'places'} now."
    if older:
        said += f" {older} in older versions {'was' if older == 1 else 'were'} blanked."
    if memos:
        said += f" {memos} {'memo holds' if memos == 1 else 'memos hold'} the words: mend by hand."
    return said
