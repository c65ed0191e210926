"""Addresses of the review step, beneath its project: each part of the step lists its own."""

from __future__ import annotations

from django.urls import path

from uptake.review.views import diagram

app_name = "review"
urlpatterns = [
    path("diagram/", diagram.shown, name="diagram"),
    path("diagram/boxes/<slug:key>/", diagram.box, name="box"),
    path("diagram/prisma.<slug:kind>", diagram.file, name="diagram-file"),
    path("rounds/", diagram.rounds, name="rounds"),
    path("rounds/<int:pk>/", diagram.rename, name="rename-round"),
]
