"""Rankings kept: in which order references come up, and what it was learnt from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.models import Project
from uptake.projects.roles import Permission
from uptake.review.models import Ranking

IDS, SCORES = np.dtype("<i8"), np.dtype("<f4")


@dataclass(frozen=True, slots=True)
class Ordered:
    """References in the order in which to read them, with what the order was learnt from."""

    order: str
    method: str
    seed: int
    decisions: int
    relevant: int
    ids: Sequence[int]
    scores: Sequence[float]


@action(Permission.SCREEN, event="ranking.made")
def keep_ranking(*, by: Actor, project: Project, stage: str, ordered: Ordered) -> Outcome[Ranking]:
    """Keep an order; what is screened from now on comes up in it."""
    made = Ranking.objects.create(
        project=project, stage=stage, order=ordered.order, method=ordered.method,
        seed=ordered.seed, decisions=ordered.decisions, relevant=ordered.relevant,
        ids=np.asarray(ordered.ids, IDS).tobytes(),
        scores=np.asarray(ordered.scores, SCORES).tobytes(),
    )  # fmt: skip
    return Outcome(made, detail={"references": len(ordered.ids)})
