"""All memos of a project that a person may see, by what they are on."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet

from uptake.interviews.layers import seen_memos
from uptake.interviews.models import Memo
from uptake.projects.models import Project, User

A_PAGE = 30
KINDS: dict[str, tuple[str, Q]] = {
    "project": ("The project", Q(transcript=None, passage=None, code=None, theme=None)),
    "code": ("Codes", Q(code__isnull=False)),
    "theme": ("Themes", Q(theme__isnull=False)),
    "transcript": ("Transcripts", Q(transcript__isnull=False)),
    "passage": ("Passages", Q(passage__isnull=False)),
}


@dataclass(frozen=True, slots=True)
class Noted:
    """A memo, with what it is on: `kind`, its id, and how it is called."""

    id: int
    kind: str
    on: int
    label: str
    quote: str
    text: str
    author: str
    at: datetime
    mine: bool
    edited: bool


@dataclass(frozen=True, slots=True)
class Memos:
    """A page of memos, and how many there are on each kind of thing."""

    shown: Page[Memo]
    rows: list[Noted]
    kinds: list[tuple[str, str, int]]
    kind: str
    words: str


def memos(project: Project, user: User, *, kind: str = "", words: str = "", page: int = 1) -> Memos:
    """The memos that a person may see, newest first, narrowed by kind and by words in them."""
    rows = _live(project, user)
    if words:
        rows = rows.filter(text__icontains=words)
    counts = Counter(map(_kind, rows.select_related(None)))
    if kind in KINDS:
        rows = rows.filter(KINDS[kind][1])
    shown = Paginator(rows, A_PAGE).get_page(page)
    return Memos(
        shown, [_noted(row, user) for row in shown],
        [(key, label, counts[key]) for key, (label, _) in KINDS.items()],
        kind if kind in KINDS else "", words,
    )  # fmt: skip


def _live(project: Project, user: User) -> QuerySet[Memo]:
    return (
        Memo.objects.filter(seen_memos(user), project=project, removed_at=None)
        .exclude(text="")
        .select_related("by", "code", "theme", "transcript", "passage__transcript")
        .order_by("-pk")
    )


def _kind(memo: Memo) -> str:
    on = {"code": memo.code_id, "theme": memo.theme_id, "transcript": memo.transcript_id,
          "passage": memo.passage_id}  # fmt: skip
    return next((name for name, pk in on.items() if pk is not None), "project")


def _noted(memo: Memo, user: User) -> Noted:
    kind = _kind(memo)
    label, on, quote = "", 0, ""
    if memo.passage is not None:
        label, on, quote = memo.passage.transcript.title, memo.passage.pk, memo.passage.quote
    else:
        thing = memo.code or memo.theme or memo.transcript
        label, on = (str(thing) if thing else ""), (thing.pk if thing else 0)
    if memo.transcript is not None:
        label = memo.transcript.title
    return Noted(
        memo.pk, kind, on, label, quote, memo.text, memo.by.name, memo.created_at,
        memo.by_id == user.pk, memo.replaces_id is not None,
    )  # fmt: skip
