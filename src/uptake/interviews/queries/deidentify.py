"""What the pages of de-identification show: how far each transcript is, and the words to decide."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec

from django.core.paginator import Page, Paginator
from django.db.models import Count

from uptake.instruments.name_model import MODEL
from uptake.interviews.identities import KnownName, known_names
from uptake.interviews.layers import passages_seen
from uptake.interviews.models import (
    Deciding,
    Passage,
    Proposal,
    RawText,
    Transcript,
    Turn,
    Version,
)
from uptake.methods.deidentify import Standing, Sure, remaining
from uptake.projects.models import Project

BEFORE, AFTER = 2_500, 5_000
"""Characters shown before and after the place that is decided on."""
CONTEXT = 45
ON_A_PAGE = 50
LISTS = ("open", "accepted", "refused", "all")
State = Proposal.State


@dataclass(frozen=True, slots=True)
class Counts:
    """The proposals of a transcript, by what was decided."""

    open: int = 0
    accepted: int = 0
    refused: int = 0

    @property
    def all(self) -> int:
        return self.open + self.accepted + self.refused

    @property
    def decided(self) -> int:
        return self.accepted + self.refused


@dataclass(frozen=True, slots=True)
class Standings:
    """One transcript, and how far its de-identification is."""

    id: int
    title: str
    how: str
    at: datetime | None
    by: str
    why: str
    counts: Counts


def standings(project: Project, only: int | None = None) -> list[Standings]:
    """How far each transcript is; those that wait come first."""
    rows = Transcript.objects.filter(project=project)
    if only is not None:
        rows = rows.filter(pk=only)
    counted: dict[int, dict[str, int]] = defaultdict(dict)
    for transcript, state, n in Proposal.objects.filter(
        version__transcript__in=rows, version__current=True
    ).order_by().values_list("version__transcript", "state").annotate(Count("pk")):  # fmt: skip
        counted[transcript][state] = n
    found = [
        Standings(pk, title, how, at, by or "", why, Counts(**counted[pk]))
        for pk, title, how, at, by, why in rows.values_list(
            "pk", "title", "cleared_how", "cleared_at", "cleared_by__name", "cleared_why"
        )
    ]
    return sorted(found, key=lambda one: bool(one.how))


def following(row: Transcript) -> Transcript | None:
    """The next transcript that waits to be de-identified; after the last, the first."""
    rows = Transcript.objects.filter(project=row.project, cleared_how="").exclude(pk=row.pk)
    return rows.filter(pk__gt=row.pk).order_by("pk").first() or rows.order_by("pk").first()


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of words: proposed (`id` is the proposal's) or not."""

    text: str
    id: int = 0
    state: str = ""
    put: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """A turn, or as much of one as is shown."""

    number: int
    speaker: str
    start: int
    pieces: tuple[Piece, ...]
    more_before: bool
    more_after: bool


@dataclass(frozen=True, slots=True)
class Place:
    """One proposal, with the words around it."""

    id: int
    kind: str
    source: str
    sure: str
    why: str
    state: str
    put: str
    words: str
    before: str
    after: str
    alike: int
    """Places of the transcript with the same words, this one among them."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A part of a transcript with what is proposed there, and the place to decide on."""

    version: int
    said: tuple[Said, ...]
    now: Place | None
    number: int
    """Of the place among all, counted from 1; 0 without one."""
    before: int | None
    after: int | None
    """The places before and after this one."""
    earlier: int | None
    later: int | None
    """Where the part before this one starts, and the part after."""
    mine: int
    """How many decisions the person could take back."""
    sure: int
    """Open places that a strong rule or the list saw."""


def desk(transcript: Transcript, user: int | None, at: int = 0, from_: int | None = None) -> Desk:
    """The part around proposal `at`, or around `from_`; without either, around the first open."""
    version = Version.objects.get(transcript=transcript, current=True)
    rows = list(Proposal.objects.filter(version=version).order_by("start"))
    now = _now(rows, at) if from_ is None else None
    number = rows.index(now) + 1 if now else 0
    middle = now.start if now else (from_ or 0)
    start, end = max(middle - BEFORE, 0) if now else middle, min(middle + AFTER, len(version.text))
    start, end = _blank(version.text, start), _blank(version.text, end)
    return Desk(
        version.number, _said(version, rows, start, end, now),
        _place(now, version.text, rows) if now else None, number,
        rows[number - 2].pk if number > 1 else None,
        rows[number].pk if now and number < len(rows) else None,
        max(start - AFTER, 0) if start else None, end if end < len(version.text) else None,
        Deciding.objects.filter(version=version, by=user).count(),
        sum(row.state == State.OPEN and row.sure >= Sure.SURE for row in rows),
    )  # fmt: skip


def _now(rows: Sequence[Proposal], at: int) -> Proposal | None:
    """The proposal with this id; else the first that is open, else the first."""
    asked = next((row for row in rows if row.pk == at), None)
    first = next((row for row in rows if row.state == State.OPEN), None)
    return asked or first or next(iter(rows), None)


def next_open(proposal: Proposal) -> int:
    """The first undecided place after this one, or from the start again; else this one."""
    rows = Proposal.objects.filter(version_id=proposal.version_id, state=State.OPEN)
    ids = rows.order_by("start").values_list("pk", flat=True)
    return ids.filter(start__gt=proposal.start).first() or ids.first() or proposal.pk


def _blank(text: str, at: int) -> int:
    """The nearest blank before a place, so that no word is cut; the place itself in a long word."""
    if at in (0, len(text)):
        return at
    found = max(text.rfind(" ", max(at - 200, 0), at), text.rfind("\n", max(at - 200, 0), at))
    return at if found < 0 else found + 1


def _said(
    version: Version, rows: Sequence[Proposal], start: int, end: int, now: Proposal | None
) -> tuple[Said, ...]:
    turns = Turn.objects.filter(version=version, start__lt=max(end, 1), end__gte=start)
    starts, ends = [row.start for row in rows], [row.end for row in rows]
    found = []
    for index, speaker, first, last in turns.order_by("index").values_list(
        "index", "speaker", "start", "end"
    ):
        low, high = max(first, start), min(last, end)
        here = rows[bisect_right(ends, low) : bisect_left(starts, high)]
        # A place that the part's edge would cut is shown whole.
        low, high = min([low, *(r.start for r in here)]), max([high, *(r.end for r in here)])
        pieces = _pieces(version.text, here, low, high, now)
        if pieces:
            found.append(Said(index + 1, speaker, low, pieces, low > first, high < last))
    return tuple(found)


def _pieces(
    text: str, rows: Sequence[Proposal], start: int, end: int, now: Proposal | None
) -> tuple[Piece, ...]:
    found, at = [], start
    for row in rows:
        if row.start > at:
            found.append(Piece(text[at : row.start]))
        found.append(
            Piece(text[row.start : row.end], row.pk, row.state, row.replacement, row == now)
        )
        at = row.end
    if at < end:
        found.append(Piece(text[at:end]))
    return tuple(found)


def _place(row: Proposal, text: str, rows: Sequence[Proposal]) -> Place:
    words = text[row.start : row.end]
    alike = sum(one.kind == row.kind and text[one.start : one.end] == words for one in rows)
    return Place(
        row.pk, row.kind, row.source, Sure(row.sure).name.lower(), row.why, row.state,
        row.replacement, words,
        " ".join(text[max(row.start - CONTEXT, 0) : row.start].split("\n"))[-CONTEXT:],
        " ".join(text[row.end : row.end + CONTEXT].split("\n")), alike,
    )  # fmt: skip


def places(transcript: Transcript, which: str, number: int) -> Page[Place]:
    """A page of the list of proposals, in the order of the text."""
    version = Version.objects.get(transcript=transcript, current=True)
    rows = Proposal.objects.filter(version=version).order_by("start")
    if which != "all":
        rows = rows.filter(state=which)
    page = Paginator(rows, ON_A_PAGE).get_page(number)
    shown = [_place(row, version.text, [row]) for row in page.object_list]
    return Page(shown, page.number, page.paginator)  # type: ignore[arg-type]  # counts alone


def every_place(transcript: Transcript, which: str) -> list[Place]:
    """Every proposal of the present words in one state, in the order of the text."""
    version = Version.objects.get(transcript=transcript, current=True)
    rows = Proposal.objects.filter(version=version, state=which).order_by("start")
    return [_place(row, version.text, [row]) for row in rows]


def model_installed() -> bool:
    """Whether the recogniser of names is there."""
    return find_spec(MODEL) is not None


@dataclass(frozen=True, slots=True)
class After:
    """What there is to say of a transcript that is cleared."""

    coded: int
    """Passages, which stand in the way of reopening."""
    raw: bool
    """Whether the words before are kept."""
    standing: tuple[Standing, ...]
    """Words of the key that still stand in it."""
    turn: dict[int, int]
    """The turn (from 1) in which each of them stands, by where it starts."""


def after(transcript: Transcript, known: Sequence[KnownName]) -> After:
    """How a cleared transcript stands against the project's key."""
    version = Version.objects.get(transcript=transcript, current=True)
    standing = remaining(version.text, [one.original for one in known])
    starts = list(Turn.objects.filter(version=version).order_by("index").values_list(
        "start", flat=True))  # fmt: skip
    return After(
        Passage.objects.filter(passages_seen(None), transcript=transcript).count(),
        RawText.objects.filter(transcript=transcript).exists(), standing,
        {one.start: bisect_right(starts, one.start) for one in standing},
    )  # fmt: skip


def names(project: Project) -> list[KnownName]:
    """The project's list, opened. Raises Refused when the store can't be opened."""
    return sorted(known_names(project), key=lambda one: one.original.casefold())
