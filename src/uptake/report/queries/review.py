"""A review as plain values for JSON: what was set, judged, settled, taken out and counted.

While two people work without seeing each other's verdicts, an export must not show them either.
Verdicts on references that are not open yet are left out and counted, and so are the entries and
appraisals of studies that are not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db.models import Model, Q, QuerySet

from uptake.projects.models import Project
from uptake.review.models import (
    Appraisal,
    AppraisalAnswer,
    Checklist,
    Criterion,
    Entry,
    FormField,
    Protocol,
    Reconciled,
    Report,
    Retrieval,
    Settlement,
    Stage,
    Standing,
    StopDecision,
    Study,
    Verdict,
)
from uptake.review.queries import flow
from uptake.review.queries.appraised import open_appraisals
from uptake.review.queries.extracted import open_studies
from uptake.review.queries.stages import open_verdicts

SCHEMA = "uptake-review-1"
COLUMNS: dict[str, tuple[type[Model], dict[str, str]]] = {
    "protocol": (Protocol, {
        "version": "version", "made": "created_at", "question": "question",
        "registration": "registration", "begun": "begun_on", "due": "due_on",
        "methods": "methods", "why": "why", "by": "by__name",
    }),
    "criteria": (Criterion, {
        "id": "pk", "stage": "stage", "side": "side", "order": "order", "label": "label",
        "definition": "definition", "words": "words", "replaces": "replaces_id",
        "made": "created_at", "retired": "retired_at",
    }),
    "stages": (Stage, {
        "stage": "key", "reviewers": "reviewers", "blind": "blind", "opened": "opened_at",
        "order": "order", "conflicts": "conflicts", "rule": "rule", "target": "target",
        "seed": "seed",
    }),
    "verdicts": (Verdict, {
        "id": "pk", "stage": "stage", "reference": "reference_id", "by": "by__name",
        "verdict": "verdict", "reason": "reason__label", "note": "note", "made": "created_at",
        "seconds": "seconds", "order": "order", "place": "rank", "protocol": "protocol",
        "origin": "origin", "replaced": "replaced_at",
    }),
    "settlements": (Settlement, {
        "id": "pk", "stage": "stage", "reference": "reference_id", "by": "by__name",
        "verdict": "verdict", "reason": "reason__label", "how": "how", "note": "note",
        "made": "created_at", "reopened": "reopened_at",
    }),
    "standings": (Standing, {
        "stage": "stage", "reference": "reference_id", "state": "state",
        "reason": "reason__label", "decided": "decided_at", "look_again": "look_again",
    }),
    "ends": (StopDecision, {
        "stage": "stage", "round": "round", "rule": "rule", "target": "target",
        "figures": "figures", "why": "why", "by": "by__name", "made": "created_at",
        "reopened": "reopened_at",
    }),
    "full_texts": (Retrieval, {
        "reference": "reference_id", "state": "state", "note": "note",
    }),
    "studies": (Study, {
        "id": "pk", "number": "number", "name": "name", "note": "note", "retired": "retired_at",
    }),
    "reports": (Report, {
        "study": "study_id", "reference": "reference_id", "main": "main", "removed": "removed_at",
    }),
    "fields": (FormField, {
        "id": "pk", "order": "order", "section": "section", "name": "name", "kind": "kind",
        "choices": "choices", "unit": "unit", "required": "required", "retired": "retired_at",
    }),
    "entries": (Entry, {
        "id": "pk", "study": "study_id", "field": "field_id", "by": "by__name", "value": "value",
        "place": "place", "quote": "quote", "made": "created_at", "replaced": "replaced_at",
    }),
    "reconciled": (Reconciled, {
        "id": "pk", "study": "study_id", "field": "field_id", "value": "value", "note": "note",
        "by": "by__name", "made": "created_at", "replaced": "replaced_at",
    }),
    "checklists": (Checklist, {
        "id": "pk", "key": "key", "version": "version", "name": "name", "content": "content",
        "retired": "retired_at",
    }),
    "appraisals": (Appraisal, {
        "id": "pk", "study": "study_id", "checklist": "checklist_id", "by": "by__name",
        "concern": "concern", "why": "why", "settled": "settled", "made": "created_at",
        "replaced": "replaced_at",
    }),
    "answers": (AppraisalAnswer, {
        "appraisal": "appraisal_id", "item": "item", "answer": "answer", "why": "why",
    }),
}  # fmt: skip
"""By name: the table it is read from, and each value's name with where it is found."""


def review(project: Project, *, everything: bool = False) -> dict[str, Any]:
    """The whole review. `everything` holds nothing back: for whoever leads the review."""
    hidden: dict[str, int] = {}
    found: dict[str, Any] = {}
    for name, (model, columns) in COLUMNS.items():
        rows = model._default_manager.filter(project=project).order_by("pk")
        if not everything and name in _SEEN:
            shown = _SEEN[name](project, rows)
            hidden[name] = rows.count() - shown.count()
            rows = shown
        found[name] = [
            dict(zip(columns, map(_plain, row), strict=True))
            for row in rows.values_list(*columns.values())
        ]
    return {
        "schema": SCHEMA, "left_out": {name: number for name, number in hidden.items() if number},
        **found, "rounds": _rounds(project),
    }  # fmt: skip


def rows_of(name: str) -> Callable[[Project], list[tuple[Any, ...]]]:
    """One part of the review as a table: a line of names, then rows, with nothing blind in it."""
    model, columns = COLUMNS[name]

    def table(project: Project) -> list[tuple[Any, ...]]:
        rows = model._default_manager.filter(project=project).order_by("pk")
        shown = _SEEN[name](project, rows) if name in _SEEN else rows
        return [tuple(columns), *(tuple(map(_cell, row))
                                  for row in shown.values_list(*columns.values()))]  # fmt: skip

    return table


def _rounds(project: Project) -> list[dict[str, Any]]:
    flows = flow.flows(project)
    return [
        {"number": row.number, "title": row.title,
         "opened": _plain(row.created_at) if row.pk and row.number > 1 else None,
         "flow": asdict(flows[row.number])}
        for row in flow.rounds(project)
    ]  # fmt: skip


def _open_entries(project: Project, rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(study__in=open_studies(project))


def _open_appraisals(project: Project, rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(_seen_by_all(project, ""))


def _open_answers(project: Project, rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(_seen_by_all(project, "appraisal__"))


def _seen_by_all(project: Project, to: str) -> Q:
    """What everybody may see of appraisals: settled ones, and those of studies that are open.

    A study opens for each checklist by itself: whoever has taken a study's data out may still have
    to appraise it.
    """
    found = Q(**{f"{to}settled": True})
    for checklist, studies in open_appraisals(project).items():
        found |= Q(**{f"{to}checklist": checklist, f"{to}study__in": studies})
    return found


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _cell(value: Any) -> Any:
    """A value as one cell of a table."""
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return str(value) if isinstance(value, dict) else value


_SEEN: dict[str, Callable[[Project, QuerySet[Any]], QuerySet[Any]]] = {
    "verdicts": open_verdicts, "entries": _open_entries, "appraisals": _open_appraisals,
    "answers": _open_answers,
}  # fmt: skip
