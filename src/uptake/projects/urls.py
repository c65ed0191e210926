"""Pages of a project that belong to no step, and pages of one's own account."""

from __future__ import annotations

from django.urls import path

from uptake.projects.views import accounts, jobs, members, settings, trail

app_name = "projects"
urlpatterns = [
    path("members/", members.members, name="members"),
    path("members/<int:pk>/", members.member, name="member"),
    path("roles/", members.roles, name="roles"),
    path("settings/", settings.settings, name="settings"),
    path("settings/framework/", settings.other_framework, name="framework"),
    path("settings/levels/", settings.levels, name="levels"),
    path("trail/", trail.trail, name="trail"),
    path("trail/trail.csv", trail.trail_csv, name="trail-csv"),
    path("trail/check/", trail.check, name="check"),
    path("look-again/<int:pk>/", trail.settle, name="settle"),
    path("jobs/", jobs.jobs, name="jobs"),
    path("jobs/<int:pk>/", jobs.job, name="job"),
    path("jobs/<int:pk>/cancel/", jobs.cancel, name="job-cancel"),
]

account_patterns = [
    path("sign-in/", accounts.sign_in, name="sign-in"),
    path("sign-out/", accounts.sign_out, name="sign-out"),
    path("password/", accounts.password, name="password"),
    path("carry-on/", accounts.carry_on, name="carry-on"),
    path("new-project/", settings.new_project, name="new-project"),
]
