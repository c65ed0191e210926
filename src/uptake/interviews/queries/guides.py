"""What the pages of interview guides show, and which turns may ask which question."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count

from uptake.interviews.guide_text import Prompt, Question
from uptake.interviews.models import Guide, GuideQuestion, Transcript, Turn, Version
from uptake.methods.guide_match import guide_match
from uptake.projects.models import Project

SHOWN = 400


def guides(project: Project) -> list[Guide]:
    """The versions that a transcript may be said to have followed, the newest first."""
    rows = Guide.objects.filter(project=project, retired_at=None)
    return list(rows.order_by("name", "-number"))


@dataclass(frozen=True, slots=True)
class GuideRow:
    """One version of a guide."""

    id: int
    name: str
    number: int
    dated: date | None
    coproduced_with: str
    note: str
    by: str
    at: datetime
    retired: bool
    newest: bool
    questions: int
    prompts: int
    transcripts: int


def versions(project: Project, name: str = "") -> list[GuideRow]:
    """Every version of every guide, or of one, the newest of each first."""
    rows = Guide.objects.filter(project=project)
    rows = rows.filter(name=name) if name else rows
    asked: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for guide, parent, n in GuideQuestion.objects.filter(guide__in=rows).order_by().values_list(
        "guide", "parent"
    ).annotate(Count("pk")):  # fmt: skip
        asked[guide][parent is not None] += n
    followed = dict(
        Transcript.objects.filter(guide__in=rows).order_by().values_list("guide")
        .annotate(Count("pk"))
    )  # fmt: skip
    newest: dict[str, int] = {}
    found = []
    for one in rows.select_related("by").order_by("name", "-number"):
        newest.setdefault(one.name, one.number)
        written, prompts = asked[one.pk]
        found.append(GuideRow(
            one.pk, one.name, one.number, one.dated, one.coproduced_with, one.note,
            one.by.name if one.by else "", one.created_at, one.retired_at is not None,
            newest[one.name] == one.number, written, prompts, followed.get(one.pk, 0),
        ))  # fmt: skip
    return found


def questions(guide: Guide) -> tuple[Question, ...]:
    """The questions of a version with their prompts, in order."""
    rows = list(GuideQuestion.objects.filter(guide=guide).order_by("order", "pk"))
    beneath: dict[int, list[Prompt]] = defaultdict(list)
    for row in rows:
        if row.parent_id is not None:
            beneath[row.parent_id].append(Prompt(row.label, row.text))
    return tuple(
        Question(row.label, row.text, tuple(beneath[row.pk]))
        for row in rows if row.parent_id is None
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answered:
    """A question, and in how many transcripts turns answer it."""

    label: str
    text: str
    prompt: bool
    turns: int
    transcripts: int


def answered(guide: Guide) -> list[Answered]:
    """Each question of a version, with how much is said to it."""
    said = {
        question: (turns, transcripts)
        for question, turns, transcripts in Turn.objects.filter(
            question__guide=guide, version__current=True
        ).order_by().values_list("question").annotate(
            Count("pk"), Count("version__transcript", distinct=True)
        )
    }  # fmt: skip
    rows = GuideQuestion.objects.filter(guide=guide).order_by("order", "pk")
    return [
        Answered(row.label, row.text, row.parent_id is not None, *said.get(row.pk, (0, 0)))
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Asking:
    """A turn that is no participant's, and the question that it may ask."""

    index: int
    speaker: str
    text: str
    answer: str
    """How the turn after it begins."""
    chosen: str
    """A question's id; "0" for none of the guide; "" where it goes on with the one before."""
    proposed: str
    score: int
    """Of the proposal, 0 to 100; 0 where there is none."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A transcript's turns that ask, against its guide."""

    version: int
    asking: tuple[Asking, ...]
    options: tuple[tuple[str, str], ...]
    confirmed: bool
    """Whether a person said so; otherwise what is chosen is a proposal."""


def sheet(transcript: Transcript) -> Sheet:
    """The turns of a transcript that may ask a question of its guide."""
    version = Version.objects.get(transcript=transcript, current=True)
    rows = list(GuideQuestion.objects.filter(guide=transcript.guide_id).order_by("order", "pk"))
    turns = list(Turn.objects.filter(version=version).order_by("index"))
    asks = {
        turn.index: version.text[turn.start : turn.end]
        for turn in turns if turn.participant_id is None
    }  # fmt: skip
    match = guide_match([row.text for row in rows], asks) if rows else ()
    proposed = {one.turn: (str(rows[one.question].pk), round(one.score)) for one in match}
    confirmed = any(turn.question_id is not None for turn in turns)
    stands = _standing(turns) if confirmed else {at: pk for at, (pk, _) in proposed.items()}
    after = {turn.index - 1: version.text[turn.start : turn.end] for turn in turns}
    return Sheet(
        version.number,
        tuple(
            Asking(turn.index, turn.speaker, asks[turn.index][:SHOWN],
                   after.get(turn.index, "")[:SHOWN // 2], stands.get(turn.index, ""),
                   *proposed.get(turn.index, ("", 0)))
            for turn in turns if turn.index in asks
        ),
        tuple((str(row.pk), f"{row.label} {row.text}"[:120]) for row in rows), confirmed,
    )  # fmt: skip


def _standing(turns: list[Turn]) -> Mapping[int, str]:
    """From which turns on which question is answered, as it was confirmed."""
    found: dict[int, str] = {}
    before: int | None = None
    for turn in turns:
        if turn.question_id != before:
            found[turn.index] = str(turn.question_id or 0)
        before = turn.question_id
    return found


def question_of(transcript: Transcript, sent: str) -> GuideQuestion | None:
    """A question of a transcript's guide, by the id that a form sent."""
    rows = GuideQuestion.objects.filter(project=transcript.project, guide=transcript.guide_id)
    return rows.filter(pk=int(sent)).first() if sent.isascii() and sent.isdigit() else None
