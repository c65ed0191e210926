"""The next coded passage, or the one before: of a coder, of a code, or where coders differ."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from uptake.interviews.models import Coding, Passage
from uptake.interviews.queries.eyes import Eyes
from uptake.interviews.queries.window import Shown, turn_at


@dataclass(frozen=True, slots=True)
class Next:
    """A passage's place, and the turn that it starts in (counted from 1)."""

    start: int
    end: int
    turn: int


def jump(
    version: Shown, eyes: Eyes, at: int, *, back: bool = False, code: int = 0, differ: bool = False
) -> Next | None:  # fmt: skip
    """The first passage that starts after `at`, or the last before it; None when there is none.

    Passages at one place count as one. `differ`: only those where not all who coded the transcript
    put the code on any of these words.
    """
    rows = Passage.objects.filter(eyes.passages(), version_id=version.id)
    if code:
        live = Coding.objects.filter(eyes.codings(), code=code)
        rows = rows.filter(codings__in=live)
    if differ:
        rows = rows.filter(pk__in=differing(version, eyes, code))
    rows = rows.filter(start__lt=at) if back else rows.filter(start__gt=at)
    order = ("-start", "-end") if back else ("start", "end")
    place = rows.order_by(*order).values_list("start", "end").first()
    if place is None:
        return None
    return Next(*place, turn_at(version, place[0]))


def differing(version: Shown, eyes: Eyes, code: int = 0) -> list[int]:
    """The passages on which a code was put by some who coded the transcript, and not by all."""
    rows = Coding.objects.filter(
        eyes.codings(), passage__version_id=version.id, passage__state=Passage.State.FIRM,
        layer=Coding.Layer.CODER,
    ).order_by()  # fmt: skip
    found = list(rows.values_list("passage__start", "passage__end", "passage_id", "code_id",
                                  "coder_id"))  # fmt: skip
    everyone = {row[4] for row in found}
    if len(everyone) < 2:
        return []
    by_code: dict[int, list[tuple[int, int, int, int]]] = defaultdict(list)
    for start, end, passage, one, coder in found:
        if not code or one == code:
            by_code[one].append((start, end, passage, coder))
    return sorted({passage for rows in by_code.values() for passage in _alone(rows, everyone)})


def _alone(rows: Iterable[tuple[int, int, int, int]], everyone: set[int]) -> Iterable[int]:
    """Passages of one code that somebody has no overlapping passage to: (start, end, id, coder)."""
    rows = list(rows)
    starts: dict[int, list[int]] = {}
    reach: dict[int, list[int]] = {}
    for coder in everyone:
        mine = sorted((start, end) for start, end, _, who in rows if who == coder)
        starts[coder] = [start for start, _ in mine]
        furthest: list[int] = []
        for _, end in mine:
            furthest.append(max(end, furthest[-1] if furthest else 0))
        reach[coder] = furthest
    for start, end, passage, coder in rows:
        for other in everyone - {coder}:
            before = bisect_left(starts[other], end)  # those that start before this one ends
            if before == 0 or reach[other][before - 1] <= start:
                yield passage
                break
