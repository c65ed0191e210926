"""An import is undone, with a page that says what goes; and put back."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from uptake.projects.errors import Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, page
from uptake.projects.queries import one
from uptake.projects.roles import Permission
from uptake.sources import actions, queries
from uptake.sources.models import ImportFile
from uptake.sources.views.parts import show, to


@page(Permission.IMPORT)
def undo(request: ProjectRequest, pk: int) -> HttpResponse:
    """What goes when an import is undone, and what keeps it here; a POST undoes it."""
    file, refused = one(ImportFile, request.project, pk), None
    if request.method == "POST":
        try:
            actions.undo_import(by=request.actor, file=file)
            back = reverse("sources:put-back-import", args=[request.project.pk, pk])
            tell(request, f"The import of {file.name} was undone.", undo=back)
            return to("preview", request.project.pk, pk)
        except Refused as fault:
            refused = fault
    row = queries.file_row(file)
    return show(
        request, "undo_import", refused, file=row, it=queries.undoing(file), search=file.search
    )


@page(Permission.IMPORT)
@require_POST
def put_back(request: ProjectRequest, pk: int) -> HttpResponse:
    """Bring the references of an undone import back."""
    file = one(ImportFile, request.project, pk)
    try:
        actions.put_back_import(by=request.actor, file=file)
        tell(request, f"The import of {file.name} is back.")
    except Refused as refused:
        tell(request, str(refused))
    return to("preview", request.project.pk, pk)
