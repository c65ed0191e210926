"""Criteria: added, reworded, put in order and retired; halfway, with a reason and another look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max
from django.utils import timezone

from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import Refused
from uptake.projects.models import Project
from uptake.projects.roles import Permission
from uptake.review.actions.protocol import facts_of
from uptake.review.models import Criterion, Protocol, Standing, Verdict
from uptake.review.models.protocol import StageKey
from uptake.review.queries.protocol import to_copy

AGAIN = ("", "reason", "include", "exclude", "all")
"""Which earlier decisions need another look: none, those that this was the reason of, those
included, those excluded, all of the stage."""
LONGEST = 60
MOST_REASONS = 60


@dataclass(frozen=True, slots=True)
class CriterionFacts:
    """What one criterion says."""

    label: str
    definition: str = ""
    words: tuple[str, ...] = ()


@action(Permission.LEAD_REVIEW, event="criterion.added")
def add_criterion(
    *, by: Actor, project: Project, stage: str, side: str, facts: CriterionFacts, why: str = "",
    again: str = "",
) -> Outcome[Criterion]:  # fmt: skip
    """Add a criterion after those that there are.

    Once somebody has judged at the stage it is an amendment: `why` is needed, and `again` says
    which earlier decisions need another look.
    """
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    made = _add(project, stage, side, facts)
    return _amended(by, made, f"{made.label} was added", why, again)


@action(Permission.LEAD_REVIEW, event="criteria.added")
def add_criteria(
    *, by: Actor, project: Project, stage: str, side: str, facts: Sequence[CriterionFacts],
    why: str = "", again: str = "",
) -> Outcome[list[Criterion]]:  # fmt: skip
    """Add several criteria at once, in their order: all of them, or none. One amendment."""
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    made = [_add(project, stage, side, one) for one in facts]
    return _several(by, made, "added", why, again)


@action(Permission.LEAD_REVIEW, event="criteria.copied")
def copy_criteria(
    *, by: Actor, project: Project, why: str = "", again: str = ""
) -> Outcome[list[Criterion]]:  # fmt: skip
    """Copy the criteria of titles and abstracts to full texts, but for those named alike there."""
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    made = [
        _add(project, StageKey.FULL, row.side,
             CriterionFacts(row.label, row.definition, tuple(row.words)))
        for row in to_copy(project)
    ]  # fmt: skip
    return _several(by, made, "copied from titles and abstracts", why, again)


def _add(project: Project, stage: str, side: str, facts: CriterionFacts) -> Criterion:
    """The last criterion of its side from now on."""
    facts = _checked(project, stage, side, facts)
    same = Criterion.objects.filter(project=project, stage=stage, side=side)
    last = same.aggregate(last=Max("order"))["last"] or 0
    return Criterion.objects.create(
        project=project, stage=stage, side=side, order=last + 1, label=facts.label,
        definition=facts.definition, words=list(facts.words),
    )  # fmt: skip


def _several(
    by: Actor, made: list[Criterion], how: str, why: str, again: str
) -> Outcome[list[Criterion]]:
    if not made:
        raise Refused("There is no criterion to add.")
    names = [row.label for row in made]
    were = "was" if len(names) == 1 else "were"
    amended = _amended(by, made[0], f"{', '.join(names)} {were} {how}", why, again)
    stands = {"stage": made[0].stage, "criteria": names}
    return Outcome(made, detail={**stands, **amended.detail})


@action(Permission.LEAD_REVIEW, event="criterion.reworded")
def reword_criterion(
    *, by: Actor, criterion: Criterion, facts: CriterionFacts, why: str = "", again: str = ""
) -> Outcome[Criterion]:
    """Put a criterion in other words: a new row replaces it, and verdicts keep the old one's words.

    Words to mark may change at any time, without a reason: they decide nothing.
    """
    old = _current(criterion)
    facts = _checked(old.project, old.stage, old.side, facts, but=old)
    if (facts.label, facts.definition) == (old.label, old.definition):
        if list(facts.words) == old.words:
            raise Refused("Nothing is different from how it was.")
        old.words = list(facts.words)
        old.save(update_fields=["words"])
        return Outcome(old)
    old.retired_at = timezone.now()
    old.save(update_fields=["retired_at"])
    made = Criterion.objects.create(
        project_id=old.project_id, stage=old.stage, side=old.side, order=old.order,
        label=facts.label, definition=facts.definition, words=list(facts.words), replaces=old,
    )  # fmt: skip
    return _amended(by, made, f"{old.label} was reworded", why, again, old)


@action(Permission.LEAD_REVIEW, event="criterion.retired")
def retire_criterion(
    *, by: Actor, criterion: Criterion, why: str = "", again: str = ""
) -> Outcome[Criterion]:
    """Take a criterion out of use. Verdicts given for it keep it."""
    old = _current(criterion)
    old.retired_at = timezone.now()
    old.save(update_fields=["retired_at"])
    return _amended(by, old, f"{old.label} was retired", why, again, old)


@action(Permission.LEAD_REVIEW, event="criterion.moved")
def move_criterion(*, by: Actor, criterion: Criterion, up: bool) -> Criterion:
    """Let a criterion be tried before its neighbour (up), or after it. At an end it stays."""
    row = _current(criterion)
    all_ = list(
        Criterion.objects.filter(
            project_id=row.project_id, stage=row.stage, side=row.side, retired_at=None
        ).order_by("order", "pk")
    )
    at = [one.pk for one in all_].index(row.pk)
    to = max(0, at - 1) if up else min(len(all_) - 1, at + 1)
    all_.insert(to, all_.pop(at))
    for place, one in enumerate(all_, 1):
        one.order = place
    Criterion.objects.bulk_update(all_, ["order"])
    return row


def _current(criterion: Criterion) -> Criterion:
    Project.objects.select_for_update(no_key=True).get(pk=criterion.project_id)
    found = Criterion.objects.select_related("project").get(pk=criterion.pk)
    if found.retired_at is not None:
        raise Refused(
            f"{found.label} is not in use any more.", advice="Look at the criteria as they stand."
        )
    return found


def _checked(
    project: Project, stage: str, side: str, facts: CriterionFacts, but: Criterion | None = None
) -> CriterionFacts:
    label = facts.label.strip()
    if not label:
        raise Refused("The criterion has no name.", advice="Give it one, such as Not adults.")
    if len(label) > LONGEST:
        raise Refused(f"A name has at most {LONGEST} characters; the rest is its definition.")
    rows = Criterion.objects.filter(project=project, stage=stage, side=side, retired_at=None)
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    names = list(rows.values_list("label", flat=True))
    if label.casefold() in {name.casefold() for name in names}:
        raise Refused(f"There is a criterion {label} already.", advice="Give this another name.")
    if len(names) >= MOST_REASONS:
        raise Refused(f"A stage has at most {MOST_REASONS} criteria on a side.")
    return CriterionFacts(label, facts.definition.strip(), _words(facts.words))


def _words(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (" ".join(word.split())[:100] for word in words))))


def _amended(
    by: Actor, criterion: Criterion, what: str, why: str, again: str, old: Criterion | None = None
) -> Outcome[Criterion]:
    """Once somebody has judged, a change of criteria is the protocol's next version."""
    judged = Verdict.objects.filter(project_id=criterion.project_id, stage=criterion.stage)
    if not judged.exists():
        return Outcome(criterion)
    why = why.strip()
    if not why:
        raise Refused(
            "Screening has begun, so a change of criteria needs its reason.",
            advice="Say why it is changed, and which earlier decisions need another look.",
        )
    last = Protocol.objects.filter(project_id=criterion.project_id).last()
    if last is not None:
        kept = facts_of(last)
        Protocol.objects.create(
            project_id=criterion.project_id, version=last.version + 1, by=by.user,
            why=f"{what} ({criterion.get_stage_display().lower()}): {why}",
            **{name: getattr(kept, name) for name in kept.__slots__},
        )  # fmt: skip
    flagged = _flag(criterion, again, f"{what}: {why}", old)
    return Outcome(criterion, detail={"why": why, "look_again": flagged})


def _flag(criterion: Criterion, again: str, reason: str, old: Criterion | None) -> int:
    if again not in AGAIN:
        raise Refused("It is not clear which decisions need another look.", advice="Choose again.")
    if not again:
        return 0
    rows = Standing.objects.filter(
        project_id=criterion.project_id, stage=criterion.stage
    ).exclude(state=Standing.State.HALF)  # fmt: skip
    if again in ("include", "exclude"):
        rows = rows.filter(state=again)
    elif again == "reason":
        rows = rows.filter(reason__in=_same(old or criterion))
    return rows.update(look_again=reason[:300])


def _same(criterion: Criterion) -> list[int]:
    """A criterion and all that it took the place of."""
    found, one = [criterion.pk], criterion
    while one.replaces is not None:
        one = one.replaces
        found.append(one.pk)
    return found
