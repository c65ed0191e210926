"""Jumping between passages, favourite codes, and memos on a whole transcript."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from uptake.interviews import actions
from uptake.interviews.coding_forms import MemoForm
from uptake.interviews.models import Code, Transcript
from uptake.interviews.queries import coding as queries
from uptake.interviews.queries import window as windows
from uptake.interviews.queries.jump import jump as found_next
from uptake.interviews.queries.tree import code_tree
from uptake.interviews.views.coding import eyes_of, number, stopped, whole
from uptake.projects import notices
from uptake.projects.errors import Refused
from uptake.projects.pages import ProjectRequest, page
from uptake.projects.queries import one
from uptake.projects.roles import Permission


@page(Permission.READ_TRANSCRIPTS)
@require_GET
def jump(request: ProjectRequest, transcript: int) -> HttpResponse:
    """To the next passage or the one before; as data for the page's script."""
    row, asked = one(Transcript, request.project, transcript), request.GET
    to, back = asked.get("to", ""), asked.get("way") == "back"
    found = found_next(
        windows.shown(row), eyes_of(request), number(request, "at"), back=back,
        code=number(request, "chosen") if to == "code" else 0, differ=to == "differ",
    )  # fmt: skip
    says = "" if found else f"No such passage {'before' if back else 'after'} this place."
    kept = {name: asked[name] for name in ("coder", "to", "chosen") if asked.get(name)}
    at = {"turn": found.turn, "at": found.start} if found else {"at": number(request, "at")}
    address = f"{reverse('interviews:code', args=[row.project_id, row.pk])}?{urlencode(kept | at)}"
    if found:
        address += f"#turn-{found.turn}"
    if request.headers.get("Accept") == "application/json":
        place = {"start": found.start, "end": found.end} if found else {}
        return JsonResponse({"says": says, "address": address, **place})
    if says:
        notices.tell(request, says)
    return HttpResponseRedirect(address)


@page(Permission.CODE)
@require_POST
def favour(request: ProjectRequest, transcript: int, pk: int) -> HttpResponse:
    """Keep a code at hand, or no longer."""
    row, code = one(Transcript, request.project, transcript), one(Code, request.project, pk)
    try:
        kept = actions.keep_at_hand(by=request.actor, code=code, kept=bool(request.POST.get("on")))
    except Refused as refused:
        return stopped(request, row, refused)
    words = f"{code.name} is {'a favourite' if kept else 'no favourite any more'}."
    if request.headers.get("HX-Request"):
        hand = queries.at_hand(request.user, code_tree(request.project))
        return render(request, "interviews/_hand.html", {"told": words, "hand": hand})
    notices.tell(request, words)
    address = reverse("interviews:code", args=[row.project_id, row.pk])
    return HttpResponseRedirect(f"{address}?chosen={pk}")


@page(Permission.CODE)
@require_POST
def note(request: ProjectRequest, transcript: int) -> HttpResponse:
    """Write a memo on a whole transcript."""
    row, form = one(Transcript, request.project, transcript), MemoForm(request.POST)
    if not form.is_valid():
        return whole(request, row, memo=form)
    try:
        actions.write_memo(by=request.actor, on=row, text=form.cleaned_data["text"])
    except Refused as refused:
        return whole(request, row, refused, memo=form)
    notices.tell(
        request, "Memo kept.", undo=reverse("interviews:undo", args=[row.project_id, row.pk])
    )
    address = reverse("interviews:code", args=[row.project_id, row.pk])
    return HttpResponseRedirect(f"{address}#notes")
