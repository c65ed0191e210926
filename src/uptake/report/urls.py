"""Addresses of what is printed and taken away, under /p/<project>/report/."""

from __future__ import annotations

from django.urls import path

from uptake.report import views

app_name = "report"

urlpatterns = [
    path("recommendation/<int:pk>/", views.recommendation, name="recommendation"),
    path("recommendation/<int:pk>.json", views.recommendation_json, name="json"),
    path("project.zip", views.project_zip, name="project"),
]
