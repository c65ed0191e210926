"""Laying strands of evidence beneath a finding, taking them off and putting them back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils import timezone

from uptake.findings.models import Finding, Stance, Support
from uptake.interviews.layers import passages_seen
from uptake.interviews.models import Passage
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import Refused
from uptake.projects.roles import Permission
from uptake.sources.models import Statement
from uptake.sources.queries import withheld

LOT = 500
"""Passages looked up at once."""


@action(Permission.MANAGE_FINDINGS, event="evidence.tied")
def tie_evidence(
    *, by: Actor, finding: Finding, passages: Iterable[Passage] = (),
    statements: Iterable[Statement] = (), stance: str = Stance.SUPPORTS,
) -> Outcome[list[Support]]:  # fmt: skip
    """Lay coded passages and statements beneath a finding, for it or against it.

    What is tied already with the same stance stays as it is; with the other stance, the old
    strand is taken off and a new one laid.
    """
    if finding.retired_at is not None:
        raise Refused(f"{finding.label} is retired.", advice="Restore it first.")
    tied = _tie_all(by, finding, passages, statements, stance)
    if not tied:
        raise Refused("Nothing was chosen.", advice="Tick at least one passage or statement.")
    return Outcome(tied, about=finding, detail={"strands": [s.pk for s in tied], "stance": stance})


@action(Permission.MANAGE_FINDINGS, event="evidence.taken_off")
def take_off(*, by: Actor, support: Support) -> Support:
    """Take a strand off a finding. It can be put back."""
    support.removed_at = support.removed_at or timezone.now()
    support.save(update_fields=["removed_at"])
    return support


@action(Permission.MANAGE_FINDINGS, event="evidence.put_back")
def put_back(*, by: Actor, support: Support) -> Support:
    """Undo `take_off`, unless the same evidence has been tied anew meanwhile."""
    Finding.objects.select_for_update().get(pk=support.finding_id)
    twins = Support.objects.filter(
        finding=support.finding, passage=support.passage, statement=support.statement,
        removed_at=None,
    )  # fmt: skip
    if support.removed_at is not None and twins.exists():
        raise Refused("This evidence is tied to the finding again already.")
    _usable(support.passage, support.statement)
    support.removed_at = None
    support.save(update_fields=["removed_at"])
    return support


def _tie_all(
    by: Actor, finding: Finding, passages: Iterable[Passage], statements: Iterable[Statement],
    stance: str,
) -> list[Support]:  # fmt: skip
    if stance not in Stance.values:
        raise Refused(f"{stance!r} neither supports nor contradicts.", where="Stance")
    passages = list(passages)
    _refuse_blind(finding, passages)
    # Two people may tie the same passage in the same second: the second one waits here.
    Finding.objects.select_for_update().get(pk=finding.pk)
    strands: list[tuple[Passage | None, Statement | None]] = [
        *((passage, None) for passage in passages),
        *((None, statement) for statement in statements),
    ]
    there = {
        (row.passage_id, row.statement_id): row
        for row in Support.objects.filter(finding=finding, removed_at=None)
    }
    return [_tie(by, finding, one, other, stance, there) for one, other in strands]


def _refuse_blind(finding: Finding, passages: Sequence[Passage]) -> None:
    """Raise Refused for a passage that coders of an unopened round alone may know of."""
    known = Passage.objects.filter(passages_seen(None), project=finding.project_id)
    for start in range(0, len(passages), LOT):
        wanted = {passage.pk for passage in passages[start : start + LOT]}
        if wanted - set(known.filter(pk__in=wanted).values_list("pk", flat=True)):
            raise Refused(
                "A passage that was chosen is not there.",
                advice="Choose among those that can be found.",
            )


def _tie(
    by: Actor, finding: Finding, passage: Passage | None, statement: Statement | None, stance: str,
    there: dict[tuple[int | None, int | None], Support],
) -> Support:  # fmt: skip
    _usable(passage, statement)
    ends = (passage.pk if passage else None, statement.pk if statement else None)
    former = there.get(ends)
    if former is not None and former.stance == stance:
        return former
    if former is not None:
        former.removed_at = timezone.now()
        former.save(update_fields=["removed_at"])
    there[ends] = Support.objects.create(
        project=finding.project, finding=finding, passage=passage, statement=statement,
        stance=stance, by=by.user,
    )  # fmt: skip
    return there[ends]


def _usable(passage: Passage | None, statement: Statement | None) -> None:
    if passage is not None and passage.state == Passage.State.REDACTED:
        raise Refused("These words were withdrawn and cannot hold up a finding.")
    if statement is not None and statement.removed_at is not None:
        raise Refused("This statement was removed.", advice="Restore it first.")
    if statement is not None and withheld(statement.project).filter(pk=statement.pk).exists():
        raise Refused(
            "Those who read this study do not see each other's statements yet.",
            advice="Tie it once all have said that they are done, or the lead has opened it.",
        )
