"""Where the coders of an opened round differ, side by side, a page at a time."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.core.paginator import Page, Paginator

from uptake.interviews.models import Code, CodingRound, Transcript, Turn, Version
from uptake.interviews.queries.agreement import Unit, _material
from uptake.interviews.queries.places import Place, places
from uptake.methods.agreement import said_by_unit
from uptake.projects import queries as people
from uptake.projects.models import User

A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Side:
    """What one coder said of a unit."""

    coder: str
    codes: tuple[tuple[str, bool], ...]
    """(the code's name, whether everybody gave it)"""


@dataclass(frozen=True, slots=True)
class Differing:
    """A unit that coders judged differently, side by side."""

    transcript: int
    title: str
    turn: int
    speaker: str
    start: int
    end: int
    words: str
    sides: tuple[Side, ...]
    decided: int | None
    """The adjudication that settled everything there; None while something is open."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """A unit on which coders differ."""

    transcript: int
    start: int
    end: int
    said: tuple[tuple[int, frozenset[str]], ...]
    """(coder, codes) of those who coded the transcript."""
    decided: int | None


@dataclass(frozen=True, slots=True)
class Differences:
    """A page of the units on which coders differ, and how many there are in all."""

    rows: list[Differing]
    shown: Page[_Unit]
    open: int
    settled: int


def differing(
    row: CodingRound, unit: str = "", code: int | None = None, page: int = 1
) -> Differences:
    """The units on which coders differ (in one code, or in any), in the texts' order.

    On characters, the places where coders' passages overlap are shown.
    """
    head = people.head(row.project_id)
    found = _found(row.pk, unit or row.unit, code, head.hash if head else "")
    shown = Paginator(found, A_PAGE).get_page(page)
    settled = sum(1 for one in found if one.decided is not None)
    return Differences(_described(list(shown.object_list)), shown, len(found) - settled, settled)


@lru_cache(maxsize=8)
def _found(pk: int, unit: str, code: int | None, state: str) -> tuple[_Unit, ...]:
    """All of them, for a state that the project is in."""
    row = CodingRound.objects.get(pk=pk)
    material = _material(row, Unit.PASSAGE if unit == Unit.CHARACTER else unit)
    wanted = {str(one) for one in material.names if code in (None, one)}
    here: dict[int, list[Place]] = defaultdict(list)
    for one in places(row, material.transcripts):
        here[one.transcript].append(one)
    found = []
    for transcript, text in zip(material.transcripts, material.texts, strict=True):
        settled = _Settled(here[transcript])
        for (start, end), said in zip(text.units, said_by_unit(text, wanted), strict=True):
            heard = [
                (coder, codes)
                for coder, codes in zip(material.coders, said, strict=True)
                if codes is not None
            ]
            if len({codes for _, codes in heard}) > 1:
                found.append(_Unit(transcript, start, end, tuple(heard), settled.by(start, end)))
    return tuple(found)


class _Settled:
    """The places of one transcript, which do not overlap, in the order of the text."""

    def __init__(self, held: Sequence[Place]) -> None:
        self._held = sorted(held, key=lambda one: one.start)
        self._starts = [one.start for one in self._held]
        self._ends = [one.end for one in self._held]

    def by(self, start: int, end: int) -> int | None:
        """What settled a stretch: the last decision there; None while a place there is open."""
        first, last = bisect_right(self._ends, start), bisect_left(self._starts, end)
        decided = [one.decided for one in self._held[first:last]]
        return None if None in decided else max(filter(None, decided), default=None)


def _described(found: Sequence[_Unit]) -> list[Differing]:
    """Units with their words, speakers and what each coder said."""
    transcripts = {one.transcript for one in found}
    titles = dict(Transcript.objects.filter(pk__in=transcripts).values_list("pk", "title"))
    versions = {
        one.transcript_id: one
        for one in Version.objects.filter(transcript__in=transcripts, current=True)
    }
    coders = {coder for one in found for coder, _ in one.said}
    names = dict(User.objects.filter(pk__in=coders).values_list("pk", "name"))
    used = {int(code) for one in found for _, codes in one.said for code in codes}
    order = dict(Code.objects.filter(pk__in=used).order_by("order", "pk").values_list("pk", "name"))
    rows = []
    for one in found:
        version = versions[one.transcript]
        turn, speaker = _turn(version, one.start)
        everybody = frozenset.intersection(*(codes for _, codes in one.said))
        sides = tuple(
            Side(
                names[coder],
                tuple((name, str(pk) in everybody) for pk, name in order.items()
                      if str(pk) in codes),
            )
            for coder, codes in one.said
        )  # fmt: skip
        rows.append(
            Differing(one.transcript, titles[one.transcript], turn, speaker, one.start, one.end,
                      version.text[one.start : one.end], sides, one.decided)
        )  # fmt: skip
    return rows


def _turn(version: Version, start: int) -> tuple[int, str]:
    """The number of the turn that holds a place, and who speaks there."""
    rows = Turn.objects.filter(version=version, start__lte=start).order_by("-start")
    held = rows.values_list("index", "speaker", "participant__pseudonym").first()
    return (held[0] + 1, held[2] or held[1]) if held else (1, "")
