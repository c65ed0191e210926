"""Calibration rounds, and how far reviewers agree."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, combinations
from typing import NamedTuple

from django.db.models import Q, QuerySet

from uptake.methods.agreement import Agreement, cohen
from uptake.projects.models import Project, User
from uptake.projects.thread import MANY
from uptake.review.models import Calibration, CalibrationItem, Stage, Standing, Verdict
from uptake.review.queries.stages import calibrating, is_open, stage
from uptake.sources.models import Reference

Said = tuple[str, str]
"""A person and what they said."""
Both = Counter[tuple[Said, Said]]
"""How often every two people said what of the same reference; of the two, the lesser first."""


class _Named(NamedTuple):
    """A person as they are sorted: who judged in another tool comes first."""

    here: bool
    name: str
    person: str


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


def _pairs(
    said: Mapping[str, Mapping[int, str]], ids: Iterable[int], names: Mapping[str, str]
) -> list[Pair]:  # fmt: skip
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
    rows = Verdict.objects.filter(project=project, stage=key).order_by()
    both, apart = _plain(rows, _with_a_history(project, rows, of.opened_at), hidden)
    both.update(_untangled(rows, apart, hidden, of.opened_at))
    names = _names({person for two in both for person, _ in two})
    tables: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for two, number in sorted(both.items()):
        (a, first), (b, second) = sorted(two, key=lambda it: names[it[0]])
        tables[a, b] += [(first, second)] * number
    return [
        Pair(names[a].name, names[b].name,
             cohen([one for one, _ in tables[a, b]], [other for _, other in tables[a, b]]))
        for a, b in sorted(tables, key=lambda it: (names[it[0]], names[it[1]]))
    ]  # fmt: skip


def _with_a_history(
    project: Project, rows: QuerySet[Verdict], opened: datetime | None
) -> set[int]:  # fmt: skip
    """References of which it has to be worked out which verdicts were given independently.

    A verdict on them was changed, or given in a calibration round, on a record merged since, in
    another tool, by somebody whose account is gone, or after the stage was `opened`.
    """
    merged = Reference.objects.filter(project=project).exclude(merged_into=None)
    of_one = Q(replaced_at=None, calibration=None, origin="", by__isnull=False)
    of_one &= ~Q(reference__in=merged.values("pk"))
    if opened is not None:
        of_one &= Q(created_at__lt=opened)
    found = rows.exclude(of_one).values_list("reference_id", "reference__merged_into_id")
    return {pk for pair in found for pk in pair if pk is not None}


def _plain(
    rows: QuerySet[Verdict], apart: set[int], hidden: Collection[int]
) -> tuple[Both, set[int]]:  # fmt: skip
    """How often every two people said what, where two have judged and nothing else was.

    With what else is to be looked at: `apart`, and what more than two have judged.
    """
    now = rows.filter(replaced_at=None, origin="").exclude(by=None)
    # Thousands of rows: nothing is done for one by one that can be done for all of a person's.
    said = {
        f"{by} ": dict(now.filter(by=by).values_list("reference_id", "verdict"))
        for by in now.values_list("by_id", flat=True).distinct()
    }
    times = Counter(chain.from_iterable(said.values())) if len(said) > 2 else {}
    apart = apart | {pk for pk, number in times.items() if number > 2}
    found: Both = Counter()
    for (a, first), (b, second) in combinations(sorted(said.items()), 2):
        ids = (first.keys() & second.keys()) - apart - set(hidden)
        both = zip(map(first.__getitem__, ids), map(second.__getitem__, ids), strict=True)
        pairs = Counter(both)
        found.update({((a, one), (b, other)): number for (one, other), number in pairs.items()})
    return found, apart


def _untangled(
    rows: QuerySet[Verdict], apart: Collection[int], hidden: Collection[int],
    opened: datetime | None,
) -> Both:  # fmt: skip
    """The same of the references `apart`, by what stood when."""
    given: dict[int, list[Given]] = defaultdict(list)
    if not apart:
        return Counter()
    if len(apart) <= MANY:
        rows = rows.filter(reference__in=apart)
    for record, into, by, origin, verdict, at, until, closed in rows.values_list(
        "reference_id", "reference__merged_into_id", "by_id", "origin", "verdict", "created_at",
        "replaced_at", "calibration__closed_at",
    ):  # fmt: skip
        if record in apart and (into or record) not in hidden:
            given[into or record].append(Given(f"{by or ''} {origin}", verdict, at, until, closed))
    return Counter(
        two for some in given.values()
        for two in combinations(sorted(independent(some, opened).items()), 2)
    )  # fmt: skip


def _names(people: Collection[str]) -> dict[str, _Named]:
    """How these people are called."""
    ids = {one: one.partition(" ")[0] for one in people}
    known = User.objects.in_bulk([int(pk) for pk in ids.values() if pk])
    return {
        one: _Named(True, known[int(pk)].name, one) if pk
        else _Named(False, one.removeprefix(" "), one)
        for one, pk in ids.items()
    }  # fmt: skip


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
