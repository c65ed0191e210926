"""Why a reference comes up where it does."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from uptake.methods.screening.reasons import Word
from uptake.projects.models import Job, Project, User
from uptake.review.models import Ranking, Stage, Standing
from uptake.review.ordering import reasons_for
from uptake.review.pools import pool
from uptake.review.queries.learning import RANK
from uptake.review.queries.queue import ids_of, latest_ranking
from uptake.review.queries.stages import is_open, stage, waits_for
from uptake.sources.models import Reference


@dataclass(frozen=True, slots=True)
class Why:
    """One reference's place, and what brought it there."""

    stage: Stage
    row: Reference
    ranking: Ranking | None
    place: int | None
    of: int
    second: bool
    first: bool
    """Whether the person has second verdicts to give before the order is told."""
    words: tuple[tuple[Word, ...], tuple[Word, ...]] | None
    pending: Job | None
    show_words: bool


def why(project: Project, key: str, user: User, row: Reference, folder: Path) -> Why:
    """The place of a reference in the latest order, with the words that brought it there.

    While somebody else's verdict on it is hidden, so are place and words: they learnt from it. The
    same while anything else waits for this person's verdict, since they learnt from that too.
    """
    of = stage(project, key)
    latest = latest_ranking(of)
    standing = Standing.objects.filter(stage=key, reference=row).first()
    mine = standing is not None and standing.judged_by_id == user.pk
    hidden = standing is not None and not is_open(of, standing) and not mine
    first = not hidden and waits_for(of, user.pk)
    ids = ids_of(latest.pk, latest.created_at).tolist() if latest else []
    place = ids.index(row.pk) + 1 if row.pk in ids and not hidden and not first else None
    words = None
    if latest is not None and not hidden and not first:
        texts = list(pool(of).order_by("pk").values_list("pk", flat=True))
        words = reasons_for(folder, latest.pk, texts, row.pk)
    pending = Job.objects.filter(
        project=project, kind=RANK, state__in=[Job.State.WAITING, Job.State.RUNNING]
    ).first()
    return Why(of, row, latest, place, len(ids), hidden, first, words, pending,
               words is not None and any(words))  # fmt: skip
