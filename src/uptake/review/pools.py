"""Which references a stage has: on titles all, on full texts what goes on from there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from uptake.review.models import Retrieval, ReviewRound, Stage, Standing, StopDecision
from uptake.review.models.protocol import StageKey
from uptake.sources.models import Document, ImportFile, Reference

GOES_ON = (Standing.State.INCLUDE, Standing.State.UNSURE)
"""Standings on titles with which a reference goes on to its full text."""
Opened = Sequence[tuple[int, datetime]]
"""Numbers of rounds with when each was opened, the review itself first."""


def pool(stage: Stage) -> QuerySet[Reference]:
    """The references of a stage; merged records are read as the reference they belong to.

    What an earlier round's end left unread stays so: an update asks only for what is new.
    """
    rows = _reached(stage)
    left = _left_unread(stage)
    if left:
        rows = rows.exclude(Q(file__in=left) & ~Exists(_judged(stage)))
    return rows


def to_judge(stage: Stage) -> QuerySet[Reference]:
    """The references of a stage that are or were to be judged: all but full texts not to be had.

    PRISMA counts those as not retrieved, and only what was retrieved as assessed.
    """
    rows = pool(stage)
    if stage.key == StageKey.FULL:
        rows = rows.exclude(Exists(_missing()) & ~Exists(_at_hand()) & ~Exists(_judged(stage)))
    return rows


def not_to_be_had(reference: int) -> bool:
    """Whether the full text of a reference is marked as one that could not be found.

    One that is attached, or marked as found on a record merged into it, is there all the same.
    """
    rows = Reference.objects.filter(Exists(_missing()) & ~Exists(_at_hand()), pk=reference)
    return rows.exists()


def with_text(stage: Stage) -> QuerySet[Reference]:
    """The references of a stage whose full texts are attached, or marked as found."""
    return pool(stage).filter(Exists(_at_hand()))


def _missing() -> QuerySet[Reference]:
    return _work().filter(retrieval__state=Retrieval.State.NOT_RETRIEVED)


def _at_hand() -> QuerySet[Reference]:
    there = Document.objects.filter(reference=OuterRef("pk"), removed_at=None)
    return _work().filter(Exists(there) | Q(retrieval__state=Retrieval.State.RETRIEVED))


def _work() -> QuerySet[Reference]:
    """A reference with the records merged into it."""
    return Reference.objects.filter(
        Q(pk=OuterRef("pk")) | Q(merged_into=OuterRef("pk"))
    ).order_by()  # fmt: skip


def unread_of(stage: Stage, files: Sequence[int]) -> int:
    """How many references of some files came to a stage and were judged by nobody there."""
    return _reached(stage).filter(~Exists(_judged(stage)), file__in=files).count()


def _reached(stage: Stage) -> QuerySet[Reference]:
    """The references that come to a stage, whether or not they are asked for."""
    rows = Reference.objects.filter(project_id=stage.project_id, merged_into=None)
    if stage.key == StageKey.FULL:
        on_titles = Standing.objects.filter(
            project_id=stage.project_id, stage=StageKey.TITLE, state__in=GOES_ON
        ).order_by()
        # Few go on: the database begins with them, where an Exists would look at every reference.
        rows = rows.filter(pk__in=on_titles.values("reference"))
    return rows


def _judged(stage: Stage) -> QuerySet[Standing]:
    return Standing.objects.filter(reference=OuterRef("pk"), stage=stage.key)


def unjudged(stage: Stage) -> list[int]:
    """The ids of the references that nobody has judged at a stage, the oldest first.

    Full texts that are there come before those that are still looked for; those that could not be
    found are left out.
    """
    there = Standing.objects.filter(project_id=stage.project_id, stage=stage.key)
    judged = set(there.values_list("reference_id", flat=True))
    ids = to_judge(stage).order_by("pk").values_list("pk", flat=True)
    left = [pk for pk in ids if pk not in judged]
    if left and stage.key == StageKey.FULL:
        at_hand = set(with_text(stage).values_list("pk", flat=True))
        left.sort(key=lambda pk: pk not in at_hand)
    return left


def opened(project: int) -> Opened:
    """The rounds that were opened; none before the first update."""
    rows = ReviewRound.objects.filter(project=project).order_by("number")
    return list(rows.values_list("number", "created_at"))


def round_at(rounds: Opened, at: datetime) -> int:
    """The round that was open when something came."""
    return max((number for number, since in rounds[1:] if since <= at), default=1)


def _left_unread(stage: Stage) -> list[int]:
    """The files of earlier rounds in which this stage was ended with references unread."""
    files = left_unread_by_round(stage)
    return [pk for some in files.values() for pk in some]


def left_unread_by_round(stage: Stage) -> dict[int, list[int]]:
    """For each earlier round that is ended still at this stage, the files that it brought."""
    rounds = opened(stage.project_id) if getattr(stage, "any_update", True) else []
    if len(rounds) < 2:
        return {}
    ended = set(
        StopDecision.objects.filter(
            project=stage.project_id, stage=stage.key, reopened_at=None, round__lt=rounds[-1][0]
        ).values_list("round", flat=True)
    )
    found: dict[int, list[int]] = {number: [] for number in sorted(ended)}
    files = ImportFile.objects.filter(project=stage.project_id).values_list("pk", "created_at")
    for pk, at in files if ended else ():
        number = round_at(rounds, at)
        if number in found:
            found[number].append(pk)
    return found
