"""What the coding page reads besides the transcript's text."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.db.models.functions import Substr

from uptake.interviews.models import (
    Coding,
    CodingAct,
    FavouriteCode,
    Memo,
    Passage,
    Transcript,
    Version,
)
from uptake.interviews.queries.eyes import Coder, Eyes, Part, coders, part_in
from uptake.interviews.queries.tree import CodeRow, code_tree
from uptake.interviews.queries.window import Shown, Window, shown, start_of_turn, turn_at, window
from uptake.methods.passages import sentences, words
from uptake.projects.models import User

RECENT = 9
"""As many as there are number keys."""
LOOK_BACK = 120
CONTEXT = 4
"""Turns shown before the one that was asked for."""


@dataclass(frozen=True, slots=True)
class HereRow:
    """One coder's code on a passage that the selection touches."""

    coding: int
    passage: int
    code: str
    css: str
    coder: str
    mine: bool
    agreed: bool
    """Adjudication made it; nobody takes it off by hand."""


@dataclass(frozen=True, slots=True)
class MemoRow:
    id: int
    passage: int | None
    text: str
    author: str
    at: datetime
    mine: bool
    edited: bool


@dataclass(frozen=True, slots=True)
class Selected:
    """A selection, measured, and what is there already."""

    start: int
    end: int
    first_turn: int
    last_turn: int
    sentences: int
    words: int
    text: str
    codings: tuple[HereRow, ...]
    memos: tuple[MemoRow, ...]


def counts(
    transcript: Transcript, eyes: Eyes, codes: Collection[int] | None = None
) -> dict[int, int]:
    """How many passages of the transcript each code is on; codes on none are left out.

    As in the codebook, passages whose words were withdrawn are not counted.
    """
    rows = Coding.objects.filter(eyes.codings(), passage__transcript=transcript).exclude(
        passage__state=Passage.State.REDACTED
    )
    if codes is not None:
        rows = rows.filter(code__in=codes)
    totals = rows.order_by().values("code_id").annotate(n=Count("passage_id", distinct=True))
    return dict(totals.values_list("code_id", "n"))


@dataclass(frozen=True, slots=True)
class AtHand:
    """The codes that number keys stand for: favourites first, then those applied last."""

    favourites: tuple[CodeRow, ...]
    recent: tuple[CodeRow, ...]


def at_hand(user: User, codes: Iterable[CodeRow]) -> AtHand:
    """A coder's favourites in this codebook, and after them the codes used last."""
    codes = list(codes)
    book = {code.id: code for code in codes if not code.retired}
    kept = FavouriteCode.objects.filter(user=user).order_by("pk").values_list("code_id", flat=True)
    favourites = tuple(book[code] for code in kept if code in book)
    others = [code for code in recent(user, codes) if code not in favourites]
    return AtHand(favourites, tuple(others[: max(RECENT - len(favourites), 0)]))


def is_favourite(user: User, code: int) -> bool:
    return FavouriteCode.objects.filter(user=user, code=code).exists()


def recent(user: User, codes: Iterable[CodeRow]) -> list[CodeRow]:
    """The codes this person applied last in this codebook, newest first."""
    book = {code.id: code for code in codes if not code.retired}
    acts = CodingAct.objects.filter(by=user, kind=CodingAct.Kind.APPLY).order_by("-pk")
    used = acts.values_list("coding__code_id", flat=True)[:LOOK_BACK]
    return [book[code] for code in dict.fromkeys(used) if code in book][:RECENT]


def furthest(version: Shown, eyes: Eyes) -> int:
    """The number of the last turn that is coded; 0 when none is."""
    last = (
        Passage.objects.filter(eyes.passages(), version_id=version.id)
        .order_by("-start")
        .values_list("start", flat=True)
        .first()
    )
    return 0 if last is None else turn_at(version, last)


def selected(
    version: Shown, user: User, codes: Iterable[CodeRow], start: int, end: int
) -> Selected | None:
    """What a selection holds; None when it lies outside of the transcript."""
    if not 0 <= start < end <= version.length:
        return None
    text: str = (
        Version.objects.annotate(shown=Substr("text", start + 1, end - start))
        .values_list("shown", flat=True)
        .get(pk=version.id)
    )
    passages = list(
        Passage.objects.filter(
            version_id=version.id, state=Passage.State.FIRM, start__lt=end, end__gt=start
        )
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    return Selected(
        start, end, turn_at(version, start), turn_at(version, end - 1),
        len(sentences(text)), len(words(text)), text, tuple(codings_on(passages, user, codes)),
        tuple(memos_on(passages, user)),
    )  # fmt: skip


def on_place(place: Selected, codes: Iterable[CodeRow]) -> list[str]:
    """The codes that are on any of these words, as forms name them."""
    named = {code.name: str(code.id) for code in codes}
    return [named[row.code] for row in place.codings if row.code in named]


def codings_on(passages: Collection[int], user: User, codes: Iterable[CodeRow]) -> list[HereRow]:
    """The codes on some passages, each with its coder."""
    book = {code.id: code for code in codes}
    rows = Coding.objects.filter(Eyes(user).codings(), passage__in=passages).order_by("pk")
    found = rows.values_list(
        "pk", "passage_id", "code_id", "code__name", "coder__name", "coder_id", "layer"
    )
    return [
        HereRow(pk, passage, name, f"code-{book[code].family}" if code in book else "code-0", coder,
                coder_id == user.pk and layer == Coding.Layer.CODER,
                layer == Coding.Layer.CONSENSUS)
        for pk, passage, code, name, coder, coder_id, layer in found
    ]  # fmt: skip


def memos_on(passages: Collection[int], user: User) -> list[MemoRow]:
    """The memos on some passages, oldest first."""
    rows = Memo.objects.filter(Eyes(user).memos(), passage__in=passages).order_by("pk")
    found = rows.values_list(
        "pk", "passage_id", "text", "by__name", "created_at", "by_id", "replaces_id"
    )
    return [
        MemoRow(pk, passage, text, author, at, by == user.pk, replaces is not None)
        for pk, passage, text, author, at, by, replaces in found
    ]


def memos_of(transcript: Transcript, user: User) -> list[MemoRow]:
    """The memos on a transcript as a whole, oldest first."""
    rows = Memo.objects.filter(Eyes(user).memos(), transcript=transcript).order_by("pk")
    return [memo_row(row, user) for row in rows.select_related("by")]


def memo_row(memo: Memo, user: User) -> MemoRow:
    """One memo as pages show it."""
    return MemoRow(
        memo.pk, memo.passage_id, memo.text, memo.by.name, memo.created_at, memo.by_id == user.pk,
        memo.replaces_id is not None,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class CodingPage:
    """Everything the coding page shows of a transcript."""

    version: Shown
    window: Window
    codes: list[CodeRow]
    counts: dict[int, int]
    hand: AtHand
    chosen: CodeRow | None
    furthest: int
    coders: list[Coder]
    part: Part | None


def coding_page(
    transcript: Transcript, eyes: Eyes, user: User, *, at: int = 0, turn: int = 0,
    chosen: int = 0, words: str = "",
) -> CodingPage:  # fmt: skip
    """The page from `at` (or from turn `turn`) on, with the codes whose names hold `words`."""
    version = shown(transcript)
    everything = code_tree(transcript.project, retired=True)
    codes = [code for code in everything if not code.retired]
    if turn:
        at = start_of_turn(version, turn - CONTEXT)
    hand = at_hand(user, codes)
    return CodingPage(
        version=version, window=window(version, everything, at, eyes=eyes),
        codes=[code for code in codes if words.casefold() in code.name.casefold()],
        counts=counts(transcript, eyes), hand=hand, furthest=furthest(version, eyes),
        chosen=next((code for code in codes if code.id == chosen),
                    next(iter(hand.recent or hand.favourites), None)),
        coders=coders(transcript.project, user), part=part_in(transcript, user),
    )  # fmt: skip
