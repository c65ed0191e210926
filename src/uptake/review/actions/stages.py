"""How a stage is screened: by how many, how blind, in which order. Changed where it is safe."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.utils import timezone

from uptake.methods import stopping
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import Refused
from uptake.projects.models import Project
from uptake.projects.roles import Permission
from uptake.review.actions.protocol import facts_of
from uptake.review.actions.standing import restand
from uptake.review.models import Protocol, Stage, Verdict
from uptake.review.models.protocol import StageKey

LARGEST_SEED = 2**31 - 1


@dataclass(frozen=True, slots=True)
class StageFacts:
    """The settings of a stage."""

    reviewers: int = 2
    blind: bool = True
    order: str = Stage.Order.RELEVANCE
    conflicts: str = Stage.Settled.THIRD
    rule: str = stopping.DEFAULT
    target: float = 0.95
    seed: int = 1


@action(Permission.LEAD_REVIEW, event="stage.changed")
def change_stage(
    *, by: Actor, project: Project, key: str, facts: StageFacts, why: str = ""
) -> Outcome[Stage]:
    """Change how a stage is screened. What was judged stays; where references stand may change.

    From two reviewers to one: what one person has judged is decided. From one to two: what one
    person decided waits for a second, unless a conflict on it was settled. Blinding may be taken
    up again only before anything was judged at the stage. After that, another number of reviewers
    needs its reason, and is an amendment of the protocol.
    """
    stage, facts = _stage(project, key), _checked(facts)
    judged = Verdict.objects.filter(project=project, stage=key).exists()
    if judged and facts.blind and not stage.blind:
        raise Refused(
            "People have judged here while they could see each other's verdicts.",
            advice="Leave the blinding off, and say so in the report's methods.",
        )
    if judged and facts.seed != stage.seed:
        raise Refused(
            "The seed orders what is read next, and people have begun to read.",
            advice="Leave it as it is, so that the order can be made again.",
        )
    again, before, why = facts.reviewers != stage.reviewers, stage.reviewers, why.strip()
    if judged and again and not why:
        raise Refused(
            "People have begun to read, and how many read each reference is part of the protocol.",
            advice="Say why it is changed: it is kept as an amendment.",
        )
    for name in StageFacts.__slots__:
        setattr(stage, name, getattr(facts, name))
    stage.save()
    moved = restand(stage) if again else 0
    if judged and again:
        _amend(by, stage, before, why)
    return Outcome(stage, detail={"standings_changed": moved, "why": why} if again else {})


def _amend(by: Actor, stage: Stage, before: int, why: str) -> None:
    """Make another number of reviewers the protocol's next version, if there is a protocol."""
    last = Protocol.objects.filter(project=stage.project).last()
    if last is None:
        return
    people = {1: "one person", 2: "two people"}
    what = f"{stage.get_key_display()} are read by {people[stage.reviewers]} instead of"
    Protocol.objects.create(
        project=stage.project, version=last.version + 1, by=by.user,
        why=f"{what} {people[before]}. {why}", **asdict(facts_of(last)),
    )  # fmt: skip


@action(Permission.LEAD_REVIEW, event="stage.opened")
def open_stage(*, by: Actor, project: Project, key: str) -> Stage:
    """End the blinding of a stage for good: from now on everyone sees every verdict."""
    stage = _stage(project, key)
    if stage.opened_at is not None or not stage.blind:
        raise Refused("This stage is open already.")
    stage.opened_at = timezone.now()
    stage.save(update_fields=["opened_at"])
    return stage


def _stage(project: Project, key: str) -> Stage:
    """The stage's row, made when it is first needed. Holds the project until the write ends."""
    if key not in StageKey.values:
        raise Refused(f"There is no stage {key!r}.", advice=f"Name {' or '.join(StageKey.values)}.")
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    found, _ = Stage.objects.get_or_create(project=project, key=key)
    return found


def _checked(facts: StageFacts) -> StageFacts:
    if facts.reviewers not in (1, 2):
        raise Refused("A reference is read by one person or by two.")
    if facts.order not in Stage.Order.values or facts.conflicts not in Stage.Settled.values:
        raise Refused("The order, or how conflicts are settled, is none of those on offer.")
    if facts.rule not in stopping.PRESETS:
        raise Refused(f"There is no stopping rule {facts.rule!r}.")
    if not 0.5 <= facts.target <= 0.99:
        raise Refused("Aim at finding between 50 % and 99 % of the relevant references.")
    if not 0 <= facts.seed <= LARGEST_SEED:
        raise Refused(f"The seed is a whole number from 0 to {LARGEST_SEED:,}.")
    return facts
