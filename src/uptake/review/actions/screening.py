"""Verdicts on references: given, changed, taken back."""

from __future__ import annotations

from django.utils import timezone

from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.models import Project, User
from uptake.projects.roles import Permission
from uptake.review.actions.standing import restand, restand_one
from uptake.review.judging import may_change, may_judge, round_of
from uptake.review.models import (
    Criterion,
    Protocol,
    Ranking,
    Stage,
    Standing,
    Verdict,
)
from uptake.review.models.protocol import StageKey
from uptake.review.models.screening import Judged
from uptake.review.queries.stages import verdicts, with_what_there_is
from uptake.review.seen import mark
from uptake.sources.models import Reference

LONGEST_NOTE = 20_000
A_DAY = 86_400


@action(Permission.SCREEN, event="reference.screened")
def screen(
    *, by: Actor, reference: Reference, stage: str, verdict: str, reason: Criterion | None = None,
    note: str = "", seconds: int | None = None, order: str = "", ranking: Ranking | None = None,
    rank: int | None = None, seen: str = "", mine: int | None = None, others: int | None = None,
) -> Outcome[Verdict]:  # fmt: skip
    """Judge a reference at a stage; one's earlier verdict on it is kept as replaced.

    `seen` is the mark of the words that the page showed: when they have changed since, nothing is
    judged. `order`, `ranking` and `rank` say in which order the reference came up. `mine` is the id
    of one's own verdict that the page showed, 0 for none; `others` the highest id of others'
    verdicts that it showed. None of either asks for no comparison.

    Raises OvertakenEdit when the words changed, when one judged it meanwhile in another window, or
    when others decided it and everyone may see that; Refused when the reference was merged into
    another, is settled, is none of this stage's, or when the stage was ended.
    """
    person = _person(by)
    row = _held(reference.project_id, stage, reference)
    there = Standing.objects.filter(stage=stage, reference=reference).first()
    may_judge(row, reference, seen, there)
    reason = _reason(row, verdict, reason)
    calibration = round_of(row, reference.pk)
    if there is not None and others is not None:
        _overtaken(row, there, person, others)
    if there is not None:
        _replace(row, reference, person, mine)
    made = Verdict.objects.create(
        project_id=row.project_id, stage=stage, reference=reference, by=person, verdict=verdict,
        reason=reason, note=note.strip()[:LONGEST_NOTE],
        seconds=None if seconds is None else max(0, min(seconds, A_DAY)),
        order=order if order in Stage.Order.values else "", ranking=ranking,
        rank=rank if rank is not None and rank > 0 else None, calibration=calibration,
        protocol=_version(row), seen=mark(reference),
    )  # fmt: skip
    restand_one(row, reference.pk, there, calibration is not None)
    made.read_at = row
    return Outcome(made, about=made)


def _overtaken(stage: Stage, there: Standing, person: User, known: int) -> None:
    """Refuse where others decided a reference after the page showed it, and all may see that."""
    if there.state == Standing.State.HALF:
        return
    late = [
        one for one in verdicts(stage, there.reference_id)
        if one.pk > known and (one.by_id != person.pk or one.origin)
    ]  # fmt: skip
    if late:
        last = late[-1]
        who = last.by.name if last.by else last.origin or "Somebody"
        raise OvertakenEdit(
            f"{who} judged this reference while you had it open: "
            f"{last.get_verdict_display().lower()}.",
            advice="It is shown as it stands now. Judge it only if you see it otherwise.",
        )


def _replace(stage: Stage, reference: Reference, person: User, known: int | None) -> None:
    """Keep one's earlier verdict as replaced, where it may be changed and the page showed it."""
    mine = Verdict.objects.filter(
        stage=stage.key, reference=reference, by=person, origin="", replaced_at=None
    )
    before = mine.first()
    if before is not None:
        if known is not None and known != before.pk:
            raise OvertakenEdit(
                f"You judged this reference already, in another window: "
                f"{before.get_verdict_display().lower()}.",
                advice="It is shown with that verdict. Judge it again only to change it.",
            )
        may_change(stage, before)
        mine.update(replaced_at=timezone.now())


@action(Permission.SCREEN, event="verdict.undone")
def take_back(*, by: Actor, verdict: Verdict) -> Verdict:
    """Take back one's own verdict. The row stays; the reference comes up again."""
    person = _person(by)
    row = _held(verdict.project_id, verdict.stage, verdict.reference)
    current = Verdict.objects.get(pk=verdict.pk)
    if current.by_id != person.pk:
        raise Refused("This is somebody else's verdict; only they can take it back.")
    if current.replaced_at is not None:
        raise Refused("This verdict was taken back or changed already.")
    may_change(row, current)
    current.replaced_at = timezone.now()
    current.save(update_fields=["replaced_at"])
    restand(row, [current.reference_id])
    return current


def _person(by: Actor) -> User:
    if by.user is None:
        raise Refused(
            "A verdict is a person's, so it needs one.", advice="Say in whose name it is given."
        )
    return by.user


def _held(project_id: int, key: str, reference: Reference) -> Stage:
    """The stage's row, with the project and the reference held until the write ends."""
    if key not in StageKey.values:
        raise Refused(f"There is no stage {key!r}.", advice=f"Name {' or '.join(StageKey.values)}.")
    Project.objects.select_for_update(no_key=True).get(pk=project_id)
    reference.refresh_from_db(
        fields=["title", "abstract", "retraction", "merged_into", "retracted_at"]
    )
    found = with_what_there_is(project_id, key)
    return found or Stage.objects.get_or_create(project_id=project_id, key=key)[0]


def _reason(stage: Stage, verdict: str, reason: Criterion | None) -> Criterion | None:
    if verdict not in Judged.values:
        raise Refused("Say whether it is included, excluded, or you are unsure.")
    if verdict != Judged.EXCLUDE:
        return None
    if reason is None:
        if stage.key == StageKey.FULL:
            raise Refused(
                "A full text is excluded for a reason.",
                advice="Choose the first reason of the list that holds.",
            )
        return None
    if (reason.stage, reason.side) != (stage.key, Criterion.Side.EXCLUDE):
        raise Refused(f"{reason.label} is no reason to exclude at this stage.")
    if reason.retired_at is not None:
        raise Refused(
            f"The reason {reason.label} was retired or reworded meanwhile.",
            advice="Choose from the reasons as they stand now.",
        )
    return reason


def _version(stage: Stage) -> int:
    if hasattr(stage, "version"):
        return stage.version or 1
    rows = Protocol.objects.filter(project_id=stage.project_id).order_by("-version")
    return rows.values_list("version", flat=True).first() or 1
