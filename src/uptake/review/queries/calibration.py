"""Calibration rounds, and how far reviewers agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from django.db.models import Q

from uptake.methods.agreement import Agreement, cohen
from uptake.projects.models import Project, User
from uptake.review.models import Calibration, CalibrationItem, Stage, Standing, Verdict
from uptake.review.queries.stages import calibrating, is_open, stage
from uptake.sources.models import Reference

Said = Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Pair:
    """How far two people agree on what both judged."""

    first: str
    second: str
    found: Agreement[str]


@dataclass(frozen=True, slots=True)
class Item:
    """A reference of a round with each person's verdict, in the people's order."""

    reference: Reference
    verdicts: list[Verdict | None]

    @property
    def agreed(self) -> bool:
        return len({one.verdict for one in self.verdicts if one is not None}) < 2


@dataclass(frozen=True, slots=True)
class Round:
    """A calibration round as one person may see it."""

    row: Calibration
    size: int
    done: list[tuple[str, int]]
    mine: int
    shown: bool
    people: list[str]
    pairs: list[Pair]
    items: list[Item]


def rounds(project: Project, key: str = "") -> list[Calibration]:
    """The rounds of a project, the newest first."""
    rows = Calibration.objects.filter(project=project).order_by("-number")
    return list(rows.filter(stage=key) if key else rows)


def round_page(row: Calibration, user: User) -> Round:
    """A round. Verdicts are shown once it is closed, or to whoever has judged all of it.

    A closed round shows the verdicts as they stood when it was closed, whatever was changed after
    people had seen each other's. Those on what waits for a second verdict then stay hidden until
    it has one.
    """
    ids = list(
        CalibrationItem.objects.filter(calibration=row)
        .order_by("pk").values_list("reference_id", flat=True)
    )  # fmt: skip
    given: dict[str, dict[int, Verdict]] = defaultdict(dict)
    names: dict[str, str] = {}
    rows = Verdict.objects.filter(project_id=row.project_id, stage=row.stage, reference__in=ids)
    if row.closed_at is None:
        rows = rows.filter(replaced_at=None)
    else:
        rows = rows.filter(calibration=row, created_at__lte=row.closed_at)
        rows = rows.filter(Q(replaced_at=None) | Q(replaced_at__gt=row.closed_at))
    for one in rows.select_related("by", "reason").order_by("pk"):
        person = f"{one.by_id or ''} {one.origin}"
        given[person][one.reference_id] = one
        names[person] = one.by.name if one.by else one.origin
    done = {person: len(judged) for person, judged in given.items()}
    if row.closed_at is not None:
        _hide(stage(row.project, row.stage), ids, given)
    people = sorted(given, key=lambda person: (names[person], person))
    mine = done.get(f"{user.pk} ", 0)
    shown = row.closed_at is not None or (bool(ids) and mine == len(ids))
    said = {it: {pk: one.verdict for pk, one in given[it].items()} for it in people}
    found = Reference.objects.only("title", "authors", "year", "project_id").in_bulk(ids)
    return Round(
        row, len(ids), [(names[person], done[person]) for person in people], mine, shown,
        [names[person] for person in people] if shown else [],
        _pairs(said, ids, names) if shown else [],
        [Item(found[pk], [given[person].get(pk) for person in people]) for pk in ids]
        if shown else [],
    )  # fmt: skip


def _hide(of: Stage, ids: Iterable[int], given: Mapping[str, dict[int, Verdict]]) -> None:
    """Leave out verdicts that not everybody may see yet."""
    if is_open(of, None):
        return
    half = Standing.objects.filter(stage=of.key, reference__in=ids, state=Standing.State.HALF)
    for pk in half.values_list("reference_id", flat=True):
        for one in given.values():
            one.pop(pk, None)


def _pairs(said: Mapping[str, Said], ids: Iterable[int], names: Mapping[str, str]) -> list[Pair]:
    """Cohen's kappa of every two people on what both judged."""
    ids = list(ids)
    return [
        Pair(names[a], names[b], cohen([said[a].get(pk) for pk in ids],
                                       [said[b].get(pk) for pk in ids]))
        for a, b in combinations(said, 2)
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Given:
    """A verdict with the time from which it stood and until when; None: it still stands."""

    person: str
    verdict: str
    at: datetime
    until: datetime | None
    closed: datetime | None = None
    """When the calibration round that it was given in was closed."""

    def stood(self, at: datetime) -> bool:
        return self.at <= at and (self.until is None or self.until > at)


def agreement(project: Project, key: str) -> list[Pair]:
    """How far every two people agree at a stage, each for themselves, on what all may see by now.

    Of each reference the verdicts count that stood when it first had two people's: nobody had
    seen another's. What was changed afterwards, what a third person said later, and what was said
    after the stage was opened for everyone, was not given independently, and is left out.
    """
    of = stage(project, key)
    hidden = set(calibrating(of))
    if not is_open(of, None):
        hidden |= set(
            Standing.objects.filter(
                project=project, stage=key, state=Standing.State.HALF
            ).values_list("reference_id", flat=True)
        )
    given: dict[int, list[Given]] = defaultdict(list)
    names: dict[str, str] = {}
    for record, into, name, by, origin, verdict, at, until, closed in Verdict.objects.filter(
        project=project, stage=key
    ).order_by("by__name", "created_at", "pk").values_list(
        "reference_id", "reference__merged_into_id", "by__name", "by_id", "origin", "verdict",
        "created_at", "replaced_at", "calibration__closed_at",
    ):  # fmt: skip
        pk = into or record
        if pk not in hidden:
            person = f"{by or ''} {origin}"
            given[pk].append(Given(person, verdict, at, until, closed))
            names.setdefault(person, name or origin)
    said: dict[str, dict[int, str]] = {person: {} for person in names}
    for pk, rows in given.items():
        for person, verdict in independent(rows, of.opened_at).items():
            said[person][pk] = verdict
    both = _pairs(said, given, names)
    return [pair for pair in both if pair.found.units]


def independent(rows: Sequence[Given], opened: datetime | None = None) -> dict[str, str]:
    """Of verdicts on one reference those given before anybody saw another's, by person.

    Those that stood when there first were two; in a calibration round, when it was closed. Those
    given after the stage was `opened` for everyone are none. Empty without two.
    """
    for moment in sorted({row.closed for row in rows if row.closed} | {row.at for row in rows}):
        there = {row.person: row for row in sorted(rows, key=lambda row: row.at)
                 if row.stood(moment) and not (row.closed and moment < row.closed)}  # fmt: skip
        if len(there) > 1:
            return {
                person: row.verdict for person, row in there.items()
                if opened is None or row.at < opened
            }  # fmt: skip
    return {}
