"""Several PDFs at once: brought in, and each confirmed to be somebody's."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from uptake.projects.errors import Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, Room, page, posted
from uptake.projects.queries import one
from uptake.projects.roles import Permission
from uptake.review import texts as bringing
from uptake.review.actions import fulltext as writes
from uptake.review.forms.fulltext import SeveralTextsForm
from uptake.review.models import ArrivedText
from uptake.review.queries import fulltext
from uptake.sources.models import Reference

ROOM = Room("review")


@page(Permission.SCREEN)
def texts(request: ProjectRequest) -> HttpResponse:
    """The PDFs that wait for their owners; a POST brings more."""
    form, refused = SeveralTextsForm(posted(request), request.FILES or None), None
    left: list[Refused] = []
    if form.is_valid():
        try:
            files = form.cleaned_data["pdfs"]
            job = bringing.receive(by=request.actor, project=request.project, files=files,
                                   left=left)  # fmt: skip
            if job is not None:
                tell(request, job.outcome or "The files are being looked at. Reload in a while.")
            if not left:
                return ROOM.to("texts", request.project.pk)
        except Refused as fault:
            refused = fault
    return ROOM.show(
        request, "texts", refused or (left[0] if left else None), form=form, left=left,
        waiting=list(fulltext.waiting(request.project)), owners=fulltext.owners(request.project),
        aside=fulltext.set_aside(request.project),
    )  # fmt: skip


@page(Permission.SCREEN)
@require_POST
def confirm(request: ProjectRequest) -> HttpResponse:
    """Attach each PDF for which a person confirmed or chose a reference."""
    pairs = []
    for row in fulltext.waiting(request.project):
        chosen = request.POST.get(f"owner-{row.pk}", "")
        if chosen.isdecimal() and len(chosen) < 18:
            pairs.append((row, one(Reference, request.project, int(chosen))))
    if not pairs:
        tell(request, "Nothing was chosen. Say of at least one file whose it is.")
        return ROOM.to("texts", request.project.pk)
    made, refused = bringing.attach_confirmed(
        by=request.actor, project=request.project, pairs=pairs
    )
    said = [f"{len(made)} of {len(pairs)} files were attached.", *map(str, refused[:5])]
    tell(request, " ".join(said))
    return ROOM.to("texts", request.project.pk)


@page(Permission.SCREEN)
@require_POST
def set_aside(request: ProjectRequest, pk: int) -> HttpResponse:
    """Attach a PDF to nothing, with a way back."""
    row = one(ArrivedText, request.project, pk)
    try:
        writes.set_aside(by=request.actor, text=row)
        undo = reverse("review:take-text-up", args=[request.project.pk, pk])
        tell(request, f"{row.name} is set aside.", undo=undo)
    except Refused as refused:
        tell(request, str(refused))
    return ROOM.to("texts", request.project.pk)


@page(Permission.SCREEN)
@require_POST
def take_up(request: ProjectRequest, pk: int) -> HttpResponse:
    """Take a PDF up again that was set aside."""
    row = one(ArrivedText, request.project, pk)
    try:
        writes.take_up(by=request.actor, text=row)
        tell(request, f"{row.name} waits for its owner again.")
    except Refused as refused:
        tell(request, str(refused))
    return ROOM.to("texts", request.project.pk)
