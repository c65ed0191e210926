"""Applying codes to stretches of a transcript, and taking them off again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models.functions import Substr
from django.utils import timezone

from uptake.interviews.layers import blind
from uptake.interviews.models import (
    Code,
    Coding,
    CodingAct,
    Memo,
    Passage,
    Transcript,
    Turn,
    Version,
)
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.models import User
from uptake.projects.roles import Permission

LONGEST_MEMO = 20_000
WITHDRAWN = "[withdrawn]"
"""What stands in place of the words of somebody who withdrew, however many they were."""


class AlreadyThere(Refused):
    """Nothing to do: the same coder has already put these codes on this passage."""


@dataclass(frozen=True)
class _Stretch:
    """Trimmed codepoints [start, end) of a version, the words there, and whose words they are."""

    version_id: int
    start: int
    end: int
    quote: str
    participant_id: int | None


@action(Permission.CODE, event="passage.coded")
def apply_codes(
    *, by: Actor, transcript: Transcript, version: int, start: int, end: int,
    codes: Sequence[Code], memo: str = "", shown: str = "",
) -> Outcome[list[Coding]]:  # fmt: skip
    """Put codes on codepoints [start, end) of a transcript's version, with a memo if there is one.

    `version` is the number the page showed. White space at either end is left out; a passage that
    is already there is used again. Gives the new codings: codes that this coder has on the passage
    already are left as they are. `shown` is what the page showed there: when it is given and the
    words have changed since (somebody withdrew), nothing is coded.

    In a blind round what its coders do belongs to it, and nobody else codes there.

    Raises AlreadyThere when nothing would change, OvertakenEdit when the transcript was corrected
    meanwhile, and Refused for a stretch without words, of two participants, or of somebody who
    withdrew.
    """
    coder, wanted, memo = _coder(by), _usable(codes), _memo_text(memo)
    round_for(transcript, coder)  # before anything else is said of the stretch
    if not wanted and not memo:
        raise Refused("No code was chosen.", advice="Choose a code, or write a memo.")
    stretch = _stretch(transcript, version, start, end, shown)
    round_ = round_for(transcript, coder)  # again: no round begins while the version is held
    passage = _passage(transcript, stretch)
    made = [
        coding
        for coding, new in (
            Coding.objects.get_or_create(
                passage=passage, code=code, coder=coder, removed_at=None,
                layer=Coding.Layer.CODER,
                defaults={"project_id": passage.project_id, "round_id": round_},
            )
            for code in wanted
        )
        if new
    ]  # fmt: skip
    if not made and not memo:
        names = ", ".join(code.name for code in wanted)
        raise AlreadyThere(f"You have already coded this passage: {names}.")
    acts = [CodingAct(kind=CodingAct.Kind.APPLY, coding=coding) for coding in made]
    if memo:
        note = Memo.objects.create(
            project_id=passage.project_id, passage=passage, text=memo, by=coder, round_id=round_
        )
        acts.append(CodingAct(kind=CodingAct.Kind.MEMO, memo=note))
    _remember(transcript, coder, acts)
    return Outcome(
        made, about=passage, detail={"codes": [c.name for c in wanted], "coder": coder.pk}
    )


@action(Permission.CODE, event="coding.removed")
def remove_coding(*, by: Actor, coding: Coding) -> Coding:
    """Take one's own code off a passage. The row stays, marked as removed, so it can come back."""
    coder = _coder(by)
    if coding.coder_id != coder.pk:
        raise Refused(
            f"{coding.coder.name} put {coding.code.name} there; only they can take it off.",
            advice="Write a memo that says why you disagree.",
        )
    hold([coding.passage.transcript_id])
    coding.refresh_from_db()  # its round may have been opened meanwhile
    loose(coding, coder)
    taken = Coding.objects.filter(pk=coding.pk, removed_at=None).update(removed_at=timezone.now())
    if not taken:
        raise Refused(f"{coding.code.name} is off this passage already.")
    coding.refresh_from_db()
    act = CodingAct(kind=CodingAct.Kind.REMOVE, coding=coding)
    _remember(coding.passage.transcript, coder, [act])
    return coding


def loose(coding: Coding, coder: User) -> None:
    """Raise Refused for a coding that can't be taken off, though it is the coder's own."""
    if coding.layer == Coding.Layer.CONSENSUS:
        raise Refused(
            f"Adjudication put {coding.code.name} there.",
            advice="Take the decision back on the round's page.",
        )
    if coding.round is None:
        return
    if coding.round.opened_at is not None:
        raise Refused(
            f"{coding.code.name} was put there in {coding.round.name}, which has been opened.",
            advice="What each coder did in a round is kept as it was. Decide in its adjudication.",
        )
    round_of(coding.passage.transcript, coder)


def round_for(transcript: Transcript, coder: User) -> int | None:
    """The blind round that this coder's work in a transcript belongs to; None outside of one.

    Raises Refused where the coder may not code just now.
    """
    if not transcript.cleared_how:
        raise Refused(
            f"{transcript.title} has not been de-identified yet, so it can't be coded.",
            advice="Sign off the de-identification, or waive it with a reason.",
        )
    return round_of(transcript, coder)


def round_of(transcript: Transcript, coder: User) -> int | None:
    """The same for what needs no cleared transcript, such as a memo."""
    part = blind(transcript, coder)
    if part is None:
        return None
    if part.nobodys:
        raise Refused(
            f"{transcript.title} is in a round that is coded blind, and everybody who coded it "
            "was taken off.",
            advice="Ask the round's lead to give it to somebody.",
        )
    if not part.assigned:
        raise Refused(
            f"{transcript.title} is being coded blind by others.",
            advice="Wait until the round is opened, or ask its lead to give it to you, too.",
        )
    if part.done:
        raise Refused(
            f"You have said that {transcript.title} is done.",
            advice="Take that back on the round's page, then go on.",
        )
    return part.round


def hold(transcripts: Iterable[int]) -> None:
    """Keep others from writing in these transcripts until this write ends.

    They are taken in one order, so that no two writes wait for each other. No round begins or is
    opened meanwhile, and no words are corrected or withdrawn.
    """
    ids = sorted(set(transcripts))
    rows = Version.objects.select_for_update().filter(transcript__in=ids, current=True)
    list(rows.order_by("transcript_id").values_list("pk", flat=True))


def _coder(by: Actor) -> User:
    if by.user is None:
        raise Refused(
            "A code is a person's judgement, so it needs a coder.",
            advice="Say in whose name the codes are put on.",
        )
    return by.user


def _usable(codes: Iterable[Code]) -> list[Code]:
    wanted = list({code.pk: code for code in codes}.values())
    for code in wanted:
        if code.retired_at is not None:
            raise Refused(
                f"The code {code.name} is retired.", advice="Choose a code that is in use."
            )
    return wanted


def _memo_text(text: str) -> str:
    text = text.strip()
    if len(text) > LONGEST_MEMO:
        raise Refused(
            f"The memo has {len(text):,} characters.",
            advice=f"Shorten it to {LONGEST_MEMO:,}, or write two.",
        )
    return text


def _current(transcript: Transcript, version: int) -> int:
    """The id of the version the page showed, held so that no correction comes in between."""
    found = (
        Version.objects.select_for_update()
        .filter(transcript=transcript, current=True)
        .order_by("pk")
        .values_list("pk", "number")
        .first()
    )
    if found is None or found[1] != version:
        raise OvertakenEdit(
            "This transcript was corrected while you had it open.",
            advice="Open it again and mark the passage in the corrected words. "
            "Nothing that was coded before is lost.",
        )
    return int(found[0])


def _stretch(
    transcript: Transcript, version: int, start: int, end: int, shown: str = ""
) -> _Stretch:  # fmt: skip
    version_id = _current(transcript, version)
    if not 0 <= start < end:
        raise Refused("Nothing is selected.", advice="Select some words of a turn.")
    rows = Version.objects.annotate(shown=Substr("text", start + 1, end - start))
    # Read once the version is held: its de-identification may have been reopened before that.
    words, transcript.cleared_how = rows.values_list("shown", "transcript__cleared_how").get(
        pk=version_id
    )
    if len(words) < end - start:
        raise Refused(
            f"The passage ends at character {end:,}, after the transcript's end.",
            advice="Select it again.",
        )
    if shown and "".join(shown.split()) != "".join(words.split()):
        raise OvertakenEdit(
            "The words there have changed since you opened this page.",
            advice="Open it again and mark the passage in the words as they are now.",
        )
    start += len(words) - len(words.lstrip())
    quote = words.strip()
    if not quote:
        raise Refused("There are no words in that passage.", advice="Select some words of a turn.")
    turns = _turns(version_id, start, start + len(quote))
    return _Stretch(version_id, start, start + len(quote), quote, _speaker(turns))


def _turns(version_id: int, start: int, end: int) -> list[Turn]:
    """The turns that hold part of [start, end)."""
    rows = Turn.objects.filter(version_id=version_id, start__lt=end).select_related("participant")
    held: list[Turn] = []
    for turn in rows.order_by("-start").iterator(chunk_size=8):
        if turn.end <= start:
            break
        held.append(turn)
    return held[::-1]


def _speaker(turns: Iterable[Turn]) -> int | None:
    """Whose words they are: one participant's, or nobody's (an interviewer, a note)."""
    turns = list(turns)
    heard = {turn.participant_id: turn.participant for turn in turns if turn.participant}
    for participant in heard.values():
        if participant.withdrawn_at is not None:
            raise Refused(
                f"{participant.pseudonym} has withdrawn, so these words can't be coded.",
                advice="Leave this turn out.",
            )
    if len(heard) > 1:
        raise Refused(
            "This passage holds the words of more than one participant: "
            + ", ".join(sorted(p.pseudonym for p in heard.values())) + ".",
            advice="Code each one's words as a passage of their own.",
        )  # fmt: skip
    for turn in turns:
        _refuse_withdrawn(turn)
    return next(iter(heard), None)


def _refuse_withdrawn(turn: Turn) -> None:
    """Refuse a turn that holds nothing but the note that its words were withdrawn."""
    if turn.participant is None or turn.end - turn.start != len(WITHDRAWN):
        return
    stands = Substr("text", turn.start + 1, len(WITHDRAWN))
    rows = Version.objects.annotate(stands=stands).filter(pk=turn.version_id, stands=WITHDRAWN)
    if rows.exists():
        raise Refused(
            f"{turn.participant.pseudonym} withdrew what they said there, so it can't be coded.",
            advice="Leave this turn out.",
        )


def _passage(transcript: Transcript, stretch: _Stretch) -> Passage:
    """The passage on this stretch. Two coders who make it at once end up with one row."""
    passage, _ = Passage.objects.get_or_create(
        version_id=stretch.version_id, start=stretch.start, end=stretch.end,
        state=Passage.State.FIRM,
        defaults={
            "project_id": transcript.project_id, "transcript": transcript,
            "participant_id": stretch.participant_id, "quote": stretch.quote,
        },
    )  # fmt: skip
    return passage


def _remember(transcript: Transcript, coder: User, acts: list[CodingAct]) -> None:
    """Note what was done in one go. What was undone before it can't be done again."""
    mine = CodingAct.objects.filter(transcript=transcript, by=coder)
    mine.filter(undone_at__isnull=False, buried=False).update(buried=True)
    for act in acts:
        act.project_id, act.transcript, act.by = transcript.project_id, transcript, coder
    first, *others = acts
    first.save(force_insert=True)
    for act in others:
        act.beside = first
    CodingAct.objects.bulk_create(others, batch_size=500)
