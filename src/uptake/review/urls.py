"""Addresses of the review step, beneath its project: each part of the step lists its own."""

from __future__ import annotations

from django.urls import path

from uptake.review.views import conflicts, diagram, protocol, screening, stopping

app_name = "review"
urlpatterns = [
    path("", stopping.overview, name="overview"),
    path("protocol/", protocol.protocol, name="protocol"),
    path("protocol/write/", protocol.write, name="write-protocol"),
    path("protocol/criteria/new/", protocol.add, name="add-criterion"),
    path("protocol/criteria/<int:pk>/", protocol.reword, name="reword-criterion"),
    path("protocol/criteria/<int:pk>/retire/", protocol.retire, name="retire-criterion"),
    path("protocol/criteria/<int:pk>/move/", protocol.move, name="move-criterion"),
    path("protocol/labels/", protocol.label, name="label"),
    path("protocol/labels/<int:pk>/retire/", protocol.unlabel, name="retire-label"),
    path("protocol/<slug:stage>/", protocol.stage, name="stage"),
    path("protocol/<slug:stage>/open/", protocol.open_up, name="open"),
    path("screen/<slug:stage>/", screening.screen, name="screen"),
    path("screen/<slug:stage>/undo/", screening.undo, name="undo"),
    path("screen/<slug:stage>/<int:pk>/", screening.look, name="look"),
    path("screen/<slug:stage>/<int:pk>/judge/", screening.judge, name="judge"),
    path("screen/<slug:stage>/<int:pk>/why/", stopping.why, name="why"),
    path("conflicts/<slug:stage>/", conflicts.conflicts, name="conflicts"),
    path("conflicts/<slug:stage>/<int:pk>/", conflicts.conflict, name="conflict"),
    path("settlements/<int:pk>/reopen/", conflicts.reopen, name="reopen-conflict"),
    path("again/<slug:stage>/", conflicts.again, name="again"),
    path("calibration/<slug:stage>/", conflicts.calibrations, name="calibrations"),
    path("calibration/round/<int:pk>/", conflicts.calibration, name="calibration"),
    path("brought/", conflicts.brought, name="brought"),
    path("brought/give-back/", conflicts.give_back, name="give-back"),
    path("stopping/<slug:stage>/", stopping.stopping, name="stopping"),
    path("stopping/<slug:stage>/panel/", stopping.panel, name="stop-panel"),
    path("stopping/<slug:stage>/audit/", stopping.audit, name="draw-audit"),
    path("stopping/decisions/<int:pk>/reopen/", stopping.reopen, name="reopen-stage"),
    path("diagram/", diagram.shown, name="diagram"),
    path("diagram/boxes/<slug:key>/", diagram.box, name="box"),
    path("diagram/prisma.<slug:kind>", diagram.file, name="diagram-file"),
    path("rounds/", diagram.rounds, name="rounds"),
    path("rounds/<int:pk>/", diagram.rename, name="rename-round"),
]
