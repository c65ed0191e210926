"""The pairs that a person decides: which waits next, how the two differ, what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from uptake.projects.models import Project
from uptake.sources.differences import Pieces, side_by_side
from uptake.sources.models import (
    DuplicatePair,
    PairDecision,
    Reference,
    Statement,
    short_name,
)
from uptake.sources.queries.references import Asked, ListRow, reference_list
from uptake.sources.records import record_of, restored
from uptake.sources.words import words

State = DuplicatePair.State
A_PAGE = 50
A_SAMPLE = 20
MOST_OTHERS = 20
FIELDS = (
    ("title", "Title"), ("authors", "Authors"), ("year", "Year"), ("journal", "Journal"),
    ("volume", "Volume"), ("issue", "Issue"), ("pages", "Pages"), ("kind", "Kind"),
    ("language", "Language"), ("doi", "DOI"), ("pmid", "PubMed number"), ("abstract", "Abstract"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field of the two, in pieces, and whether they say the same."""

    label: str
    first: Pieces
    second: Pieces
    same: bool

    @property
    def says(self) -> str:
        """How the two compare, in words."""
        if not self.first or not self.second:
            return "only one has it"
        return "same" if self.same else "differs"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two references."""

    pk: int
    name: str
    title: str
    searches: tuple[str, ...]
    records: int
    statements: int
    retracted: bool


@dataclass(frozen=True, slots=True)
class PairPage:
    """One pair as a person looks at it."""

    pk: int
    state: str
    state_words: str
    decided: str
    score: float
    reasons: tuple[str, ...]
    rule: str
    first: Side
    second: Side
    fields: tuple[FieldRow, ...]
    one_work: bool


@dataclass(frozen=True, slots=True)
class Queue:
    """Where a person is in the queue."""

    pair: PairPage | None
    done: int
    open: int
    skipped: int
    """Open pairs that were passed over, when none is left after them."""

    @property
    def total(self) -> int:
        """All pairs that were or are for a person."""
        return self.done + self.open


@dataclass(frozen=True, slots=True)
class Decided:
    """One decided pair in a list."""

    pk: int
    first: tuple[int, str, str]
    second: tuple[int, str, str]
    state: str
    words: str
    score: float
    reasons: tuple[str, ...]
    by: str
    at: datetime | None
    note: str


KIND_OF_PAIRS = {
    "auto": "Merged by a search", "hand": "Decided by a person", "same": "Merged by a person",
    "different": "Kept apart", "related": "Linked",
}  # fmt: skip


def open_pairs(project: Project) -> list[int]:
    """The pairs that wait for a person, likeliest first.

    A pair of records that are one work by now, or whose works somebody has kept apart or linked
    by way of other records, asks nothing any more and is passed over until that is taken back.
    """
    works = (
        Coalesce("first__merged_into", "first"), Coalesce("second__merged_into", "second")
    )  # fmt: skip
    rows = DuplicatePair.objects.filter(project=project)
    apart = {
        frozenset(pair)
        for pair in rows.filter(state__in=[State.DIFFERENT, State.RELATED])
        .order_by().values_list(*works)
    }  # fmt: skip
    found: list[int] = []
    for pk, first, second in rows.filter(state=State.WAITING).values_list("pk", *works):
        both = frozenset((first, second))
        if len(both) == 2 and both not in apart:
            apart.add(both)
            found.append(pk)
    return found


def queue(project: Project, *, pair: int | None = None, after: int | None = None) -> Queue:
    """The pair to decide: a named one, else the next open one after another in the queue."""
    waiting = open_pairs(project)
    done = DuplicatePair.objects.filter(project=project, by_rule=False).exclude(
        state=State.WAITING
    ).count()  # fmt: skip
    skipped = 0
    chosen = pair
    if pair is None and waiting:
        at = _place_after(project, waiting, after)
        skipped = len(waiting) if at == len(waiting) else 0
        chosen = waiting[at % len(waiting)]
    row = (
        DuplicatePair.objects.filter(project=project, pk=chosen or 0)
        .select_related("first__file__search", "second__file__search").first()
    )  # fmt: skip
    return Queue(pair_page(row) if row else None, done, len(waiting), skipped)


def pairs_of(project: Project, ids: Sequence[int]) -> list[PairPage]:
    """These pairs as a person looks at them, in the order asked for."""
    rows = DuplicatePair.objects.filter(project=project).select_related(
        "first__file__search", "second__file__search"
    )
    found = rows.in_bulk(ids)
    return [pair_page(found[pk]) for pk in ids if pk in found]


def _place_after(project: Project, waiting: list[int], after: int | None) -> int:
    """The place in the queue of the first open pair after one that may be decided by now."""
    if after is None:
        return 0
    if after in waiting:
        return waiting.index(after) + 1
    asked = Q(state=State.WAITING) | Q(pk=after)  # no list of ids: a database takes only so many
    score = dict(DuplicatePair.objects.filter(asked, project=project).values_list("pk", "score"))
    if after not in score:
        return 0
    mark = (-score[after], after)
    return sum((-score[pk], pk) < mark for pk in waiting)


def pair_page(pair: DuplicatePair) -> PairPage:
    """Two references side by side, field by field."""
    first, second = _standing(pair.first), _standing(pair.second)
    merged = first.pk == second.pk
    if merged:  # as the two came, so that the merge can be checked
        first, second = restored(pair.first), restored(pair.second)
    ours, theirs = record_of(first), record_of(second)
    fields = []
    for name, label in FIELDS:
        one, other = _said(getattr(ours, name)), _said(getattr(theirs, name))
        if one or other:
            left, right = side_by_side(one, other)
            same = not any(piece.only_here for piece in (*left, *right))
            fields.append(FieldRow(label, left, right, same and bool(left) == bool(right)))
    made = pair.decisions.filter(undone_at=None).select_related("by").first()
    return PairPage(
        pair.pk, pair.state, pair.get_state_display(), _decided_by(made), pair.score,
        tuple(pair.reasons), pair.rule, _side(first), _side(second), tuple(fields),
        merged,
    )  # fmt: skip


def _standing(row: Reference) -> Reference:
    if row.merged_into_id is None:
        return row
    return Reference.objects.select_related("file__search").get(pk=row.merged_into_id)


def _said(value: object) -> str:
    if isinstance(value, tuple | list):
        return "; ".join(map(str, value))
    return str(value or "")


def _side(row: Reference) -> Side:
    records = Reference.objects.filter(Q(pk=row.pk) | Q(merged_into=row.pk))
    searches = dict.fromkeys(
        str(one.file.search) for one in records.select_related("file__search").only(
            "file__search__database", "file__search__searched_on", "file__name"
        )
    )  # fmt: skip
    return Side(
        row.pk, str(row), row.title or "No title", tuple(searches), len(records),
        Statement.objects.filter(reference__in=records, removed_at=None).count(),
        row.retracted_at is not None,
    )  # fmt: skip


def _decided_by(made: PairDecision | None) -> str:
    if made is None:
        return ""
    return made.by.name if made.by else "a search for duplicates"


def decided(
    project: Project, kind: str = "", search: int | None = None, number: int = 1, draw: int = 0
) -> Page[Decided]:
    """Pairs that were decided, newest first; with `draw`, a random sample of them to check.

    The same draw of the same pairs gives the same sample.
    """
    rows = DuplicatePair.objects.filter(project=project).exclude(state=State.WAITING)
    if search is not None:
        rows = rows.filter(found_in=search)
    if kind == "auto":
        rows = rows.filter(by_rule=True)
    elif kind:
        rows = rows.filter(by_rule=False)
        rows = rows.filter(state=kind) if kind != "hand" else rows
    ids = list(rows.order_by("-pk").values_list("pk", flat=True))
    if draw and len(ids) > A_SAMPLE:
        ids = sorted(Random(f"{search}-{draw}").sample(ids, A_SAMPLE), reverse=True)  # noqa: S311
    page = Paginator(ids, A_PAGE).get_page(number)
    shown = _decided_rows(DuplicatePair.objects.filter(pk__in=list(page.object_list)))
    return Page(shown, page.number, cast("Paginator[Decided]", page.paginator))


def _decided_rows(rows: QuerySet[DuplicatePair]) -> list[Decided]:
    pairs = rows.order_by("-pk").values_list(
        "pk", "first_id", "first__title", "first__authors", "first__year", "first__own",
        "second_id", "second__title", "second__authors", "second__year", "second__own", "state",
        "score", "reasons",
    )  # fmt: skip
    made = {
        row.pair_id: row
        for row in PairDecision.objects.filter(pair__in=rows, undone_at=None).select_related("by")
    }
    named = dict(State.choices)
    found = []
    for pk, *two, state, score, why in pairs:
        decision = made.get(pk)
        found.append(Decided(
            pk, _as_it_came(*two[:5]), _as_it_came(*two[5:]), state, named[state], score,
            tuple(why), _decided_by(decision), decision.created_at if decision else None,
            decision.note if decision else "",
        ))  # fmt: skip
    return found


def _as_it_came(
    pk: int, title: str, authors: list[str], year: int | None, own: dict[str, Any]
) -> tuple[int, str, str]:
    """A record's id, title and name, without what a merge put in their place."""
    name = short_name(own.get("authors", authors), own.get("year", year))
    return pk, own.get("title", title) or "No title", name


def telling_words(row: Reference) -> str:
    """The first words of a title, to find others like it by."""
    return " ".join(words(row.title)[:4])


def others(row: Reference, asked: str) -> list[ListRow]:
    """References that hold the words and are another work than this one."""
    work = row.merged_into_id or row.pk
    found = reference_list(row.project, Asked(words=asked)).object_list
    return [one for one in found if one.pk != work][:MOST_OTHERS]
