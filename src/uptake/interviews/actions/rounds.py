"""Coding rounds: begun, with who codes what; said to be done; opened; closed or called off."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from django.db.models import Q
from django.utils import timezone

from uptake.interviews.actions.coding import hold
from uptake.interviews.models import (
    Adjudication,
    Assignment,
    Code,
    Coding,
    CodingRound,
    Memo,
    RoundCode,
    Transcript,
)
from uptake.interviews.queries.places import open_places
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import Refused
from uptake.projects.models import Membership, Project, User
from uptake.projects.roles import Permission

LONGEST = 300
Who = Mapping[Transcript, Sequence[User]]


@action(Permission.LEAD_CODING, event="coding_round.begun")
def begin_round(
    *, by: Actor, project: Project, name: str, who: Who, unit: str = CodingRound.Unit.SENTENCE,
    codes: Collection[Code] = (), share: float = 1.0, seed: int = 0,
) -> Outcome[CodingRound]:  # fmt: skip
    """Begin a blind round: `who` codes which transcript. Until it is opened nobody sees another's.

    What these people coded in the transcripts before goes into the round. `codes`: those that the
    round is about; none means the whole codebook. `share` and `seed` say how the draw was made.

    Raises Refused without a name of its own, where fewer than two people code, for somebody who
    may not code here, and for a transcript that is not de-identified, is in another round, or was
    coded by somebody who is not in this one.
    """
    name = name.strip()[:120]
    if not name:
        raise Refused("A round has a name.", advice="Such as: first four interviews.", where="Name")
    if CodingRound.objects.filter(project=project, name=name).exists():
        raise Refused(f"There is a round called {name} already.", where="Name")
    people = {coder.pk: coder for coders in who.values() for coder in coders}
    if not any(len({coder.pk for coder in coders}) > 1 for coders in who.values()):
        raise Refused(
            "No transcript has two coders, so there is nothing to compare.",
            advice="Give at least one transcript to two people.",
        )
    for coder in people.values():
        _may_code(project, coder)
    hold(one.pk for one in who)
    for transcript, coders in who.items():
        _free(transcript)
        _coded_by_these(transcript, coders)
    row = CodingRound.objects.create(
        project=project, name=name, unit=unit, share=share, seed=seed, by=by.user
    )
    RoundCode.objects.bulk_create(
        RoundCode(project=project, round=row, code=code)
        for code in {code.pk: code for code in codes}.values()
    )
    for transcript, coders in who.items():
        for coder in {coder.pk: coder for coder in coders}.values():
            _assign(row, transcript, coder)
    return Outcome(row, about=row, detail={
        "transcripts": sorted(one.pk for one in who), "coders": sorted(people),
        "codes": sorted(code.pk for code in codes),
    })  # fmt: skip


@action(Permission.LEAD_CODING, event="assignment.made")
def add_coder(*, by: Actor, round: CodingRound, transcript: Transcript, coder: User) -> Assignment:
    """Give a transcript of a round that is under way to one more person."""
    _unopened(round)
    _may_code(round.project, coder)
    if not round.assignments.filter(transcript=transcript).exists():
        raise Refused(f"{transcript.title} is not in this round.")
    if round.assignments.filter(transcript=transcript, coder=coder, ended_at=None).exists():
        raise Refused(f"{coder.name} codes {transcript.title} already.")
    return _assign(round, transcript, coder)


@action(Permission.LEAD_CODING, event="assignment.ended")
def end_assignment(*, by: Actor, assignment: Assignment, why: str) -> Assignment:
    """Take somebody off a transcript. What they coded is kept, and agreement leaves it out."""
    _unopened(assignment.round)
    why = _reason(why)
    if assignment.ended_at is not None:
        raise Refused(f"{assignment.coder.name} has been taken off already.")
    assignment.ended_at, assignment.why = timezone.now(), why
    assignment.save(update_fields=["ended_at", "why"])
    return assignment


@action(Permission.LEAD_CODING, event="assignment.handed_over")
def hand_over(*, by: Actor, assignment: Assignment, to: User, why: str) -> Assignment:
    """Give one person's transcript to another. Each one's codings stay their own."""
    row, transcript = assignment.round, assignment.transcript
    _may_code(row.project, to)
    if row.assignments.filter(transcript=transcript, coder=to, ended_at=None).exists():
        raise Refused(f"{to.name} codes {transcript.title} already.")
    _unopened(row)
    if assignment.ended_at is not None:
        raise Refused(f"{assignment.coder.name} has been taken off already.")
    assignment.ended_at, assignment.why = timezone.now(), _reason(why)
    assignment.save(update_fields=["ended_at", "why"])
    return _assign(row, transcript, to)


@action(Permission.CODE, event="assignment.done")
def say_done(*, by: Actor, assignment: Assignment) -> Assignment:
    """Say that one has coded a transcript to its end. Nothing more is coded there."""
    _own(by, assignment)
    if assignment.done_at is not None:
        raise Refused(f"You have said already that {assignment.transcript.title} is done.")
    assignment.done_at = timezone.now()
    assignment.save(update_fields=["done_at"])
    return assignment


@action(Permission.CODE, event="assignment.taken_up_again")
def not_done(*, by: Actor, assignment: Assignment) -> Assignment:
    """Take back that a transcript is done, as long as the round is not open."""
    _own(by, assignment)
    if assignment.done_at is None:
        raise Refused(f"You have not said that {assignment.transcript.title} is done.")
    assignment.done_at = None
    assignment.save(update_fields=["done_at"])
    return assignment


@action(Permission.LEAD_CODING, event="coding_round.opened")
def open_round(*, by: Actor, round: CodingRound, why: str = "") -> Outcome[CodingRound]:
    """Let everybody see what was coded, and begin to compare. It can't be taken back.

    Raises Refused while somebody is not done, unless there is a reason for not waiting.
    """
    _unopened(round)
    hold(round.assignments.order_by().values_list("transcript_id", flat=True))
    why = why.strip()[:LONGEST]
    waiting = round.assignments.filter(ended_at=None, done_at=None).select_related("coder")
    names = sorted({one.coder.name for one in waiting})
    if names and not why:
        raise Refused(
            f"Not everybody is done: {', '.join(names)}.",
            advice="Wait for them, or say why the round is opened now.", where="Reason",
        )  # fmt: skip
    round.opened_at, round.opened_by, round.note = timezone.now(), by.user, why
    round.save(update_fields=["opened_at", "opened_by", "note"])
    return Outcome(round, about=round, detail={"not done": len(waiting)})


@action(Permission.LEAD_CODING, event="coding_round.closed")
def close_round(*, by: Actor, round: CodingRound) -> CodingRound:
    """Say that a round is adjudicated to its end."""
    round = _held(round)
    if round.opened_at is None or round.closed_at is not None:
        raise Refused(f"{round.name} is not being adjudicated.")
    if left := open_places(round):
        raise Refused(
            f"{left:,} {'place is' if left == 1 else 'places are'} still to be decided.",
            advice="Decide them, then close the round.",
        )
    round.closed_at = timezone.now()
    round.save(update_fields=["closed_at"])
    return round


@action(Permission.LEAD_CODING, event="coding_round.reopened")
def reopen_round(*, by: Actor, round: CodingRound) -> CodingRound:
    """Take back that a round is closed, to adjudicate further."""
    round = _held(round)
    if round.closed_at is None or round.called_off:
        raise Refused(f"{round.name} is not closed.")
    round.closed_at = None
    round.save(update_fields=["closed_at"])
    return round


@action(Permission.LEAD_CODING, event="coding_round.called_off")
def call_off(*, by: Actor, round: CodingRound, why: str) -> CodingRound:
    """Give a round up. What was coded in it stands as each one's ordinary coding, for all to see.

    Raises Refused without a reason, and once anything has been adjudicated.
    """
    why, round = _reason(why), _held(round)
    if round.closed_at is not None:
        raise Refused(f"{round.name} is closed.")
    if Adjudication.objects.filter(round=round, undone_at=None).exists():
        raise Refused(
            f"{round.name} has been adjudicated in part.",
            advice="Undo the decisions first, or go on to the end.",
        )
    hold(round.assignments.order_by().values_list("transcript_id", flat=True))
    now = timezone.now()
    Coding.objects.filter(round=round, layer=Coding.Layer.CODER).update(round=None)
    Memo.objects.filter(round=round).update(round=None)
    round.opened_at, round.opened_by = round.opened_at or now, round.opened_by or by.user
    round.closed_at, round.called_off, round.note = now, True, why
    round.save(update_fields=["opened_at", "opened_by", "closed_at", "called_off", "note"])
    return round


def _assign(row: CodingRound, transcript: Transcript, coder: User) -> Assignment:
    """Give a transcript to somebody; what they coded there before goes into the round."""
    theirs = {"project_id": row.project_id, "round": None}
    Coding.objects.filter(
        passage__transcript=transcript, coder=coder, layer=Coding.Layer.CODER, **theirs
    ).update(round=row)
    Memo.objects.filter(
        Q(passage__transcript=transcript) | Q(transcript=transcript), by=coder, **theirs
    ).update(round=row)
    return Assignment.objects.create(
        project_id=row.project_id, round=row, transcript=transcript, coder=coder
    )


def _may_code(project: Project, coder: User) -> None:
    member = Membership.objects.filter(project=project, user=coder, ended_at=None).first()
    if member is None or not member.may(Permission.CODE):
        raise Refused(
            f"{coder.name} may not code in this project.",
            advice="Give them a role that codes, or choose somebody else.", where="Coders",
        )  # fmt: skip


def _free(transcript: Transcript) -> None:
    transcript.refresh_from_db(fields=["cleared_how"])
    if not transcript.cleared_how:
        raise Refused(
            f"{transcript.title} has not been de-identified yet.",
            advice="Sign off the de-identification, or leave the transcript out.",
        )
    other = CodingRound.objects.filter(
        assignments__transcript=transcript, called_off=False
    ).first()  # fmt: skip
    if other is not None:
        raise Refused(
            f"{transcript.title} is in the round {other.name}.", advice="Leave it out of this one."
        )


def _coded_by_these(transcript: Transcript, coders: Sequence[User]) -> None:
    others = (
        Coding.objects.filter(passage__transcript=transcript, removed_at=None, round=None)
        .exclude(coder__in=coders)
        .order_by("coder__name")
    )
    names = list(others.values_list("coder__name", flat=True).distinct())
    if names:
        raise Refused(
            f"{transcript.title} has been coded by {', '.join(names)}, who would not code it in "
            "this round.",
            advice="Give it to them as well, or leave it out.",
        )


def _held(row: CodingRound) -> CodingRound:
    """The round as it stands now, held until the write ends: somebody may have opened it since.

    Not its key: coding that is under way points to it while it holds the transcript.
    """
    return CodingRound.objects.select_for_update(no_key=True).get(pk=row.pk)


def _unopened(row: CodingRound) -> None:
    row = _held(row)
    if row.opened_at is not None or row.closed_at is not None:
        raise Refused(f"{row.name} is open: who codes what can't change any more.")


def _reason(why: str) -> str:
    why = why.strip()[:LONGEST]
    if not why:
        raise Refused("A reason is needed.", advice="A few words will do.", where="Reason")
    return why


def _own(by: Actor, assignment: Assignment) -> None:
    if by.user is None or assignment.coder_id != by.user.pk:
        raise Refused(f"Only {assignment.coder.name} can say that.")
    if assignment.ended_at is not None:
        raise Refused("You have been taken off this transcript.")
    _unopened(assignment.round)
