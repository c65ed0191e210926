"""The places of a coding round: where coders' passages overlap, and what was decided there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from uptake.interviews.models import Adjudication, Assignment, Coding, CodingRound, Passage
from uptake.methods.double_coding import Mark, clusters


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a transcript where coders' passages overlap."""

    transcript: int
    start: int
    end: int
    marks: tuple[Mark[int], ...]
    """What was coded here; `id` is the coding's."""
    passages: dict[int, int]
    """By the id of a coding, its passage's."""
    coders: tuple[int, ...]
    """Who codes the transcript; marks of others are of people who were taken off."""
    identical: bool
    decided: int | None
    """The adjudication that settled it."""

    @property
    def codings(self) -> tuple[int, ...]:
        """Those that a decision is about."""
        return tuple(mark.id for mark in self.marks if mark.coder in self.coders)

    @property
    def extents(self) -> list[tuple[int, int]]:
        """Each coded stretch, then all of them together and what they share, once each."""
        held = [(mark.start, mark.end) for mark in self.marks]
        inner = (max(start for start, _ in held), min(end for _, end in held))
        found = dict.fromkeys([*held, (self.start, self.end)])
        return [*found] if inner[0] >= inner[1] else [*dict.fromkeys([*found, inner])]


def coders_of(row: CodingRound) -> dict[int, tuple[int, ...]]:
    """For each transcript of a round who codes it; those taken off are left out."""
    found: dict[int, list[int]] = defaultdict(list)
    rows = Assignment.objects.filter(round=row, ended_at=None).order_by("pk")
    for transcript, coder in rows.values_list("transcript_id", "coder_id"):
        found[transcript].append(coder)
    return {transcript: tuple(coders) for transcript, coders in found.items()}


def decided_codings(row: CodingRound) -> dict[int, int]:
    """By the id of each coding that was decided on, the adjudication that did."""
    rows = Adjudication.objects.filter(round=row, undone_at=None).order_by("pk")
    return {
        coding: pk for pk, decided in rows.values_list("pk", "decided") for coding in decided
    }  # fmt: skip


def places(row: CodingRound, only: Collection[int] | None = None) -> list[Place]:
    """Every place of an opened round (or of some of its transcripts), in the texts' order.

    Passages that a correction lost, or that a withdrawal erased, are in no place. Neither are
    places where only somebody who was taken off coded.
    """
    coders, decided = coders_of(row), decided_codings(row)
    rows = Coding.objects.filter(
        round=row, layer=Coding.Layer.CODER, removed_at=None, passage__state=Passage.State.FIRM,
        passage__version__current=True,
    )  # fmt: skip
    if only is not None:
        rows = rows.filter(passage__transcript__in=only)
    marks: dict[int, list[Mark[int]]] = defaultdict(list)
    passages: dict[int, int] = {}
    for pk, passage, transcript, start, end, coder, code in rows.order_by(
        "passage__transcript", "pk"
    ).values_list(
        "pk", "passage_id", "passage__transcript_id", "passage__start", "passage__end", "coder_id",
        "code_id",
    ):  # fmt: skip
        marks[transcript].append(Mark(start, end, coder, code, pk))
        passages[pk] = passage
    found = []
    for transcript, given in marks.items():
        mine = coders.get(transcript, ())
        for one in clusters(given):
            of_these = [mark.id for mark in one.marks if mark.coder in mine]
            if of_these:
                settled_by = {decided.get(coding) for coding in of_these}
                found.append(
                    Place(
                        transcript, one.start, one.end, one.marks,
                        {mark.id: passages[mark.id] for mark in one.marks}, mine,
                        one.identical(mine),
                        None if None in settled_by else max(filter(None, settled_by)),
                    )
                )  # fmt: skip
    return found


def open_places(row: CodingRound) -> int:
    """How many places wait for a decision."""
    return sum(1 for one in places(row) if one.decided is None)


def lost_codings(row: CodingRound) -> int:
    """How many codings stand on passages that a correction left without a place."""
    rows = Coding.objects.filter(
        round=row, layer=Coding.Layer.CODER, removed_at=None, passage__state=Passage.State.LOST,
        passage__let_go="",
    )  # fmt: skip
    return rows.count()
