"""Transcripts: the list, one to read, and the files that become transcripts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_POST

from uptake.formats.turn_table import Column
from uptake.interviews import actions
from uptake.interviews.forms import (
    ArrivalForm,
    ColumnsForm,
    PreviewForm,
    TranscriptForm,
    columns_in,
    labels_in,
)
from uptake.interviews.models import Arrival, Guide, Transcript
from uptake.interviews.queries import material as queries
from uptake.interviews.queries import window as windows
from uptake.interviews.queries.guides import guides
from uptake.interviews.queries.tree import code_tree
from uptake.interviews.views.coding import number
from uptake.interviews.views.parts import is_closed, sent, show, to
from uptake.projects.errors import Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, page
from uptake.projects.queries import look_again, one
from uptake.projects.roles import Permission

TYPES = {"txt": "text/plain; charset=utf-8", "vtt": "text/vtt; charset=utf-8"}


@page(Permission.VIEW)
@require_GET
def listed(request: ProjectRequest) -> HttpResponse:
    """The transcripts, and how far the coding of each is."""
    return show(
        request, "list", rows=queries.transcripts(request.project),
        waiting=queries.waiting(request.project),
    )  # fmt: skip


@page(Permission.MANAGE_MATERIAL)
def add(request: ProjectRequest) -> HttpResponse:
    """Choose files or paste text; each is read at once and then waits to be looked at."""
    form = ArrivalForm(request.POST or None, request.FILES or None)
    refusals: list[Refused] = []
    if request.method == "POST" and form.is_valid():
        kept = []
        for name, content in form.received():
            try:
                kept.append(actions.receive_transcript(
                    by=request.actor, project=request.project, name=name, content=content
                ))  # fmt: skip
            except Refused as refused:
                refusals.append(refused)
        if not refusals and len(kept) == 1:
            return to("preview", request.project.pk, kept[0].pk)
        if not refusals:
            tell(request, f"{len(kept)} files were read. Say who speaks in each.")
            return to("add", request.project.pk)
    waiting = queries.waiting(request.project)
    first = refusals[0] if refusals else None
    return show(request, "add", first, form=form, refusals=refusals, waiting=waiting)


@page(Permission.MANAGE_MATERIAL)
def preview(request: ProjectRequest, pk: int) -> HttpResponse:
    """What a file holds, and who speaks in it; first, where need be, what its columns hold."""
    row, refused = one(Arrival, request.project, pk), None
    labels, columns = labels_of(request), columns_of(request)
    if columns is None and (table := queries.columns_to_ask(row)):
        return which_columns(request, row, table)
    try:
        found = queries.preview(row, labels, columns)
    except Refused as fault:
        return which_columns(request, row, queries.columns_to_ask(row), fault)
    form = PreviewForm(
        request.POST or None, name=row.name, found=found, labels=labels, columns=columns,
        people=queries.open_participants(request.project), guides=guides(request.project),
        following=queries.next_number(request.project),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            return stored(request, row, form, labels, columns)
        except Refused as fault:
            refused = fault
    return show(request, "preview", refused, form=form, row=row, found=found, labels=labels,
                columns=columns)  # fmt: skip


def which_columns(
    request: ProjectRequest, row: Arrival, table: Sequence[Column], refused: Refused | None = None
) -> HttpResponse:
    """Ask what the columns of a table hold; the answer stands in the address from then on."""
    asked = {name: value for name, value in request.GET.items() if name.startswith("column-")
             or name == "headed"}  # fmt: skip
    form = ColumnsForm(asked or None, table=table)
    if asked and refused is None and form.is_valid():
        address = reverse("interviews:preview", args=[request.project.pk, row.pk])
        return HttpResponseRedirect(f"{address}?{urlencode({'columns': json.dumps(form.held())})}")
    return show(request, "columns", refused, form=form, row=row)


def columns_of(request: ProjectRequest) -> dict[str, str] | None:
    """What this page takes the columns to hold, when its reader said so."""
    sent = request.POST if request.method == "POST" else request.GET
    return columns_in(sent.get("columns", ""))


def labels_of(request: ProjectRequest) -> list[str] | None:
    """The labels that this page takes as speakers, when its reader named them."""
    if request.method != "POST":
        return labels_in(request.GET.get("labels", ""))
    try:
        sent = json.loads(request.POST.get("labels") or "[]")
    except ValueError:
        return None
    return labels_in("\n".join(map(str, sent))) if isinstance(sent, list) else None


def stored(
    request: ProjectRequest, row: Arrival, form: PreviewForm, labels: list[str] | None,
    columns: dict[str, str] | None,
) -> HttpResponse:  # fmt: skip
    typed = form.cleaned_data
    guide = one(Guide, request.project, int(typed["guide"])) if typed.get("guide") else None
    made = actions.take_arrival(
        by=request.actor, arrival=row, title=typed["title"], kind=typed["kind"],
        held_on=typed["held_on"], speakers=form.who(), labels=labels, columns=columns,
        again=typed.get("again", False), waived=typed["waived"], guide=guide,
    )  # fmt: skip
    tell(request, f"{made.title} was stored.")
    next_page = "transcript" if made.cleared_how else "deidentify-one"
    return to(next_page, request.project.pk, made.pk)


@page(Permission.MANAGE_MATERIAL)
@require_POST
def drop(request: ProjectRequest, pk: int) -> HttpResponse:
    """Decide against a file."""
    row = one(Arrival, request.project, pk)
    actions.drop_arrival(by=request.actor, arrival=row)
    tell(request, f"{row.name} was dropped. Nothing of it is kept.")
    return to("add", request.project.pk)


@page(Permission.READ_TRANSCRIPTS)
@require_GET
def transcript(request: ProjectRequest, pk: int) -> HttpResponse:
    """A transcript to read, in parts, as it stands now or stood in an earlier version."""
    row = one(Transcript, request.project, pk)
    if is_closed(request, row):
        return show(request, "transcript_closed", row=row)
    version = queries.version(row, number(request, "version")) or windows.shown(row)
    at = number(request, "from")
    if turn := number(request, "turn"):
        at = windows.start_of_turn(version, turn)
    return show(
        request, "transcript", row=row, version=version,
        window=windows.window(version, code_tree(request.project, retired=True), at),
        facts=queries.transcripts(request.project, only=pk)[0], timed=queries.timed(row),
        versions=queries.versions(row),
        reasons=look_again(request.project, "transcript").get(("transcript", pk), []),
    )  # fmt: skip


@page(Permission.MANAGE_MATERIAL)
def edit(request: ProjectRequest, pk: int) -> HttpResponse:
    """Change a transcript's title, kind or day."""
    row, refused = one(Transcript, request.project, pk), None
    now = {"title": row.title, "kind": row.kind, "held_on": row.held_on}
    form = TranscriptForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_transcript(by=request.actor, transcript=row, **form.cleaned_data)
            tell(request, "The transcript's facts were changed.")
            return to("transcript", request.project.pk, pk)
        except Refused as fault:
            refused = fault
    return show(request, "edit", refused, form=form, row=row)


@page(Permission.EXPORT)
@require_GET
def download(request: ProjectRequest, pk: int, kind: str) -> HttpResponse:
    """A transcript as a file, under pseudonyms. Whoever takes it out may also read it here."""
    if not request.membership.may(Permission.READ_TRANSCRIPTS):
        raise PermissionDenied(Permission.READ_TRANSCRIPTS.value)
    row = one(Transcript, request.project, pk)
    if not row.cleared_how:
        raise Http404("This transcript is not de-identified yet, so it can't be taken out.")
    content = queries.as_file(row, kind)
    if content is None:
        raise Http404("Not every turn of this transcript has its time, so there is no VTT of it.")
    name = f"{slugify(row.title) or 'transcript'}.{kind}"
    return sent(request, content, name, media_type=TYPES[kind], what="transcript",
                rows=len(queries.spoken_turns(row)))  # fmt: skip
