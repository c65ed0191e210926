"""Addresses of the findings step, under /p/<project>/findings/."""

from __future__ import annotations

from django.urls import path

from uptake.findings.views import evidence, findings, matrix

app_name = "findings"

urlpatterns = [
    path("", matrix.matrix, name="matrix"),
    path("matrix.csv", matrix.matrix_csv, name="matrix-csv"),
    path("cell/<slug:domain>/<slug:level>/", matrix.cell, name="cell"),
    path("asked/", matrix.asked, name="asked"),
    path("list/", findings.listed, name="list"),
    path("findings.csv", findings.findings_csv, name="csv"),
    path("new/", findings.new, name="new"),
    path("<int:pk>/", findings.finding, name="finding"),
    path("<int:pk>/edit/", findings.edit, name="edit"),
    path("<int:pk>/retire/", findings.retire, name="retire"),
    path("<int:pk>/restore/", findings.restore, name="restore"),
    path("<int:pk>/evidence/", evidence.evidence, name="evidence"),
    path("tie/", evidence.tie, name="tie"),
    path("strand/<int:pk>/mark/", evidence.mark, name="mark"),
    path("strand/<int:pk>/off/", evidence.take_off, name="take-off"),
    path("strand/<int:pk>/back/", evidence.put_back, name="put-back"),
]
