"""A review that is kept up: what each round brought, and what has changed since it was included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from uptake.methods.prisma import Flow
from uptake.projects.models import Project
from uptake.review.models import ReviewRound, Standing
from uptake.review.models.protocol import StageKey
from uptake.review.queries import flow as counting
from uptake.review.queries.included import ReportRow, report_rows
from uptake.sources.models import ImportFile, Reference, Relation

TELLS = (
    Relation.Kind.RETRACTION, Relation.Kind.CONCERN, Relation.Kind.CORRECTION,
    Relation.Kind.ERRATUM, Relation.Kind.UPDATE,
)  # fmt: skip
"""Links that may change what an included paper says."""


@dataclass(frozen=True, slots=True)
class RoundRow:
    """One round with what it brought and how far it is."""

    row: ReviewRound
    flow: Flow

    @property
    def records(self) -> int:
        return self.flow.databases.records + self.flow.others.records

    @property
    def new(self) -> int:
        """References that no earlier round had."""
        return self.records - self.flow.databases.duplicates - self.flow.others.duplicates

    @property
    def to_screen(self) -> int:
        return self.flow.databases.to_screen + self.flow.others.to_screen


@dataclass(frozen=True, slots=True)
class RoundNow:
    """The update that is open: how many of its records are new, how many nobody has judged."""

    number: int
    title: str
    records: int
    new: int
    unread: int


@dataclass(frozen=True, slots=True)
class Change:
    """Something that was published about an included paper, or its retraction."""

    report: ReportRow
    says: str
    notice: int | None
    at: datetime
    marked: bool
    """True where the reference is marked as retracted here."""
    since: bool
    """True where it came to light after the paper was included."""


def round_rows(project: Project) -> list[RoundRow]:
    """The rounds in their order, each with its flow."""
    flows = counting.flows(project)
    return [RoundRow(row, flows[row.number]) for row in counting.rounds(project)]


def round_now(project: Project) -> RoundNow | None:
    """The update that is open; None while the review is in its first round."""
    last = ReviewRound.objects.filter(project=project, number__gt=1).order_by("-number").first()
    if last is None:
        return None
    files = ImportFile.objects.filter(
        project=project, state=ImportFile.State.STORED, created_at__gte=last.created_at
    )
    records = Reference.objects.filter(project=project, file__in=files)
    new = records.filter(merged_into=None)
    judged = Standing.objects.filter(reference=OuterRef("pk"), stage=StageKey.TITLE)
    return RoundNow(
        last.number, last.title, records.count(), new.count(),
        new.filter(~Exists(judged)).count(),
    )  # fmt: skip


def changes(project: Project) -> list[Change]:
    """What was published about included papers, the latest first."""
    standing = Standing.objects.filter(
        project=project, stage=StageKey.FULL, state=Standing.State.INCLUDE
    )
    included = dict(standing.values_list("reference_id", "decided_at"))
    notices = list(
        Relation.objects.filter(
            project=project, removed_at=None, kind__in=TELLS, second__in=included
        ).select_related("first")
    )
    papers = Reference.objects.filter(project=project, pk__in=included)
    gone = list(papers.exclude(retracted_at=None))
    rows = report_rows(project, {one.second_id for one in notices} | {row.pk for row in gone})
    told = {one.second_id for one in notices if one.kind == Relation.Kind.RETRACTION}
    found = [
        Change(
            rows[one.second_id], f"{one.get_kind_display()} it: {one.first.title or 'no title'}",
            one.first_id, one.created_at, rows[one.second_id].retracted,
            _since(included[one.second_id], one.created_at),
        )
        for one in notices
    ]  # fmt: skip
    for row in gone:
        if row.pk not in told and row.retracted_at is not None:
            says = f"Retracted: {row.retraction}" if row.retraction else "Retracted"
            since = _since(included[row.pk], row.retracted_at)
            found.append(Change(rows[row.pk], says, None, row.retracted_at, True, since))
    return sorted(found, key=lambda one: one.at, reverse=True)


def _since(included: datetime | None, at: datetime) -> bool:
    return included is not None and at > included
