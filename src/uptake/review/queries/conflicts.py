"""What two people judged differently, what was settled, and what needs another look."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from uptake.projects.models import Project, User
from uptake.review.models import Criterion, Settlement, Stage, Standing, Verdict
from uptake.review.queries.stages import settled_works, stage
from uptake.sources.models import Reference

A_PAGE = 25
WAITING = (Standing.State.CONFLICT, Standing.State.UNSURE)


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """A reference with the verdicts on it, side by side."""

    standing: Standing
    reference: Reference
    verdicts: list[Verdict]
    mine: bool
    settlement: Settlement | None = None

    def offers(self, reasons: Sequence[Criterion]) -> list[Offer]:
        """The reasons in the order of the criteria, each with who gave it."""
        found = []
        for reason in reasons:
            same = {reason.pk, reason.replaces_id}
            by = [one for one in self.verdicts if one.reason and one.reason_id in same]
            names = [one.by.name if one.by else one.origin or "somebody" for one in by]
            found.append(Offer(reason, names, len(by) > 1))
        return found


@dataclass(frozen=True, slots=True)
class Offer:
    """A reason that a conflict may be settled with, and who of the two gave it."""

    reason: Criterion
    by: list[str]
    both: bool


@dataclass(frozen=True, slots=True)
class Turns:
    """The conflicts that a person may settle, as seen from one of them."""

    left: int
    before: int | None
    after: int | None
    others: int = 0
    """How many of them wait for just such a person: all, or those they did not judge."""


@dataclass(frozen=True, slots=True)
class ConflictPage:
    """The conflicts of a stage, those that wait and those that were settled."""

    stage: Stage
    waiting: Page[ConflictRow]
    settled: list[ConflictRow]


def conflicts(project: Project, key: str, user: User, number: int | str = 1) -> ConflictPage:
    """What waits to be settled at a stage, conflicts before what neither was sure of."""
    of = stage(project, key)
    done = settled_works(of)
    rows = _waiting(_standings(project, key), done).order_by("state", "pk")
    page = Paginator(rows, A_PAGE).get_page(number)
    page.object_list = _rows(list(page.object_list), user)  # type: ignore[assignment]
    newest = sorted(done, key=lambda work: done[work], reverse=True)[:A_PAGE]
    settled = _standings(project, key).filter(reference__in=newest)
    return ConflictPage(of, page, _rows(list(settled), user))  # type: ignore[arg-type]


def to_settle(project: Project, key: str) -> int:
    """How many references of a stage wait to be settled."""
    rows = Standing.objects.filter(project=project, stage=key)
    return _waiting(rows, settled_works(Stage(project=project, key=key))).count()


def turns(project: Project, key: str, user: User, at: int, leads: bool) -> Turns:
    """What comes before and after one conflict, in the order of the list and round to its start.

    Where a third person settles, those that this person judged are left out; for one who leads
    they come last.
    """
    of = stage(project, key)
    rows = Standing.objects.filter(project=project, stage=key)
    waiting = _waiting(rows, settled_works(of)).order_by("state", "pk")
    ids = list(waiting.values_list("reference_id", flat=True))
    own: set[int] = set()
    if of.conflicts == Stage.Settled.THIRD:
        mine = Verdict.objects.filter(project=project, stage=key, by=user, replaced_at=None)
        pairs = mine.values_list("reference_id", "reference__merged_into_id")
        own = {into or record for record, into in pairs}
        ids = [pk for pk in ids if pk not in own] + [pk for pk in ids if leads and pk in own]
    number = sum(pk not in own for pk in ids)
    if at not in ids:
        return Turns(len(ids), None, ids[0] if ids else None, number)
    place = ids.index(at)
    others = ids[place + 1 :] + ids[:place]
    return Turns(len(ids), others[-1] if others else None, others[0] if others else None, number)


def own_settlement(
    project: Project, key: str, user: User, reference: int | None = None
) -> Settlement | None:
    """The last settlement of a person at a stage that holds, or the one of this reference."""
    rows = Settlement.objects.filter(project=project, stage=key, by=user, reopened_at=None)
    found = rows.filter(reference=reference) if reference else rows
    return found.order_by("-pk").select_related("reference", "reason").first()


def _waiting(rows: QuerySet[Standing], settled: Iterable[int]) -> QuerySet[Standing]:
    unsure = Standing.State.UNSURE
    return rows.filter(state__in=WAITING).exclude(state=unsure, reference__in=list(settled))


def conflict(project: Project, key: str, user: User, reference: Reference) -> ConflictRow | None:
    """One reference that waits to be settled, or was; None where there is no conflict."""
    rows = list(_standings(project, key).filter(reference=reference))
    found = _rows(rows, user)
    if not found or (found[0].settlement is None and rows[0].state not in WAITING):
        return None
    return found[0]


def look_again(project: Project, key: str, number: int | str = 1) -> Page[ConflictRow]:
    """Decisions of a stage that need another look, with their verdicts.

    What waits for a second verdict again is left out: it is looked at anyway, and blind.
    """
    rows = _flagged(_standings(project, key)).order_by("look_again", "pk")
    page = Paginator(rows, A_PAGE).get_page(number)
    page.object_list = _rows(list(page.object_list), None)  # type: ignore[assignment]
    return page  # type: ignore[return-value]


def again_number(project: Project, key: str) -> int:
    """How many decisions of a stage need another look."""
    return _flagged(Standing.objects.filter(project=project, stage=key)).count()


def flagged(project: Project, key: str, ids: Iterable[int]) -> list[Standing]:
    """The standings with these ids that need another look."""
    rows = Standing.objects.filter(project=project, stage=key, pk__in=list(ids))
    return list(_flagged(rows))


def _flagged(rows: QuerySet[Standing]) -> QuerySet[Standing]:
    return rows.exclude(look_again="").exclude(state=Standing.State.HALF)


def _standings(project: Project, key: str) -> QuerySet[Standing]:
    return (
        Standing.objects.filter(project=project, stage=key)
        .select_related("reference", "reason")
        .only("state", "stage", "look_again", "decided_at", "project_id", "reason__label",
              "reference__title", "reference__authors", "reference__year", "reference__journal",
              "reference__merged_into")
    )  # fmt: skip


def _rows(standings: list[Standing], user: User | None) -> list[ConflictRow]:
    ids = [row.reference_id for row in standings]
    if not ids:
        return []
    where = {"stage": standings[0].stage, "project_id": standings[0].project_id}
    given: dict[int, list[Verdict]] = defaultdict(list)
    rows = Verdict.objects.filter(replaced_at=None, **where).select_related("by", "reason")
    records = Reference.objects.filter(merged_into__in=ids).values_list("pk", flat=True)
    both = rows.filter(reference__in=[*ids, *records])
    for one in both.select_related("reference").order_by("pk"):
        given[one.reference.merged_into_id or one.reference_id].append(one)
    kept = settled_works(Stage(project_id=standings[0].project_id, key=standings[0].stage), ids)
    known = Settlement.objects.select_related("by", "reason").in_bulk(kept.values())
    settled = {work: known[pk] for work, pk in kept.items()}
    return [
        ConflictRow(
            row, row.reference, given[row.reference_id],
            user is not None and any(one.by_id == user.pk for one in given[row.reference_id]),
            settled.get(row.reference_id),
        )
        for row in standings
    ]  # fmt: skip
