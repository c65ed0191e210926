"""What was decided of pairs: one work, two works, or two that belong together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from django.db.models import Q
from django.utils import timezone

from uptake.methods.dedupe.cluster import Forest
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.models import Project
from uptake.projects.roles import Permission
from uptake.sources.actions.merging import _settle, records_of, work_of
from uptake.sources.actions.relations import _drop_between, _write, checked_kind
from uptake.sources.models import DuplicatePair, PairDecision, Reference

State = DuplicatePair.State
NOTE = 300


def held(project_id: int) -> None:
    """Hold the project's row, so that nobody else changes its works until this is written."""
    Project.objects.select_for_update(no_key=True).get(pk=project_id)


def current(pair: DuplicatePair) -> DuplicatePair:
    """The pair as it is now, held, with its two records."""
    held(pair.project_id)
    rows = DuplicatePair.objects.select_related("first", "second", "project")
    return rows.select_for_update(of=("self",)).get(pk=pair.pk)


@action(Permission.IMPORT, event="pair.decided")
def decide_pair(
    *, by: Actor, pair: DuplicatePair, verdict: str, kind: str = "", turned: bool = False,
    note: str = "", anyway: bool = False,
) -> Outcome[DuplicatePair]:  # fmt: skip
    """Say that a pair is one work, two works, or two works that belong together.

    `kind` is how they belong together, the first to the second, or the other way when `turned`.
    `anyway` says that a person has read what speaks against a merge.
    """
    now = current(pair)
    if verdict not in (State.SAME, State.DIFFERENT, State.RELATED):
        raise Refused("Say whether the two are the same, different or linked.")
    if now.state != State.WAITING:
        raise OvertakenEdit(_overtaken(now), advice="Undo that first if you see it otherwise.")
    overrides: list[str] = []
    if verdict == State.SAME:
        _refuse_merge(now, anyway)
        for other in _against(now):
            overrides.append(_said(other))
            _undo(other)
    else:
        _refuse_apart(now)
    if verdict == State.RELATED:
        first, second = (now.second, now.first) if turned else (now.first, now.second)
        _write(by, first, second, checked_kind(kind), note)
    _decide(now, verdict, by, note)
    told = _settle(now.project, [now.first_id, now.second_id]) if verdict == State.SAME else {}
    if overrides:
        told = {**told, "overrides": overrides}
    return Outcome(now, detail={**told, "note": note} if note else told)


@action(Permission.IMPORT, event="pair.undone")
def undo_pair(*, by: Actor, pair: DuplicatePair) -> Outcome[DuplicatePair]:
    """Take the decision on a pair back: it waits again, and what it merged is as it was."""
    now = current(pair)
    if now.state == State.WAITING:
        raise Refused("This pair waits for a decision; there is nothing to undo.")
    was = now.state
    _undo(now)
    told = _settle(now.project, [now.first_id, now.second_id]) if was == State.SAME else {}
    return Outcome(now, detail=told)


@action(Permission.IMPORT, event="pair.set_beside")
def set_beside(
    *, by: Actor, reference: Reference, other: Reference, score: float = 0.0,
    reasons: Iterable[str] = (), rule: str = "",
) -> DuplicatePair:  # fmt: skip
    """Put two references side by side that no search put there, for a person to decide."""
    held(reference.project_id)
    now = Reference.objects.in_bulk([reference.pk, other.pk])
    first, second = sorted((work_of(now[reference.pk]), work_of(now[other.pk])))
    if first == second:
        raise Refused("The two are one work already.")
    there = DuplicatePair.objects.filter(first=first, second=second).first()
    return there or DuplicatePair.objects.create(
        project_id=reference.project_id, first_id=first, second_id=second, score=score,
        reasons=list(reasons), rule=rule[:NOTE],
    )  # fmt: skip


@action(Permission.IMPORT, event="record.taken_out")
def take_out(*, by: Actor, reference: Reference) -> Outcome[Reference]:
    """Take one record out of the work that it was merged into, and keep it apart from the rest."""
    held(reference.project_id)
    now = Reference.objects.get(pk=reference.pk)
    rest = [row for row in records_of(now) if row.pk != now.pk]
    if not rest:
        raise Refused(f"{now} is not merged with another reference.")
    for row in rest:
        pair = _pair(now, row)
        _undo(pair)
        _decide(pair, State.DIFFERENT, by, "Separated from the merged reference.")
    _stay_together(rest, by)
    told = _settle(reference.project, [now.pk, *(row.pk for row in rest)])
    now.refresh_from_db()
    return Outcome(now, detail=told)


def _pair(one: Reference, other: Reference) -> DuplicatePair:
    first, second = sorted((one.pk, other.pk))
    return DuplicatePair.objects.get_or_create(
        first_id=first, second_id=second, defaults={"project_id": one.project_id, "score": 0.0}
    )[0]


def _stay_together(rest: Sequence[Reference], by: Actor) -> None:
    """Keep records one work that only the one which is taken out brought together."""
    forest = Forest(())
    ids = [row.pk for row in rest]
    pairs = DuplicatePair.objects.filter(first__in=ids, second__in=ids, state=State.SAME)
    for first, second in pairs.values_list("first_id", "second_id"):
        forest.join(first, second)
    for row in rest[1:]:
        if forest.root(row.pk) != forest.root(rest[0].pk):
            forest.join(rest[0].pk, row.pk)
            pair = _pair(rest[0], row)
            _undo(pair)
            _decide(pair, State.SAME, by, "Stays merged without the record that was separated.")


def _decide(pair: DuplicatePair, verdict: str, by: Actor, note: str = "") -> None:
    PairDecision.objects.create(
        project_id=pair.project_id, pair=pair, verdict=verdict, by=by.user, note=note.strip()[:NOTE]
    )
    pair.state, pair.by_rule = verdict, False
    pair.save(update_fields=["state", "by_rule"])


def _undo(pair: DuplicatePair) -> None:
    if pair.state == State.RELATED:
        _drop_between(pair.first_id, pair.second_id)
    pair.decisions.filter(undone_at=None).update(undone_at=timezone.now())
    pair.state, pair.by_rule = State.WAITING, False
    pair.save(update_fields=["state", "by_rule"])


def _overtaken(pair: DuplicatePair) -> str:
    made = pair.decisions.filter(undone_at=None).select_related("by").get()
    who = made.by.name if made.by else "A search for duplicates"
    return f"{who} decided this pair before you: {pair.get_state_display().lower()}."


def _between(ones: Collection[int], others: Collection[int]) -> Q:
    """Pairs of a record of the one list and a record of the other."""
    return Q(first__in=ones, second__in=others) | Q(first__in=others, second__in=ones)


def _against(pair: DuplicatePair) -> list[DuplicatePair]:
    """Decided pairs that say that the two works of this pair are not one."""
    ones = [row.pk for row in records_of(pair.first)]
    others = [row.pk for row in records_of(pair.second)]
    rows = DuplicatePair.objects.filter(_between(ones, others)).exclude(pk=pair.pk)
    return list(
        rows.filter(state__in=[State.DIFFERENT, State.RELATED]).select_related("first", "second")
    )


def _said(pair: DuplicatePair) -> str:
    """A decision on a pair in words: which two, what, and by whom."""
    made = pair.decisions.filter(undone_at=None).select_related("by").first()
    who = made.by.name if made and made.by else "a search for duplicates"
    words = {State.DIFFERENT: "kept apart", State.RELATED: "linked as two works"}[State(pair.state)]
    return f"{pair.first} and {pair.second}, {words} by {who}"


def _refuse_merge(pair: DuplicatePair, anyway: bool) -> None:
    if anyway:
        return
    against = _against(pair)
    if against:
        raise Refused(
            "To merge these would override what was decided: "
            + "; ".join(map(_said, against))
            + ".",
            advice="Look at those two again; or tick that the merge is right all the same.",
        )
    if pair.rule:
        raise Refused(
            f"The method never merges two such records: {pair.rule}",
            advice="Tick that they are one work all the same, if you are sure.",
        )


def _refuse_apart(pair: DuplicatePair) -> None:
    if work_of(pair.first) == work_of(pair.second):
        raise Refused(
            f"{pair.first} and {pair.second} are one work already, by way of a third record.",
            advice="Take one of them out on the page of that reference.",
        )
