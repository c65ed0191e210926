"""In and out: files that wait and files that were brought in, with what was lost on the way."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Func, IntegerField, QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone

from uptake.formats.losses import Loss
from uptake.interviews.exchange.reading import KINDS
from uptake.interviews.exchange.summary import said
from uptake.interviews.models import CodingRound, Participant, ProjectFile, Transcript
from uptake.projects.models import Job, Membership, Project, User

State = ProjectFile.State
KEPT_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file of another program, as the list shows it."""

    id: int
    name: str
    kind: str
    program: str
    size: int
    state: str
    state_name: str
    by: str
    at: datetime
    decided_at: datetime | None
    counts: dict[str, int]
    losses: tuple[Loss, ...]
    history: int

    @property
    def said(self) -> str:
        """What came of it, in words."""
        return said(self.counts)

    @property
    def lost(self) -> int:
        """How many things were not carried."""
        return sum(one.count for one in self.losses)


@dataclass(frozen=True, slots=True)
class Coder:
    """A coder whom the file names."""

    guid: str
    name: str
    codings: int
    memos: int


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case of the file, and the participant that it probably is."""

    guid: str
    name: str
    group: str
    documents: int


@dataclass(frozen=True, slots=True)
class Holds:
    """What a waiting file holds."""

    name: str
    own: bool
    documents: list[dict[str, Any]]
    coders: list[Coder]
    cases: list[CaseRow]
    oddities: list[dict[str, Any]]
    numbers: dict[str, int]

    @property
    def said(self) -> str:
        """How much is in it, in words."""
        return said(self.numbers)

    @property
    def new_words(self) -> bool:
        """Whether documents come with it, so that it must be known how they were de-identified."""
        return self.numbers.get("documents", 0) > 0


def files(project: Project) -> list[FileRow]:
    """Every file that was read, the newest first."""
    rows = ProjectFile.objects.filter(project=project).exclude(state=State.DROPPED)
    rows = rows.annotate(events=Length(F("history"))).select_related("by")
    return [file_row(row, row.events) for row in rows.defer("content", "found", "history", "made")]


class Length(Func):
    """How many there are in a field of many; the database counts, so that none of it is read."""

    function = "JSON_ARRAY_LENGTH"
    output_field = IntegerField()

    def as_postgresql(self, compiler: SQLCompiler, connection: Any, **more: Any) -> Any:
        """The same by PostgreSQL's name for it."""
        return self.as_sql(compiler, connection, function="JSONB_ARRAY_LENGTH", **more)


def old_files(project: Project | None = None) -> QuerySet[ProjectFile]:
    """The files of a project, or of all, that have waited for a decision for over a week."""
    rows = ProjectFile.objects.filter(state=State.WAITING, created_at__lt=timezone.now() - KEPT_FOR)
    return rows if project is None else rows.filter(project=project)


def with_old_files() -> list[Project]:
    """The projects in which a file of another program has waited for over a week."""
    found = old_files().order_by().values("project")
    return list(Project.objects.filter(pk__in=found).order_by("pk"))


def file_row(row: ProjectFile, events: int | None = None) -> FileRow:
    """One file as pages show it; `events`: how long its history is, when that is known."""
    return FileRow(
        row.pk, row.name, KINDS.get(row.format, row.format), row.program, row.size, row.state,
        row.get_state_display(), row.by.name if row.by else "", row.created_at, row.decided_at,
        row.counts, tuple(Loss(**one) for one in row.losses),
        len(row.history) if events is None else events,
    )  # fmt: skip


def holds(row: ProjectFile) -> Holds:
    """What a waiting file holds."""
    found = row.found
    return Holds(
        found.get("name", ""), bool(found.get("own")), found.get("documents", []),
        [Coder(**one) for one in found.get("coders", [])],
        [
            CaseRow(one["guid"], one["name"], one["group"], one["documents"])
            for one in found.get("cases", [])
        ],
        found.get("oddities", []), found.get("numbers", {}),
    )  # fmt: skip


def coders_here(project: Project) -> list[User]:
    """The members whom a coder of a file may be."""
    found = Membership.objects.filter(project=project, ended_at=None).select_related("user")
    return [row.user for row in found.order_by("user__name", "user__pk")]


def people_here(project: Project) -> list[Participant]:
    """The participants whom a case of a file may be."""
    return list(Participant.objects.filter(project=project, withdrawn_at=None))


def blind_here(project: Project) -> list[str]:
    """The names of the rounds that are not opened yet; nothing of them goes out."""
    found = CodingRound.objects.filter(project=project, opened_at=None, closed_at=None)
    return list(found.order_by("pk").values_list("name", flat=True))


def out_of_reach(project: Project) -> int:
    """How many transcripts cannot go out, since they are still to be de-identified."""
    return Transcript.objects.filter(project=project, cleared_how="").count()


def ready(project: Project) -> Sequence[Transcript]:
    """The transcripts that can go out."""
    rows = Transcript.objects.filter(project=project).exclude(cleared_how="")
    return list(rows.order_by("pk"))


def under_way(row: ProjectFile) -> Job | None:
    """The job that brings this file in, if one waits or runs."""
    return Job.objects.filter(
        project=row.project_id, arguments__file_id=row.pk, kind="interviews.bring_in",
        state__in=(Job.State.WAITING, Job.State.RUNNING),
    ).first()  # fmt: skip


def history_file(row: ProjectFile) -> str:
    """What was done in the other program, a line of JSON for each event."""
    return "".join(f"{line}\n" for line in row.history)


def losses_file(row: ProjectFile) -> str:
    """The loss report of a file that was brought in."""
    report = {"file": row.name, "brought_in": row.counts, "not_carried": row.losses}
    return json.dumps(report, ensure_ascii=False, indent=1) + "\n"
