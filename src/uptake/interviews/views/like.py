"""Passages like one at hand: look through them, code them one by one."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from uptake.instruments import sentence_model
from uptake.interviews import actions
from uptake.interviews.coding_forms import LikeForm
from uptake.interviews.models import Transcript
from uptake.interviews.queries import coding as queries
from uptake.interviews.queries import window as windows
from uptake.interviews.queries.alike import alike, alike_in_meaning
from uptake.interviews.queries.eyes import Eyes
from uptake.interviews.queries.tree import code_tree
from uptake.interviews.views.coding import number
from uptake.projects import notices
from uptake.projects.errors import Refused
from uptake.projects.pages import ProjectRequest, page
from uptake.projects.queries import one
from uptake.projects.roles import Permission

MEANING = "meaning"


@page(Permission.READ_TRANSCRIPTS)
@require_GET
def like(request: ProjectRequest, transcript: int) -> HttpResponse:
    """The places that are most like codepoints [start, end) of a transcript."""
    row = one(Transcript, request.project, transcript)
    version, codes = windows.shown(row), code_tree(request.project)
    start, end = number(request, "start"), number(request, "end")
    asked = queries.selected(version, request.user, codes, start, end)
    if asked is None:
        raise Http404("That place is not in this transcript.")
    eyes = Eyes(request.user)
    chosen = request.GET.getlist("code") or queries.on_place(asked, codes)
    meant, lacks, place = None, sentence_model.missing(), (version.id, start, end)
    if request.GET.get("by") == MEANING and not lacks:
        meant = alike_in_meaning(request.project, eyes, asked.text, but=place)
    found = meant.found if meant else alike(request.project, eyes, asked.text, but=place)
    context = {
        "transcript": row, "asked": asked, "found": found, "codes": codes, "chosen": set(chosen),
        "here": "interviews", "start": start, "end": end,
        "hand": queries.at_hand(request.user, codes), "meant": meant, "lacks": lacks,
    }  # fmt: skip
    return render(request, "interviews/like.html", context)


@page(Permission.CODE)
@require_POST
def code_like(request: ProjectRequest, transcript: int) -> HttpResponse:
    """Code one of the places that were found."""
    row = one(Transcript, request.project, transcript)
    form = LikeForm(request.project, request.POST)
    try:
        marked = form.marked()
        where = one(Transcript, request.project, marked.pop("transcript"))
        made = actions.apply_codes(by=request.actor, transcript=where, **marked)
        words = f"Coded: {', '.join(coding.code.name for coding in made)}."
    except Refused as refused:
        words, made = f"Not coded. {refused.what} {refused.advice}", []
    if request.headers.get("HX-Request"):
        return render(request, "interviews/_liked.html", {"told": words, "made": made})
    undo = reverse("interviews:undo", args=[request.project.pk, where.pk]) if made else ""
    notices.tell(request, words, undo=undo)
    again = {"start": request.POST.get("at", ""), "end": request.POST.get("to", ""),
             "code": request.POST.getlist("code")}  # fmt: skip
    if request.POST.get("by") == MEANING:
        again["by"] = MEANING
    address = reverse("interviews:like", args=[row.project_id, row.pk])
    return HttpResponseRedirect(f"{address}?{urlencode(again, doseq=True)}")
