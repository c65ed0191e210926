"""Pages of a project that belong to no step, and pages of one's own account."""

from __future__ import annotations

from django.urls import path

from uptake.projects.views import accounts

app_name = "projects"
urlpatterns: list = []

account_patterns = [
    path("sign-in/", accounts.sign_in, name="sign-in"),
    path("sign-out/", accounts.sign_out, name="sign-out"),
    path("password/", accounts.password, name="password"),
    path("carry-on/", accounts.carry_on, name="carry-on"),
]
