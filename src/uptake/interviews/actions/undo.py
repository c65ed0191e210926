"""Undo and redo: a coder's own acts in one transcript, newest first, as far back as they go."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from uptake.interviews.actions.coding import _coder
from uptake.interviews.models import Coding, CodingAct, Memo, Passage, Transcript
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import Refused
from uptake.projects.models import User
from uptake.projects.roles import Permission

Kind = CodingAct.Kind


@dataclass(frozen=True)
class Undone:
    """What was taken back or done again: in words, and the stretches of text it touches."""

    words: str
    spans: tuple[tuple[int, int], ...]
    codes: tuple[int, ...]


@action(Permission.CODE, event="coding.undone")
def undo(*, by: Actor, transcript: Transcript) -> Outcome[Undone]:
    """Take back this coder's last act in the transcript."""
    coder = _coder(by)
    act = _stack(transcript, coder).filter(undone_at=None).order_by("-pk").first()
    if act is None:
        raise Refused("You have nothing to undo in this transcript.")
    _turn(act, forwards=False)
    return _told(act, forwards=False)


@action(Permission.CODE, event="coding.redone")
def redo(*, by: Actor, transcript: Transcript) -> Outcome[Undone]:
    """Do again what this coder undid last, unless something new was done since."""
    coder = _coder(by)
    act = _stack(transcript, coder).filter(undone_at__isnull=False).order_by("pk").first()
    if act is None:
        raise Refused("There is nothing to do again in this transcript.")
    _turn(act, forwards=True)
    return _told(act, forwards=True)


def _stack(transcript: Transcript, coder: User) -> QuerySet[CodingAct]:
    """A coder's acts that can be turned. One whose words a withdrawal erased can't."""
    redacted = Passage.State.REDACTED
    return CodingAct.objects.filter(
        transcript=transcript, by=coder, beside=None, buried=False
    ).exclude(
        Q(coding__passage__state=redacted) | Q(memo__passage__state=redacted) | Q(memo__text="")
    )


def _turn(act: CodingAct, *, forwards: bool) -> None:
    group = CodingAct.objects.filter(Q(pk=act.pk) | Q(beside=act))
    now, written = timezone.now(), Memo.objects.exclude(text="")  # without those that were erased

    def show(rows: QuerySet[Coding] | QuerySet[Memo], shown: bool) -> None:
        rows.update(removed_at=None if shown else now)

    def codings(kind: Kind) -> QuerySet[Coding]:
        return Coding.objects.filter(pk__in=group.filter(kind=kind).values("coding"))

    def memos(kind: Kind) -> QuerySet[Memo]:
        return written.filter(pk__in=group.filter(kind=kind).values("memo"))

    replaced = written.filter(
        pk__in=group.filter(kind=Kind.MEMO).values("memo__replaces")
    )  # an edit's earlier words come back when it is undone
    show(_restorable(codings(Kind.APPLY), forwards), forwards)
    show(_restorable(codings(Kind.REMOVE), not forwards), not forwards)
    show(memos(Kind.MEMO), forwards)
    show(replaced, not forwards)
    show(memos(Kind.UNMEMO), not forwards)
    group.update(undone_at=None if forwards else now)


def _restorable(rows: QuerySet[Coding], shown: bool) -> QuerySet[Coding]:
    """Rows to bring back, but not beside one that says the same already."""
    if not shown:
        return rows
    same = Coding.objects.filter(
        passage=OuterRef("passage"), code=OuterRef("code"), coder=OuterRef("coder"), removed_at=None
    )
    merged = rows.exclude(code__merged_into__isnull=False)  # what they became stands for them
    return merged.exclude(Exists(same)).exclude(passage__state=Passage.State.REDACTED)


def _told(act: CodingAct, *, forwards: bool) -> Outcome[Undone]:
    group = list(
        CodingAct.objects.filter(Q(pk=act.pk) | Q(beside=act))
        .select_related("coding__code", "coding__passage", "memo__passage")
        .order_by("pk")
    )
    codings = [a.coding for a in group if a.coding]
    memos = [a.memo for a in group if a.memo]
    passages = [c.passage for c in codings] + [m.passage for m in memos if m.passage]
    spans = tuple(sorted({(p.start, p.end) for p in passages if p.state == Passage.State.FIRM}))
    names = ", ".join(dict.fromkeys(coding.code.name for coding in codings))
    lead = "Done again" if forwards else "Undone"
    back = forwards == (act.kind in (Kind.APPLY, Kind.MEMO))
    what = (
        f"{names} {'is back on' if back else 'is off'} "
        f"{'the passage' if len(spans) < 2 else f'{len(spans):,} passages'}"
        if codings
        else f"the memo is {'back' if back else 'taken away'}"
    )
    told = Undone(f"{lead}: {what}.", spans, tuple({coding.code_id for coding in codings}))
    return Outcome(told, detail={
        "act": act.pk, "codings": [c.pk for c in codings], "memos": [m.pk for m in memos],
    })  # fmt: skip
