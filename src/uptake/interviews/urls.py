"""Addresses of the interviews step, under /p/<project>/interviews/."""

from __future__ import annotations

from django.urls import path

from uptake.interviews.views import coding, passages

app_name = "interviews"

urlpatterns = [
    path("<int:transcript>/code/", coding.code, name="code"),
    path("<int:transcript>/code/apply/", coding.apply, name="apply"),
    path("<int:transcript>/code/panel/", coding.panel, name="panel"),
    path("<int:transcript>/code/undo/", coding.undo, name="undo"),
    path("<int:transcript>/code/redo/", coding.redo, name="redo"),
    path("<int:transcript>/code/turn/<int:turn>/", coding.turn, name="turn"),
    path("coding/<int:coding>/remove/", coding.remove, name="remove"),
    path("passage/<int:pk>/", passages.passage, name="passage"),
    path("passages/", passages.passages, name="passages"),
    path("memo/<int:pk>/", passages.memo, name="memo"),
    path("memo/<int:pk>/remove/", passages.remove_memo, name="remove-memo"),
    path("find/", passages.search, name="find"),
]
