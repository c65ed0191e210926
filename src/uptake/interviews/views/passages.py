"""A passage's page, lists of passages, memos, and words found in transcripts."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from uptake.interviews import actions
from uptake.interviews.coding_forms import MemoForm
from uptake.interviews.models import Code, Memo, Passage, Transcript
from uptake.interviews.queries import coding as queries
from uptake.interviews.queries.eyes import Eyes, coders
from uptake.interviews.queries.passages import in_turns, memo_seen, of_code, passage_seen
from uptake.interviews.queries.tree import code_tree
from uptake.interviews.views.coding import eyes_of, number
from uptake.projects import notices
from uptake.projects.errors import Refused
from uptake.projects.pages import ProjectRequest, page
from uptake.projects.queries import one
from uptake.projects.roles import Permission

A_PAGE = 50


@page(Permission.VIEW, write=Permission.CODE)
def passage(request: ProjectRequest, pk: int) -> HttpResponse:
    """The passage in its turn, who coded it how, and what was thought of it."""
    row = passage_seen(request.project, request.user, pk)
    form, refused = MemoForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_memo(by=request.actor, on=row, text=form.cleaned_data["text"])
            notices.tell(request, "Memo kept.", undo=undo_address(row.project_id, row))
            return HttpResponseRedirect(reverse("interviews:passage", args=[row.project_id, pk]))
        except Refused as fault:
            refused = fault
    codes = code_tree(request.project, retired=True)
    context = {
        "row": row, "form": form,
        "detail": in_turns(request.project, [pk], Eyes(request.user).codings())[pk],
        "codings": queries.codings_on([pk], request.user, codes),
        "memos": queries.memos_on([pk], request.user), "refused": refused,
    }  # fmt: skip
    status = 422 if refused or form.errors else 200
    return render(request, "interviews/passage.html", context, status=status)


def undo_address(project: int, row: Passage) -> str:
    return reverse("interviews:undo", args=[project, row.transcript_id])


def memo_home(memo: Memo) -> str:
    """The page that a memo belongs on."""
    on = (("passage", memo.passage_id), ("one-code", memo.code_id), ("theme", memo.theme_id),
          ("code", memo.transcript_id))  # fmt: skip
    for name, pk in on:
        if pk is not None:
            return reverse(f"interviews:{name}", args=[memo.project_id, pk])
    return reverse("interviews:memos", args=[memo.project_id])


@page(Permission.READ_TRANSCRIPTS, write=Permission.CODE)
def memo(request: ProjectRequest, pk: int) -> HttpResponse:
    """Change one's memo. What stood there before is kept."""
    row, refused = memo_seen(request.project, request.user, pk), None
    form = MemoForm(request.POST or None, initial={"text": row.text})
    if request.method == "POST" and form.is_valid():
        try:
            new = actions.edit_memo(by=request.actor, memo=row, text=form.cleaned_data["text"])
            notices.tell(request, "Memo kept.")
            return HttpResponseRedirect(memo_home(new))
        except Refused as fault:
            refused = fault
    context = {"memo": queries.memo_row(row, request.user), "form": form, "refused": refused,
               "home": memo_home(row)}  # fmt: skip
    status = 422 if refused or form.errors else 200
    return render(request, "interviews/memo.html", context, status=status)


@page(Permission.CODE)
@require_POST
def remove_memo(request: ProjectRequest, pk: int) -> HttpResponse:
    row = memo_seen(request.project, request.user, pk)
    try:
        actions.remove_memo(by=request.actor, memo=row)
        heard = row.passage.transcript_id if row.passage else row.transcript_id
        undo = reverse("interviews:undo", args=[row.project_id, heard]) if heard else ""
        notices.tell(request, "Memo taken away.", undo=undo)
    except Refused as refused:
        notices.tell(request, str(refused))
    return HttpResponseRedirect(memo_home(row))


@page(Permission.READ_TRANSCRIPTS)
@require_GET
def passages(request: ProjectRequest) -> HttpResponse:
    """The passages with one code, or all that are coded, in their turns."""
    code = one(Code, request.project, chosen) if (chosen := number(request, "code")) else None
    wanted = number(request, "transcript")
    transcript = one(Transcript, request.project, wanted) if wanted else None
    eyes = eyes_of(request)
    codings = eyes.codings() if request.GET.get("coder") else None
    found = of_code(request.project, code, transcript, codings)
    shown = Paginator(found, A_PAGE).get_page(number(request, "page") or 1)
    rows = in_turns(request.project, [row.pk for row in shown], codings)
    context = {
        "code": code, "transcript": transcript, "shown": shown,
        "codes": code_tree(request.project, retired=True),
        "rows": [rows[row.pk] for row in shown], "coder": request.GET.get("coder", ""),
        "coders": coders(request.project, request.user),
    }  # fmt: skip
    return render(request, "interviews/passages.html", context)
