"""Which reference comes next for whom, without reading more than a few rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

import numpy as np
from django.db.models import Count, Exists, Max, OuterRef
from django.http import Http404
from django.utils import timezone
from numpy.typing import NDArray

from uptake.methods.stopping import draw
from uptake.projects.models import Project
from uptake.review.actions.ranking import IDS
from uptake.review.models import AuditItem, InHand, Ranking, Stage, Standing, Verdict
from uptake.review.models.protocol import StageKey
from uptake.review.pools import pool, to_judge, unjudged
from uptake.review.queries.stages import calibrating, ended, waits_for
from uptake.sources.models import Reference

AT_FIRST, AT_MOST = 8, 500
HELD = timedelta(minutes=10)
"""How long a reference is kept for whoever it was shown to."""
Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Turn:
    """A reference that comes up, and why.

    It is of a calibration round or an audit, it waits for a second verdict, or it is next in the
    order; then `rank` is its place there.
    """

    reference: int
    why: str
    order: str = ""
    ranking: int | None = None
    rank: int | None = None


CALIBRATION, AUDIT, SECOND, NEXT, CHOSEN = "calibration", "audit", "second", "next", "chosen"


def next_turn(
    of: Stage, user: int, skip: Collection[int] = (), held: Mapping[int, int] | None = None
) -> Turn | None:
    """What a person is to judge next at a stage; None when nothing is left for them.

    A calibration round first, then an audit, then what waits for a second verdict, in the order in
    which the first was given: an order that was there before it, so that it tells nothing of it.
    What is left for later past a second verdict is followed by references in an order that chance
    gives: the one that is learnt has learnt from the verdict that is hidden.

    What as many others have before them as still have to judge it is passed over; `held` says how
    many have what, where that is known already.
    """
    held = in_hand(of, user) if held is None else held
    in_round = calibrating(of)
    for pk, _ in _not_judged(of, user, in_round):
        if pk not in skip:
            return Turn(pk, CALIBRATION)
    for pk, judged in _not_judged(of, user, _audited(of)):
        if pk not in skip and judged + held.get(pk, 0) < of.reviewers:
            return Turn(pk, AUDIT)
    if of.reviewers > 1:
        second = _second(of, user, {*in_round, *skip, *held})
        if second is not None:
            return Turn(second, SECOND)
    if getattr(of, "any_end", True) and ended(of.project, of.key):
        return None
    leave = {*skip, *(pk for pk, people in held.items() if people >= of.reviewers)}
    hidden = of.reviewers > 1 and bool(leave or held or in_round) and waits_for(of, user)
    return _next(of, leave, learnt=not hidden)


def in_hand(of: Stage, user: int) -> Counter[int]:
    """How many other people have each reference before them just now."""
    rows = InHand.objects.filter(
        project_id=of.project_id, stage=of.key, at__gt=timezone.now() - HELD
    ).exclude(by=user)  # fmt: skip
    return Counter(rows.values_list("reference_id", flat=True))


def is_held_elsewhere(of: Stage, user: int, skip: Collection[int] = ()) -> bool:
    """Whether all that is left for a person is before others just now."""
    return next_turn(of, user, skip, {}) is not None


def _audited(of: Stage) -> list[int]:
    if not getattr(of, "any_audit", True):
        return []
    rows = AuditItem.objects.filter(project_id=of.project_id, audit__stage=of.key)
    return list(rows.order_by("pk").values_list("reference_id", flat=True))


def _not_judged(of: Stage, user: int, ids: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Those of a drawn sample that still need this person's verdict, and how many have given it."""
    if not ids:
        return
    rows = Verdict.objects.filter(
        project_id=of.project_id, stage=of.key, by=user, replaced_at=None, reference__in=ids
    )
    there = set(rows.values_list("reference_id", flat=True))
    standing = Standing.objects.filter(stage=of.key, reference__in=ids)
    states = dict(standing.values_list("reference_id", "state"))
    there |= {pk for pk, state in states.items() if state != Standing.State.HALF}
    merged = Reference.objects.filter(pk__in=ids).exclude(merged_into=None)
    there |= set(merged.values_list("pk", flat=True))
    if of.key == StageKey.FULL:  # none that could not be had
        there |= set(ids) - set(to_judge(of).filter(pk__in=ids).values_list("pk", flat=True))
    yield from ((pk, int(pk in states)) for pk in ids if pk not in there)


def _second(of: Stage, user: int, leave: Collection[int]) -> int | None:
    rows = Standing.objects.filter(
        project_id=of.project_id, stage=of.key, state=Standing.State.HALF
    ).exclude(judged_by=user)  # fmt: skip
    if leave:
        rows = rows.exclude(reference__in=leave)
    return rows.order_by("pk").values_list("reference_id", flat=True).first()


def _next(of: Stage, skip: Collection[int], *, learnt: bool = True) -> Turn | None:
    """The first of the order that nobody has judged; then what came in after the order was made.

    Full texts come up in the order in which they were found, those that are there first.
    """
    latest = latest_known(of)
    order, ids, known = Stage.Order.RANDOM.value, None, None
    if of.key == StageKey.FULL:
        order = ""
    elif of.order == Stage.Order.RANDOM or latest is None or not learnt:
        ids = _by_chance(of)
    else:
        order, known, ids = latest.order, latest.pk, ids_of(latest.pk, latest.created_at)
    found = None if ids is None else _first_open(of, ids, skip)
    if found:
        return Turn(found[0], NEXT, order, known, found[1])
    late = next((pk for pk in unjudged(of) if pk not in skip), None)
    return None if late is None else Turn(late, NEXT, order)


def latest_ranking(of: Stage) -> Ranking | None:
    """The latest order of a stage, without its long columns."""
    rows = Ranking.objects.filter(project_id=of.project_id, stage=of.key).order_by("-pk")
    found = rows.defer("ids", "scores").first()
    of.latest = found  # type: ignore[attr-defined]
    return found


def latest_known(of: Stage) -> Ranking | None:
    """The latest order as it was when it was last looked up for this row, or looked up now."""
    return of.latest if hasattr(of, "latest") else latest_ranking(of)


def ranking(project: Project, pk: int) -> Ranking:
    """One order, without its long columns. 404 where the project has none such."""
    found = Ranking.objects.filter(project=project, pk=pk).defer("ids", "scores").first()
    if found is None:
        raise Http404(f"No ranking {pk} in this project.")
    found.project = project
    return found


@lru_cache(maxsize=8)
def ids_of(ranking: int, _made: datetime) -> Ids:
    """The references of a ranking in its order. Rankings never change, so each is read once."""
    kept = Ranking.objects.filter(pk=ranking).values_list("ids", flat=True).get()
    return np.frombuffer(bytes(kept), IDS)


def _by_chance(of: Stage) -> Ids:
    """Every reference of the stage in the order that chance gives, settled by the seed."""
    known = pool(of).aggregate(number=Count("pk"), last=Max("pk"))
    return _drawn(of.project_id, of.key, of.seed, known["number"], known["last"] or 0)


@lru_cache(maxsize=8)
def _drawn(project: int, key: str, seed: int, number: int, _last: int) -> Ids:
    of = Stage(project=Project(pk=project), key=key)
    ids = list(pool(of).values_list("pk", flat=True))
    return np.asarray(draw(ids, len(ids), f"order {seed}"), IDS)


_BEGIN: dict[tuple[str, bytes], int] = {}
"""How far into an order everything has been judged: a hint, so that what is past is not read over
and over. What is taken back behind it is found when the rest is done."""


def _first_open(of: Stage, ids: Ids, skip: Collection[int]) -> tuple[int, int] | None:
    """The first of these that nobody has judged and that is not to be passed over, with its place.

    Places count from 1.
    """
    key = (of.key, ids[:64].tobytes() + len(ids).to_bytes(8))
    begin = min(_BEGIN.get(key, 0), len(ids))
    first, found = _scan(of, ids, begin, len(ids), skip)
    if found is None:
        return _scan(of, ids, 0, begin, skip)[1]
    if len(_BEGIN) > 100:
        _BEGIN.clear()
    _BEGIN[key] = first - 1
    return found


def _scan(
    of: Stage, ids: Ids, begin: int, end: int, skip: Collection[int]
) -> tuple[int, tuple[int, int] | None]:
    """The place of the first that nobody has judged, and the first of those not passed over."""
    start, size, first = begin, AT_FIRST, 0
    while start < end:
        some = ids[start : min(start + size, end)].tolist()
        judged = Standing.objects.filter(reference=OuterRef("pk"), stage=of.key)
        rows = pool(of).filter(~Exists(judged), pk__in=some).order_by()
        usable = set(rows.values_list("pk", flat=True))
        for place, pk in enumerate(some, start + 1):
            if pk in usable:
                first = first or place
                if pk not in skip:
                    return first, (pk, place)
        start, size = start + size, min(size * 4, AT_MOST)
    return first, None
