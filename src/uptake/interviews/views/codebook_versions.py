"""Versions of the codebook: their list, one of them, and what changed between two."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_POST

from uptake.interviews import actions
from uptake.interviews.codebook_forms import VersionForm
from uptake.interviews.models import Code, CodebookAct, CodebookVersion
from uptake.interviews.queries import versions as queries
from uptake.interviews.views.coding import number
from uptake.interviews.views.parts import show, to
from uptake.projects.errors import Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, page, posted
from uptake.projects.queries import one
from uptake.projects.roles import Permission


@page(Permission.VIEW, write=Permission.EDIT_CODEBOOK)
def versions(request: ProjectRequest) -> HttpResponse:
    """Every version, and what changed since the last one; a POST numbers the next."""
    form, refused = VersionForm(posted(request)), None
    if form.is_valid():
        try:
            made = actions.number_codebook(
                by=request.actor, project=request.project, **form.cleaned_data
            )
            tell(request, f"The codebook is kept as version {made.number}.")
            return to("codebook-versions", request.project.pk)
        except Refused as fault:
            refused = fault
    last = queries.latest(request.project)
    since = queries.changes(last.codes, queries.snapshot(request.project)) if last else []
    return show(request, "codebook_versions", refused, form=form, since=since,
                rows=queries.versions(request.project))  # fmt: skip


@page(Permission.VIEW)
@require_GET
def version(request: ProjectRequest, pk: int) -> HttpResponse:
    """The codebook as it stood, and what changed from there to another version or to now."""
    row = one(CodebookVersion, request.project, pk)
    wanted = number(request, "to")
    later = one(CodebookVersion, request.project, wanted) if wanted else None
    after = later.codes if later else queries.snapshot(request.project)
    return show(
        request, "codebook_version", row=row, later=later, codes=queries.tree(row.codes),
        found=queries.changes(row.codes, after), others=queries.versions(request.project),
    )  # fmt: skip


@page(Permission.EDIT_CODEBOOK)
@require_POST
def restore(request: ProjectRequest, pk: int, version: int) -> HttpResponse:
    """Word a code as it read in a version."""
    row = one(Code, request.project, pk)
    kept = one(CodebookVersion, request.project, version)
    try:
        row = actions.restore_wording(by=request.actor, code=row, version=kept)
        tell(request, f"{row.name} reads as in version {kept.number} again.")
    except Refused as refused:
        tell(request, str(refused))
    return to("one-code", request.project.pk, pk)


@page(Permission.EDIT_CODEBOOK)
@require_POST
def restore_earlier(request: ProjectRequest, pk: int, act: int) -> HttpResponse:
    """Word a code as it read before a change."""
    row = one(Code, request.project, pk)
    kept = one(CodebookAct, request.project, act)
    try:
        row = actions.restore_wording(by=request.actor, code=row, version=kept)
        tell(request, f"{row.name} reads as it did before.")
    except Refused as refused:
        tell(request, str(refused))
    return to("one-code", request.project.pk, pk)
