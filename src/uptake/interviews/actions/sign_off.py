"""The end of de-identification: signed off, waived, reopened; and the words as they were before."""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from uptake.formats.transcripts import BETWEEN_TURNS
from uptake.interviews.actions.coding import hold
from uptake.interviews.actions.deciding import State, _to_decide
from uptake.interviews.actions.deidentify import _hit, _unseen
from uptake.interviews.actions.material import BATCH, _clear
from uptake.interviews.actions.name_list import _stands_for
from uptake.interviews.identities import lock, unlock
from uptake.interviews.layers import blind
from uptake.interviews.models import (
    FormerPlace,
    Passage,
    Proposal,
    RawText,
    Transcript,
    Turn,
    Version,
)
from uptake.methods.deidentify import apply, remaining
from uptake.methods.deidentify.folding import Folded
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import Refused
from uptake.projects.models import Event
from uptake.projects.roles import Permission

P = TypeVar("P", Passage, FormerPlace)

MASK = "█"
"""Stands for each character that was taken out of an earlier version, so that places stay."""


class TitleHolds(Refused):
    """The title holds words that are to go; the page leads to where it is changed."""

    about = "title"


@dataclass(frozen=True)
class RawTurn:
    """A turn as it was before de-identification."""

    speaker: str
    text: str


@action(Permission.MANAGE_MATERIAL, event="transcript.signed_off")
def sign_off(*, by: Actor, transcript: Transcript) -> Outcome[int]:
    """Put what stands for them in place of all accepted words, and open the transcript for coding.

    The words before are locked into the identity store; the file's name, and what was odd where a
    remark repeats one of the words, go. Gives how many places were replaced.

    Raises Refused while a proposal is undecided, when a rule or the list sees words that nobody
    was asked about, when the title holds one of the words, and when something is coded already.
    """
    version = _to_decide(transcript)
    _refuse_if_coded(transcript, "Take the words out by a correction.")
    rows = list(Proposal.objects.filter(version=version).order_by("start"))
    waiting = sum(row.state == State.OPEN for row in rows)
    if waiting:
        raise Refused(
            f"{waiting} of {len(rows)} proposals {'is' if waiting == 1 else 'are'} undecided.",
            advice="Accept or refuse each, then sign off.",
        )
    if missed := len(_unseen(by, version)):
        raise Refused(
            f"{missed} {'place has' if missed == 1 else 'places have'} not been proposed yet.",
            advice="Look the transcript through, and decide on each.",
        )
    taken = [row for row in rows if row.state == State.ACCEPTED]
    said = [version.text[row.start : row.end] for row in taken]
    if held := remaining(transcript.title, said):
        raise TitleHolds(
            f"The transcript's title holds “{held[0].original}”.", advice="Change the title first."
        )
    _lock_raw(transcript, version, by)
    _replace(version, taken)
    _forget(transcript, said)
    older = Version.objects.filter(transcript=transcript, current=False).order_by("number")
    for one in older:
        _mask(one, said)
    _clear(transcript, by, Transcript.Cleared.SIGNED)
    detail: dict[str, Any] = {"replaced": len(taken), "refused": len(rows) - len(taken)}
    return Outcome(len(taken), about=transcript, detail=detail)


def _refuse_if_coded(transcript: Transcript, advice: str) -> None:
    if Passage.objects.filter(transcript=transcript).exists():
        raise Refused(f"Passages of {transcript.title} are coded already.", advice=advice)


def _refuse_in_round(transcript: Transcript) -> None:
    """Say the same of a round that is coded blind, whether anything was coded in it or not."""
    if blind(transcript, None) is not None:
        raise Refused(
            f"{transcript.title} is in a round that is coded blind.",
            advice="Take overlooked words out by a correction, or wait until the round is opened.",
        )


def _lock_raw(transcript: Transcript, version: Version, by: Actor) -> None:
    """Keep the turns as they are, locked."""
    turns = Turn.objects.filter(version=version).order_by("index")
    said = [
        {"index": index, "speaker": speaker, "text": version.text[start:end],
         "participant": participant}
        for index, speaker, participant, start, end in turns.values_list(
            "index", "speaker", "participant", "start", "end"
        )
    ]  # fmt: skip
    words = json.dumps({"version": version.number, "turns": said}).encode()
    locked, key = lock(transcript.project, words, by.user)
    RawText.objects.update_or_create(
        transcript=transcript,
        defaults={"project_id": transcript.project_id, "locked": locked, "key": key},
    )


def _replace(version: Version, taken: Sequence[Proposal]) -> None:
    """Write the version anew, and move its turns along."""
    stands: dict[tuple[str, str], str] = {}
    for row in taken:
        same = (row.kind, version.text[row.start : row.end])
        if same not in stands:
            stands[same] = _stands_for(version.project, *same, row.replacement, asked=False)
        row.replacement = stands[same]
    Proposal.objects.bulk_update(taken, ["replacement"], batch_size=BATCH)
    hits = [_hit(row, version.text) for row in taken]
    done = apply(version.text, hits, [row.replacement for row in taken])
    turns = list(Turn.objects.filter(version=version).order_by("index"))
    labels: dict[str, str] = {}
    for turn in turns:
        turn.start, turn.end = done.start(turn.start), done.end(turn.end)
        if turn.participant_id is None:
            if turn.speaker not in labels:
                labels[turn.speaker] = _unnamed(turn.speaker, stands)
            turn.speaker = labels[turn.speaker]
    Turn.objects.bulk_update(turns, ["start", "end", "speaker"], batch_size=BATCH)
    Version.objects.filter(pk=version.pk).update(
        text=done.text, words=len(done.text.split()), reason=""
    )


def _unnamed(label: str, stands: Mapping[tuple[str, str], str]) -> str:
    """What stands for a label that was taken out of the text; the label itself otherwise."""
    put = {words: replacement for (_, words), replacement in stands.items()}
    whole = [one for one in remaining(label, put) if one.end - one.start == len(label)]
    return put[whole[0].original] if whole else label


def _forget(transcript: Transcript, said: Iterable[str]) -> None:
    """What else holds the words: the file's name, remarks on the file, the trail's own digests."""
    words = sorted(set(said))
    kept = [
        {**one, "text": ""} for one in transcript.oddities
        if not remaining(one.get("what", ""), words)
    ]  # fmt: skip
    transcript.file_name, transcript.oddities = "", kept
    transcript.save(update_fields=["file_name", "oddities"])
    versions = Version.objects.filter(transcript=transcript).values_list("pk", flat=True)
    events = Event.objects.filter(chain=transcript.project_id)
    # The one change that the trail allows: hashes do not cover salts.
    events.filter(object_kind="transcript", object_id=transcript.pk).update(salt=b"")
    events.filter(object_kind="version", object_id__in=list(versions)).update(salt=b"")
    events.filter(object_kind="arrival").update(salt=b"")


def _mask(version: Version, said: Iterable[str]) -> int:
    """Blank words in an earlier version, letter for letter, and in what quotes it there."""
    bare = Folded(version.text)
    spans = sorted({span for words in set(said) for span in bare.spans(words)})
    if not spans:
        return 0
    letters = list(version.text)
    for start, end in spans:
        letters[start:end] = MASK * (end - start)
    text = "".join(letters)
    Version.objects.filter(pk=version.pk).update(text=text, reason="")
    starts, ends = [one[0] for one in spans], [one[1] for one in spans]

    def hit(start: int, end: int) -> bool:
        return bisect_right(ends, start) < bisect_left(starts, end)

    def blanked(rows: Iterable[P]) -> list[P]:
        """Those that quote a blanked place, with what stands there now."""
        found = [row for row in rows if row.quote and hit(row.start, row.end)]
        for row in found:
            row.quote = text[row.start : row.end]
        return found

    passages = blanked(Passage.objects.filter(version=version))
    Passage.objects.bulk_update(passages, ["quote"], batch_size=BATCH)
    places = blanked(FormerPlace.objects.filter(version=version))
    FormerPlace.objects.bulk_update(places, ["quote"], batch_size=BATCH)
    return len(spans)


@action(Permission.MANAGE_MATERIAL, event="transcript.waived")
def waive(*, by: Actor, transcript: Transcript, why: str) -> Outcome[Transcript]:
    """Open a transcript for coding as it is, with the reason why nothing has to be taken out.

    Raises Refused without a reason, and when words were accepted that would stay then.
    """
    version = _to_decide(transcript)
    if not (why := " ".join(why.split())):
        raise Refused("Waiving has a reason.", advice="Such as: the transcription service did it.")
    accepted = Proposal.objects.filter(version=version, state=State.ACCEPTED).count()
    if accepted:
        raise Refused(
            f"{accepted} accepted {'place' if accepted == 1 else 'places'} would stay as they are.",
            advice="Sign off, or take those decisions back.",
        )
    _clear(transcript, by, Transcript.Cleared.WAIVED, why)
    return Outcome(transcript, about=transcript)


@action(Permission.MANAGE_MATERIAL, event="transcript.reopened")
def reopen(*, by: Actor, transcript: Transcript) -> Outcome[Transcript]:
    """Take a sign-off or a waiver back while nothing is coded: the words before come back."""
    row = Transcript.objects.select_for_update(no_key=True).get(pk=transcript.pk)
    if not row.cleared_how:
        raise Refused("The de-identification of this transcript is open already.")
    hold([row.pk])
    _refuse_in_round(row)
    _refuse_if_coded(row, "Take overlooked words out by a correction.")
    if row.cleared_how == Transcript.Cleared.SIGNED:
        _restore(row)
    row.cleared_how, row.cleared_why, row.cleared_at, row.cleared_by = "", "", None, None
    row.save(update_fields=["cleared_how", "cleared_why", "cleared_at", "cleared_by"])
    return Outcome(row, about=row)


def _restore(row: Transcript) -> None:
    """Put the locked words back into the current version."""
    raw = RawText.objects.filter(transcript=row).select_related("key").first()
    version = Version.objects.select_for_update().get(transcript=row, current=True)
    if raw is None or (said := _opened(raw))["version"] != version.number:
        raise Refused(
            "The words before de-identification are not kept, so it can't be reopened.",
            advice="Take overlooked words out by a correction.",
        )
    turns = {turn.index: turn for turn in Turn.objects.filter(version=version)}
    text, at = list[str](), 0
    for one in said["turns"]:
        turn = turns[one["index"]]
        turn.start, turn.end, turn.speaker = at, at + len(one["text"]), one["speaker"]
        text.append(one["text"])
        at += len(one["text"]) + len(BETWEEN_TURNS)
    Turn.objects.bulk_update(turns.values(), ["start", "end", "speaker"], batch_size=BATCH)
    whole = BETWEEN_TURNS.join(text)
    Version.objects.filter(pk=version.pk).update(text=whole, words=len(whole.split()))
    raw.delete()


def _opened(raw: RawText) -> dict[str, Any]:
    """The number of the version that was locked, and its turns."""
    found: dict[str, Any] = json.loads(unlock(raw))
    return found


@action(Permission.SEE_IDENTITIES, event="raw_text.seen")
def see_raw(*, by: Actor, transcript: Transcript) -> Outcome[tuple[RawTurn, ...]]:
    """The turns as they were before de-identification. The trail says who looked, and when."""
    raw = RawText.objects.filter(transcript=transcript).select_related("key").first()
    if raw is None:
        raise Refused(
            "No words from before de-identification are kept of this transcript.",
            advice="They are kept when a transcript is signed off.",
        )
    found = tuple(RawTurn(one["speaker"], one["text"]) for one in _opened(raw)["turns"])
    return Outcome(found, about=transcript, detail={"turns": len(found)})
