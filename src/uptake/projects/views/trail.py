"""The trail: who did what, when; whether its chain is whole; and settling what it led to."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from uptake.projects import actions, notices, queries
from uptake.projects.errors import Refused
from uptake.projects.forms import NoteForm, TrailForm
from uptake.projects.models import LookAgain
from uptake.projects.pages import ProjectRequest, page, posted
from uptake.projects.roles import Permission
from uptake.projects.sentences import label, sentence, thing, verb_of

ROWS = 50


def _asked(form: TrailForm) -> queries.TrailFilter:
    """The filter as typed; a value that is not understood is left out, and the form says so."""
    form.is_valid()
    typed = form.cleaned_data
    since, until = typed.get("since"), typed.get("until")
    return queries.TrailFilter(
        actor=typed.get("actor", ""), verb=typed.get("verb", ""),
        object_kind=typed.get("object_kind", ""),
        since=timezone.make_aware(datetime.combine(since, time())) if since else None,
        until=timezone.make_aware(datetime.combine(until + timedelta(days=1), time()))
        if until else None,
    )  # fmt: skip


@page(Permission.SEE_TRAIL)
def trail(request: ProjectRequest) -> HttpResponse:
    user = request.user
    form = TrailForm(queries.trail_words(request.project, user), request.GET)
    rows = Paginator(queries.trail(request.project, _asked(form), user), ROWS)
    shown = rows.get_page(request.GET.get("page"))
    return render(request, "projects/trail.html", {
        "form": form, "page": shown, "rows": queries.trail_rows(shown, request.project, user),
        "label": label, "withheld": queries.trail_withheld(request.project, user),
        "sentence": sentence, "verb_of": verb_of, "thing": thing,
        "filtered": any(request.GET.get(name) for name in form.fields),
    })  # fmt: skip


@page(Permission.SEE_TRAIL)
def trail_csv(request: ProjectRequest) -> StreamingHttpResponse:
    if not request.membership.may(Permission.EXPORT):
        raise PermissionDenied(Permission.EXPORT.value)
    form = TrailForm(queries.trail_words(request.project, request.user), request.GET)
    lines = queries.trail_csv(request.project, _asked(form), request.user)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    name = f"trail-project-{request.project.pk}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@page(Permission.SEE_TRAIL)
def check(request: ProjectRequest) -> HttpResponse:
    """Walk the whole chain and say what does not fit."""
    faults = queries.verify(request.project.pk)
    shown = {"faults": faults, "head": queries.head(request.project.pk)}
    return render(request, "projects/check.html", shown)


@page(Permission.SETTLE)
def settle(request: ProjectRequest, pk: int) -> HttpResponse:
    """Say what came of looking again."""
    mark = queries.one(LookAgain, request.project, pk)
    form, refused = NoteForm(posted(request)), None
    if request.method == "POST" and form.is_valid() and mark.settled_at is None:
        try:
            actions.settle(by=request.actor, mark=mark, note=form.cleaned_data["note"])
        except Refused as found:
            refused = found
        else:
            notices.tell(request, "Settled. The trail keeps what you wrote.")
            return redirect("project", request.project.pk)
    shown = {"form": form, "refused": refused, "mark": mark}
    return render(
        request, "projects/settle.html", shown, status=422 if form.errors or refused else 200
    )
