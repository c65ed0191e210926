"""Words that tell who somebody is, found after the coding began: out of every version at once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from uptake.interviews.actions.correct import Correction, correct_transcript
from uptake.interviews.actions.name_list import _kind, _stands_for, _told_apart
from uptake.interviews.actions.sign_off import TitleHolds, _mask
from uptake.interviews.actions.written import _replace_in_written, replaced
from uptake.interviews.models import Passage, Transcript, Turn, Version
from uptake.interviews.pseudonyms import key_of, names_for
from uptake.interviews.queries.written import holding
from uptake.methods.deidentify import Sure, apply, remaining
from uptake.methods.deidentify.folding import Folded, folded
from uptake.methods.deidentify.hits import hit
from uptake.projects.actor import Actor
from uptake.projects.errors import Refused
from uptake.projects.models import Event

REASON = "Words were taken out that tell who somebody is."


@dataclass(frozen=True)
class TakenOut:
    """What was done: the correction, what stands there now, and what a person has to look at."""

    correction: Correction
    replacement: str
    places: int
    masked: int
    """Places in earlier versions."""
    beside: int
    """Texts of the team in which the words were replaced because somebody asked for it."""
    left: int
    """Texts of the team that hold the words still."""


def mask_words(
    *, by: Actor, transcript: Transcript, version: int, words: str, kind: str = "name",
    replacement: str = "", beside: Collection[str] = (),
) -> TakenOut:  # fmt: skip
    """Replace words wherever they stand in a coded transcript, and blank them in older versions.

    Not an action by itself: the caller, in trace, has the door (Permission.MANAGE_MATERIAL) and
    marks what rests on the passages. The words are locked into the project's key. `version` is the
    number that the page showed. What the team wrote holds them still, but for the texts in
    `beside` (keys of `queries.written.holding`) and for earlier wordings. Raises Refused when the
    words don't stand in the transcript, and as `correct_transcript` does, and TitleHolds when
    the title holds them.
    """
    words = " ".join(words.split())
    if len(folded(words)) < 2 or len(words) > 120:
        raise Refused("Enter the words as they stand, between 2 and 120 letters.")
    known = _kind(kind)
    row = Version.objects.select_for_update().get(transcript=transcript, current=True)
    if remaining(transcript.title, [words]):
        raise TitleHolds(f"The title holds “{words}”, too.", advice="Change the title first.")
    spans = list(Folded(row.text).spans(words))
    if not spans:
        raise Refused(f"“{words}” does not stand in this transcript.", advice="Check its letters.")
    hits = [hit(row.text, start, end, known, Sure.SURE, "") for start, end in spans]
    key = key_of(transcript.project, names_for(transcript.project, by)).extended(hits, row.text)
    put = " ".join(replacement.split()) or key.replacements(hits)[0]
    _told_apart(words, put)
    put = _stands_for(transcript.project, kind, words, put, asked=bool(replacement.strip()))
    done = apply(row.text, hits, [put] * len(hits))
    turns = Turn.objects.filter(version=row).order_by("index")
    changed = {
        index: done.text[done.start(start) : done.end(end)]
        for index, start, end in turns.values_list("index", "start", "end")
        if any(start < one.end and one.start < end for one in hits)
    }
    correction = correct_transcript(
        by=by, transcript=transcript, version=version, reason=REASON, words=changed,
        replaced=done,
    )  # fmt: skip
    older = Version.objects.filter(transcript=transcript, current=False).order_by("number")
    masked = sum(_mask(one, [words]) for one in older)
    _relabel(transcript, words, put)
    _mute(transcript)
    there = _replace_in_written(by.user, transcript.project, words, put, beside)
    left = len(holding(transcript.project, words, by.user))
    return TakenOut(correction, put, len(spans), masked, there, left)


def _relabel(transcript: Transcript, words: str, put: str) -> None:
    """Take the words out of labels of those who speak and are no participants, in every version."""
    turns = Turn.objects.filter(version__transcript=transcript, participant=None)
    for label in list(turns.order_by().values_list("speaker", flat=True).distinct()):
        if (said := replaced(label, words, put)) != label:
            turns.filter(speaker=label).update(speaker=said[:120])


def _mute(transcript: Transcript) -> None:
    """Forget the salts of what the trail says of the words, so that no digest can be tried out."""
    about = {
        "transcript": [transcript.pk],
        "version": list(Version.objects.filter(transcript=transcript).values_list("pk", flat=True)),
        "passage": list(Passage.objects.filter(transcript=transcript).values_list("pk", flat=True)),
    }
    events = Event.objects.filter(chain=transcript.project_id)
    for kind, ids in about.items():
        for at in range(0, len(ids), 500):
            events.filter(object_kind=kind, object_id__in=ids[at : at + 500]).update(salt=b"")
