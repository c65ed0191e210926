"""Addresses of the sources step, beneath its project."""

from __future__ import annotations

from django.urls import path

from uptake.sources.views import (
    documents,
    duplicates,
    exports,
    files,
    references,
    relations,
    searches,
    statements,
    undoing,
)

app_name = "sources"
urlpatterns = [
    path("", references.listed, name="list"),
    path("references.ris", references.export, name="export"),
    path("export/", exports.choose, name="export-choose"),
    path("export/file/", exports.download, name="export-file"),
    path("bring-in/", files.upload, name="upload"),
    path("files/<int:pk>/", files.preview, name="preview"),
    path("files/<int:pk>/oddities/", files.oddities, name="oddities"),
    path("files/<int:pk>/columns/", files.columns, name="columns"),
    path("files/<int:pk>/drop/", files.drop, name="drop"),
    path("files/<int:pk>/undo/", undoing.undo, name="undo-import"),
    path("files/<int:pk>/put-back/", undoing.put_back, name="put-back-import"),
    path("searches/", searches.searches, name="searches"),
    path("searches/new/", searches.record, name="record"),
    path("searches/<int:pk>/", searches.change, name="change"),
    path("duplicates/", duplicates.duplicates, name="duplicates"),
    path("duplicates/look/", duplicates.look, name="look"),
    path("duplicates/<int:pk>/take-back/", duplicates.take_back, name="take-back"),
    path("duplicates/pairs/", duplicates.pairs, name="pairs"),
    path("duplicates/pairs/<int:pk>/", duplicates.decide, name="decide"),
    path("duplicates/pairs/<int:pk>/undo/", duplicates.undo_pair, name="undo-pair"),
    path("duplicates/decided/", duplicates.decided, name="decided"),
    path("links/", relations.relations, name="relations"),
    path("links/<int:pk>/remove/", relations.unlink, name="unlink"),
    path("documents/<int:pk>/pages/<int:number>.png", documents.page_image, name="page-image"),
    path(
        "documents/<int:pk>/pages/<int:number>/marks.svg", documents.page_marks, name="page-marks"
    ),
    path("<int:pk>/", references.reference, name="reference"),
    path("<int:pk>/take-out/", duplicates.take_out, name="take-out"),
    path("<int:pk>/beside/", relations.beside, name="beside"),
    path("<int:pk>/beside/<int:other>/", relations.put_beside, name="put-beside"),
    path("statements/<int:pk>/", statements.statement, name="statement"),
    path("statements/<int:pk>/remove/", statements.remove, name="remove"),
    path("statements/<int:pk>/restore/", statements.restore, name="restore"),
    path("statements/<int:pk>/same/", statements.same, name="same"),
    path("statements/<int:pk>/apart/", statements.apart, name="apart"),
]
