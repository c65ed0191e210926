"""A transcript is corrected, or a lost passage is put back: what stands on it is marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from uptake.formats.transcripts import Turn as Spoken
from uptake.interviews.actions import correct
from uptake.interviews.actions.correct import Correction
from uptake.interviews.models import Participant, Passage, Transcript
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.roles import Permission
from uptake.projects.thread import Key
from uptake.trace.actions.marks import _above, _mark, _told
from uptake.trace.graph import Thread

TOLD = "Words were corrected, and a passage beneath is not as it was."
"""The reason as the trail keeps it: a title may be somebody's name."""


@dataclass(frozen=True)
class Corrected:
    """What became of the passages, and what was marked because of it."""

    correction: Correction
    marked: tuple[Key, ...]


@action(Permission.MANAGE_MATERIAL, event="transcript.corrected")
def correct_words(
    *, by: Actor, transcript: Transcript, version: int, reason: str,
    words: Mapping[int, str] | None = None, turns: Sequence[Spoken] | None = None,
    speakers: Mapping[str, Participant | None] | None = None,
) -> Outcome[Corrected]:  # fmt: skip
    """Make a transcript's next version and mark what rests on passages that are not as they were.

    Give `words` (turn index to its new text) or `turns` (the whole text, with `speakers`);
    `version` is the number that the page showed. Passages that keep their words mark nothing.
    """
    done = correct.correct_transcript(
        by=by, transcript=transcript, version=version, reason=reason, words=words, turns=turns,
        speakers=speakers,
    )  # fmt: skip
    changed = [Key("passage", pk) for pk in (*done.edited, *done.lost, *done.found)]
    # Not why it was corrected: that may repeat what was said, and stays with the version alone.
    why = f"{transcript} was corrected, and a passage beneath is not as it was."
    cause = Key("transcript", transcript.pk)
    marked = _mark(transcript.project, _above(Thread(transcript.project), changed), why, cause)
    counts: dict[str, object] = {
        "kept": len(done.kept), "edited": list(done.edited), "lost": list(done.lost),
        "found": list(done.found), "version": done.version.number,
    }  # fmt: skip
    value = Corrected(done, tuple(marked))
    return Outcome(value, about=transcript, detail={**counts, **_told(marked, TOLD)})


@action(Permission.MANAGE_MATERIAL, event="passage.placed")
def put_in_place(
    *, by: Actor, passage: Passage, version: int, start: int, end: int
) -> Outcome[Passage]:
    """Put a lost passage on words of the current version, and mark what rests on it."""
    row = correct.place_passage(by=by, passage=passage, version=version, start=start, end=end)
    key = Key("passage", row.pk)
    why = "A passage beneath was lost and put back on other words."
    marked = _mark(row.project, _above(Thread(row.project), [key]), why, key)
    return Outcome(row, about=row, detail=_told(marked, why))
