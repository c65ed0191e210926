"""Addresses of the plan step, under /p/<project>/plan/."""

from __future__ import annotations

from django.urls import path

from uptake.plan import views

app_name = "plan"

urlpatterns = [
    path("", views.listed, name="list"),
    path("new/", views.new, name="new"),
    path("<int:pk>/", views.action, name="action"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/status/", views.status, name="status"),
    path("<int:pk>/answers/", views.answers, name="answers"),
    path("answer/<int:pk>/off/", views.take_off, name="take-off"),
    path("answer/<int:pk>/back/", views.put_back, name="put-back"),
]
