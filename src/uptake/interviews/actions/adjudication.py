"""Adjudication: what counts where coders' passages overlap. Each coder's own work stays."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from django.db.models import Max
from django.utils import timezone

from uptake.interviews.actions.coding import _passage, _stretch
from uptake.interviews.models import (
    Adjudication,
    Code,
    Coding,
    CodingRound,
    Transcript,
)
from uptake.interviews.queries.places import Place, decided_codings, places
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.models import User
from uptake.projects.roles import Permission

How = Adjudication.How
BATCH = 500


@action(Permission.LEAD_CODING, event="place.adjudicated")
def adjudicate(
    *, by: Actor, round: CodingRound, codings: Collection[int], how: str, reason: str = "",
    coder: User | None = None, codes: Sequence[Code] = (), version: int = 0, start: int = 0,
    end: int = 0,
) -> Outcome[Adjudication]:  # fmt: skip
    """Decide on one place: `codings` are the ids of what the coders put there.

    `how`: agree (all say the same), choose (`coder`'s), merge or own (`codes` on the characters
    [start, end) of the transcript's `version`), or discard. What is decided becomes the consensus
    layer, in the adjudicator's name; undoing takes it away again.

    Raises OvertakenEdit when the place was decided on or changed meanwhile, and Refused where the
    coders do not agree, a code is retired, or nothing is chosen.
    """
    who, row = _adjudicator(by, round), _held(round)
    place = _found(row, codings)
    if how == How.AGREE:
        if not place.identical:
            raise Refused("They do not say the same here.", advice="Choose, or put them together.")
        given = _theirs(place, place.coders[0])
    elif how == How.CHOOSE:
        if coder is None or coder.pk not in {mark.coder for mark in place.marks}:
            raise Refused("No coder was chosen who coded something here.")
        given = _theirs(place, coder.pk)
    elif how in (How.MERGE, How.OWN):
        given = _anew(place, how, codes, version, start, end)
    elif how == How.DISCARD:
        given = set()
    else:
        raise Refused("Say how it is decided.", advice="Agree, choose, put together or discard.")
    made = Adjudication(
        project_id=row.project_id, round=row, transcript_id=place.transcript, how=how,
        reason=reason.strip(), by=who, decided=list(place.codings),
    )  # fmt: skip
    _make_way(row, [place])
    made.save()
    _write([(made, given)], who)
    return Outcome(made, about=made, detail={"codes": len(given)})


@action(Permission.LEAD_CODING, event="places.agreed")
def agree_identical(*, by: Actor, round: CodingRound) -> Outcome[list[Adjudication]]:
    """Agree at once wherever all coders of a transcript put the same codes on the same words.

    In a transcript that one person codes, that is everywhere. Places with a retired code are left
    to be decided one by one.
    """
    who, row = _adjudicator(by, round), _held(round)
    same = [one for one in places(row) if one.decided is None and one.identical]
    retired = set(
        Code.objects.filter(project_id=row.project_id, retired_at__isnull=False)
        .order_by().values_list("pk", flat=True)
    )  # fmt: skip
    same = [one for one in same if not {mark.code for mark in one.marks} & retired]
    if not same:
        raise Refused("There is no place left where they say the same.")
    _make_way(row, same)
    last = Adjudication.objects.filter(round=row).aggregate(last=Max("bulk"))["last"] or 0
    made = Adjudication.objects.bulk_create(
        [
            Adjudication(
                project_id=row.project_id, round=row, transcript_id=one.transcript, how=How.AGREE,
                by=who, decided=list(one.codings), bulk=last + 1,
            )
            for one in same
        ],
        batch_size=BATCH,
    )  # fmt: skip
    _write(
        [(one, _theirs(place, place.coders[0])) for one, place in zip(made, same, strict=True)], who
    )
    return Outcome(made, about=row, detail={"places": len(made), "bulk": last + 1})


@action(Permission.LEAD_CODING, event="adjudication.undone")
def undo_adjudication(*, by: Actor, adjudication: Adjudication) -> Outcome[Adjudication]:
    """Take a decision back, with all that were made in the same go. The place is open again."""
    row = adjudication.round
    _adjudicator(by, row)
    _held(row)
    adjudication.refresh_from_db()
    if adjudication.undone_at is not None:
        raise Refused("This decision has been undone already.")
    group = Adjudication.objects.filter(round=row, undone_at=None)
    group = group.filter(bulk=adjudication.bulk) if adjudication.bulk else group.filter(
        pk=adjudication.pk
    )  # fmt: skip
    ids = list(group.values_list("pk", flat=True))
    _take_back(ids)
    adjudication.refresh_from_db()
    return Outcome(adjudication, about=adjudication, detail={"places": len(ids)})


def _take_back(ids: Sequence[int]) -> None:
    """Let decisions, and what they laid down, count no more."""
    now = timezone.now()
    for at in range(0, len(ids), BATCH):
        part = ids[at : at + BATCH]
        Coding.objects.filter(adjudication__in=part, removed_at=None).update(removed_at=now)
        Adjudication.objects.filter(pk__in=part).update(undone_at=now)


def _make_way(row: CodingRound, open_again: Iterable[Place]) -> None:
    """Take back what was decided on a part of some places, which more was put into since.

    Such as a passage that a correction lost, and that was put back. What is decided now is about
    all that the coders put there.
    """
    decided = decided_codings(row)
    earlier = {decided[pk] for place in open_again for pk in place.codings if pk in decided}
    _take_back(sorted(earlier))


def _adjudicator(by: Actor, row: CodingRound) -> User:
    if by.user is None:
        raise Refused(
            "A decision is a person's.", advice="Say in whose name it is made (--as)."
        )  # fmt: skip
    return by.user


def _held(row: CodingRound) -> CodingRound:
    """The round as it is now, held so that two people do not decide on one place at once."""
    found = CodingRound.objects.select_for_update(no_key=True).get(pk=row.pk)
    if found.opened_at is None:
        raise Refused(f"{found.name} is not open yet.", advice="Open it when the coders are done.")
    if found.closed_at is not None:
        raise Refused(f"{found.name} is closed.", advice="Reopen it to decide further.")
    return found


def _found(row: CodingRound, codings: Collection[int]) -> Place:
    first = Coding.objects.filter(round=row, pk__in=list(codings)[:1]).first()
    wanted = set(codings)
    here = places(row, [first.passage.transcript_id]) if first else []
    found = next((one for one in here if set(one.codings) == wanted), None)
    if found is None or found.decided is not None:
        raise OvertakenEdit(
            "This place was decided on, or is not as it was when the page was made.",
            advice="Look at it as it is now.",
        )
    return found


def _theirs(place: Place, coder: int) -> set[tuple[int, int]]:
    """What one coder put here: (passage, code) each."""
    return {
        (place.passages[mark.id], mark.code) for mark in place.marks if mark.coder == coder
    }  # fmt: skip


def _anew(
    place: Place, how: str, codes: Sequence[Code], version: int, start: int, end: int
) -> set[tuple[int, int]]:
    """Codes on a stretch that the adjudicator says."""
    there = {mark.code for mark in place.marks}
    if not codes:
        raise Refused("No code was chosen.", advice="Tick one, or discard the place.")
    if how == How.MERGE and not {code.pk for code in codes} <= there:
        raise Refused("Nobody used that code here.", advice="Code the place anew instead.")
    if not (place.start <= start < end <= place.end):
        raise Refused("That stretch does not lie in this place.", advice="Choose one that does.")
    transcript = Transcript.objects.get(pk=place.transcript)
    passage = _passage(transcript, _stretch(transcript, version, start, end))
    return {(passage.pk, code.pk) for code in codes}


def _write(decisions: Iterable[tuple[Adjudication, set[tuple[int, int]]]], who: User) -> None:
    """Lay down the consensus layer."""
    made = [
        Coding(
            project_id=one.project_id, passage_id=passage, code_id=code, coder=who, round=one.round,
            layer=Coding.Layer.CONSENSUS, adjudication=one,
        )
        for one, given in decisions
        for passage, code in sorted(given)
    ]  # fmt: skip
    retired = Code.objects.filter(
        pk__in={coding.code_id for coding in made}, retired_at__isnull=False
    )
    if (gone := retired.first()) is not None:
        raise Refused(
            f"The code {gone.name} has been retired since.",
            advice="Code the place anew with one that is in use, or discard it.",
        )
    Coding.objects.bulk_create(made, batch_size=BATCH)
