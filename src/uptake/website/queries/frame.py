"""The step bar: how far each step of a project is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from uptake.decision.models import Basis, Recommendation
from uptake.findings.models import Finding, Support
from uptake.findings.queries.counted import FOR, HOLDS
from uptake.interviews.layers import settled
from uptake.interviews.models import Coding, Transcript
from uptake.monitor.models import Indicator, Value
from uptake.plan.models import PlannedAction
from uptake.projects.models import InProject, Project
from uptake.review.models import Settlement, Standing, Study
from uptake.sources.models import ImportFile, Reference

OPEN = (Standing.State.HALF, Standing.State.CONFLICT, Standing.State.UNSURE)


@dataclass(frozen=True, slots=True)
class Step:
    """One knot of the step bar: filled (done), or open (part: under way, or not begun)."""

    key: str
    name: str
    url: str
    state: str
    says: str


def _has(rows: QuerySet[InProject]) -> Exists:
    return Exists(rows.filter(project=OuterRef("pk")))


def _begun_and_open() -> dict[str, Exists]:
    """For each step: is there anything, and is anything of it still open."""
    coded = Coding.objects.filter(settled(), passage__transcript=OuterRef("pk"))
    held = Support.objects.filter(FOR, HOLDS, finding=OuterRef("pk"), removed_at=None)
    valued = Value.objects.filter(indicator=OuterRef("pk"), replaced_at=None)
    findings = Finding.objects.filter(retired_at=None)
    decided = Settlement.objects.filter(
        Q(reference=OuterRef("reference")) | Q(reference__merged_into=OuterRef("reference")),
        stage=OuterRef("stage"), reopened_at=None,
    )  # fmt: skip
    indicators = Indicator.objects.filter(retired_at=None)
    status, plan = Recommendation.Status, PlannedAction.Status
    return {
        "sources": _has(Reference.objects.all()),
        "sources_open": _has(ImportFile.objects.filter(state=ImportFile.State.PREVIEWED)),
        "review": _has(Standing.objects.all()),
        "review_open": _has(Standing.objects.filter(~Exists(decided), state__in=OPEN)),
        "studies": _has(Study.objects.filter(retired_at=None)),
        "interviews": _has(Transcript.objects.all()),
        "interviews_open": _has(Transcript.objects.filter(~Exists(coded))),
        "findings": _has(findings),
        "findings_open": _has(findings.filter(~Exists(held))),
        "findings_used": _has(
            Basis.objects.filter(
                removed_at=None, finding__retired_at=None, recommendation__status=status.AGREED
            )
        ),
        "decision": _has(Recommendation.objects.filter(status=status.AGREED)),
        "decision_open": _has(Recommendation.objects.filter(status=status.DRAFT)),
        "plan": _has(PlannedAction.objects.exclude(status=plan.DROPPED)),
        "plan_open": _has(PlannedAction.objects.filter(status__in=[plan.OPEN, plan.UNDER_WAY])),
        "monitor": _has(indicators),
        "monitor_open": _has(indicators.filter(~Exists(valued))),
    }


STEPS = (
    ("sources", "Sources", "sources:list"),
    ("review", "Review", "review:overview"),
    ("interviews", "Interviews", "interviews:list"),
    ("findings", "Findings", "findings:matrix"),
    ("decision", "Decision", "decision:list"),
    ("plan", "Plan", "plan:list"),
    ("monitor", "Monitoring", "monitor:list"),
)


NOBODY = -1
"""Stands for the project in the query as it is kept; no project has this number."""


@cache
def _asked(vendor: str) -> tuple[tuple[str, ...], str, tuple[Any, ...]]:
    """What is asked, as the database takes it: every page asks it, and to word it takes 10 ms."""
    wanted = _begun_and_open()
    sql, params = Project.objects.filter(pk=NOBODY).values(**wanted).query.sql_with_params()
    return tuple(wanted), sql, params


def steps(project: Project) -> list[Step]:
    """The step bar, in one query."""
    names, sql, params = _asked(connection.vendor)
    given = [project.pk if value == NOBODY else value for value in params]
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        states = dict(zip(names, map(bool, cursor.fetchone()), strict=True))
    found = []
    for key, name, url in STEPS:
        done = states[key] and not states[f"{key}_open"]
        if key == "review":  # it ends in studies; to look for unread references costs too much here
            done = done and states["studies"]
        if key == "findings":  # whether more is to be found nobody can count: it shows in their use
            done = done and states["findings_used"]
        says = "done" if done else "under way" if states[key] else "not begun"
        found.append(Step(key, name, url, "done" if done else "part", says))
    return found
