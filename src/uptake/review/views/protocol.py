"""The protocol, its criteria, and how each stage is screened."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from uptake.projects.errors import Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, Room, page, posted
from uptake.projects.queries import one
from uptake.projects.roles import Permission
from uptake.review import tasks
from uptake.review.actions import criteria as changing
from uptake.review.actions import labels as marking
from uptake.review.actions import protocol as writes
from uptake.review.actions import stages as setting
from uptake.review.forms.leading import (
    AmendingForm,
    CriterionForm,
    LabelForm,
    ProtocolForm,
    StageForm,
)
from uptake.review.models import Criterion, Label
from uptake.review.queries import protocol as queries
from uptake.review.queries import stages
from uptake.review.views.screening import to

ROOM = Room("review")


@page(Permission.VIEW)
def protocol(request: ProjectRequest) -> HttpResponse:
    """The protocol as it stands, each amendment, the criteria and the settings of the stages."""
    return ROOM.show(
        request, "protocol", part="protocol", protocol=queries.current(request.project),
        versions=queries.versions(request.project), stages=queries.stages(request.project),
        labels=stages.labels(request.project), label_form=LabelForm(),
        to_copy=queries.to_copy(request.project),
    )  # fmt: skip


@page(Permission.LEAD_REVIEW)
def write(request: ProjectRequest) -> HttpResponse:
    """Write the protocol, or amend it."""
    now, refused = queries.current(request.project), None
    start: dict[str, Any] = {"seen": 0, "question": request.project.question}
    if now:
        start = {**asdict(writes.facts_of(now)), "seen": now.version}
    form = ProtocolForm(posted(request), first=now is None, initial=start)
    if form.is_valid():
        try:
            made = writes.write_protocol(
                by=request.actor, project=request.project, **form.facts()
            )  # fmt: skip
            tell(request, f"Version {made.version} of the protocol is kept.")
            return ROOM.to("protocol", request.project.pk)
        except Refused as fault:
            refused = fault
    return ROOM.show(request, "protocol_edit", refused, part="protocol", form=form, now=now)


def _amending(request: ProjectRequest, key: str, row: Criterion | None = None) -> dict[str, Any]:
    begun = queries.has_begun(request.project, key)
    counts = queries.decided(request.project, key) if begun else {}
    if row is not None and begun:
        counts = {"reason": queries.given_for(row), **counts}
    return {"begun": begun, "counts": counts}


@page(Permission.LEAD_REVIEW)
def add(request: ProjectRequest) -> HttpResponse:
    """Add a criterion."""
    asked = {name: request.GET.get(name, "") for name in ("stage", "side")}
    key = request.POST.get("stage") or asked["stage"] or "title"
    form = CriterionForm(posted(request), initial=asked, **_amending(request, key))
    refused = None
    if form.is_valid():
        typed = form.cleaned_data
        try:
            made = changing.add_criterion(
                by=request.actor, project=request.project, stage=typed["stage"],
                side=typed["side"], facts=form.facts(), **form.reasons(),
            )  # fmt: skip
            tell(request, f"{made.label} is added.")
            return ROOM.to("protocol", request.project.pk)
        except Refused as fault:
            refused = fault
    return ROOM.show(request, "criterion", refused, part="protocol", form=form, row=None)


@page(Permission.LEAD_REVIEW)
def reword(request: ProjectRequest, pk: int) -> HttpResponse:
    """Put a criterion in other words, or change the words it marks."""
    row, refused = one(Criterion, request.project, pk), None
    start = {"label": row.label, "definition": row.definition, "words": "\n".join(row.words)}
    form = CriterionForm(
        posted(request), initial=start, fixed=True, **_amending(request, row.stage, row)
    )
    if form.is_valid():
        try:
            made = changing.reword_criterion(
                by=request.actor, criterion=row, facts=form.facts(), **form.reasons()
            )
            tell(request, f"{made.label} is changed. What it was before is kept.")
            return ROOM.to("protocol", request.project.pk)
        except Refused as fault:
            refused = fault
    return ROOM.show(request, "criterion", refused, part="protocol", form=form, row=row)


@page(Permission.LEAD_REVIEW)
def retire(request: ProjectRequest, pk: int) -> HttpResponse:
    """Take a criterion out of use."""
    row, refused = one(Criterion, request.project, pk), None
    form = AmendingForm(posted(request), **_amending(request, row.stage, row))
    if form.is_valid():
        try:
            changing.retire_criterion(by=request.actor, criterion=row, **form.reasons())
            tell(request, f"{row.label} is out of use. Verdicts that name it keep it.")
            return ROOM.to("protocol", request.project.pk)
        except Refused as fault:
            refused = fault
    return ROOM.show(request, "criterion_retire", refused, part="protocol", form=form, row=row)


@page(Permission.LEAD_REVIEW)
@require_POST
def move(request: ProjectRequest, pk: int) -> HttpResponse:
    """Let a criterion be tried one place earlier or later."""
    row = one(Criterion, request.project, pk)
    changing.move_criterion(by=request.actor, criterion=row, up="up" in request.POST)
    tell(request, f"{row.label} is moved.")
    return ROOM.to("protocol", request.project.pk)


@page(Permission.LEAD_REVIEW)
def stage(request: ProjectRequest, stage: str) -> HttpResponse:
    """How a stage is screened."""
    of, refused = stages.stage(request.project, stage), None
    start = {name: getattr(of, name) for name in setting.StageFacts.__slots__}
    start |= {"target": round(of.target * 100), "reviewers": str(of.reviewers)}
    begun = queries.has_begun(request.project, stage)
    form = StageForm(posted(request), initial=start, key=stage, begun=begun)
    if form.is_valid():
        try:
            setting.change_stage(
                by=request.actor, project=request.project, key=stage, facts=form.facts(),
                why=form.cleaned_data.get("why", ""),
            )  # fmt: skip
            of = stages.stage(request.project, stage)
            tasks.rank_when_due(by=request.actor, of=of, also_new=True)
            tell(request, f"{of}: the settings are kept.")
            return ROOM.to("protocol", request.project.pk)
        except Refused as fault:
            refused = fault
    return ROOM.show(request, "stage", refused, part="protocol", form=form, of=of, begun=begun,
                     half=stages.half(of))  # fmt: skip


@page(Permission.LEAD_REVIEW)
def open_up(request: ProjectRequest, stage: str) -> HttpResponse:
    """Ask whether the blinding of a stage is to end for good; end it."""
    of = stages.stage(request.project, stage)
    if posted(request) is None:
        if of.blind and of.opened_at is None:
            half = stages.half(of)
            return ROOM.show(request, "stage_open", None, part="protocol", of=of, half=half)
        return to("review:stage", request.project.pk, stage)
    try:
        setting.open_stage(by=request.actor, project=request.project, key=stage)
        tell(request, "The blinding is ended: everyone sees every verdict from now on.")
    except Refused as refused:
        tell(request, str(refused))
    return ROOM.to("protocol", request.project.pk)


@page(Permission.SCREEN)
@require_POST
def label(request: ProjectRequest) -> HttpResponse:
    """Add a label."""
    form = LabelForm(request.POST)
    try:
        name = form.cleaned_data["name"] if form.is_valid() else ""
        made = marking.add_label(by=request.actor, project=request.project, name=name)
        tell(request, f"The label {made} is there.")
    except Refused as refused:
        tell(request, str(refused))
    return ROOM.to("protocol", request.project.pk)


@page(Permission.LEAD_REVIEW)
@require_POST
def unlabel(request: ProjectRequest, pk: int) -> HttpResponse:
    """Take a label out of use."""
    row = one(Label, request.project, pk)
    try:
        marking.retire_label(by=request.actor, label=row)
        tell(request, f"The label {row} is out of use. References keep it.")
    except Refused as refused:
        tell(request, str(refused))
    return ROOM.to("protocol", request.project.pk)
