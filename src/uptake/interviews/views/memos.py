"""All memos of a project, and those on the project itself."""

from __future__ import annotations

from django.http import HttpResponse

from uptake.interviews import actions
from uptake.interviews.coding_forms import MemoForm
from uptake.interviews.queries.memos import memos as every_memo
from uptake.interviews.views.coding import number
from uptake.interviews.views.parts import show, to
from uptake.projects.errors import Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, page, posted
from uptake.projects.roles import Permission


@page(Permission.READ_TRANSCRIPTS, write=Permission.CODE)
def memos(request: ProjectRequest) -> HttpResponse:
    """The memos that this person may see; a POST writes one on the project."""
    form, refused = MemoForm(posted(request)), None
    if form.is_valid():
        try:
            actions.write_memo(by=request.actor, on=request.project, text=form.cleaned_data["text"])
            tell(request, "Memo kept.")
            return to("memos", request.project.pk)
        except Refused as fault:
            refused = fault
    found = every_memo(
        request.project, request.user, kind=request.GET.get("on", ""),
        words=request.GET.get("q", "").strip()[:200], page=number(request, "page") or 1,
    )  # fmt: skip
    return show(request, "codebook_memos", refused, form=form, found=found)
