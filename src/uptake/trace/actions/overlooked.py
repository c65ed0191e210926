"""Words that tell who somebody is leave a coded transcript: what stands on them is marked."""

from __future__ import annotations

from collections.abc import Collection

from uptake.interviews.actions import overlooked
from uptake.interviews.actions.overlooked import TakenOut
from uptake.interviews.models import Transcript
from uptake.methods.deidentify import remaining
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.roles import Permission
from uptake.projects.thread import Key
from uptake.trace.actions.marks import _above, _mark, _told
from uptake.trace.actions.withdrawal import _concluded
from uptake.trace.graph import Thread

TOLD = "Words were taken out, and a passage beneath is not as it was."
"""The reason as the trail keeps it: a title may be somebody's name."""
HOLDS = "It holds words that were taken out of a transcript. Write it anew."


@action(Permission.MANAGE_MATERIAL, event="transcript.words_taken_out")
def take_out_words(
    *, by: Actor, transcript: Transcript, version: int, words: str, kind: str = "name",
    replacement: str = "", beside: Collection[str] = (),
) -> Outcome[TakenOut]:  # fmt: skip
    """Replace overlooked words by a correction, blank them in every older version, and lock them.

    What rests on passages that read otherwise now is marked, and so are conclusions that hold the
    words themselves. With `beside`, keys of what the team wrote, they are replaced there as well.
    The event's own digests are forgotten. Raises Refused as `mask_words` in interviews does.
    """
    done = overlooked.mask_words(
        by=by, transcript=transcript, version=version, words=words, kind=kind,
        replacement=replacement, beside=beside,
    )  # fmt: skip
    correction = done.correction
    changed = [Key("passage", pk) for pk in (*correction.edited, *correction.lost)]
    why = f"Words were taken out of {transcript}, and a passage beneath is not as it was."
    cause = Key("transcript", transcript.pk)
    thread = Thread(transcript.project)
    marked = _mark(transcript.project, _above(thread, changed), why, cause)
    said = _concluded(thread)
    holding = [key for (key, _), text in said.items() if remaining(text, [words])]
    _mark(transcript.project, holding, HOLDS, cause)
    counts: dict[str, object] = {
        "places": done.places, "older": done.masked, "edited": list(correction.edited),
        "lost": list(correction.lost), "version": correction.version.number,
        "beside": done.beside, "holding": [list(key) for key in dict.fromkeys(holding)],
    }  # fmt: skip
    return Outcome(done, about=transcript, detail={**counts, **_told(marked, TOLD)}, mute=True)
