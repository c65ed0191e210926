"""Undo and redo: a coder's own acts in one transcript, newest first, as far back as they go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from uptake.interviews.actions.coding import _coder, hold, round_of
from uptake.interviews.models import Coding, CodingAct, Memo, Passage, Transcript
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.models import User
from uptake.projects.roles import Permission

Kind = CodingAct.Kind
AT_ONCE = 500


@dataclass(frozen=True)
class Undone:
    """What was taken back or done again: in words, and the stretches of text it touches."""

    words: str
    spans: tuple[tuple[int, int], ...]
    codes: tuple[int, ...]


@action(Permission.CODE, event="coding.undone")
def undo(*, by: Actor, transcript: Transcript) -> Outcome[Undone]:
    """Take back this coder's last act in the transcript."""
    return _turned(_coder(by), transcript, forwards=False)


@action(Permission.CODE, event="coding.redone")
def redo(*, by: Actor, transcript: Transcript) -> Outcome[Undone]:
    """Do again what this coder undid last, unless something new was done since."""
    return _turned(_coder(by), transcript, forwards=True)


def _turned(coder: User, transcript: Transcript, *, forwards: bool) -> Outcome[Undone]:
    found = _next(coder, transcript, forwards=forwards)
    together = CodingAct.objects.filter(Q(pk=found.pk) | Q(beside=found)).order_by("pk")
    hold(_transcripts(together))
    # Looked for again: no round is opened from here on, and no other window undoes the same.
    act = _next(coder, transcript, forwards=forwards)
    if act.pk != found.pk:
        raise OvertakenEdit(
            "You undid or did something in another window at the same moment.",
            advice="Look at the transcript as it is now, then undo again.",
        )
    group = list(_with_rows(together))
    _still_at_it(together, coder)
    _turn(group, forwards=forwards)
    return _told(group, transcript, forwards=forwards)


def _next(coder: User, transcript: Transcript, *, forwards: bool) -> CodingAct:
    acts = CodingAct.objects.filter(
        transcript=transcript, by=coder, beside=None, buried=False,
        undone_at__isnull=not forwards,
    ).order_by("pk" if forwards else "-pk")  # fmt: skip
    act = next((act for act in _with_rows(acts).iterator(chunk_size=20) if _can_turn(act)), None)
    if act is None and forwards:
        raise Refused("There is nothing to do again in this transcript.")
    if act is None:
        raise Refused("You have nothing to undo in this transcript.")
    return act


def _with_rows(acts: QuerySet[CodingAct]) -> QuerySet[CodingAct]:
    return acts.select_related("coding__code", "coding__passage", "coding__round",
                               "memo__passage", "memo__round")  # fmt: skip


def _can_turn(act: CodingAct) -> bool:
    """Not an act whose words a withdrawal erased, nor one of a round that has been opened."""
    about = act.coding or act.memo
    if about is None or (about.round is not None and about.round.opened_at is not None):
        return False
    if act.memo is not None and not act.memo.text:
        return False
    return about.passage is None or about.passage.state != Passage.State.REDACTED


def _transcripts(acts: QuerySet[CodingAct]) -> set[int]:
    """Where their codings and memos are: those by rule are remembered in the first of several."""
    rows = acts.order_by().values_list(
        "transcript_id", "coding__passage__transcript_id", "memo__passage__transcript_id"
    )
    return {coded or noted or heard for heard, coded, noted in rows}


def _still_at_it(acts: QuerySet[CodingAct], coder: User) -> None:
    """Raise Refused where a transcript is coded blind by others, or the coder said it is done."""
    bound = acts.filter(Q(coding__isnull=False) | Q(memo__round__isnull=False))
    for transcript in Transcript.objects.filter(pk__in=_transcripts(bound)).order_by("pk"):
        round_of(transcript, coder)


def _turn(group: Sequence[CodingAct], *, forwards: bool) -> None:
    now, turned = timezone.now(), [act for act in group if _can_turn(act)]

    def show(rows: QuerySet[Coding] | QuerySet[Memo], shown: bool) -> None:
        rows.update(removed_at=None if shown else now)

    def ids(kind: Kind) -> Iterator[list[int]]:
        return _some([act.coding_id or act.memo_id or 0 for act in turned if act.kind == kind])

    for some in ids(Kind.APPLY):
        show(_restorable(Coding.objects.filter(pk__in=some), forwards), forwards)
    for some in ids(Kind.REMOVE):
        show(_restorable(Coding.objects.filter(pk__in=some), not forwards), not forwards)
    written = Memo.objects.exclude(text="")  # without those that were erased
    for some in ids(Kind.MEMO):
        show(written.filter(pk__in=some), forwards)
        # An edit's earlier words come back when it is undone.
        show(written.filter(edits__in=some), not forwards)
    for some in ids(Kind.UNMEMO):
        show(written.filter(pk__in=some), not forwards)
    for acts in _some([act.pk for act in group]):
        CodingAct.objects.filter(pk__in=acts).update(undone_at=None if forwards else now)


def _some(ids: list[int]) -> Iterator[list[int]]:
    """As many at once as a query takes."""
    return (ids[at : at + AT_ONCE] for at in range(0, len(ids), AT_ONCE))


def _restorable(rows: QuerySet[Coding], shown: bool) -> QuerySet[Coding]:
    """Rows to bring back, but not beside one that says the same already."""
    if not shown:
        return rows
    same = Coding.objects.filter(
        passage=OuterRef("passage"), code=OuterRef("code"), coder=OuterRef("coder"),
        layer=OuterRef("layer"), removed_at=None,
    )  # fmt: skip
    merged = rows.exclude(code__merged_into__isnull=False)  # what they became stands for them
    return merged.exclude(Exists(same))


def _told(
    group: Sequence[CodingAct], transcript: Transcript, *, forwards: bool
) -> Outcome[Undone]:  # fmt: skip
    codings = [a.coding for a in group if a.coding]
    memos = [a.memo for a in group if a.memo]
    passages = [c.passage for c in codings] + [m.passage for m in memos if m.passage]
    firm = {p.pk: p for p in passages if p.state == Passage.State.FIRM}
    here = {(p.start, p.end) for p in firm.values() if p.transcript_id == transcript.pk}
    names = ", ".join(dict.fromkeys(coding.code.name for coding in codings))
    lead = "Done again" if forwards else "Undone"
    back = forwards == (group[0].kind in (Kind.APPLY, Kind.MEMO))
    what = (
        f"{names} {'is back on' if back else 'is off'} "
        f"{'the passage' if len(firm) < 2 else f'{len(firm):,} passages'}"
        if codings
        else f"the memo is {'back' if back else 'taken away'}"
    )
    told = Undone(
        f"{lead}: {what}.", tuple(sorted(here)), tuple({coding.code_id for coding in codings})
    )
    return Outcome(told, detail={
        "act": group[0].pk, "codings": [c.pk for c in codings], "memos": [m.pk for m in memos],
    })  # fmt: skip
