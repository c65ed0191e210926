"""How a stage is screened: by how many, how blind, in which order. Changed where it is safe."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from uptake.methods import stopping
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import Refused
from uptake.projects.models import Project
from uptake.projects.roles import Permission
from uptake.review.actions.standing import restand
from uptake.review.models import Stage, Verdict
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
def change_stage(*, by: Actor, project: Project, key: str, facts: StageFacts) -> Outcome[Stage]:
    """Change how a stage is screened. What was judged stays; where references stand may change.

    From two reviewers to one: what one person has judged is decided. From one to two: what one
    person decided waits for a second, unless a conflict on it was settled. Blinding may be taken
    up again only before anything was judged at the stage.
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
    again = facts.reviewers != stage.reviewers
    for name in StageFacts.__slots__:
        setattr(stage, name, getattr(facts, name))
    stage.save()
    moved = restand(stage) if again else 0
    return Outcome(stage, detail={"standings_changed": moved} if again else {})


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
