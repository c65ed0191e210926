"""A part of a transcript, ready to show: stretches of text cut into flat marked pieces.

A stretch is a turn, or a part of one that is very long. Only the text, the passages and the memos
that lie in the part are read, so a page costs the same wherever in a long transcript it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Max
from django.db.models.functions import Substr

from uptake.interviews.models import Transcript, Turn, Version
from uptake.interviews.queries.eyes import Eyes
from uptake.interviews.queries.marks import Cut, Stretch, marked, spans_in
from uptake.interviews.queries.tree import CodeRow

WINDOW = 20_000
"""Characters on one page, about."""
LONG = 16_000
"""A turn of more characters than this is shown in parts."""
PART = 8_000
NOBODY = Eyes()
"""Sees what was coded outside of blind rounds, and in those that were opened."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The version of a transcript that pages show: the current one."""

    id: int
    number: int
    turns: int
    length: int


@dataclass(frozen=True, slots=True)
class Window:
    stretches: tuple[Stretch, ...]
    earlier: int | None
    """Where the part before this one starts; None at the transcript's beginning."""
    later: int | None


def shown(transcript: Transcript) -> Shown:
    """The current version, how many turns it has and how many codepoints."""
    last = Turn.objects.filter(version__transcript=transcript, version__current=True)
    found = last.order_by("-index").values_list("version_id", "version__number", "index", "end")
    row = found.first()
    if row is None:
        version = Version.objects.only("pk", "number").get(transcript=transcript, current=True)
        return Shown(version.pk, version.number, 0, 0)
    return Shown(row[0], row[1], row[2] + 1, row[3])


def start_of_turn(version: Shown, number: int) -> int:
    """Where turn `number` (counted from 1) starts; the nearest turn's when there is none."""
    index = min(max(number, 1), max(version.turns, 1)) - 1
    found = Turn.objects.filter(version_id=version.id, index=index).values_list("start", flat=True)
    return found.first() or 0


def turn_at(version: Shown, place: int) -> int:
    """The number of the turn that holds a place in the text, counted from 1."""
    turns = Turn.objects.filter(version_id=version.id, start__lte=place).order_by("-start")
    return (turns.values_list("index", flat=True).first() or 0) + 1


def window(
    version: Shown, codes: Sequence[CodeRow], at: int = 0, until: int | None = None, *,
    eyes: Eyes = NOBODY,
) -> Window:  # fmt: skip
    """The stretches from the one that holds `at`, for about WINDOW characters or to `until`."""
    at = min(max(at, 0), max(version.length - 1, 0))
    end = min(at + WINDOW, version.length) if until is None else until
    cuts, text, base = _cuts(version, at, end)
    chosen = _fill(cuts, until)
    rows = marked(version.id, codes, chosen, text, base, eyes)
    if not rows:
        return Window((), None, None)
    first, last = rows[0].start, rows[-1].end
    return Window(
        rows,
        earlier=max(first - WINDOW, 0) if chosen[0].index or chosen[0].part else None,
        later=last + 1 if last < version.length else None,
    )


def touched(
    version: Shown, codes: Sequence[CodeRow], spans: Iterable[tuple[int, int]],
    eyes: Eyes = NOBODY,
) -> tuple[Stretch, ...]:  # fmt: skip
    """The stretches that hold any of `spans`, as they look now.

    Those beside them that share a margin stripe come too, because their lanes may have moved.
    """
    found: dict[str, Stretch] = {}
    for start, end in spans:
        cuts, text, base = _held(version, start, end)
        coded = spans_in(version.id, cuts[0].start, cuts[-1].end, eyes) if cuts else []
        over = [one for one in coded if one.start < end and one.end > start]
        first = min((one.start for one in over), default=start)
        last = max((one.end for one in over), default=end)
        if cuts and (first < cuts[0].start or last > cuts[-1].end):
            cuts, text, base = _held(version, min(first, start), max(last, end))
            coded = spans_in(version.id, cuts[0].start, cuts[-1].end, eyes)
        rows = marked(version.id, codes, cuts, text, base, eyes, coded)
        found.update({row.key: row for row in rows})
    return tuple(found.values())


def _held(version: Shown, start: int, end: int) -> tuple[list[Cut], str, int]:
    """The stretches that hold part of [start, end), as `_cuts` gives them."""
    cuts, text, base = _cuts(version, start, end)
    return [cut for cut in cuts if cut.start < end and cut.end > start], text, base


def _cuts(version: Shown, start: int, end: int) -> tuple[list[Cut], str, int]:
    """The stretches around [start, end), the text there, and where that text begins."""
    turns = Turn.objects.filter(version_id=version.id)
    before = turns.filter(start__lte=start).aggregate(at=Max("start"))["at"] or 0
    rows = list(
        turns.filter(start__gte=before, start__lt=max(end, before + 1))
        .order_by("start")
        .values_list("index", "speaker", "participant_id", "participant__pseudonym",
                     "participant__withdrawn_at", "started", "start", "end")
    )  # fmt: skip
    if not rows:
        return [], "", 0
    (first, first_end), (last, last_end) = rows[0][-2:], rows[-1][-2:]
    base = max(first, start - 2 * PART) if first_end - first > LONG else first
    stop = min(last_end, end + 2 * PART) if last_end - last > LONG else last_end
    text: str = (
        Version.objects.annotate(shown=Substr("text", base + 1, stop - base))
        .values_list("shown", flat=True)
        .get(pk=version.id)
    )
    found: list[Cut] = []
    for index, speaker, participant, pseudonym, withdrawn, started, first, last in rows:
        label, quiet = pseudonym or speaker, not participant and bool(speaker)
        for part, from_, to in _parts(first, last, text, base):
            if to > start and from_ < max(end, start + 1):
                found.append(
                    Cut(index, part, label, quiet, withdrawn is not None, started, from_, to)
                )
    return found, text, base


def _parts(start: int, end: int, text: str, base: int) -> list[tuple[int, int, int]]:
    """A turn's parts that lie in the text at hand: (number from 0, start, end)."""
    if end - start <= LONG:
        return [(0, start, end)]
    found = []
    for part in range(-(-(end - start) // PART)):
        first, last = start + part * PART, min(start + (part + 1) * PART, end)
        if base <= first and last <= base + len(text):
            first, last = (_blank(at, start, end, text, base) for at in (first, last))
            if first < last:
                found.append((part, first, last))
    return found


def _blank(at: int, start: int, end: int, text: str, base: int) -> int:
    """The first blank from `at` on, so that no word is cut; `at` itself in a very long word."""
    if at in (start, end):
        return at
    for place in range(at, min(at + 200, end, base + len(text))):
        if text[place - base].isspace():
            return place
    return at


def _fill(cuts: list[Cut], until: int | None) -> list[Cut]:
    """As many stretches as a page holds."""
    if until is not None:
        return [cut for cut in cuts if cut.start < until]
    chosen: list[Cut] = []
    size = 0
    for cut in cuts:
        if chosen and size + cut.end - cut.start > WINDOW:
            break
        chosen.append(cut)
        size += cut.end - cut.start
    return chosen


def stretch(
    version: Shown, codes: Sequence[CodeRow], number: int, part: int = 0, eyes: Eyes = NOBODY
) -> Stretch | None:
    """One turn (counted from 1), or one part of a very long one; None when there is none."""
    if not 1 <= number <= version.turns:
        return None
    at = start_of_turn(version, number)
    # A part starts at a blank, up to 200 characters after its even place.
    at = min(at + part * PART + (200 if part else 0), version.length - 1)
    cuts, text, base = _cuts(version, at, at + 1)
    held = [cut for cut in cuts if (cut.index + 1, cut.part) == (number, part)]
    return next(iter(marked(version.id, codes, held, text, base, eyes)), None)
