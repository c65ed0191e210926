"""The order of references, learnt anew by the worker while people screen."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from uptake.projects import jobs
from uptake.projects.actor import Actor
from uptake.projects.errors import Refused
from uptake.projects.jobs import Done, Progress, work
from uptake.projects.models import Project
from uptake.review import ordering
from uptake.review.actions.ranking import keep_ranking
from uptake.review.models import Stage
from uptake.review.models.protocol import StageKey
from uptake.review.queries import learning
from uptake.review.queries.stages import stage as stage_of

RANK = learning.RANK


@work(RANK)
def rank(progress: Progress, *, by: Actor, project: Project, stage: str) -> Done:
    """Order what nobody has judged yet by what has been decided so far."""
    of = stage_of(project, stage)
    progress.tell(0, 3, "Reading titles and abstracts")
    texts = learning.texts(of)
    progress.tell(1, 3, "Counting words")
    name, features = ordering.features_of(texts, cache())
    progress.tell(2, 3, f"Learning from {texts.decided:,} decisions")
    ordered, weights = ordering.ordered(features, texts, of.order, of.seed)
    made = keep_ranking(by=by, project=project, stage=stage, ordered=ordered)
    ordering.keep_weights(cache(), made.pk, name, weights)
    return Done(f"{len(ordered.ids):,} references are in a new order.")


def cache() -> Path:
    """Where what can be made again is kept."""
    return Path(settings.MEDIA_ROOT).parent / "cache" / "review"


def rank_when_due(*, by: Actor, of: Stage, also_new: bool = False) -> None:
    """Ask the worker for a new order when enough was decided since the last.

    `also_new` looks for references that came in since, too.
    """
    if of.key != StageKey.TITLE or by.user is None or of.order == Stage.Order.RANDOM:
        return
    if learning.is_due(of, also_new):
        _ask(by, of)


def rank_again(*, by: Actor, of: Stage) -> None:
    """Ask for a new order at once. Raises Refused where one is on its way, or none is learnt."""
    if of.key != StageKey.TITLE or of.order == Stage.Order.RANDOM:
        raise Refused("At this stage no order is learnt.")
    if learning.is_under_way(of):
        raise Refused("A new order is on its way already.")
    _ask(by, of)


def _ask(by: Actor, of: Stage) -> None:
    jobs.start(by=by, project=of.project, kind=RANK, title="Order the references", stage=of.key)
