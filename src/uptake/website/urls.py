"""Every address of the site. Each step mounts its own pages under its project."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from uptake.projects.urls import account_patterns
from uptake.website import errors, views

STEP_PATHS = {
    "sources": "sources", "review": "review", "interviews": "interviews", "findings": "findings",
    "decision": "decision", "plan": "plan", "monitor": "monitoring", "trace": "thread",
    "report": "report",
}  # fmt: skip

steps: list[URLPattern | URLResolver] = [
    path(f"p/<int:project_id>/{name}/", include(f"uptake.{step}.urls"))
    for step, name in STEP_PATHS.items()
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.start, name="home"),
    path("health", views.health, name="health"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("help/", views.help_page, name="help"),
    path("privacy/", views.privacy, name="privacy"),
    path("method/", views.method, name="method"),
    path("p/<int:project_id>/", views.project_home, name="project"),
    path("p/<int:project_id>/", include("uptake.projects.urls")),
    path("", include(account_patterns)),
    *steps,
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.broken
