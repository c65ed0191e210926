"""What became of every reference, counted as PRISMA 2020 asks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum

from uptake.methods import prisma
from uptake.methods.prisma import Fate, Record, Work
from uptake.projects.models import Project
from uptake.review.models import (
    Criterion,
    Report,
    Retrieval,
    ReviewRound,
    Standing,
    StopDecision,
)
from uptake.review.models.protocol import StageKey
from uptake.review.pools import GOES_ON
from uptake.sources.models import Document, ImportFile, Reference, Search
from uptake.sources.queries.references import short_authors

TITLE, FULL = StageKey.TITLE.value, StageKey.FULL.value
INCLUDE, EXCLUDE = Standing.State.INCLUDE.value, Standing.State.EXCLUDE.value
OTHER = Search.Route.OTHER.value


@dataclass(frozen=True, slots=True)
class Counted:
    """One reference as it stands, with what PRISMA makes of it."""

    reference: int
    work: Work


class Records:
    """All that the flow is counted from, read in a few questions."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.rounds = list(
            ReviewRound.objects.filter(project=project).order_by("number")
            .values_list("number", "created_at")
        )  # fmt: skip
        self.files = {
            pk: (route or OTHER, database or "Source not recorded", self._round(at))
            for pk, route, database, at in ImportFile.objects.filter(
                project=project, state=ImportFile.State.STORED
            ).values_list("pk", "search__route", "search__database", "created_at")
        }
        self.title = dict(self._standings(TITLE))
        self.full = dict(self._standings(FULL))
        self.missing = set(
            Retrieval.objects.filter(
                project=project, state=Retrieval.State.NOT_RETRIEVED
            ).values_list("reference_id", flat=True)
        )
        self.at_hand = set(
            Retrieval.objects.filter(
                project=project, state=Retrieval.State.RETRIEVED
            ).values_list("reference_id", flat=True)
        ) | set(
            Document.objects.filter(project=project, removed_at=None)
            .values_list("reference_id", flat=True)
        )  # fmt: skip
        self.studies = dict(
            Report.objects.filter(project=project, removed_at=None)
            .values_list("reference_id", "study_id")
        )  # fmt: skip
        self.stopped = set(
            StopDecision.objects.filter(project=project, stage=TITLE, reopened_at=None)
            .values_list("round", flat=True)
        )  # fmt: skip

    def _round(self, at: datetime) -> int:
        """The round that was open when a file came."""
        return max((number for number, opened in self.rounds[1:] if opened <= at), default=1)

    def _standings(self, stage: str) -> Iterator[tuple[int, tuple[str, str]]]:
        rows = Standing.objects.filter(project=self.project, stage=stage)
        for reference, state, reason in rows.values_list("reference_id", "state", "reason__label"):
            yield reference, (state, reason or "")

    def works(self) -> Iterator[Counted]:
        """Every reference after duplicates are merged, with all its records."""
        found: dict[int, list[Record]] = defaultdict(list)
        rows = Reference.objects.filter(project=self.project).order_by()
        for pk, kept, file in rows.values_list("pk", "merged_into_id", "file_id"):
            found[kept or pk].append(Record(*self.files[file]))
        for pk, records in found.items():
            first = min(record.round for record in records)
            fate, reason = self.fate(pk, first)
            yield Counted(pk, Work(tuple(records), fate, reason, self.studies.get(pk)))

    def fate(self, reference: int, round_: int) -> tuple[Fate, str]:
        """What became of a reference, and why its full text was excluded if it was."""
        state, _ = self.title.get(reference, ("", ""))
        if state == EXCLUDE:
            return "excluded", ""
        if state not in GOES_ON:
            unread = not state and round_ in self.stopped
            return ("automation" if unread else "to screen"), ""
        judged, reason = self.full.get(reference, ("", ""))
        if judged == EXCLUDE:
            return "excluded in full", reason
        if judged == INCLUDE:
            return "included", ""
        if reference in self.missing:
            return "not retrieved", ""
        return ("to assess" if judged or reference in self.at_hand else "to seek"), ""


def reasons(project: Project) -> list[str]:
    """The reasons for excluding full texts, in the protocol's order; retired ones last."""
    rows = Criterion.objects.filter(
        project=project, stage=FULL, side=Criterion.Side.EXCLUDE
    ).values_list("retired_at", "order", "label")
    return list(
        dict.fromkeys(label for _, _, label in sorted(rows, key=lambda row: (bool(row[0]), row[1])))
    )


def flow(project: Project, round: int | None = None) -> prisma.Flow:
    """The numbers of one round, the latest unless another is asked for."""
    known = Records(project)
    wanted = round or max((number for number, _ in known.rounds), default=1)
    unread = ImportFile.objects.filter(
        project=project, state=ImportFile.State.STORED
    ).aggregate(all=Sum("reported"))["all"]  # fmt: skip
    return prisma.flow(
        [one.work for one in known.works()], round=wanted, reasons=reasons(project),
        unread=unread or 0,
    )  # fmt: skip


BOXES: dict[str, frozenset[str]] = {
    "screened": frozenset(prisma.FATES) - {"automation", "other", "to screen"},
    "waiting": frozenset({"to screen", "to seek", "to assess"}),
    "excluded": frozenset({"excluded"}),
    "automation": frozenset({"automation"}),
    "sought": frozenset({"not retrieved", "to assess", "excluded in full", "included"}),
    "missing": frozenset({"not retrieved"}),
    "assessed": frozenset({"excluded in full", "included"}),
    "reasons": frozenset({"excluded in full"}),
    "included": frozenset({"included"}),
}
"""The boxes whose references can be listed, and what became of those."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One reference of a box."""

    pk: int
    title: str
    authors: str
    year: int | None
    fate: str
    reason: str


def in_box(
    project: Project, box: str, round: int, *, databases: bool | None = None
) -> list[Listed]:
    """The references that a box of the diagram counts, by author and title."""
    wanted = {
        one.reference: one.work
        for one in Records(project).works()
        if one.work.round == round
        and one.work.fate in BOXES[box]
        and (databases is None or one.work.by_database is databases)
    }
    rows = Reference.objects.filter(project=project, merged_into=None)
    return [
        Listed(pk, title or "No title", short_authors(authors), year, wanted[pk].fate,
               wanted[pk].reason)
        for pk, title, authors, year in rows.order_by("author_key", "title_key", "pk")
        .values_list("pk", "title", "authors", "year")
        if pk in wanted
    ]  # fmt: skip


def rounds(project: Project) -> list[ReviewRound]:
    """The review's rounds; the first is there even before anybody opened one."""
    found = list(ReviewRound.objects.filter(project=project).order_by("number"))
    return found or [ReviewRound(project=project, number=1, title="The review")]


@dataclass(frozen=True, slots=True)
class Line:
    """One number of the flow, and the box that lists what it counts."""

    says: str
    number: int
    box: str = ""
    inner: bool = False


def sides(counted: prisma.Flow) -> list[tuple[str, str, list[Line]]]:
    """The flow as lists: a key, a heading and the lines of each way of finding records."""
    found = [("databases", "Databases and registers", _lines(counted.databases))]
    if counted.others.records:
        found.append(("others", "Other ways", _lines(counted.others)))
    return found


def _lines(route: prisma.Route) -> list[Line]:
    lines = [Line("Records identified", route.records)]
    lines += [Line(source, number, inner=True) for _, source, number in route.identified]
    lines += [
        Line("Duplicate records removed", route.duplicates),
        Line("Left unread by the stopping rule", route.automation, "automation"),
        Line("Removed for other reasons", route.other),
        Line("Records screened", route.screened, "screened"),
        Line("Records excluded", route.excluded, "excluded"),
        Line("Reports sought for retrieval", route.sought, "sought"),
        Line("Reports not retrieved", route.not_retrieved, "missing"),
        Line("Reports assessed for eligibility", route.assessed, "assessed"),
        Line("Reports excluded", sum(n for _, n in route.excluded_in_full), "reasons"),
        *(Line(reason, number, inner=True) for reason, number in route.excluded_in_full),
        Line("Reports included", route.included, "included"),
    ]
    if route.waiting:
        lines.append(Line("Still to screen, seek or assess", route.waiting, "waiting"))
    return lines
