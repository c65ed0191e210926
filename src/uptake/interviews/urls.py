"""Addresses of the interviews step, under /p/<project>/interviews/."""

from __future__ import annotations

from django.urls import path

from uptake.interviews.views import chart, codebook, coding, material, passages, people, themes

app_name = "interviews"

urlpatterns = [
    path("", material.listed, name="list"),
    path("add/", material.add, name="add"),
    path("arrival/<int:pk>/", material.preview, name="preview"),
    path("arrival/<int:pk>/drop/", material.drop, name="drop"),
    path("<int:pk>/", material.transcript, name="transcript"),
    path("<int:pk>/edit/", material.edit, name="edit"),
    path("<int:pk>/transcript.txt", material.download, {"kind": "txt"}, name="txt"),
    path("<int:pk>/transcript.vtt", material.download, {"kind": "vtt"}, name="vtt"),
    path("people/", people.participants, name="participants"),
    path("people/add/", people.add, name="add-participant"),
    path("people/<int:pk>/", people.participant, name="participant"),
    path("people/<int:pk>/edit/", people.edit, name="edit-participant"),
    path("codebook/", codebook.codebook, name="codebook"),
    path("codebook/add/", codebook.add, name="add-code"),
    path("codebook/file/", codebook.bring_in, name="codebook-file"),
    path("codebook/codebook.csv", codebook.export, name="codebook-csv"),
    path("codebook/<int:pk>/", codebook.one_code, name="one-code"),
    path("codebook/<int:pk>/move/", codebook.move, name="move-code"),
    path("codebook/<int:pk>/retire/", codebook.retire, name="retire-code"),
    path("codebook/<int:pk>/reinstate/", codebook.reinstate, name="reinstate-code"),
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
    path("themes/", themes.themes, name="themes"),
    path("themes/add/", themes.add, name="add-theme"),
    path("themes/<int:pk>/", themes.theme, name="theme"),
    path("themes/<int:pk>/edit/", themes.edit, name="edit-theme"),
    path("themes/<int:pk>/back/", themes.back, name="theme-back"),
    path("themes/<int:pk>/move/", themes.move, name="move-theme"),
    path("themes/<int:pk>/retire/", themes.retire, name="retire-theme"),
    path("themes/<int:pk>/reinstate/", themes.reinstate, name="reinstate-theme"),
    path("themes/<int:pk>/tie/", themes.tie, name="tie-codes"),
    path("themes/<int:pk>/untie/", themes.untie, name="untie-codes"),
    path("themes/<int:pk>/quote/", themes.choose, name="choose-quote"),
    path("themes/quote/<int:pk>/off/", themes.quote_off, name="quote-off"),
    path("themes/quote/<int:pk>/back/", themes.quote_back, name="quote-back"),
    path("chart/", chart.chart, name="chart"),
    path("chart/chart.<str:kind>", chart.file, name="chart-file"),
    path("chart/<str:kind>/<int:pk>/<int:theme>/", chart.cell, name="chart-cell"),
    path("chart/summary/<int:pk>/remove/", chart.remove, name="chart-remove"),
    path("chart/summary/<int:pk>/restore/", chart.restore, name="chart-restore"),
]
