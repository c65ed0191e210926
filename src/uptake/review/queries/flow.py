"""What became of every reference, counted as PRISMA 2020 asks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q

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
from uptake.review.pools import GOES_ON, opened, round_at
from uptake.sources.models import Document, ImportFile, Reference, Search
from uptake.sources.queries.references import short_authors

TITLE, FULL = StageKey.TITLE.value, StageKey.FULL.value
INCLUDE, EXCLUDE = Standing.State.INCLUDE.value, Standing.State.EXCLUDE.value
Row = tuple[int, int | None, int]
"""A record's number, that of the one it was merged into, and that of its file."""
OTHER = Search.Route.OTHER.value
Kind = tuple[tuple[Record, ...], Fate, str, int | None]
"""A work without its number: its records, its fate, the reason, its study."""


class Records:
    """All that the flow is counted from, read in a few questions.

    ``in_full``: only of what was judged on its full text, a small part of a large review.
    """

    def __init__(self, project: Project, *, in_full: bool = False) -> None:
        self.project = project
        self.rounds = opened(project.pk)
        self.files: dict[int, Record] = {}
        self.unread = Counter[int]()
        for pk, route, database, at, state, left in ImportFile.objects.filter(
            project=project
        ).values_list("pk", "search__route", "search__database", "created_at", "state", "reported"):
            of = round_at(self.rounds, at)
            self.files[pk] = Record(route or OTHER, database or "Source not recorded", of)
            self.unread[of] += left if state == ImportFile.State.STORED else 0
        there = Standing.objects.filter(project=project).order_by()
        judged = there.filter(stage=FULL).values("reference")
        titles, works = there.filter(stage=TITLE), Reference.objects.filter(project=project)
        if in_full:
            titles = titles.filter(reference__in=judged)
            works = works.filter(Q(pk__in=judged) | Q(merged_into__in=judged))
        self._works = works.order_by().values_list("pk", "merged_into_id", "file_id")
        self.title = dict(titles.values_list("reference_id", "state"))
        self.full = {
            pk: (state, reason or "")
            for pk, state, reason in there.filter(stage=FULL).values_list(
                "reference_id", "state", "reason__label"
            )
        }
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
        self.stopped: dict[int, Fate] = {
            number: "automation" if figures.get("holds") else "other"
            for number, figures in StopDecision.objects.filter(
                project=project, stage=TITLE, reopened_at=None
            ).values_list("round", "figures")
        }  # a tool left unread only what its rule said; the rest was a person's decision

    def kinds(self) -> Iterator[tuple[int, Kind]]:
        """Every reference after duplicates are merged, with what PRISMA counts it as."""
        rows: list[Row] = list(self._works)
        files, more = self.files, self._more(rows)
        alone = {file: (record,) for file, record in files.items()}
        for pk, kept, file in rows:
            if kept is not None:
                continue
            records: tuple[Record, ...] = alone[file]
            if pk in more:
                records = tuple(sorted((*records, *more[pk])))
            fate, reason = self.fate(pk, records)
            yield pk, (records, fate, reason, self.studies.get(pk))

    def _more(self, rows: Sequence[Row]) -> dict[int, list[Record]]:
        """The records merged into each reference; what they have beneath them counts for it."""
        found: dict[int, list[Record]] = defaultdict(list)
        for pk, kept, file in rows:
            if kept is not None:
                found[kept].append(self.files[file])
                if pk in self.studies:
                    self.studies.setdefault(kept, self.studies[pk])
                for some in (self.missing, self.at_hand):
                    if pk in some:
                        some.add(kept)
        return found

    def fate(self, reference: int, records: tuple[Record, ...]) -> tuple[Fate, str]:
        """What became of a reference, and why its full text was excluded if it was."""
        state = self.title.get(reference, "")
        if state == EXCLUDE:
            return "excluded", ""
        if state not in GOES_ON:
            stopped = self.stopped.get(min(one.round for one in records))
            return (stopped if stopped and not state else "to screen"), ""
        judged, reason = self.full.get(reference, ("", ""))
        if judged == EXCLUDE:
            return "excluded in full", reason
        if judged == INCLUDE:
            return "included", ""
        if judged or reference in self.at_hand:
            return "to assess", ""
        return ("not retrieved" if reference in self.missing else "to seek"), ""


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
    found = flows(project)
    return found[round or max(found)]


def flows(project: Project) -> dict[int, prisma.Flow]:
    """The numbers of every round, by its number."""
    known = Records(project)
    counted = Counter(kind for _, kind in known.kinds())
    works = [Work(*kind, times=number) for kind, number in counted.items()]
    order = reasons(project)
    return {
        number: prisma.flow(works, round=number, reasons=order, unread=known.unread[number])
        for number in ([number for number, _ in known.rounds] or [1])
    }


BOXES: dict[str, frozenset[str]] = {
    "screened": frozenset(prisma.FATES) - {"automation", "other", "to screen"},
    "waiting": frozenset({"to screen", "to seek", "to assess"}),
    "excluded": frozenset({"excluded"}),
    "automation": frozenset({"automation"}),
    "other": frozenset({"other"}),
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


Ended = tuple[int, tuple[Fate, str]]
"""A reference, what became of it, and why."""


def in_box(project: Project, box: str, round: int, *, databases: bool | None = None) -> list[Ended]:
    """The references that a box of the diagram counts, by author and title."""
    found = {}
    for pk, (records, fate, reason, _) in Records(project).kinds():
        if fate in BOXES[box]:
            work = Work(records, fate)
            if work.round == round and databases in (None, work.by_database):
                found[pk] = (fate, reason)
    rows = Reference.objects.filter(project=project, merged_into=None)
    ids = rows.order_by("author_key", "title_key", "pk").values_list("pk", flat=True)
    return [(pk, found[pk]) for pk in ids if pk in found]


def listed(project: Project, some: Sequence[Ended]) -> list[Listed]:
    """A few references of a box as a page shows them."""
    rows = (
        Reference.objects.filter(project=project).only("title", "authors", "year")
        .in_bulk([pk for pk, _ in some])
    )  # fmt: skip
    return [
        Listed(pk, rows[pk].title or "No title", short_authors(rows[pk].authors), rows[pk].year,
               fate, reason)
        for pk, (fate, reason) in some
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
        Line("Removed for other reasons", route.other, "other"),
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
