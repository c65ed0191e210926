"""What may not be judged, or not any more: asked before a verdict is kept, and by the page."""

from __future__ import annotations

from uptake.projects.errors import OvertakenEdit, Refused
from uptake.review.models import (
    AuditItem,
    Calibration,
    CalibrationItem,
    ReviewRound,
    Stage,
    Standing,
    StopDecision,
    Verdict,
)
from uptake.review.models.protocol import StageKey
from uptake.review.pools import GOES_ON, not_to_be_had
from uptake.review.queries.stages import settled_works
from uptake.review.seen import mark
from uptake.sources.models import Reference


class NotRetrieved(Refused):
    """A full text that could not be had is not judged."""


def refusal(
    stage: Stage, reference: Reference, there: Standing | None, mine: Verdict | None
) -> Refused | None:
    """Why a person may not judge a reference now, where they have judged it as `mine`."""
    try:
        may_judge(stage, reference, "", there)
        if mine is not None:
            may_change(stage, mine)
    except Refused as refused:
        return refused
    return None


def may_judge(stage: Stage, reference: Reference, seen: str, there: Standing | None) -> None:
    """Refuse what cannot be judged at this stage, or not any more, or not as it was shown."""
    if reference.merged_into_id is not None:
        raise OvertakenEdit(
            "This record was found to be a duplicate and merged while you read it.",
            advice="Your verdict is not kept here; the reference it belongs to comes up instead.",
        )
    if seen and seen != mark(reference):
        raise OvertakenEdit(
            "This reference was changed while you read it.",
            advice="It is shown as it reads now. Give your verdict again.",
        )
    if there is not None:
        if there.state != Standing.State.HALF:
            _refuse_settled(stage, reference.pk)
        return
    if stage.key == StageKey.FULL:
        on_titles = Standing.objects.filter(
            stage=StageKey.TITLE, reference=reference, state__in=GOES_ON
        )
        if not on_titles.exists():
            raise Refused(
                "This reference was not included on its title and abstract.",
                advice="Include it there first.",
            )
        if not_to_be_had(reference.pk):
            raise NotRetrieved(
                "Its full text is marked as one that could not be found, and counts as not "
                "retrieved.",
                advice="If you have it after all, say so first: attach it or mark it as found.",
            )
    _refuse_after_the_end(stage, reference)


def _refuse_after_the_end(stage: Stage, reference: Reference) -> None:
    """Nothing new is read at a stage that was ended, but for a random audit."""
    if not getattr(stage, "any_end", True):
        return
    ended = StopDecision.objects.filter(
        project_id=stage.project_id, stage=stage.key, reopened_at=None
    ).last()
    if ended is None or ended.round != _round(stage):
        return
    drawn = AuditItem.objects.filter(reference=reference, audit__stage=stage.key)
    if not drawn.exists():
        raise Refused(
            f"This stage was ended on {ended.created_at:%-d %B %Y}; what is unread stays unread.",
            advice="To read on, the lead opens it again under When to stop.",
        )


def _round(stage: Stage) -> int:
    last = ReviewRound.objects.filter(project_id=stage.project_id).last()
    return last.number if last else 1


def may_change(stage: Stage, verdict: Verdict) -> None:
    """Refuse to change what others have gone on from."""
    work = verdict.reference.merged_into_id or verdict.reference_id
    _refuse_settled(stage, work)
    conflict = Standing.objects.filter(
        stage=stage.key, reference=work, state=Standing.State.CONFLICT
    )
    if stage.conflicts == Stage.Settled.THIRD and stage.reviewers == 2 and conflict.exists():
        raise Refused(
            "Somebody else judged this reference otherwise, and a third person settles it.",
            advice="If your verdict was a slip, tell the third person; it is theirs to settle.",
        )
    if _sees_the_round(stage, verdict):
        raise Refused(
            "You have judged all of this calibration round and see what others said of it.",
            advice="Your verdicts on it stay until the round is closed; change them then.",
        )


def _refuse_settled(stage: Stage, work: int) -> None:
    if settled_works(stage, [work]):
        raise Refused(
            "The conflict on this reference was settled, so a verdict on it changes nothing.",
            advice="Ask whoever leads the review to reopen the settlement; then change yours.",
        )


def round_of(stage: Stage, reference: int) -> Calibration | None:
    """The open calibration round that a reference belongs to."""
    if not getattr(stage, "any_round", True):
        return None
    return Calibration.objects.filter(
        project_id=stage.project_id, stage=stage.key, closed_at=None, items__reference=reference
    ).first()


def _sees_the_round(stage: Stage, verdict: Verdict) -> bool:
    """Whether somebody is through a round that is open, and others have begun it."""
    of = round_of(stage, verdict.reference_id)
    if of is None:
        return False
    ids = CalibrationItem.objects.filter(calibration=of).values_list("reference_id", flat=True)
    given = Verdict.objects.filter(
        stage=stage.key, reference__in=list(ids), replaced_at=None, origin=""
    )
    through = given.filter(by=verdict.by_id).values("reference").distinct().count() == len(ids)
    return through and given.exclude(by=verdict.by_id).exists()
