"""Passages in their turn: for their own page, the thread, and lists by code."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from uptake.interviews.layers import passages_seen, seen, seen_memos, settled
from uptake.interviews.models import Code, Coding, Memo, Passage, Transcript, Turn, Version
from uptake.projects.models import Project, User


@dataclass(frozen=True, slots=True)
class Said:
    """One turn's speaker and words."""

    speaker: str
    words: str


@dataclass(frozen=True, slots=True)
class InItsTurn:
    """A passage with the rest of its turn and the turns on either side of it."""

    id: int
    transcript: int
    title: str
    number: int
    """The turn's, counted from 1."""
    speaker: str
    lead: str
    quote: str
    tail: str
    before: Said | None
    after: Said | None
    state: str
    codes: tuple[str, ...]


def in_turns(
    project: Project, ids: Collection[int], codings: Q | None = None
) -> dict[int, InItsTurn]:
    """Passages in their turns, by id: four queries for any number of them.

    Their codes are those of `codings`; of the codings that count, where none are named.

    A lost passage is shown in the version where it last stood; a redacted one has no words.
    """
    rows = list(
        Passage.objects.filter(project=project, pk__in=ids).values_list(
            "pk", "transcript_id", "transcript__title", "version_id", "start", "end", "quote",
            "state",
        )
    )  # fmt: skip
    versions = {row[3] for row in rows}
    texts = dict(Version.objects.filter(pk__in=versions).values_list("pk", "text"))
    turns = _turns(versions)
    codes = _codes([row[0] for row in rows], settled() if codings is None else codings)
    found: dict[int, InItsTurn] = {}
    for pk, transcript, title, version, start, end, quote, state in rows:
        text, laid = texts[version], turns[version]
        at = max(bisect_right(laid, start, key=lambda turn: turn[0]) - 1, 0)
        last = max(bisect_right(laid, end - 1, key=lambda turn: turn[0]) - 1, at)
        hidden = state == Passage.State.REDACTED or not laid
        found[pk] = InItsTurn(
            pk, transcript, title, at + 1, laid[at][2] if laid else "",
            "" if hidden else text[laid[at][0] : start], quote,
            "" if hidden else text[end : laid[last][1]],
            None if hidden or at == 0 else _said(text, laid[at - 1]),
            None if hidden or last + 1 >= len(laid) else _said(text, laid[last + 1]),
            state, tuple(codes[pk]),
        )  # fmt: skip
    return found


def _turns(versions: Collection[int]) -> dict[int, list[tuple[int, int, str]]]:
    """For each version its turns: (start, end, speaker)."""
    found: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
    rows = Turn.objects.filter(version__in=versions).order_by("version", "start")
    for version, start, end, speaker, pseudonym in rows.values_list(
        "version_id", "start", "end", "speaker", "participant__pseudonym"
    ):
        found[version].append((start, end, pseudonym or speaker))
    return found


def _codes(passages: Collection[int], codings: Q) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = Coding.objects.filter(codings, passage__in=passages)
    for passage, name in rows.order_by("code__order", "code_id").values_list(
        "passage_id", "code__name"
    ):
        if name not in found[passage]:
            found[passage].append(name)
    return found


def _said(text: str, turn: tuple[int, int, str]) -> Said:
    return Said(turn[2], text[turn[0] : turn[1]])


def of_code(
    project: Project, code: Code | None, transcript: Transcript | None = None,
    codings: Q | None = None,
) -> QuerySet[Passage]:  # fmt: skip
    """The passages with a code on them (any code when none is named), in the transcripts' order.

    Those that count, unless other `codings` are asked for.
    """
    wanted = settled() if codings is None else codings
    live = Coding.objects.filter(wanted)
    rows = Passage.objects.filter(project=project)
    if code is not None:  # few of all passages: found from the code's own codings
        rows = rows.filter(pk__in=live.filter(code=code).order_by().values("passage"))
    else:
        rows = rows.filter(Exists(live.filter(passage=OuterRef("pk"))))
    if transcript is not None:
        rows = rows.filter(transcript=transcript)
    return rows.order_by("transcript_id", "start", "end", "pk")


def passage_seen(project: Project, user: User, pk: int) -> Passage:
    """A passage that somebody may see. One that only others marked in a blind round isn't there."""
    row = Passage.objects.filter(passages_seen(user), project=project, pk=pk).first()
    if row is None:
        raise Http404(f"No passage {pk} in this project.")
    row.project = project
    return row


def coding_seen(project: Project, user: User, pk: int) -> Coding:
    """A coding that somebody may see."""
    row = Coding.objects.filter(seen(user), project=project, pk=pk).first()
    if row is None:
        raise Http404(f"No coding {pk} in this project.")
    row.project = project
    return row


def memo_seen(project: Project, user: User, pk: int) -> Memo:
    """A memo that somebody may see."""
    row = Memo.objects.filter(seen_memos(user), project=project, pk=pk).first()
    if row is None:
        raise Http404(f"No memo {pk} in this project.")
    row.project = project
    return row
