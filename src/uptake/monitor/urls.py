"""Addresses of the monitoring step, under /p/<project>/monitoring/."""

from __future__ import annotations

from django.urls import path

from uptake.monitor import views

app_name = "monitor"

urlpatterns = [
    path("", views.listed, name="list"),
    path("new/", views.new, name="new"),
    path("<int:pk>/", views.indicator, name="indicator"),
    path("<int:pk>/values.csv", views.values_csv, name="csv"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/retire/", views.retire, name="retire"),
    path("<int:pk>/restore/", views.restore, name="restore"),
    path("value/<int:pk>/off/", views.take_out, name="take-out"),
    path("value/<int:pk>/back/", views.put_back, name="put-back"),
]
