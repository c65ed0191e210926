"""What the views of this step share."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse

from uptake.projects.errors import Refused
from uptake.projects.pages import ProjectRequest

UNPROCESSABLE = 422


def show(
    request: ProjectRequest, name: str, refused: Refused | None = None, **values: Any
) -> HttpResponse:
    """A page of this step; one that shows what is wrong says so in its status too."""
    form = values.get("form")
    wrong = refused is not None or (form is not None and form.is_bound and form.errors)
    return render(
        request, f"sources/{name}.html", {"here": "sources", "refused": refused, **values},
        status=UNPROCESSABLE if wrong else 200,
    )  # fmt: skip


def typed(request: ProjectRequest) -> QueryDict | None:
    """What was sent, if anything was; an empty form counts."""
    return request.POST if request.method == "POST" else None


def to(name: str, *ids: int) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(f"sources:{name}", args=ids))
