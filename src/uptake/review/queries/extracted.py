"""Whose entries may be seen: two people who take data out work without seeing each other's."""

from __future__ import annotations

from collections import defaultdict

from uptake.projects.models import Project
from uptake.review.models import Appraisal, Entry, SaidDone, Study
from uptake.review.models.protocol import StageKey
from uptake.review.queries.stages import stage


def open_studies(project: Project) -> set[int]:
    """The studies of which everybody may see what each person entered.

    Those that the lead opened; those where as many have said that they are done as the stage asks
    for, and nobody else has entered anything; all of them where one person is enough.
    """
    wanted = stage(project, StageKey.FULL).reviewers
    studies = Study.objects.filter(project=project).values_list("pk", "opened_at")
    if wanted == 1:
        return {pk for pk, _ in studies}
    done = _people(SaidDone.objects.filter(project=project, taken_back_at=None))
    entered = _people(Entry.objects.filter(project=project, replaced_at=None))
    appraised = _people(Appraisal.objects.filter(project=project, replaced_at=None, settled=False))
    return {
        pk
        for pk, opened in studies
        if opened is not None
        or (len(done[pk]) >= wanted and entered[pk] | appraised[pk] <= done[pk])
    }


def _people(rows: object) -> dict[int, set[int | None]]:
    found: dict[int, set[int | None]] = defaultdict(set)
    for study, by in rows.order_by().values_list("study_id", "by_id").distinct():  # type: ignore[attr-defined]
        found[study].add(by)
    return found
