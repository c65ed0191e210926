"""The start page, a project's home, the pages every footer links to, and /health."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from uptake.projects.pages import ProjectRequest, page
from uptake.projects.roles import Permission


def start(request: HttpRequest) -> HttpResponse:
    return render(request, "website/start.html")


def health(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"ok": True})


def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "website/accessibility.html")


def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "website/privacy.html")


def method(request: HttpRequest) -> HttpResponse:
    return render(request, "website/method.html")


@page(Permission.VIEW)
def project_home(request: ProjectRequest) -> HttpResponse:
    return render(request, "website/project.html")
