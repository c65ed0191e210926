"""What pages read about looking for duplicates: what was looked at, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from uptake.methods.dedupe.model import shipped
from uptake.projects.models import Job, Project
from uptake.sources.models import DuplicatePair, DuplicateSearch, ImportFile, Reference, Relation

LOOK = "sources.duplicates"


def method_version() -> str:
    """The version of the method that a search would use now."""
    return shipped().version


def number_of_references(project: Project) -> int:
    """How many references the project has; records beneath another are not counted."""
    return Reference.objects.filter(project=project, merged_into=None).count()


def look_under_way(project: Project) -> Job | None:
    """The search for duplicates that waits or runs now."""
    live = (Job.State.WAITING, Job.State.RUNNING)
    return Job.objects.filter(project=project, kind=LOOK, state__in=live).first()


def files_looked_at(project: Project) -> set[int]:
    """The files whose references took part in a search for duplicates."""
    searches = DuplicateSearch.objects.filter(project=project).values_list("figures", flat=True)
    return {file for figures in searches for file in figures.get("files", ())}


def files_not_looked_at(project: Project) -> list[int]:
    """The imported files that no search for duplicates has seen."""
    return [pk for pk, _, _ in _not_looked_at(project)]


def _not_looked_at(project: Project) -> list[tuple[int, int, int]]:
    """The same: each file's id, its references, and how many were like ones that were there."""
    stored = ImportFile.objects.filter(project=project, state=ImportFile.State.STORED, stored__gt=0)
    looked_at = files_looked_at(project)
    return [
        (pk, number, alike or 0)
        for pk, number, alike in stored.values_list("pk", "stored", "preview__alike")
        if pk not in looked_at
    ]


@dataclass(frozen=True, slots=True)
class Look:
    """One search for duplicates with its figures."""

    pk: int
    at: datetime
    by: str
    method: str
    figures: dict[str, Any]
    left: int
    """Its merges that stand and that no person confirmed."""


@dataclass(frozen=True, slots=True)
class Unseen:
    """References that no search has looked at, and how many look like ones that were there."""

    files: int
    references: int
    alike: int


@dataclass(frozen=True, slots=True)
class Overview:
    """What the page about duplicates shows."""

    records: int
    references: int
    waiting: int
    relations: int
    looks: list[Look]
    unseen: Unseen
    retractions: list[tuple[int, str, int, str]]
    by_person: int = 0
    """Pairs that people decided, of one mind with the method or not."""

    @property
    def merged(self) -> int:
        """Records that stand beneath another."""
        return self.records - self.references


def unseen(project: Project) -> Unseen:
    """What a search for duplicates has still to look at."""
    files = _not_looked_at(project)
    return Unseen(len(files), sum(it[1] for it in files), sum(it[2] for it in files))


def overview(project: Project, waiting: int) -> Overview:
    """Searches for duplicates, what they found, and what is left to do."""
    rows = Reference.objects.filter(project=project)
    noted = Relation.objects.filter(project=project, removed_at=None)
    notices = noted.filter(
        kind=Relation.Kind.RETRACTION, second__retracted_at=None
    ).select_related("first", "second")  # fmt: skip
    return Overview(
        records=rows.count(), references=rows.filter(merged_into=None).count(), waiting=waiting,
        relations=noted.count(), looks=looks(project), unseen=unseen(project),
        retractions=[
            (one.second_id, one.second.title or "No title", one.first_id, one.first.title)
            for one in notices
        ],
        by_person=DuplicatePair.objects.filter(project=project, by_rule=False)
        .exclude(state=DuplicatePair.State.WAITING).count(),
    )  # fmt: skip


def looks(project: Project) -> list[Look]:
    """Every search for duplicates, the newest first."""
    rows = DuplicateSearch.objects.filter(project=project).select_related("by")
    standing = DuplicatePair.objects.filter(
        project=project, state=DuplicatePair.State.SAME, by_rule=True
    ).order_by().values_list("found_in", flat=True)  # fmt: skip
    left: dict[int | None, int] = {}
    for pk in standing:
        left[pk] = left.get(pk, 0) + 1
    return [
        Look(
            row.pk, row.created_at, row.by.name if row.by else "", row.method, row.figures,
            left.get(row.pk, 0),
        )
        for row in rows
    ]  # fmt: skip


def methods_sentence(look: Look, overview: Overview) -> str:
    """What a methods section may say of the duplicates, with the figures of the last search."""
    measured = look.figures.get("measured") or {}
    said = (
        f"Duplicates were looked for with Uptake ({look.method}) among "
        f"{overview.records:,} records. "
    )
    merged, judged = sum(one.left for one in overview.looks), overview.by_person
    if merged:
        said += f"{merged:,} {'pair was' if merged == 1 else 'pairs were'} merged automatically"
        if measured:
            said += (
                f", above a score of {look.figures['auto_at']:.3f}, "
                f"which had a precision of {100 * measured['auto_precision']:.2f} % on "
                f"{measured['sets']} labelled sets ({measured['records']:,} records), each left "
                f"out of the training in turn"
            )
        said += ". "
    if judged:
        said += f"{judged:,} {'pair was' if judged == 1 else 'pairs were'} decided by a person. "
    return said + (
        f"In all, {overview.records:,} records became {overview.references:,} references."
    )
