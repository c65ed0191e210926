"""What pages show of participants, transcripts, and the files that wait."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Q
from django.utils import timezone

from uptake.formats import plain, srt, vtt
from uptake.formats.transcripts import Oddity
from uptake.formats.transcripts import Turn as Spoken
from uptake.formats.turn_table import FORMAT as CSV
from uptake.formats.turn_table import WORKBOOK, Column
from uptake.interviews.actions.material import KEPT_FOR, ColumnsUnknown, read
from uptake.interviews.layers import passages_seen, settled
from uptake.interviews.models import (
    Arrival,
    Coding,
    Participant,
    Passage,
    Transcript,
    Turn,
    Version,
)
from uptake.interviews.queries.window import Shown
from uptake.projects.errors import Refused
from uptake.projects.models import Project

FIRST_WORDS = 90
FIRST_TURNS = 6
TIMED = (srt.FORMAT, vtt.FORMAT)
"""Formats whose speakers are not told by labels in the text alone."""


@dataclass(frozen=True, slots=True)
class TranscriptRow:
    """One transcript in the list, and how far the coding of it is."""

    id: int
    title: str
    kind: str
    held_on: date | None
    turns: int
    words: int
    people: tuple[str, ...]
    passages: int
    coders: int
    last_coded: datetime | None
    lost: int
    """Passages without a place that wait for a decision."""
    cleared: bool
    """Whether it is de-identified, or that was waived; nothing can be coded before."""
    guide: str


def transcripts(project: Project, only: int | None = None) -> list[TranscriptRow]:
    """Every transcript of the project, as it stands now: six queries for any number of them."""
    rows = Transcript.objects.filter(project=project)
    if only is not None:
        rows = rows.filter(pk=only)
    current = Version.objects.filter(transcript__in=rows, current=True)
    words = dict(current.values_list("transcript", "words"))
    turns = dict(
        Turn.objects.filter(version__in=current).order_by()
        .values_list("version__transcript").annotate(n=Count("pk"))
    )  # fmt: skip
    coded = {
        transcript: (passages, coders, last)
        for transcript, passages, coders, last in Coding.objects.filter(
            settled(), passage__transcript__in=rows
        ).exclude(passage__state=Passage.State.REDACTED).order_by().values_list(
            "passage__transcript"
        ).annotate(
            Count("passage", distinct=True), Count("coder", distinct=True), Max("created_at")
        )
    }  # fmt: skip
    lost = dict(
        Passage.objects.filter(
            passages_seen(None), transcript__in=rows, state=Passage.State.LOST, let_go=""
        ).order_by().values_list("transcript").annotate(n=Count("pk"))
    )  # fmt: skip
    people: dict[int, list[str]] = defaultdict(list)
    heard = Turn.objects.filter(version__in=current, participant__isnull=False).order_by()
    for transcript, pseudonym in sorted(
        heard.values_list("version__transcript", "participant__pseudonym").distinct()
    ):
        people[transcript].append(pseudonym)
    return [
        TranscriptRow(
            row.pk, row.title, row.get_kind_display(), row.held_on, turns.get(row.pk, 0),
            words.get(row.pk, 0), tuple(people[row.pk]), *coded.get(row.pk, (0, 0, None)),
            lost.get(row.pk, 0), bool(row.cleared_how), str(row.guide or ""),
        )
        for row in rows.select_related("guide")
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class VersionRow:
    number: int
    at: datetime
    reason: str
    current: bool


def versions(transcript: Transcript) -> list[VersionRow]:
    """The versions of a transcript, the newest first."""
    rows = Version.objects.filter(transcript=transcript).order_by("-number")
    return [
        VersionRow(*row) for row in rows.values_list("number", "created_at", "reason", "current")
    ]


def version(transcript: Transcript, number: int) -> Shown | None:
    """An earlier version to read; None for the current one, and when there is no such version."""
    turns = Turn.objects.filter(
        version__transcript=transcript, version__number=number, version__current=False
    )
    last = turns.order_by("-index").values_list("version_id", "index", "end").first()
    return Shown(last[0], number, last[1] + 1, last[2]) if last else None


@dataclass(frozen=True, slots=True)
class Heard:
    """A transcript in which somebody speaks."""

    id: int
    title: str
    kind: str
    held_on: date | None
    turns: int
    passages: int
    early: bool
    """It was held before the recorded day of consent."""


def heard_in(participant: Participant) -> list[Heard]:
    """The transcripts that hold a participant's words."""
    turns = Turn.objects.filter(participant=participant, version__current=True).order_by()
    spoken = dict(turns.values_list("version__transcript").annotate(n=Count("pk")))
    passages = Passage.objects.filter(settled("codings__"), participant=participant).exclude(
        state=Passage.State.REDACTED
    ).order_by()  # fmt: skip
    coded = dict(passages.values_list("transcript").annotate(n=Count("pk", distinct=True)))
    rows = Transcript.objects.filter(Q(pk__in=spoken) | Q(pk__in=coded))
    return [
        Heard(row.pk, row.title, row.get_kind_display(), row.held_on, spoken.get(row.pk, 0),
              coded.get(row.pk, 0), _early(row.held_on, participant.consented_on))
        for row in rows
    ]  # fmt: skip


def _early(held: date | None, consented: date | None) -> bool:
    return held is not None and consented is not None and held < consented


def open_participants(project: Project) -> list[Participant]:
    """Those who may still be named as speakers."""
    return list(Participant.objects.filter(project=project, withdrawn_at=None))


def next_number(project: Project) -> int:
    """The number after the highest that a transcript called Interview has, or after their count."""
    rows = Transcript.objects.filter(project=project)
    called = [
        int(words[1])
        for title in rows.filter(title__istartswith="interview ").values_list("title", flat=True)
        if len(words := title.split()) > 1 and words[1].isdecimal() and len(words[1]) < 6
    ]
    return max([rows.count(), *called]) + 1


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that was read and waits for somebody to say who speaks in it."""

    id: int
    name: str
    format: str
    size: int
    at: datetime
    by: str


def waiting(project: Project) -> list[Waiting]:
    rows = Arrival.objects.filter(project=project).order_by("pk")
    return [
        Waiting(pk, name, kind, size, at, by or "")
        for pk, name, kind, size, at, by in rows.values_list(
            "pk", "name", "format", "size", "created_at", "by__name"
        )
    ]


def with_old_arrivals() -> list[Project]:
    """The projects in which a file has waited for over a week."""
    old = Arrival.objects.filter(created_at__lt=timezone.now() - KEPT_FOR)
    return list(Project.objects.filter(pk__in=old.values("project")).order_by("pk"))


@dataclass(frozen=True, slots=True)
class Speaker:
    """One label of a file: how often it speaks, and what it says first."""

    label: str
    turns: int
    words: int
    first: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file holds, before it is stored."""

    format: str
    encoding: str
    size: int
    turns: int
    words: int
    speakers: tuple[Speaker, ...]
    oddities: tuple[Oddity, ...]
    first: tuple[Spoken, ...]
    labelled: bool
    """Whether other labels may be taken as speakers."""
    twin: str
    """The title of a transcript made of the very same file."""
    fault: str = ""
    """Why it can't be read with these labels."""


def columns_to_ask(arrival: Arrival) -> tuple[Column, ...]:
    """The columns of a table when it can't be told what they hold; none otherwise."""
    if arrival.format not in (CSV, WORKBOOK):
        return ()
    try:
        read(bytes(arrival.content), arrival.name)
    except ColumnsUnknown as asked:
        return asked.table
    return ()


def preview(
    arrival: Arrival, labels: Collection[str] | None = None,
    columns: Mapping[str, str] | None = None,
) -> Preview:  # fmt: skip
    """Read a waiting file; `labels` names the labels that are to be taken as speakers.

    Raises Refused when `columns` leave no words to read.
    """
    fault, content = "", bytes(arrival.content)
    try:
        found = read(content, arrival.name, labels, columns)
    except Refused as unreadable:
        if labels is None:
            raise
        fault, found = str(unreadable), read(content, arrival.name, None, columns)
    spoken = Counter(turn.speaker for turn in found.turns)
    words: Counter[str] = Counter()
    first: dict[str, str] = {}
    for turn in found.turns:
        words[turn.speaker] += len(turn.text.split())
        first.setdefault(turn.speaker, _short(turn.text))
    twin = Transcript.objects.filter(project=arrival.project, sha256=arrival.sha256).first()
    return Preview(
        found.format, found.encoding, arrival.size, len(found.turns), words.total(),
        tuple(Speaker(label, n, words[label], first[label]) for label, n in spoken.items()),
        found.oddities, found.turns[:FIRST_TURNS], found.format not in TIMED,
        twin.title if twin else "", fault,
    )  # fmt: skip


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= FIRST_WORDS else words[: FIRST_WORDS - 1].rstrip() + "…"


def spoken_turns(transcript: Transcript) -> list[Spoken]:
    """The current turns as a file has them, under pseudonyms."""
    version = Version.objects.get(transcript=transcript, current=True)
    rows = Turn.objects.filter(version=version).order_by("index")
    return [
        Spoken(pseudonym or speaker, version.text[start:end], started, ended)
        for pseudonym, speaker, start, end, started, ended in rows.values_list(
            "participant__pseudonym", "speaker", "start", "end", "started", "ended"
        )
    ]


def as_file(transcript: Transcript, kind: str) -> bytes | None:
    """The current words as TXT or VTT; None for a VTT of turns without times."""
    turns = spoken_turns(transcript)
    try:
        return vtt.write(turns) if kind == "vtt" else plain.write(turns)
    except ValueError:
        return None


def timed(transcript: Transcript) -> bool:
    """Whether every turn has its time, so that a VTT can be made."""
    rows = Turn.objects.filter(version__transcript=transcript, version__current=True)
    return not rows.filter(Q(started=None) | Q(ended=None)).exists()
