"""Addresses of the thread, under /p/<project>/thread/."""

from __future__ import annotations

from django.urls import path

from uptake.trace.views import again, correct, gone, overlooked, why

app_name = "trace"

urlpatterns = [
    path("", again.marks, name="marks"),
    path("settle/", again.settle, name="settle"),
    path("if-it-went/", gone.if_it_went, name="if-gone"),
    path("on-cell/<slug:domain>/<slug:level>/", why.cell, name="cell"),
    path("transcript/<int:pk>/correct/", correct.correct, name="correct"),
    path("transcript/<int:pk>/correct/<int:turn>/", correct.turn, name="correct-turn"),
    path("transcript/<int:pk>/lost/", correct.lost, name="lost"),
    path("transcript/<int:pk>/take-out/", overlooked.take_out, name="take-out"),
    path("passage/<int:pk>/place/", correct.place, name="place"),
    path("passage/<int:pk>/let-go/", correct.let_go, name="let-go"),
    path("<slug:kind>/<int:pk>/", why.why, name="why"),
    path("<slug:kind>/<int:pk>/reach/", why.reach, name="reach"),
    path("<slug:kind>/<int:pk>/panel/", why.panel, name="panel"),
    path("<slug:kind>/<int:pk>/gone/", gone.gone, name="gone"),
]
