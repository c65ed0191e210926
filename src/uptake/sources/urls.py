"""Addresses of the sources step, beneath its project."""

from __future__ import annotations

from django.urls import path

from uptake.sources.views import files, references, searches

app_name = "sources"
urlpatterns = [
    path("", references.listed, name="list"),
    path("references.ris", references.export, name="export"),
    path("bring-in/", files.upload, name="upload"),
    path("files/<int:pk>/", files.preview, name="preview"),
    path("files/<int:pk>/oddities/", files.oddities, name="oddities"),
    path("files/<int:pk>/drop/", files.drop, name="drop"),
    path("searches/", searches.searches, name="searches"),
    path("searches/new/", searches.record, name="record"),
    path("searches/<int:pk>/", searches.change, name="change"),
    path("<int:pk>/", references.reference, name="reference"),
    path("statements/<int:pk>/", references.statement, name="statement"),
    path("statements/<int:pk>/remove/", references.remove, name="remove"),
    path("statements/<int:pk>/restore/", references.restore, name="restore"),
]
