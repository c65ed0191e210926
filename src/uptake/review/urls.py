"""Addresses of the review step, beneath its project: each part of the step lists its own."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "review"
urlpatterns: list[URLPattern] = []
