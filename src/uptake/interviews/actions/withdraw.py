"""What is erased when a participant withdraws."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import TypeVar

from django.db.models import F, Model, Q, QuerySet
from django.utils import timezone

from uptake.interviews.actions.coding import WITHDRAWN
from uptake.interviews.actions.correct import _lots
from uptake.interviews.actions.erase import Beside, _erase_beside
from uptake.interviews.layers import passages_seen, seen_memos
from uptake.interviews.models import (
    Arrival,
    Code,
    Deciding,
    FormerPlace,
    Memo,
    Participant,
    Passage,
    Proposal,
    Transcript,
    Turn,
    Version,
)
from uptake.methods.anchors import reanchor
from uptake.methods.echoes import echoes
from uptake.projects.actor import Actor
from uptake.projects.errors import Refused
from uptake.projects.models import Event

M = TypeVar("M", bound=Model)
P = TypeVar("P", Passage, FormerPlace, Turn, Proposal)

FAR = 1_000_000_000
"""Farther than any text goes: where rows are parked while others change places."""
WORDED = ("definition", "when", "when_not", "example")


@dataclass(frozen=True)
class Redacted:
    """What was erased: ids, counts, and (never stored) the words, to look for elsewhere."""

    passages: tuple[int, ...]
    transcripts: tuple[int, ...]
    turns: int
    memos: tuple[int, ...]
    codes: tuple[int, ...]
    arrivals: int
    beside: Beside
    words: str = field(repr=False)

    def detail(self) -> dict[str, object]:
        """For the trail: what was erased, and nothing of what it said."""
        return {
            "passages": list(self.passages), "transcripts": list(self.transcripts),
            "turns": self.turns, "memos": list(self.memos), "codes": list(self.codes),
            "arrivals": self.arrivals, **self.beside.detail(),
        }  # fmt: skip


def redact_participant(
    *, by: Actor, participant: Participant, transcripts: Collection[Transcript] | None = None
) -> Redacted:
    """Erase the words of a participant who withdraws; the pseudonym and the codings stay.

    With `transcripts`, they withdraw what they said in these alone, and nothing else about them.

    Not an action by itself: the caller, in trace, has the door (Permission.WITHDRAW), marks what
    rested on the passages, and returns an Outcome with `mute=True`, so that the event's own digests
    are forgotten as well. Erased are their turns in every version, the reasons of those versions,
    the quotes and former places of their passages, memos on those, rows of the content analysis,
    whatever else repeats their words, raw texts, what is noted about them, their name and contact,
    names of their files, files that wait in the project, and the salts of the trail's digests of
    all these.
    """
    # A coder who holds the version needs the participant's key meanwhile: it stays free.
    row = Participant.objects.select_for_update(no_key=True).get(pk=participant.pk)
    if row.withdrawn_at is not None:
        raise Refused(f"{row.pseudonym} has withdrawn already.")
    touched = list(_transcripts(row))
    if transcripts is not None:
        touched = _chosen(row, touched, transcripts)
    versions = [_erase(row, transcript) for transcript in touched]
    erased = [part for parts in versions for part in parts]
    words = "\n\n".join(part.words for part in erased)
    passages = tuple(sorted({pk for part in erased for pk in part.passages}))
    memos, codes = _repeated(row, passages, words)
    ids = [one.pk for one in touched]
    Version.objects.filter(transcript__in=ids).update(reason="")
    beside = _erase_beside(row, passages, ids, words, whole=transcripts is None)
    arrivals = _of(row, Arrival)
    waiting = arrivals.count()
    arrivals.delete()
    if transcripts is None:
        Participant.objects.filter(pk=row.pk).update(about="", withdrawn_at=timezone.now())
    _mute(row, passages, memos, codes, ids)
    # How much there was in an unopened round is nobody else's to know.
    blind = set(_of(row, Passage).exclude(passages_seen(None)).values_list("pk", flat=True))
    noted = set(_of(row, Memo).exclude(seen_memos(None)).values_list("pk", flat=True))
    passages = tuple(pk for pk in passages if pk not in blind)
    memos = tuple(pk for pk in memos if pk not in noted)
    return Redacted(
        passages, tuple(ids), sum(parts[-1].turns for parts in versions), memos, codes, waiting,
        beside, words,
    )  # fmt: skip


def _chosen(
    row: Participant, theirs: Collection[Transcript], transcripts: Collection[Transcript]
) -> list[Transcript]:
    """The transcripts whose words are withdrawn. Raises Refused for none and one of others."""
    wanted = {one.pk for one in transcripts}
    if not wanted:
        raise Refused("No transcript is chosen.", advice="Choose those that are withdrawn.")
    others = [one for one in transcripts if one.pk not in {it.pk for it in theirs}]
    if others:
        raise Refused(f"{row.pseudonym} says nothing in {others[0].title}.",
                      advice="Choose transcripts in which they speak.")  # fmt: skip
    return [one for one in theirs if one.pk in wanted]


def _of(row: Participant, model: type[M]) -> QuerySet[M]:
    return model._default_manager.filter(project_id=row.project_id)


def _transcripts(row: Participant) -> QuerySet[Transcript]:
    """Every transcript that holds, or once held, something of theirs."""
    held = {
        *Turn.objects.filter(participant=row).values_list("version__transcript", flat=True),
        *Passage.objects.filter(participant=row).values_list("transcript", flat=True),
        *FormerPlace.objects.filter(participant=row).values_list("passage__transcript", flat=True),
    }
    return Transcript.objects.filter(pk__in=held).order_by("pk")


@dataclass(frozen=True)
class _Erased:
    """What was erased of one version."""

    words: str
    turns: int
    passages: tuple[int, ...]


def _erase(row: Participant, transcript: Transcript) -> list[_Erased]:
    """Take their words out of every version of one transcript, the current one last."""
    versions = list(
        Version.objects.select_for_update().filter(transcript=transcript).order_by("number")
    )
    laid = {
        version.pk: list(Turn.objects.filter(version=version).order_by("start"))
        for version in versions
    }
    theirs = {pk: {t.pk for t in turns if t.participant_id == row.pk} for pk, turns in laid.items()}
    current = versions[-1]
    spans = [(t.start, t.end) for t in laid[current.pk] if t.pk in theirs[current.pk]]
    for earlier in versions[:-1]:
        # Their words may stand under another name in an earlier version: a correction says so.
        for place in reanchor(current.text, earlier.text, spans):
            theirs[earlier.pk] |= {
                turn.pk for turn in laid[earlier.pk]
                if place.start < place.end and turn.start < place.end and turn.end > place.start
            }  # fmt: skip
    return [_redact(row, version, laid[version.pk], theirs[version.pk]) for version in versions]


def _redact(
    row: Participant, version: Version, turns: Sequence[Turn], theirs: Collection[int]
) -> _Erased:
    """Write one version anew without their words, and move what stands in it along."""
    taken = [(turn.start, turn.end) for turn in turns if turn.pk in theirs]
    shift = _Shift(taken)
    words = "\n\n".join(version.text[start:end] for start, end in taken)
    text = shift.text(version.text)
    Version.objects.filter(pk=version.pk).update(text=text, words=len(text.split()))
    _follow(Turn.objects.filter(version=version), shift)
    for lot in _lots([turn.pk for turn in turns if turn.pk in theirs]):
        Turn.objects.filter(pk__in=lot).update(end=F("start") + len(WITHDRAWN))
    hit = [
        passage
        for passage in Passage.objects.filter(version=version)
        if passage.participant_id == row.pk or shift.takes(passage.start, passage.end)
    ]
    for lot in _lots([passage.pk for passage in hit]):
        # First of all, so that no passage that moves meets one of these in its place.
        Passage.objects.filter(pk__in=lot).update(quote="", let_go="", state=Passage.State.REDACTED)
    emptied = Q(passage__version=version, passage__state=Passage.State.REDACTED)
    FormerPlace.objects.filter(emptied).delete()
    places = FormerPlace.objects.filter(version=version)
    gone = [
        pk for pk, participant, start, end in places.values_list(
            "pk", "participant_id", "start", "end"
        )
        if participant == row.pk or shift.takes(start, end)
    ]  # fmt: skip
    for lot in _lots(gone):
        places.filter(pk__in=lot).delete()
    _follow(Passage.objects.filter(version=version), shift)
    _follow(places, shift)
    Deciding.objects.filter(version=version).delete()  # they tell where the words stood
    proposals = Proposal.objects.filter(version=version)
    told = [
        pk for pk, start, end in proposals.values_list("pk", "start", "end")
        if shift.takes(start, end)
    ]  # fmt: skip
    for lot in _lots(told):
        proposals.filter(pk__in=lot).delete()
    _follow(proposals, shift)
    _set_down(hit, shift)
    return _Erased(words, len(taken), tuple(passage.pk for passage in hit))


class _Shift:
    """Where things stand after some turns' words gave way to the placeholder."""

    def __init__(self, taken: Sequence[tuple[int, int]]) -> None:
        self.taken = taken
        self.ends = [end for _, end in taken]
        self.moved = [0, *accumulate(len(WITHDRAWN) - (end - start) for start, end in taken)]

    def at(self, place: int) -> int:
        """The new offset of a place that lies in no taken turn."""
        return place + self.moved[bisect_right(self.ends, place)]

    def text(self, text: str) -> str:
        edges = [0, *self.ends]
        kept = [text[end:start] for end, (start, _) in zip(edges, self.taken, strict=False)]
        return "".join(part + WITHDRAWN for part in kept) + text[edges[-1] :]

    def takes(self, start: int, end: int) -> bool:
        """Whether any of [start, end) lies in a taken turn."""
        after = bisect_right(self.ends, start)
        return after < len(self.taken) and self.taken[after][0] < end

    def placeholder(self, start: int, end: int) -> tuple[int, int]:
        """Where a passage is shown: on the placeholder of its first taken turn, if it has one."""
        if not self.takes(start, end):
            return self.at(start), self.at(end)
        first = self.at(self.taken[bisect_right(self.ends, start)][0])
        return first, first + len(WITHDRAWN)


def _set_down(hit: Sequence[Passage], shift: _Shift) -> None:
    """Put each redacted passage on its turn's placeholder."""
    places: dict[tuple[int, int], list[int]] = defaultdict(list)
    for passage in hit:
        places[shift.placeholder(passage.start, passage.end)].append(passage.pk)
    for (start, end), ids in places.items():
        for lot in _lots(ids):
            Passage.objects.filter(pk__in=lot).update(start=start, end=end)


def _follow(rows: QuerySet[P], shift: _Shift) -> None:
    """Move the places that stand after a taken turn."""
    if not shift.taken:
        return
    # Two passages never share a stretch, not even while they move: so all step aside first.
    rows.filter(start__gte=shift.ends[0]).update(start=F("start") + FAR, end=F("end") + FAR)
    for at, until in pairwise([*shift.ends, FAR]):
        by = shift.at(at) - at - FAR
        rows.filter(start__gte=FAR + at, start__lt=FAR + until).update(
            start=F("start") + by, end=F("end") + by
        )


def _repeated(
    row: Participant, passages: Collection[int], words: str
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Erase memos on their passages, and whatever of other memos and codes repeats their words."""
    memos = _of(row, Memo)
    on_them = set(memos.filter(passage__in=passages).values_list("pk", flat=True))
    others = dict(memos.exclude(pk__in=on_them).values_list("pk", "text"))
    erased = tuple(sorted(on_them | echoes(others, words)))
    memos.filter(pk__in=erased, removed_at=None).update(removed_at=timezone.now())
    memos.filter(pk__in=erased).update(text="")
    codes = _of(row, Code)
    said = {(code.pk, name): getattr(code, name) for code in codes for name in WORDED}
    repeated = echoes(said, words)
    for pk, name in repeated:
        codes.filter(pk=pk).update(**{name: ""})
    return erased, tuple(sorted({pk for pk, _ in repeated}))


def _mute(
    row: Participant, passages: Collection[int], memos: Collection[int], codes: Collection[int],
    transcripts: Collection[int],
) -> None:  # fmt: skip
    """Forget the salts of what the trail says of them, so that no digest can be tried out.

    The one change that the trail allows: hashes do not cover salts.
    """
    versions = Version.objects.filter(transcript__in=transcripts).values_list("pk", flat=True)
    about: dict[str, Collection[int]] = {
        "participant": [row.pk], "passage": passages, "memo": memos, "code": codes,
        "transcript": transcripts, "version": list(versions),
    }  # fmt: skip
    events = Event.objects.filter(chain=row.project_id)
    events.filter(object_kind="arrival").update(salt=b"")
    for kind, ids in about.items():
        events.filter(object_kind=kind, object_id__in=ids).update(salt=b"")
