"""Where references stand at a stage, worked out anew from what people judged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet

from uptake.methods.verdicts import Judgement, Stand, stand
from uptake.projects.models import Project
from uptake.projects.thread import MANY
from uptake.review.actions.leaving import KEEPS, _included, _tell
from uptake.review.models import CalibrationItem, Criterion, Settlement, Stage, Standing, Verdict
from uptake.sources.models import Reference

BATCH = 500


class _Given(NamedTuple):
    """A current verdict as it is counted: on which work, by whom, when."""

    work: int
    person: str
    by: int | None
    at: datetime
    verdict: str
    reason: int | None


def restand(stage: Stage, touched: Collection[int] | None = None) -> int:
    """Bring the standings of these references (of all, without any) in line with the verdicts.

    A verdict on a record counts for the reference that the record was merged into; of two by one
    person the later counts. Call it inside an action that holds the project's row. Gives how many
    standings changed.
    """
    if touched is not None:
        touched = None if len(touched) > MANY else {*touched, *_works(touched)}
    before = _included(stage, touched)
    given = _given(stage, touched)
    settled = _settled(stage, touched)
    held = set(_held(stage, touched))
    order = _Order(stage.project_id)
    wanted = {}
    for work in given.keys() | settled.keys():
        found = _stand(given[work], settled.get(work), stage.reviewers, work in held, order)
        if found is not None:
            wanted[work] = found
    changed = _store(stage, wanted, touched)
    _tell(stage, before, wanted)
    return changed


def restand_one(stage: Stage, reference: int, there: Standing | None, held: bool) -> None:
    """The same for one reference just judged, its standing at hand; a few questions less."""
    before = _included(stage, [reference]) if there and there.state in KEEPS[stage.key] else []
    given = _given(stage, [reference]).get(reference, {})
    settled = _settled(stage, [reference]).get(reference) if there is not None else None
    found = _stand(given, settled, stage.reviewers, held, _Order(stage.project_id)) or {}
    row = there or Standing(
        project_id=stage.project_id, stage=stage.key, reference_id=reference, look_again=""
    )
    for name, value in found.items():
        setattr(row, name, value)
    row.look_again = ""
    row.save()
    _tell(stage, before, {reference: found})


def restand_merged(project: Project, moved: frozenset[int]) -> None:
    """Hear that these references are one work now, or no longer: their verdicts add up anew."""
    for stage in Stage.objects.filter(project=project):
        restand(stage, moved)


def _works(touched: Collection[int]) -> Iterable[int]:
    """What these were merged into: there all verdicts on the work are added up."""
    rows = Reference.objects.filter(pk__in=touched).exclude(merged_into=None)
    return rows.values_list("merged_into_id", flat=True)


def _narrowed(rows: QuerySet[Any], touched: Collection[int] | None) -> QuerySet[Any]:
    if touched is None:
        return rows
    records = Reference.objects.filter(merged_into__in=touched).values_list("pk", flat=True)
    return rows.filter(reference__in=[*touched, *records])


def _given(stage: Stage, touched: Collection[int] | None) -> dict[int, dict[str, _Given]]:
    rows = Verdict.objects.filter(project_id=stage.project_id, stage=stage.key, replaced_at=None)
    found: dict[int, dict[str, _Given]] = defaultdict(dict)
    for pk, into, by, origin, at, verdict, reason in (
        _narrowed(rows, touched).order_by("pk").values_list(
            "reference_id", "reference__merged_into_id", "by_id", "origin", "created_at",
            "verdict", "reason_id",
        )
    ):  # fmt: skip
        person = f"{by or ''} {origin}"
        found[into or pk][person] = _Given(into or pk, person, by, at, verdict, reason)
    return found


def _settled(stage: Stage, touched: Collection[int] | None) -> dict[int, _Given]:
    rows = Settlement.objects.filter(project_id=stage.project_id, stage=stage.key, reopened_at=None)
    found = {}
    for pk, into, at, verdict, reason in (
        _narrowed(rows, touched).order_by("pk").values_list(
            "reference_id", "reference__merged_into_id", "created_at", "verdict", "reason_id"
        )
    ):  # fmt: skip
        found[into or pk] = _Given(into or pk, "settled", None, at, verdict, reason)
    return found


def _held(stage: Stage, touched: Collection[int] | None) -> Iterable[int]:
    """References of calibration rounds that are still open."""
    rows = CalibrationItem.objects.filter(
        project_id=stage.project_id, calibration__stage=stage.key, calibration__closed_at=None
    )
    return _narrowed(rows, touched).values_list("reference_id", flat=True)


class _Order:
    """Reasons in the order in which they are tried, looked up once and only if there are any."""

    def __init__(self, project: int) -> None:
        self.project = project
        self._ids: list[int] = []

    @property
    def ids(self) -> list[int]:
        if not self._ids:
            rows = Criterion.objects.filter(project_id=self.project).order_by("order", "pk")
            self._ids = list(rows.values_list("pk", flat=True))
        return self._ids

    def judgement(self, one: _Given) -> Judgement:
        place = None if one.reason is None else self.ids.index(one.reason)
        return Judgement(one.person, one.verdict, place)


def _stand(
    given: dict[str, _Given], settled: _Given | None, needed: int, held: bool, order: _Order
) -> dict[str, Any] | None:
    judged = [order.judgement(one) for one in given.values()]
    found = stand(judged, needed, order.judgement(settled) if settled else None, held)
    if found is None:
        return None
    last = settled.at if settled else max(one.at for one in given.values())
    first = given.get(found.waits_for_other_than)
    return {
        "state": found.state, "reason_id": _reason(found, order),
        "judged_by_id": first.by if first else None,
        "decided_at": None if found.state == Standing.State.HALF else last,
    }  # fmt: skip


def _reason(found: Stand, order: _Order) -> int | None:
    return None if found.reason is None else order.ids[found.reason]


def _store(
    stage: Stage, wanted: dict[int, dict[str, Any]], touched: Collection[int] | None
) -> int:  # fmt: skip
    rows = Standing.objects.filter(project_id=stage.project_id, stage=stage.key)
    if touched is not None:
        rows = rows.filter(reference__in={*touched, *wanted})
    there = {row.reference_id: row for row in rows}
    gone = [row.pk for work, row in there.items() if work not in wanted]
    new, changed = [], []
    for work, values in wanted.items():
        row = there.get(work)
        if row is None:
            new.append(
                Standing(project_id=stage.project_id, stage=stage.key, reference_id=work, **values)
            )
        elif any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            changed.append(row)
    for start in range(0, len(gone), BATCH):
        Standing.objects.filter(pk__in=gone[start : start + BATCH]).delete()
    Standing.objects.bulk_create(new, batch_size=BATCH)
    fields = ["state", "reason", "judged_by", "decided_at"]
    Standing.objects.bulk_update(changed, fields, batch_size=BATCH)
    return len(gone) + len(new) + len(changed)
