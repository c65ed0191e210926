"""What a ranking is learnt from: words of titles and abstracts, and what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from uptake.projects.models import Job
from uptake.review.models import Criterion, Ranking, Settlement, Stage, Standing, Verdict
from uptake.review.models.protocol import StageKey
from uptake.review.models.screening import Judged
from uptake.review.pools import pool
from uptake.review.queries.card import marks
from uptake.review.queries.queue import latest_ranking
from uptake.sources.models import ImportFile

RANK = "review.rank"
SHARE = 0.02
"""A new order is due when the decisions have grown by this share since the last."""
BACK_OFF = timedelta(minutes=10)
"""How long after an order that could not be made nobody's verdict asks for another."""
UNDER_WAY = (Job.State.WAITING, Job.State.RUNNING)


@dataclass(frozen=True, slots=True)
class Texts:
    """References with their words, in the order of their ids, and what was decided of them."""

    ids: list[int]
    titles: list[str]
    abstracts: list[str]
    known: dict[int, int]
    """By id: 1 for what is to be kept or was not certain to go, 0 for what was excluded."""
    undecided: list[int]
    """Ids that nobody has judged."""
    words_for: tuple[str, ...] = ()
    words_against: tuple[str, ...] = ()

    @property
    def decided(self) -> int:
        return len(self.known)


def texts(of: Stage) -> Texts:
    """Everything that a ranking of a stage is made from."""
    rows = list(pool(of).order_by("pk").values_list("pk", "title", "abstract"))
    there = set(
        Standing.objects.filter(project_id=of.project_id, stage=of.key).values_list(
            "reference_id", flat=True
        )
    )
    in_use = Criterion.objects.filter(
        project_id=of.project_id, stage=of.key, retired_at=None
    ).order_by("order", "pk")  # fmt: skip
    ids, known = [row[0] for row in rows], decisions(of)
    here = set(ids)
    return Texts(
        ids, [row[1] for row in rows], [row[2] for row in rows],
        {pk: label for pk, label in known.items() if pk in here},
        [pk for pk in ids if pk not in there],
        marks(in_use.filter(side=Criterion.Side.INCLUDE)),
        marks(in_use.filter(side=Criterion.Side.EXCLUDE)),
    )  # fmt: skip


def decisions(of: Stage) -> dict[int, int]:
    """What was decided of each reference: settled, or kept as soon as anybody would keep it."""
    found: dict[int, int] = {}
    where = {"project_id": of.project_id, "stage": of.key}
    columns = ("reference_id", "reference__merged_into_id", "verdict")
    for pk, into, verdict in Verdict.objects.filter(replaced_at=None, **where).values_list(
        *columns
    ):
        label = int(verdict != Judged.EXCLUDE)
        found[into or pk] = max(label, found.get(into or pk, 0))
    for pk, into, verdict in Settlement.objects.filter(reopened_at=None, **where).values_list(
        *columns
    ):
        found[into or pk] = int(verdict != Judged.EXCLUDE)
    return found


def is_due(of: Stage, also_new: bool) -> bool:
    """Whether a new order should be learnt: there is enough that is new, and nobody is at it.

    Not for some minutes after one could not be made.
    """
    last = latest_ranking(of)
    if last is not None and last.order == of.order:
        there = Standing.objects.filter(project_id=of.project_id, stage=of.key).count()
        grown = there - last.decisions >= max(1, SHARE * last.decisions)
        if not grown and not (also_new and _came_in(of, last)):
            return False
    if is_under_way(of):
        return False
    failed = failed_order(of)
    return failed is None or failed.ended_at is None or (
        failed.ended_at < timezone.now() - BACK_OFF
    )  # fmt: skip


def is_under_way(of: Stage) -> bool:
    """Whether an order of this stage waits for the worker or is being made."""
    return _orders(of).filter(state__in=UNDER_WAY).exists()


def failed_order(of: Stage) -> Job | None:
    """The last attempt at an order, where one is learnt, it failed and none was made since."""
    if of.key != StageKey.TITLE or of.order == Stage.Order.RANDOM:
        return None
    last = _orders(of).exclude(state=Job.State.CANCELLED).order_by("-pk").first()
    return last if last is not None and last.state == Job.State.FAILED else None


def _orders(of: Stage) -> QuerySet[Job]:
    return Job.objects.filter(project_id=of.project_id, kind=RANK, arguments__stage=of.key)


def _came_in(of: Stage, last: Ranking) -> bool:
    return ImportFile.objects.filter(
        project_id=of.project_id, state=ImportFile.State.STORED, created_at__gt=last.created_at
    ).exists()
