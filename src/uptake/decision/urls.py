"""Addresses of the decision step, under /p/<project>/decision/."""

from __future__ import annotations

from django.urls import path

from uptake.decision import views

app_name = "decision"

urlpatterns = [
    path("", views.listed, name="list"),
    path("new/", views.new, name="new"),
    path("<int:pk>/", views.recommendation, name="recommendation"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/agree/", views.agree, name="agree"),
    path("<int:pk>/status/<slug:status>/", views.status, name="status"),
    path("<int:pk>/basis/", views.basis, name="basis"),
    path("basis/<int:pk>/off/", views.take_off, name="take-off"),
    path("basis/<int:pk>/back/", views.put_back, name="put-back"),
]
