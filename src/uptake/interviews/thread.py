"""What this step holds for the thread: participants, transcripts, and passages of their words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count
from django.urls import reverse

from uptake.interviews.layers import passages_seen, settled
from uptake.interviews.models import Participant, Passage, Transcript
from uptake.interviews.queries.passages import in_turns
from uptake.projects.models import Project
from uptake.projects.thread import Key, Link, Node, narrowed

KINDS = ("participant", "transcript", "passage")
STEP = "interviews"
GONE: dict[str, str] = {
    Passage.State.LOST: "lost its place when the transcript was corrected",
    Passage.State.REDACTED: "redacted: the speaker withdrew",
}
TITLE = 200


@dataclass(frozen=True, slots=True)
class ParticipantDetail:
    pseudonym: str
    group: str
    consent_version: str
    consented_on: date | None
    withdrawn_on: datetime | None
    passages: int
    transcripts: int


@dataclass(frozen=True, slots=True)
class TranscriptDetail:
    id: int
    title: str
    kind: str
    held_on: date | None
    turns: int
    passages: int


def nodes(project: Project) -> Iterator[Node]:
    """Every participant, transcript and passage of the project."""
    yield from _people(project, None)
    yield from _heard(project, None)
    yield from _passages(project, None)


def some(project: Project, ids: Mapping[str, Collection[int]]) -> Iterator[Node]:
    """The same, of these participants, transcripts and passages."""
    yield from _people(project, ids.get("participant", ()))
    yield from _heard(project, ids.get("transcript", ()))
    yield from _passages(project, ids.get("passage", ()))


def _people(project: Project, ids: Collection[int] | None) -> Iterator[Node]:
    page = _address(project, "participant")
    rows = narrowed(Participant.objects.filter(project=project).order_by("pk"), ids)
    for pk, pseudonym, group, withdrawn in rows.values_list(
        "pk", "pseudonym", "group", "withdrawn_at"
    ):
        yield Node(Key("participant", pk), pseudonym, group, STEP, page=f"{page}{pk}/",
                   gone="" if withdrawn is None else "withdrawn")  # fmt: skip


def _heard(project: Project, ids: Collection[int] | None) -> Iterator[Node]:
    page = _address(project, "transcript")
    rows = narrowed(Transcript.objects.filter(project=project).order_by("pk"), ids)
    for pk, title, kind in rows.values_list("pk", "title", "kind"):
        label = str(Transcript.Kind(kind).label)
        yield Node(Key("transcript", pk), title, label, STEP, page=f"{page}{pk}/")


def _passages(project: Project, ids: Collection[int] | None) -> Iterator[Node]:
    page = _address(project, "passage")
    found = Passage.objects.filter(passages_seen(None), project=project)
    rows = narrowed(found.order_by("pk"), ids)
    for pk, quote, state, pseudonym, title in rows.values_list(
        "pk", "quote", "state", "participant__pseudonym", "transcript__title"
    ):
        yield Node(Key("passage", pk), pseudonym or title, _short(quote), STEP,
                   page=f"{page}{pk}/", gone=GONE.get(state, ""))  # fmt: skip


def _address(project: Project, kind: str) -> str:
    """Where pages of this kind are; they differ in their number, and may be ten thousand."""
    return reverse(f"interviews:{kind}", args=[project.pk, 0]).removesuffix("0/")


def _short(quote: str) -> str:
    return quote if len(quote) <= TITLE else quote[: TITLE - 1].rstrip() + "…"


def links(project: Project) -> Iterable[Link]:
    """A passage rests on whoever said it; where nobody is named, on its transcript."""
    passages = Passage.objects.filter(passages_seen(None), project=project).order_by("pk")
    for pk, participant, transcript in passages.values_list(
        "pk", "participant_id", "transcript_id"
    ):
        lower = Key("participant", participant) if participant else Key("transcript", transcript)
        yield Link(Key("passage", pk), lower)


def details(project: Project, kind: str, ids: Collection[int]) -> dict[int, Any]:
    """What the templates in interviews/thread/ show of some of them."""
    if kind == "passage":
        return dict(in_turns(project, ids))
    if kind == "participant":
        return _participants(project, ids)
    return _transcripts(project, ids)


CODED = settled("passages__codings__")


def _participants(project: Project, ids: Collection[int]) -> dict[int, ParticipantDetail]:
    rows = Participant.objects.filter(project=project, pk__in=ids)
    # Each counted by itself: joined together, every passage would meet every turn.
    coded = dict(
        rows.annotate(n=Count("passages", filter=CODED, distinct=True)).values_list("pk", "n")
    )
    heard = dict(
        rows.annotate(n=Count("turns__version__transcript", distinct=True)).values_list("pk", "n")
    )
    return {
        row.pk: ParticipantDetail(
            row.pseudonym, row.group, row.consent_version, row.consented_on, row.withdrawn_at,
            coded.get(row.pk, 0), heard.get(row.pk, 0),
        )
        for row in rows
    }  # fmt: skip


def _transcripts(project: Project, ids: Collection[int]) -> dict[int, TranscriptDetail]:
    rows = Transcript.objects.filter(project=project, pk__in=ids)
    turns = dict(
        rows.filter(versions__current=True)
        .annotate(n=Count("versions__turns"))
        .values_list("pk", "n")
    )
    coded = dict(
        rows.annotate(n=Count("passages", filter=CODED, distinct=True)).values_list("pk", "n")
    )
    return {
        row.pk: TranscriptDetail(
            row.pk, row.title, row.get_kind_display(), row.held_on,
            turns.get(row.pk, 0), coded.get(row.pk, 0),
        )
        for row in rows
    }  # fmt: skip
