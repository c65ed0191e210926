"""The review's part of the thread: a report rests on the study that it reports on.

A reference that reports on no study stands by itself; one that does stands on the study, so that
several reports of one study are one source.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse

from uptake.projects.models import Project
from uptake.projects.thread import Key, Link, Node
from uptake.review.models import Report, Study
from uptake.review.queries.appraised import Concern, concerns
from uptake.review.queries.belonging import study_of

STUDY = "study"
KINDS: tuple[str, ...] = (STUDY,)


@dataclass(frozen=True, slots=True)
class StudyDetail:
    """A study as a page shows it on the thread."""

    label: str
    name: str
    note: str
    reports: tuple[tuple[int, str], ...]
    """Id and title of each report, the main one first."""
    concerns: tuple[Concern, ...]
    """How it was appraised, as far as everybody may know it."""


def nodes(project: Project) -> Iterator[Node]:
    """Every study, those without reports too."""
    base = reverse("review:studies", args=[project.pk])
    rows = Study.objects.filter(project=project)
    for pk, number, name, retired in rows.values_list("pk", "number", "name", "retired_at"):
        yield Node(
            Key(STUDY, pk), f"S{number}", name, "review", page=f"{base}{pk}/",
            gone="No report of it is left" if retired else "", retired=retired is not None,
        )  # fmt: skip


def links(project: Project) -> Iterator[Link]:
    """Each report rests on its study."""
    for reference, study in study_of(project).items():
        yield Link(Key("reference", reference), Key(STUDY, study))


def details(project: Project, _kind: str, ids: Iterable[int]) -> dict[int, StudyDetail]:
    """The reports of some studies, and how each study was appraised."""
    wanted = list(ids)
    reports: dict[int, list[tuple[int, str]]] = defaultdict(list)
    rows = Report.objects.filter(project=project, removed_at=None, study__in=wanted)
    for study, reference, title in rows.order_by("-main", "pk").values_list(
        "study_id", "reference_id", "reference__title"
    ):
        reports[study].append((reference, title or "No title"))
    judged = concerns(project, wanted)
    return {
        row.pk: StudyDetail(
            row.label, row.name, row.note, tuple(reports[row.pk]), tuple(judged.get(row.pk, ()))
        )
        for row in Study.objects.filter(project=project, pk__in=wanted)
    }
