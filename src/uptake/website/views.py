"""The start page, a project's home, the pages every footer links to, and /health."""

from __future__ import annotations

import platform

import django
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from uptake import __version__
from uptake.instruments import frameworks
from uptake.projects import queries as people
from uptake.projects.forms import SignInForm
from uptake.projects.pages import ProjectRequest, page
from uptake.projects.roles import Permission
from uptake.projects.sentences import happenings
from uptake.website import queries, visits
from uptake.website.guide import HELP

CHECK_AT_ONCE = 200
"""A trail this short is checked whenever the project's home is opened."""


@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """One's projects; for those not signed in, a way in."""
    if request.user.is_authenticated:
        mine = people.projects_of(request.user)
        return render(request, "website/projects.html", {"mine": mine})
    shown = {"form": SignInForm(), "sign_ins": queries.demo_sign_ins(),
             "first_time": queries.first_time(), "example": queries.worked_example()}  # fmt: skip
    return render(request, "website/start.html", shown)


def _needs(request: ProjectRequest) -> list[queries.Need]:
    """What needs somebody, as whoever asks may do it."""
    leads = request.membership.may(Permission.LEAD_REVIEW)
    return queries.needs(request.project, request.user, leads=leads)


@page(Permission.VIEW)
def project_home(request: ProjectRequest) -> HttpResponse:
    """The question, the answer so far, what it rests on, what to do next."""
    project, head = request.project, people.head(request.project.pk)
    last = head.seq if head else 0
    before = visits.since(request, project.pk)
    open_needs, everyone = _needs(request), request.GET.get("needs") == "all"
    mine = [need for need in open_needs if request.membership.may(need.permission)]
    news = people.trail_rows(people.news(project, before, request.user)) if before != last else []
    response = render(request, "website/project.html", {
        "home": queries.home(project), "needs": open_needs if everyone else mine,
        "everyone": everyone, "mine": len(mine), "all": len(open_needs),
        "news": happenings(news)[:6], "since": before, "events": last,
        "checked": last <= CHECK_AT_ONCE and not people.verify(project.pk),
        "small": last <= CHECK_AT_ONCE,
    })  # fmt: skip
    visits.note(request, response, project.pk, last)
    return response


@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """For machines that watch the installation: 200 when well, 503 when not."""
    found = queries.health()
    return JsonResponse({
        "well": found.well, "version": __version__, "database": found.database,
        "worker": {"well": found.worker, "waiting": found.waiting, "running": found.running,
                   "oldest_wait_seconds": found.oldest_wait, "silent": found.silent},
    }, status=200 if found.well else 503)  # fmt: skip


def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "website/accessibility.html")


def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "website/privacy.html")


def help_page(request: HttpRequest) -> HttpResponse:
    """What each step is for and how to begin it; every page's header leads to its part."""
    return render(request, "website/help.html", {"parts": HELP})


def method(request: HttpRequest) -> HttpResponse:
    versions = {"Uptake": __version__, "Python": platform.python_version(),
                "Django": django.get_version()}  # fmt: skip
    shown = {"versions": versions, "frameworks": frameworks()}
    return render(request, "website/method.html", shown)
