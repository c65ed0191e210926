"""Corrections: a transcript's next version, and where its passages stand in it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import F

from uptake.formats.transcripts import Turn as Spoken
from uptake.formats.transcripts import normalise
from uptake.interviews.actions.coding import WITHDRAWN, _stretch
from uptake.interviews.actions.guides import _carry_questions
from uptake.interviews.actions.material import (
    BATCH,
    Said,
    Speakers,
    _store_version,
    check_speakers,
    spoken,
)
from uptake.interviews.layers import passages_seen
from uptake.interviews.models import FormerPlace, Participant, Passage, Transcript, Turn, Version
from uptake.methods.anchors import Anchor, reanchor
from uptake.methods.deidentify import Replaced
from uptake.projects.action import action
from uptake.projects.actor import Actor
from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.roles import Permission

How = FormerPlace.How
MOVED = ["version", "start", "end", "quote", "participant", "state"]


@dataclass(frozen=True)
class Correction:
    """What a correction did: the new version, and the ids of the passages by what became of them.

    `edited` passages hold other words than before, or are another speaker's now; `lost` ones have
    no place in the new version and keep their old words; `found` ones had been lost before. What
    rests on the edited, the lost and the found needs another look.
    """

    version: Version
    kept: tuple[int, ...]
    edited: tuple[int, ...]
    lost: tuple[int, ...]
    found: tuple[int, ...]

    def detail(self) -> dict[str, object]:
        """For the trail: counts, and which passages are not as they were."""
        return {
            "version": self.version.number, "kept": len(self.kept), "edited": list(self.edited),
            "lost": list(self.lost), "found": list(self.found),
        }  # fmt: skip


def correct_transcript(
    *, by: Actor, transcript: Transcript, version: int, reason: str,
    words: Mapping[int, str] | None = None, turns: Sequence[Spoken] | None = None,
    speakers: Speakers | None = None, replaced: Replaced | None = None,
) -> Correction:  # fmt: skip
    """Make the next version of a transcript, and find its passages again.

    Not an action by itself: the caller, in trace, has the door (Permission.MANAGE_MATERIAL) and
    marks what rests on the passages. Give `words` (the new text of some turns by their index from
    0; an empty one takes the turn out), or `turns` (the whole text). `speakers` says who the labels
    in `turns` are; pseudonyms and labels that the transcript shows need not be in it. `replaced`
    says where every place went, if that is known. `version` is the number that the page showed.

    The old version stays, and so do the former place and quote of every passage. Raises
    OvertakenEdit when somebody else corrected it meanwhile, and Refused when nothing is changed,
    there is no reason, or a speaker is unknown, did not consent or has withdrawn.
    """
    reason = reason.strip()[:300]
    if not reason:
        raise Refused("A correction has a reason.", advice="Such as: checked against the tape.")
    old = _held(transcript, version)
    laid = list(Turn.objects.filter(version=old).select_related("participant"))
    if turns is None:
        said = _with_words(old, laid, words or {})
    else:
        known = {turn.speaker: turn.participant for turn in laid}
        known |= {who.pseudonym: who for who in known.values() if who is not None}
        _keeps_withdrawn(old, laid, turns, {**known, **(speakers or {})})
        said = _with_speakers(transcript, turns, {**known, **(speakers or {})})
    before = [(old.text[turn.start : turn.end], turn.speaker, turn.participant_id) for turn in laid]
    after = [(normalise(turn.text), turn.speaker, who.pk if who else None) for turn, who in said]
    if [(words, who or label) for words, label, who in before] == [
        (words, who or label) for words, label, who in after
    ]:
        raise Refused("The text reads the same as before.", advice="Nothing was changed.")
    Version.objects.filter(pk=old.pk).update(current=False)
    new = _store_version(transcript, said, number=old.number + 1, reason=reason)
    _carry_questions(old, new)
    return _without_blind(_move(transcript, old, new, replaced))


def _without_blind(done: Correction) -> Correction:
    """Without the passages of an unopened round: how many there are is nobody else's to know."""
    known = set(
        Passage.objects.filter(passages_seen(None), transcript=done.version.transcript_id)
        .order_by().values_list("pk", flat=True)
    )  # fmt: skip
    kept, edited, lost, found = (
        tuple(pk for pk in ids if pk in known)
        for ids in (done.kept, done.edited, done.lost, done.found)
    )
    return Correction(done.version, kept, edited, lost, found)


def _held(transcript: Transcript, number: int) -> Version:
    """The current version, held so that nobody codes or corrects it meanwhile."""
    found = Version.objects.select_for_update().get(transcript=transcript, current=True)
    if found.number != number:
        raise OvertakenEdit(
            "Somebody else corrected this transcript while you had it open.",
            advice="Open it again and make your correction in the words as they are now.",
        )
    return found


def _with_words(old: Version, laid: Sequence[Turn], words: Mapping[int, str]) -> Said:
    """Every turn that still has words, with the new ones where there are any."""
    unknown = sorted(set(words) - {turn.index for turn in laid})
    if unknown:
        raise Refused(f"There is no turn {unknown[0] + 1} in this transcript.")
    said: list[tuple[Spoken, Participant | None]] = []
    for turn in laid:
        stood = old.text[turn.start : turn.end]
        text = words.get(turn.index, stood)
        who = turn.participant
        if who is not None and text != stood and (who.withdrawn_at or stood == WITHDRAWN):
            raise _gone(who)
        if spoken([now := Spoken(turn.speaker, text.strip(), turn.started, turn.ended)]):
            said.append((now, who))
    return said


def _with_speakers(transcript: Transcript, turns: Sequence[Spoken], speakers: Speakers) -> Said:
    """The whole text's turns, each with whose words they are."""
    said = []
    for turn in spoken(turns):
        who = speakers.get(turn.speaker)
        if who is not None and who.withdrawn_at is not None:
            if turn.text.strip() != WITHDRAWN:
                raise _gone(who)
            turn = replace(turn, text=WITHDRAWN)
        said.append((turn, who))
    known = {label: who for label, who in speakers.items() if not (who and who.withdrawn_at)}
    here = [turn for turn, who in said if not (who and who.withdrawn_at)]
    check_speakers(transcript.project, here, known)
    return said


def _keeps_withdrawn(
    old: Version, laid: Sequence[Turn], turns: Sequence[Spoken], speakers: Speakers
) -> None:
    """Refuse a text that lacks a turn whose words were withdrawn, as a whole or in this part."""
    here = Counter(speakers.get(turn.speaker) for turn in turns if turn.text.strip() == WITHDRAWN)
    for turn in laid:
        who = turn.participant
        if who is None or who.withdrawn_at or old.text[turn.start : turn.end] != WITHDRAWN:
            continue
        here[who] -= 1
        if here[who] < 0:
            raise _gone(who)


def _gone(who: Participant) -> Refused:
    what = "has withdrawn" if who.withdrawn_at else "withdrew what they said there"
    return Refused(
        f"{who.pseudonym} {what}. No words can stand in those turns.",
        advice=f"Leave them as {WITHDRAWN}.",
    )


class _Ground:
    """The new version as passages find their place in it."""

    def __init__(self, version: Version) -> None:
        self.version = version
        rows = Turn.objects.filter(version=version).order_by("start")
        self.turns = list(rows.values_list("start", "end", "participant_id"))
        self.taken: set[tuple[int, int]] = set()

    def take(self, passage: Passage, anchor: Anchor) -> bool:
        """Put the passage at the anchor, unless it is no one speaker's or taken already."""
        place = (anchor.start, anchor.end)
        first = max(bisect_right(self.turns, anchor.start, key=lambda turn: turn[0]) - 1, 0)
        last = bisect_left(self.turns, anchor.end, key=lambda turn: turn[0])
        people = {who for _, end, who in self.turns[first:last] if end > anchor.start} - {None}
        who = next(iter(people), None)
        if anchor.end <= anchor.start or len(people) > 1 or place in self.taken:
            return False
        if anchor.how == "nearest" and who != passage.participant_id:
            return False  # the same words, but of somebody else
        self.taken.add(place)
        passage.version, passage.participant_id = self.version, who
        passage.start, passage.end = place
        passage.quote = self.version.text[anchor.start : anchor.end]
        return True


def _anchors(
    old: Version, new: Version, spans: Sequence[tuple[int, int]], replaced: Replaced | None
) -> list[Anchor]:
    """Where stretches of the old version stand in the new one."""
    if replaced is None or replaced.text != new.text:
        return reanchor(old.text, new.text, spans)
    return [
        Anchor(replaced.start(start), replaced.end(end), kept=True, how="exact")
        for start, end in spans
    ]


def _move(
    transcript: Transcript, old: Version, new: Version, replaced: Replaced | None = None
) -> Correction:
    ground, former = _Ground(new), list[FormerPlace]()
    moved: dict[int, list[int]] = defaultdict(list)
    kept, edited, lost, found = list[Passage](), list[Passage](), list[Passage](), list[Passage]()
    firm = list(Passage.objects.filter(version=old, state=Passage.State.FIRM).order_by("pk"))
    spans = [(passage.start, passage.end) for passage in firm]
    for passage, anchor in zip(firm, _anchors(old, new, spans, replaced), strict=True):
        was = _former(passage, How.EXACT)
        if anchor.kept and ground.take(passage, anchor):
            same = (was.quote, was.participant_id) == (passage.quote, passage.participant_id)
            was.how = How(anchor.how) if same else How.EDITED
            former.append(was)
            (kept if same else edited).append(passage)
            if same:
                moved[anchor.start - was.start].append(passage.pk)
        else:
            lost.append(passage)
    for passage, anchor in _lost_before(transcript, new):
        was = _former(passage, How.FOUND)
        if anchor.how == "exact" and ground.take(passage, anchor):
            passage.state = Passage.State.FIRM
            former.append(was)
            found.append(passage)
    # Most of a transcript moves by a few distances: one query for each is a tenth of the work.
    for by, rows in moved.items():
        for lot in _lots(rows):
            Passage.objects.filter(pk__in=lot).update(
                version=new, start=F("start") + by, end=F("end") + by
            )
    for lot in _lots([passage.pk for passage in lost]):
        Passage.objects.filter(pk__in=lot).update(state=Passage.State.LOST)
    Passage.objects.bulk_update([*edited, *found], MOVED, batch_size=BATCH)
    FormerPlace.objects.bulk_create(former, batch_size=BATCH)
    kinds = ([row.pk for row in rows] for rows in (kept, edited, lost, found))
    return Correction(new, *map(tuple, kinds))


def _lots(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Ids in lots that a database takes in one query."""
    for at in range(0, len(ids), BATCH):
        yield ids[at : at + BATCH]


def _lost_before(transcript: Transcript, new: Version) -> list[tuple[Passage, Anchor]]:
    """Passages that earlier corrections lost and nobody let go, and where they would stand now."""
    rows = Passage.objects.filter(transcript=transcript, state=Passage.State.LOST, let_go="")
    by_version: dict[int, list[Passage]] = defaultdict(list)
    for row in rows.exclude(version=new).order_by("pk"):
        by_version[row.version_id].append(row)
    found: list[tuple[Passage, Anchor]] = []
    for version in Version.objects.filter(pk__in=by_version):
        held = by_version[version.pk]
        spans = [(row.start, row.end) for row in held]
        found += zip(held, reanchor(version.text, new.text, spans), strict=True)
    return found


def _former(passage: Passage, how: FormerPlace.How) -> FormerPlace:
    return FormerPlace(
        project_id=passage.project_id, passage=passage, version_id=passage.version_id,
        participant_id=passage.participant_id, start=passage.start, end=passage.end,
        quote=passage.quote, how=how,
    )  # fmt: skip


def place_passage(*, by: Actor, passage: Passage, version: int, start: int, end: int) -> Passage:
    """Put a lost passage on codepoints [start, end) of the current version, by a person's decision.

    Not an action by itself: the caller, in trace, has the door (Permission.MANAGE_MATERIAL) and
    marks what rests on the passage. Its codings stay; where it was lost is kept.
    """
    row = Passage.objects.select_for_update().get(pk=passage.pk)
    if row.state != Passage.State.LOST:
        raise Refused("This passage is not lost.", advice="Open it to see where it stands.")
    stretch = _stretch(row.transcript, version, start, end)
    here = Passage.objects.filter(version_id=stretch.version_id, state=Passage.State.FIRM)
    if here.filter(start=stretch.start, end=stretch.end).exists():
        raise Refused(
            "Another passage stands on exactly these words.",
            advice="Choose a word more or less, or let this one go.",
        )
    _former(row, How.PLACED).save()
    row.version_id, row.start, row.end = stretch.version_id, stretch.start, stretch.end
    row.quote, row.participant_id = stretch.quote, stretch.participant_id
    row.state, row.let_go = Passage.State.FIRM, ""
    row.save()
    return row


@action(Permission.MANAGE_MATERIAL, event="passage.let_go")
def let_go(*, by: Actor, passage: Passage, reason: str) -> Passage:
    """Decide that a lost passage is not put back. Its quote and codings stay to be read."""
    row = Passage.objects.select_for_update().get(pk=passage.pk)
    if row.state != Passage.State.LOST:
        raise Refused("This passage is not lost.", advice="Open it to see where it stands.")
    if not reason.strip():
        raise Refused("Letting a passage go has a reason.", advice="One sentence is enough.")
    row.let_go = reason.strip()[:300]
    row.save()
    return row
