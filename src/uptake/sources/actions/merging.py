"""Which records are one work, and what the reference that stands for them says.

What is stored follows from the pairs that are decided as one work, and from nothing else: their
records form groups, the oldest record of each stands for it with the best of every field, and a
record in no group is as it came. So taking a decision back restores exactly what was before it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from uptake.formats.references import Reference as Record
from uptake.methods.dedupe.cluster import Forest
from uptake.projects.changes import reads_otherwise
from uptake.projects.models import Project
from uptake.projects.thread import MANY, Key
from uptake.sources import words
from uptake.sources.models import DuplicatePair, Reference, Statement
from uptake.sources.records import columns_of, composed, fields_of, restored, searched

Listener = Callable[[Project, frozenset[int]], None]
MERGED: list[Listener] = []
"""Called inside the transaction with the ids of all references whose records are others now: those
that were merged or taken apart, and those that stand, or stood, for them."""

RETRACTION = ("retracted_at", "retraction")


@dataclass
class Works:
    """Some records, and for each the one that stands for it, before and after."""

    rows: dict[int, Reference]
    before: dict[int, int]
    after: dict[int, int] = field(default_factory=dict)

    def members(self, standing: Mapping[int, int]) -> dict[int, list[int]]:
        """The records of each work, the one that stands for it first."""
        found: dict[int, list[int]] = {}
        for pk in sorted(self.rows):
            found.setdefault(standing[pk], []).append(pk)
        return found


def work_of(reference: Reference) -> int:
    """The id of the reference that stands for a record: its own, or that of the merged one."""
    return reference.merged_into_id or reference.pk


def records_of(reference: Reference) -> QuerySet[Reference]:
    """All records of the work that a record belongs to, the one that stands for it first."""
    kept = work_of(reference)
    return Reference.objects.filter(Q(pk=kept) | Q(merged_into=kept)).order_by("pk")


def _settle(project: Project, touched: Collection[int]) -> dict[str, Any]:
    """Make the works of these records what the decided pairs say. Gives what the event should say.

    Call it inside an action that holds the project's row, after every change of a pair.
    """
    works = _read(project, touched)
    stored = {pk: _state(row) for pk, row in works.rows.items()}
    for row in works.rows.values():
        _by_itself(row)
    works.after = _standing(project, works.rows)
    for kept, members in works.members(works.after).items():
        _stand_for(works.rows[kept], [works.rows[pk] for pk in members])
    _save(works.rows.values(), stored)
    moved = frozenset(
        pk
        for one, other in ((works.before, works.after), (works.after, works.before))
        for pk, kept in one.items()
        if kept != other[pk]
        for pk in (pk, kept)
    )
    if not moved:
        return {}
    parted = _part_statements(works)
    for listen in MERGED:
        listen(project, moved)
    return _tell_above(project, works, stored) | parted


def _rebuilt(
    reference: Reference, change: Callable[[Reference], None], *, every: bool = False
) -> Reference:
    """Change a record, or every one of its work, as it is by itself; then let the work follow.

    Gives the reference that stands for the work.
    """
    rows = {row.pk: row for row in records_of(reference).select_for_update().defer("raw")}
    stored = {pk: _state(row) for pk, row in rows.items()}
    for row in rows.values():
        _by_itself(row)
    for row in rows.values() if every else [rows[reference.pk]]:
        change(row)
    kept = rows[min(rows)]
    _stand_for(kept, list(rows.values()))
    _save(rows.values(), stored)
    return kept


def _by_itself(row: Reference) -> None:
    """Give a record its own fields back, and the words that find it."""
    joined = bool(row.came_from)
    restored(row)
    if joined:
        row.find = words.folded(*searched(Record(**fields_of(row))))


def _read(project: Project, touched: Collection[int]) -> Works:
    """The records of all works that these records are in."""
    rows = Reference.objects.filter(project=project)
    if len(touched) <= MANY:
        kept = set(
            rows.filter(pk__in=touched).values_list(Coalesce("merged_into_id", "pk"), flat=True)
        )
        rows = rows.filter(Q(pk__in=kept) | Q(merged_into__in=kept))
    found = {row.pk: row for row in rows.order_by("pk").select_for_update().defer("raw")}
    return Works(found, {pk: work_of(row) for pk, row in found.items()})


def _standing(project: Project, rows: Mapping[int, Reference]) -> dict[int, int]:
    """For each record, the oldest of those that decided pairs make one work with it."""
    pairs = DuplicatePair.objects.filter(project=project, state=DuplicatePair.State.SAME)
    if len(rows) <= MANY:
        pairs = pairs.filter(first__in=list(rows))
    forest = Forest(())
    for first, second in pairs.order_by().values_list("first_id", "second_id"):
        forest.join(first, second)
    standing = {pk: pk for pk in rows}
    for group in forest.groups():
        standing.update((pk, group[0]) for pk in group if pk in rows)
    return standing


def _stand_for(kept: Reference, members: Sequence[Reference]) -> None:
    """Let one record stand for a group: the best of each field, and any retraction."""
    if len(members) == 1:
        return
    records = {row.pk: Record(**fields_of(row)) for row in members}
    texts = dict.fromkeys(text for record in records.values() for text in searched(record))
    best, origin = composed(records)
    _put(kept, columns_of(best))
    kept.find, kept.came_from = words.folded(*texts), origin
    gone = min((row for row in members if row.retracted_at), key=_when, default=None)
    for row in members:
        if gone is not None and row.retracted_at is None:
            _put(row, {name: getattr(gone, name) for name in RETRACTION})
        if row.pk != kept.pk:
            row.merged_into_id = kept.pk


def _when(row: Reference) -> tuple[Any, int]:
    return row.retracted_at, row.pk


def _put(row: Reference, values: Mapping[str, Any]) -> None:
    """Set columns, keeping what a record had by itself in `own`."""
    for name, value in values.items():
        was = getattr(row, name)
        if was != value:
            row.own[name] = was.isoformat() if name == "retracted_at" and was else was
            setattr(row, name, value)


def _state(row: Reference) -> dict[str, Any]:
    """The columns that merging may change, as they are."""
    return {
        name: dict(value) if isinstance(value := getattr(row, name), dict) else value
        for name in ("merged_into_id", "find", "came_from", "own", *RETRACTION, *COLUMNS)
    }


COLUMNS = tuple(columns_of(Record()))


def _save(rows: Iterable[Reference], stored: Mapping[int, Mapping[str, Any]]) -> None:
    """Write the columns that are others now, and tell the index of words."""
    found_by = []
    for row in rows:
        was = stored[row.pk]
        changed = [name for name, value in was.items() if getattr(row, name) != value]
        if "find" in changed:
            found_by.append((row.pk, was["find"], row.find))
        if changed:
            row.save(update_fields=changed)
    words.index_again(found_by)


def _part_statements(works: Works) -> dict[str, Any]:
    """Let statements that stood for others stand for those of their own work alone.

    Each paper counts by itself: what was said the same of one work is not of two. Those of the work
    that was left still say the same as each other. Gives how many count by themselves now.
    """
    ids = list(works.after)
    rows = Statement.objects.exclude(same_as=None).select_related("same_as").order_by("pk")
    if len(ids) <= MANY:
        rows = rows.filter(reference__in=ids)
    else:
        rows = rows.filter(project=works.rows[ids[0]].project_id)
    first: dict[tuple[int, int], Statement] = {}
    changed, alone = [], 0
    for row in rows:
        kept = row.same_as
        if kept is None or row.reference_id not in works.after:
            continue
        work = works.after[row.reference_id]
        if works.after.get(kept.reference_id) == work:
            continue
        stands = first.setdefault((kept.pk, work), row)
        row.same_as = None if stands is row else stands
        alone += stands is row
        changed.append(row)
    Statement.objects.bulk_update(changed, ["same_as"], batch_size=500)
    return {"counted_by_themselves": alone} if alone else {}


def _tell_above(
    project: Project, works: Works, stored: Mapping[int, Mapping[str, Any]]
) -> dict[str, Any]:
    """Mark what rests on statements whose study is another one now, or is retracted."""
    stated = Statement.objects.filter(project=project, removed_at=None).order_by()
    if len(works.rows) <= MANY:
        stated = stated.filter(reference__in=list(works.rows))
    stating = set(stated.values_list("reference_id", flat=True)).intersection(works.rows)
    before, after = works.members(works.before), works.members(works.after)
    reasons: list[tuple[int, str]] = []
    for pk in sorted(stating):
        kept = works.rows[works.after[pk]]
        was = stating.intersection(before[works.before[pk]])
        now = stating.intersection(after[kept.pk])
        if now - was:
            reasons.append((kept.pk, f"References that were several studies are one now: {kept}."))
        if was - now:
            reasons.append((kept.pk, f"{kept} was one study with another reference, and is not."))
        if works.rows[pk].retracted_at and not stored[pk]["retracted_at"]:
            reasons.append((kept.pk, f"{kept} was merged with a record that is retracted."))
    marked = 0
    for pk, reason in dict.fromkeys(reasons):
        marked += reads_otherwise(project, Key("reference", pk), reason).get("marked", 0)
    return {"marked": marked} if marked else {}
