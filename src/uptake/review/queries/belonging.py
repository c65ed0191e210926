"""Which study each paper reports on: several reports of one study are one source."""

from __future__ import annotations

from uptake.projects.models import Project
from uptake.review.models import Report


def study_of(project: Project) -> dict[int, int]:
    """For each reference that reports on a study, the study.

    A merged record's study is that of the reference which stands for the record, unless that one
    reports on a study itself.
    """
    found: dict[int, int] = {}
    merged: dict[int, int] = {}
    rows = Report.objects.filter(project=project, removed_at=None).order_by("pk")
    for reference, into, study in rows.values_list(
        "reference_id", "reference__merged_into_id", "study_id"
    ):
        found[reference] = study
        if into is not None:
            merged.setdefault(into, study)
    return {**merged, **found}
