"""Stretches of a transcript with their marks: flat pieces in the text, stripes in the margin."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from uptake.interviews.models import Coding, Memo, Passage
from uptake.interviews.queries.eyes import Eyes
from uptake.interviews.queries.tree import CodeRow
from uptake.methods.passages import Span, lanes, pieces, sentences

LANES = 2
"""Stripes that have room for their names beside them; more are packed, with a list of names."""


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    css: str


@dataclass(frozen=True, slots=True)
class Stripe:
    """A code's line in the margin of one stretch."""

    code: int
    name: str
    css: str
    lane: int
    starts: bool
    ends: bool
    passage: int
    """The first passage it stands for here."""


@dataclass(frozen=True, slots=True)
class Sentence:
    words: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Stretch:
    key: str
    """Its element's id, such as turn-46."""
    number: int
    part: int
    speaker: str
    quiet: bool
    """An interviewer's words, which recede."""
    withdrawn: bool
    clock: str
    start: int
    end: int
    sentences: str
    """Where its sentences start and end, counted from its start, parted by blanks."""
    pieces: tuple[Piece, ...]
    stripes: tuple[Stripe, ...]
    memos: int

    def said(self) -> list[Sentence]:
        """Its sentences, one by one."""
        text = "".join(piece.text for piece in self.pieces)
        return [
            Sentence(text[start:end], self.start + start, self.start + end)
            for start, end in sentences(text)
        ]

    @property
    def packed(self) -> bool:
        return any(stripe.lane > LANES for stripe in self.stripes)


@dataclass(frozen=True, slots=True)
class Cut:
    """A stretch before its text is marked."""

    index: int
    part: int
    speaker: str
    quiet: bool
    withdrawn: bool
    started: float | None
    start: int
    end: int


def marked(
    version: int, codes: Sequence[CodeRow], cuts: list[Cut], text: str, base: int, eyes: Eyes,
    coded: Sequence[Marked] | None = None,
) -> tuple[Stretch, ...]:  # fmt: skip
    """The stretches with their marks and margin stripes; `coded`: what is coded in them."""
    if not cuts:
        return ()
    book = {code.id: code for code in codes}
    if coded is None:
        coded = spans_in(version, cuts[0].start, cuts[-1].end, eyes)
    spans = list(coded)
    notes = _notes(version, cuts[0].start, cuts[-1].end, eyes)
    with_code = {span.passage for span in spans}
    spans += [Marked(at, to, passage, None) for passage, at, to in notes
              if passage not in with_code]  # fmt: skip
    within: list[list[int]] = [[] for _ in cuts]
    places: list[tuple[int, int]] = []
    for number, span in enumerate(spans):
        first, last = _reach(cuts, span.start, span.end)
        places.append((first, last))
        for place in range(first, last + 1):
            within[place].append(number)
    stripes = _stripes(cuts, spans, places, book)
    memos = Counter(_reach(cuts, at, to)[0] for _, at, to in notes)
    return tuple(
        Stretch(
            key=_key(cut), number=cut.index + 1, part=cut.part, speaker=cut.speaker,
            quiet=cut.quiet, withdrawn=cut.withdrawn, clock=_clock(cut.started),
            start=cut.start, end=cut.end,
            sentences=_sentences(text[cut.start - base : cut.end - base]),
            pieces=_pieces(cut, text, base, spans, within[place], book),
            stripes=tuple(stripes[place]), memos=memos[place],
        )
        for place, cut in enumerate(cuts)
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Marked:
    """A passage's stretch with one of its codes."""

    start: int
    end: int
    passage: int
    code: int | None
    """None for a passage that has a memo and no code."""


def spans_in(version: int, start: int, end: int, eyes: Eyes) -> list[Marked]:
    """What is coded in [start, end), once for each passage and code."""
    rows = (
        Coding.objects.filter(
            eyes.codings(), passage__version_id=version, passage__state=Passage.State.FIRM,
            passage__start__lt=end, passage__end__gt=start,
        )
        .order_by("passage__start", "passage__end", "pk")
        .values_list("passage__start", "passage__end", "passage_id", "code_id")
    )  # fmt: skip
    return [Marked(*row) for row in dict.fromkeys(rows)]


def _notes(version: int, start: int, end: int, eyes: Eyes) -> list[tuple[int, int, int]]:
    """The memos in [start, end): (passage, start, end) of each."""
    return list(
        Memo.objects.filter(
            eyes.memos(), passage__version_id=version, passage__state=Passage.State.FIRM,
            passage__start__lt=end, passage__end__gt=start,
        ).values_list("passage_id", "passage__start", "passage__end")
    )  # fmt: skip


def _reach(cuts: Sequence[Cut], start: int, end: int) -> tuple[int, int]:
    """The first and last of the stretches that hold part of [start, end)."""
    first = max(bisect_right(cuts, start, key=lambda cut: cut.start) - 1, 0)
    last = bisect_left(cuts, end, key=lambda cut: cut.start) - 1
    return first, max(last, first)


def _stripes(
    cuts: Sequence[Cut], spans: Sequence[Marked], places: Sequence[tuple[int, int]],
    book: Mapping[int, CodeRow],
) -> list[list[Stripe]]:  # fmt: skip
    """For each stretch its stripes: passages of one code that meet in a stretch share one."""
    runs: dict[int, list[tuple[int, int, int, int, int]]] = defaultdict(list)
    for span, (first, last) in zip(spans, places, strict=True):
        if span.code is None or span.code not in book:
            continue
        mine = runs[span.code]
        if mine and mine[-1][1] >= first:
            at, to, start, end, passage = mine[-1]
            mine[-1] = (at, max(to, last), start, max(end, span.end), passage)
        else:
            mine.append((first, last, span.start, span.end, span.passage))
    flat = sorted((*run, code) for code, found in runs.items() for run in found)
    found: list[list[Stripe]] = [[] for _ in cuts]
    numbered = lanes([Span(first, last + 1, number) for number, (first, last, *_) in
                      enumerate(flat)])  # fmt: skip
    for (first, last, start, end, passage, code), lane in zip(flat, numbered, strict=True):
        for place in range(first, last + 1):
            starts = place == first and start >= cuts[place].start
            ends = place == last and end <= cuts[place].end
            css = f"code-{book[code].family} lane-{min(lane, LANES) + 1}"
            css += (" starts" if starts else "") + (" ends" if ends else "")
            found[place].append(Stripe(code, book[code].name, css, lane + 1, starts, ends, passage))
    return found


def _pieces(
    cut: Cut, text: str, base: int, spans: Sequence[Marked], here: Sequence[int],
    book: Mapping[int, CodeRow],
) -> tuple[Piece, ...]:  # fmt: skip
    flat = pieces(cut.start, cut.end, [Span(spans[n].start, spans[n].end, n) for n in here])
    return tuple(
        Piece(
            text[piece.start - base : piece.end - base],
            _css([spans[n].code for n in piece.codes], book) if piece.codes else "",
        )
        for piece in flat
    )


def _sentences(text: str) -> str:
    return " ".join(f"{start} {end}" for start, end in sentences(text))


def _css(codes: Iterable[int | None], book: Mapping[int, CodeRow]) -> str:
    """Classes of a mark: the first code's line, the second's beneath it, and that there are more.

    A code that has been retired since keeps a plain line.
    """
    families = [
        book[code].family if code is not None and code in book else 0
        for code in dict.fromkeys(codes)
    ]
    css = [f"mark-{families[0]}", *(f"also-{family}" for family in families[1:2])]
    return " ".join([*css, "many"] if len(families) > 2 else css)


def _key(cut: Cut) -> str:
    return f"turn-{cut.index + 1}" + (f"-{cut.part + 1}" if cut.part else "")


def _clock(seconds: float | None) -> str:
    if seconds is None:
        return ""
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
