"""Words in the project's transcripts, each hit with the words around it."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from unicodedata import normalize

from uptake.interviews.models import Transcript, Turn, Version
from uptake.projects.models import Project

AROUND = 60
SHOWN = 100
"""Hits that are shown of one transcript; all are counted."""


@dataclass(frozen=True, slots=True)
class Hit:
    turn: int
    speaker: str
    before: str
    words: str
    after: str
    start: int


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found in one transcript."""

    transcript: int
    title: str
    count: int
    hits: tuple[Hit, ...]


def find(project: Project, words: str, transcript: Transcript | None = None) -> list[Hits]:
    """Where `words` stand, whatever their letters' case and the blanks between them.

    Looked for in Python, because SQLite folds the case of plain English letters only.
    """
    parts = normalize("NFC", words).split()
    if not parts:
        return []
    pattern = re.compile(r"\s+".join(re.escape(part) for part in parts), re.IGNORECASE)
    versions = Version.objects.filter(project=project, current=True).order_by("transcript_id")
    if transcript is not None:
        versions = versions.filter(transcript=transcript)
    found = []
    for pk, number, title, text in versions.values_list(
        "pk", "transcript_id", "transcript__title", "text"
    ).iterator(chunk_size=1):
        places = [match.span() for match in pattern.finditer(text)]
        if places:
            found.append(Hits(number, title, len(places), _hits(pk, text, places[:SHOWN])))
    return found


def _hits(version: int, text: str, places: list[tuple[int, int]]) -> tuple[Hit, ...]:
    turns = list(
        Turn.objects.filter(version_id=version)
        .order_by("start")
        .values_list("start", "end", "speaker", "participant__pseudonym")
    )
    hits = []
    for start, end in places:
        at = max(bisect_right(turns, start, key=lambda turn: turn[0]) - 1, 0)
        first, last, speaker, pseudonym = turns[at] if turns else (0, len(text), "", None)
        hits.append(
            Hit(
                at + 1, pseudonym or speaker,
                _from(text, max(first, start - AROUND), start), text[start:end],
                _to(text, end, min(max(last, end), end + AROUND)), start,
            )
        )  # fmt: skip
    return tuple(hits)


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
