"""What a search for duplicates found, written down in one action; and all of it taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.db.models.functions import Coalesce
from django.utils import timezone

from uptake.methods import dedupe
from uptake.methods.dedupe.cluster import Forest
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import Refused
from uptake.projects.models import Project
from uptake.projects.roles import Permission
from uptake.sources.actions.duplicates import held
from uptake.sources.actions.merging import _settle
from uptake.sources.actions.relations import _tell_of
from uptake.sources.models import (
    DuplicatePair,
    DuplicateSearch,
    PairDecision,
    Reference,
    Relation,
)

State = DuplicatePair.State
BATCH = 500
ONCE_APART = "Would join two records that somebody kept apart."


@dataclass(frozen=True)
class Looked:
    """What was looked at: how many references, how many of them new, and the files they came in."""

    references: int
    new: int
    files: tuple[int, ...]


@dataclass
class Known:
    """The pairs that there are, and which works must stay apart."""

    pairs: Mapping[tuple[int, int], DuplicatePair]
    forest: Forest
    tried: frozenset[tuple[int, int]]
    """Pairs that wait again because somebody took a decision back."""


@action(Permission.IMPORT, event="duplicates.searched")
def store_found(
    *, by: Actor, project: Project, found: dedupe.Found, looked: Looked
) -> Outcome[DuplicateSearch]:
    """Merge what is surely one work, queue what a person must see, and note what is linked.

    What a person decided stands: no pair that was ever decided is decided again, and no merge
    brings together what was kept apart.
    """
    held(project.pk)
    standing = Reference.objects.filter(project=project, merged_into=None)
    here = frozenset(standing.values_list("pk", flat=True))
    search = DuplicateSearch.objects.create(project=project, method=found.version, by=by.user)
    known = _known(project)
    merged, queued = _pairs(search, found, known, here)
    told = _settle(project, {pk for pair in merged for pk in pair})
    relations = _relations(search, found)
    gone = len(here) - standing.count()
    search.figures = {
        "references": looked.references, "new": looked.new, "files": list(looked.files),
        "compared": found.compared, "merged": gone, "pairs": len(merged), "review": queued,
        "relations": relations, "auto_at": found.auto_at, "review_at": found.review_at,
        "measured": _measured(found.measured),
    }  # fmt: skip
    search.save(update_fields=["figures"])
    return Outcome(search, detail=told)


@action(Permission.IMPORT, event="duplicates.taken_back")
def take_back_search(*, by: Actor, search: DuplicateSearch) -> Outcome[DuplicateSearch]:
    """Undo every merge of one search that no person confirmed. The pairs wait for a person."""
    held(search.project_id)
    pairs = DuplicatePair.objects.filter(found_in=search, state=State.SAME, by_rule=True)
    touched = {pk for pair in pairs.values_list("first_id", "second_id") for pk in pair}
    if not touched:
        raise Refused("No merge of this search is left to undo.")
    PairDecision.objects.filter(pair__in=pairs, undone_at=None).update(undone_at=timezone.now())
    number = pairs.update(state=State.WAITING, by_rule=False)
    told = _settle(search.project, touched)
    return Outcome(search, about=search, detail={**told, "pairs": number})


def _known(project: Project) -> Known:
    rows = DuplicatePair.objects.filter(project=project).annotate(times=Count("decisions"))
    pairs = {(row.first_id, row.second_id): row for row in rows}
    kept = dict(
        Reference.objects.filter(project=project).exclude(merged_into=None)
        .values_list("pk", "merged_into_id")
    )  # fmt: skip
    tried = frozenset(
        key for key, row in pairs.items()
        if row.state == State.WAITING and row.times
    )  # fmt: skip
    apart = [key for key, row in pairs.items() if row.state in (State.DIFFERENT, State.RELATED)]
    forest = Forest([*apart, *tried])
    for record, work in kept.items():
        forest.join(work, record)
    return Known(pairs, forest, tried)


def _pairs(
    search: DuplicateSearch, found: dedupe.Found, known: Known, here: frozenset[int]
) -> tuple[list[tuple[int, int]], int]:
    """Write the pairs; give those merged, and how many wait for a person."""
    new: list[DuplicatePair] = []
    again: list[DuplicatePair] = []
    merged: list[tuple[int, int]] = []
    queued = 0
    for match in found.matches:
        key = (match.a, match.b)
        pair = known.pairs.get(key)
        decided = pair and (pair.state != State.WAITING or key in known.tried)
        if decided or not here.issuperset(key):
            continue
        auto = match.zone == "auto" and not match.rule
        allowed = auto and known.forest.may_join(*key)
        same = known.forest.root(match.a) == known.forest.root(match.b)
        if not allowed and same and pair is None:
            continue  # one work already: nothing to decide
        rule = match.advice if match.rule else ONCE_APART if auto and not allowed else ""
        row = pair or DuplicatePair(
            project_id=search.project_id, first_id=match.a, second_id=match.b, found_in=search
        )
        row.score, row.reasons, row.rule = match.score, list(match.reasons), rule
        row.state, row.by_rule = (State.SAME, True) if allowed else (State.WAITING, False)
        (again if pair else new).append(row)
        if allowed:
            row.found_in = search  # what merged it is what undoes it
            known.forest.join(*key)
            merged.append(key)
        else:
            queued += pair is None
    DuplicatePair.objects.bulk_create(new, batch_size=BATCH)
    DuplicatePair.objects.bulk_update(
        again, ["found_in", "score", "reasons", "rule", "state", "by_rule"], batch_size=BATCH
    )
    PairDecision.objects.bulk_create(
        (
            PairDecision(project_id=search.project_id, pair=row, verdict=State.SAME)
            for row in (*new, *again) if row.state == State.SAME
        ),
        batch_size=BATCH,
    )  # fmt: skip
    return merged, queued


def _relations(search: DuplicateSearch, found: dedupe.Found) -> int:
    """Write the links between works that are new; one that a person removed is not noted again."""
    work = dict(
        Reference.objects.filter(project=search.project_id).values_list(
            "pk", Coalesce("merged_into", "pk")
        )
    )
    there = {
        (work[first], work[second], kind)
        for first, second, kind in Relation.objects.filter(
            project=search.project_id
        ).values_list("first_id", "second_id", "kind")
    }  # fmt: skip
    new = []
    for link in found.relations:
        first, second = work.get(link.a), work.get(link.b)
        if first is None or second is None or first == second:
            continue
        if (first, second, link.kind) not in there:
            there.add((first, second, link.kind))
            new.append(Relation(
                project_id=search.project_id, first_id=first, second_id=second, kind=link.kind,
                why=link.why[:300], by_rule=True,
            ))  # fmt: skip
    Relation.objects.bulk_create(new, batch_size=BATCH)
    _tell_of(new)
    return len(new)


def _measured(measured: dedupe.Measured | None) -> Mapping[str, Any]:
    """The method's own figures on labelled sets, as they were when it was used."""
    if measured is None:
        return {}
    return {
        "sets": len(measured.sets), "records": measured.records,
        "duplicates": measured.duplicates, "auto_precision": measured.auto_precision,
        "auto_recall": measured.auto_recall, "f1_with_review": measured.f1_with_review,
    }  # fmt: skip
