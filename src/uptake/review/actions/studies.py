"""Full texts looked for, and studies made of the reports that were included."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Max
from django.utils import timezone

from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.changes import reads_otherwise
from uptake.projects.errors import Refused
from uptake.projects.models import Project
from uptake.projects.roles import Permission
from uptake.projects.thread import Key
from uptake.review.models import Report, Retrieval, Standing, Study
from uptake.review.models.protocol import StageKey
from uptake.review.pools import GOES_ON
from uptake.sources.models import Reference

LONGEST_NOTE, LONGEST_NAME = 300, 120


@action(Permission.SCREEN, event="retrieval.noted")
def note_retrieval(
    *, by: Actor, reference: Reference, state: str, note: str = ""
) -> Outcome[Retrieval]:
    """Say how far the search for a full text is.

    One that was judged was found: it is not marked as one that could not be.
    """
    Project.objects.select_for_update(no_key=True).get(pk=reference.project_id)
    note = " ".join(note.split())
    if state not in Retrieval.State.values:
        raise Refused("Say whether it is looked for, asked for, found, or could not be found.")
    if len(note) > LONGEST_NOTE:
        raise Refused(f"The note has {len(note)} characters; {LONGEST_NOTE} is the most.")
    on_titles = Standing.objects.filter(
        reference=reference, stage=StageKey.TITLE, state__in=GOES_ON
    )
    if not on_titles.exists():
        raise Refused(
            "This reference was not included on its title and abstract.",
            advice="Include it there first; only then is its full text looked for.",
        )
    judged = Standing.objects.filter(reference=reference, stage=StageKey.FULL)
    if state == Retrieval.State.NOT_RETRIEVED and judged.exists():
        raise Refused(
            "Its full text was judged, so it was found.",
            advice="Whoever judged it takes the verdict back first, if it was given without it.",
        )
    row, _ = Retrieval.objects.update_or_create(
        reference=reference,
        defaults={
            "project_id": reference.project_id, "state": state, "note": note, "by": by.user
        },
    )  # fmt: skip
    return Outcome(row, about=row)


@action(Permission.EXTRACT, event="studies.made")
def make_studies(
    *, by: Actor, project: Project, references: Sequence[Reference]
) -> Outcome[list[Study]]:
    """Make a study of each of these included reports, and give each its number."""
    held = Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    if not references:
        raise Refused("There is no included report without a study.")
    taken = set(
        Report.objects.filter(reference__in=references, removed_at=None)
        .values_list("reference_id", flat=True)
    )  # fmt: skip
    included = set(
        Standing.objects.filter(
            reference__in=references, stage=StageKey.FULL, state=Standing.State.INCLUDE
        ).values_list("reference_id", flat=True)
    )
    for reference in references:
        if reference.pk in taken:
            raise Refused(f"{reference} is the report of a study already.")
        if reference.pk not in included:
            raise Refused(
                f"{reference} was not included on its full text.", advice="Include it there first."
            )
    made = [_study(held, by, reference) for reference in references]
    return Outcome(made, about=held, detail={"studies": [study.label for study in made]})


@action(Permission.EXTRACT, event="report.joined")
def join_report(*, by: Actor, study: Study, reference: Reference) -> Outcome[Report]:
    """Say that a reference reports on a study. It leaves the study it was with.

    From then on it counts as one source with the study's other reports, so what rests on it is
    marked.
    """
    held = Project.objects.select_for_update(no_key=True).get(pk=study.project_id)
    current = Study.objects.get(pk=study.pk)
    if current.retired_at is not None:
        raise Refused(f"{current.label} has no reports any more: they are with other studies.")
    before = Report.objects.filter(reference=reference, removed_at=None).first()
    if before is not None and before.study_id == current.pk:
        raise Refused(f"{reference} is a report of {current.label} already.")
    if before is None and not _is_included(reference):
        raise Refused(
            f"{reference} was not included on its full text.", advice="Include it there first."
        )
    left = _take_off(before) if before is not None else None
    made = Report.objects.create(
        project=held, study=current, reference=reference, by=by.user, main=not _reports(current)
    )
    told = _one_source(reference, current) if not made.main else {}
    return Outcome(made, about=made, detail={**({"from": left.label} if left else {}), **told})


@action(Permission.EXTRACT, event="report.split")
def split_report(*, by: Actor, report: Report) -> Outcome[Study]:
    """Say that a report is of another study than it stands with: it gets one of its own."""
    held = Project.objects.select_for_update(no_key=True).get(pk=report.project_id)
    current = Report.objects.select_related("study", "reference").get(pk=report.pk)
    if current.removed_at is not None:
        raise Refused("This report stands with another study by now.")
    if len(_reports(current.study)) == 1:
        raise Refused(f"It is the only report of {current.study.label}.")
    left = _take_off(current)
    made = _study(held, by, current.reference)
    told = _two_sources(current.reference, left)
    return Outcome(made, about=made, detail={"from": left.label, **told})


@action(Permission.EXTRACT, event="report.made_main")
def make_main(*, by: Actor, report: Report) -> Report:
    """Make a report the main one: the study's facts are first looked for in it."""
    Project.objects.select_for_update(no_key=True).get(pk=report.project_id)
    current = Report.objects.get(pk=report.pk)
    if current.removed_at is not None:
        raise Refused("This report stands with another study by now.")
    Report.objects.filter(study_id=current.study_id, removed_at=None).update(main=False)
    current.main = True
    current.save(update_fields=["main"])
    return current


@action(Permission.EXTRACT, event="report.taken_off")
def take_off_report(*, by: Actor, report: Report) -> Outcome[Report]:
    """Take a report out of the studies that is no longer included; its study goes with the last.

    What was entered of the study is kept, and is there again when the report is included again.
    """
    Project.objects.select_for_update(no_key=True).get(pk=report.project_id)
    current = Report.objects.select_related("study", "reference").get(pk=report.pk)
    if current.removed_at is not None:
        raise Refused("This report stands with no study, or with another, by now.")
    if _is_included(current.reference):
        raise Refused(
            f"{current.reference} is included on its full text.",
            advice="Exclude it there first; findings that rest on it are then marked.",
        )
    left = _take_off(current)
    told = _two_sources(current.reference, left) if left.retired_at is None else {}
    return Outcome(current, about=current, detail={"from": left.label, **told})


@action(Permission.EXTRACT, event="study.changed")
def change_study(*, by: Actor, study: Study, name: str, note: str = "") -> Study:
    """Give a study another name, or a note."""
    name = " ".join(name.split())
    if not name:
        raise Refused("A study has a name.", advice="Such as its first author and year.")
    if len(name) > LONGEST_NAME:
        raise Refused(f"The name has {len(name)} characters; {LONGEST_NAME} is the most.")
    current = Study.objects.select_for_update().get(pk=study.pk)
    current.name, current.note = name, note.strip()
    current.save(update_fields=["name", "note"])
    return current


def _study(project: Project, by: Actor, reference: Reference) -> Study:
    """A study of a report of its own: the one it had before it was taken off, if there was one."""
    before = (
        Study.objects.filter(project=project, reports__reference=reference)
        .exclude(retired_at=None)
        .order_by("-number")
        .first()
    )
    if before is not None:
        before.retired_at = None
        before.save(update_fields=["retired_at"])
        Report.objects.create(
            project=project, study=before, reference=reference, main=True, by=by.user
        )
        return before
    last = Study.objects.filter(project=project).aggregate(last=Max("number"))["last"] or 0
    study = Study.objects.create(
        project=project, number=last + 1, name=str(reference)[:LONGEST_NAME]
    )
    Report.objects.create(project=project, study=study, reference=reference, main=True, by=by.user)
    return study


def _reports(study: Study) -> list[Report]:
    return list(Report.objects.filter(study=study, removed_at=None).order_by("pk"))


def _take_off(report: Report) -> Study:
    """Take a report off its study; a study without reports is retired, its entries are kept."""
    now = timezone.now()
    Report.objects.filter(pk=report.pk).update(removed_at=now)
    left = report.study
    others = _reports(left)
    if not others:
        left.retired_at = now
        left.save(update_fields=["retired_at"])
    elif report.main:
        Report.objects.filter(pk=others[0].pk).update(main=True)
    return left


def _one_source(reference: Reference, study: Study) -> dict[str, Any]:
    """Mark what rests on a report that is one source now with others."""
    return reads_otherwise(
        study.project, Key("reference", reference.pk),
        f"{reference} reports on {study.label} {study.name} now: the two are one source.",
    )  # fmt: skip


def _two_sources(reference: Reference, study: Study) -> dict[str, Any]:
    """Mark what rests on a report that was one source with others, and is not any more."""
    return reads_otherwise(
        study.project, Key("reference", reference.pk),
        f"{reference} was one source with {study.label} {study.name}, and is not.",
    )  # fmt: skip


def _is_included(reference: Reference) -> bool:
    return Standing.objects.filter(
        reference=reference, stage=StageKey.FULL, state=Standing.State.INCLUDE
    ).exists()
