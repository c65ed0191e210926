"""Places in the project's transcripts: words, what somebody said, what answers a question."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple
from unicodedata import normalize

from uptake.interviews.models import GuideQuestion, Participant, Transcript, Turn, Version
from uptake.methods.passages import sentences
from uptake.projects.models import Project

AROUND = 60
LONGEST = 600
"""Characters shown of a stretch that is longer."""
SHOWN = 100
"""Hits that are shown of one transcript; all are counted."""
IN_ALL = 500
"""Hits that are shown on a page."""
Extent = Literal["words", "sentence", "turn"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A place with the words around it. [start, end) is what would be coded."""

    turn: int
    speaker: str
    before: str
    words: str
    after: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found in one transcript."""

    transcript: int
    title: str
    version: int
    count: int
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Sought:
    """What to look for: words, in what somebody (or a group) said, in answer to a question."""

    words: str = ""
    participant: int = 0
    group: str = ""
    question: int = 0
    extent: Extent = "words"

    @property
    def narrow(self) -> bool:
        """Whether turns are asked for by who speaks in them or what they answer."""
        return bool(self.participant or self.group or self.question)


class _Turn(NamedTuple):
    start: int
    end: int
    speaker: str
    pseudonym: str | None
    number: int


def find(
    project: Project, words: str, transcript: Transcript | None = None,
    sought: Sought | None = None, most: int = SHOWN,
) -> list[Hits]:  # fmt: skip
    """Where `words` stand, whatever their letters' case and the blanks between them.

    `sought` narrows it to some turns, and says how much around the words is meant; where it names
    no words, the turns themselves are found. Looked for in Python, because SQLite folds the case of
    plain English letters only.
    """
    sought = sought or Sought()
    parts = normalize("NFC", words).split()
    if not parts and not sought.narrow:
        return []
    pattern = re.compile(r"\s+".join(re.escape(part) for part in parts), re.IGNORECASE)
    versions = Version.objects.filter(project=project, current=True).order_by("transcript_id")
    versions = versions.exclude(transcript__cleared_how="")  # names may stand in it still
    if transcript is not None:
        versions = versions.filter(transcript=transcript)
    found, left = [], max(IN_ALL, most)
    for pk, number, owner, title, text in versions.values_list(
        "pk", "number", "transcript_id", "transcript__title", "text"
    ).iterator(chunk_size=1):
        if not parts or sought.narrow or pattern.search(text):
            turns = _turns(pk, sought)
            places = list(_places(text, turns, pattern if parts else None, sought))
            if places:
                hits = tuple(_hit(text, *place) for place in places[: min(most, left)])
                left -= len(hits)
                found.append(Hits(owner, title, number, len(places), hits))
    return found


def _turns(version: int, sought: Sought) -> list[_Turn]:
    """The turns to look in, and all others left out."""
    rows = Turn.objects.filter(version_id=version).order_by("start")
    if sought.participant:
        rows = rows.filter(participant=sought.participant)
    if sought.group:
        rows = rows.filter(participant__group=sought.group)
    if sought.question:
        rows = rows.filter(question=sought.question)
    fields = ("start", "end", "speaker", "participant__pseudonym", "index")
    return [_Turn(*row) for row in rows.values_list(*fields)]


def _places(
    text: str, turns: Sequence[_Turn], pattern: re.Pattern[str] | None, sought: Sought
) -> Iterator[tuple[_Turn, int, int, int, int]]:
    """Each place: its turn, the words found in it, and the stretch that is meant."""
    if pattern is None:
        yield from ((turn, turn.start, turn.end, turn.start, turn.end) for turn in turns
                    if text[turn.start : turn.end].strip())  # fmt: skip
        return
    if not turns and not sought.narrow:
        turns = [_Turn(0, len(text), "", None, 0)]
    starts = [turn.start for turn in turns]
    told: set[tuple[int, int]] = set()
    for match in pattern.finditer(text):
        start, end = match.span()
        at = bisect_right(starts, start) - 1
        if at < 0 or start >= turns[at].end:
            continue
        turn = turns[at]
        from_, to = _meant(text, turn, start, end, sought.extent)
        if sought.extent == "words" or (from_, to) not in told:
            told.add((from_, to))
            yield turn, start, end, from_, to


def _meant(text: str, turn: _Turn, start: int, end: int, extent: Extent) -> tuple[int, int]:
    if extent == "words":
        return start, end
    if extent == "turn":
        return turn.start, max(turn.end, end)
    cut = sentences(text[turn.start : turn.end])
    held = [(turn.start + first, turn.start + last) for first, last in cut
            if turn.start + first < end and turn.start + last > start]  # fmt: skip
    return (held[0][0], held[-1][1]) if held else (start, end)


def _hit(text: str, turn: _Turn, start: int, end: int, from_: int, to: int) -> Hit:
    words = text[start:end]
    if len(words) > LONGEST:
        words = words[:LONGEST].rsplit(" ", 1)[0] + " …"
    first, last = turn.start, max(turn.end, end)
    whole = start == turn.start and end == turn.end
    return Hit(
        turn.number + 1, turn.pseudonym or turn.speaker,
        "" if whole else _from(text, max(first, start - AROUND), start), words,
        "" if whole else _to(text, end, min(last, end + AROUND)), from_, to,
    )  # fmt: skip


def _from(text: str, first: int, start: int) -> str:
    """The words before, not cut in the middle of one."""
    before = text[first:start]
    if first and not text[first - 1].isspace() and " " in before:
        return "… " + before[before.index(" ") + 1 :]
    return before


def _to(text: str, end: int, last: int) -> str:
    """The words after, not cut in the middle of one."""
    after = text[end:last]
    if last < len(text) and not text[last].isspace() and " " in after:
        return after[: after.rindex(" ")] + " …"
    return after


@dataclass(frozen=True, slots=True)
class Choices:
    """What a search can be narrowed to."""

    people: tuple[tuple[int, str], ...]
    groups: tuple[str, ...]
    questions: tuple[tuple[int, str], ...]


def choices(project: Project) -> Choices:
    """Who speaks in the transcripts, in which groups, and which questions are answered."""
    people = Participant.objects.filter(project=project, withdrawn_at=None).order_by("pseudonym")
    rows = list(people.values_list("pk", "pseudonym", "group"))
    groups = sorted({group for _, _, group in rows if group}, key=str.casefold)
    asked = GuideQuestion.objects.filter(project=project, turns__version__current=True).distinct()
    questions = tuple((row.pk, f"{row} ({row.guide})") for row in asked.select_related("guide"))
    return Choices(tuple((pk, name) for pk, name, _ in rows), tuple(groups), questions)
