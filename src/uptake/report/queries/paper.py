"""A recommendation as a brief: its claims in order, and the thread beneath as numbered notes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from uptake.decision.models import Recommendation
from uptake.methods.lineage import single_points
from uptake.projects import queries
from uptake.projects.models import ChainHead, LookAgain
from uptake.projects.thread import SUPPORTS, Key, Link, Node
from uptake.trace.graph import STRANDS, Thread
from uptake.trace.queries.sure import Held, Sources, against
from uptake.trace.queries.why import said_by

NOTES = 300
"""Notes on paper; the JSON has every link."""


@dataclass(frozen=True, slots=True)
class Note:
    """One strand of evidence, by the number it has on paper."""

    number: int
    node: Node
    detail: Any
    source: Node | None
    source_detail: Any


@dataclass(frozen=True, slots=True)
class Claim:
    """One finding that the recommendation rests on, or that speaks against it."""

    node: Node
    detail: Any
    sources: Sources
    notes: tuple[int, ...]
    against: tuple[int, ...]
    """Notes that speak against the finding itself."""
    marks: tuple[LookAgain, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    row: Recommendation
    reasons: tuple[str, ...]
    claims: tuple[Claim, ...]
    contrary: tuple[Claim, ...]
    """Findings that speak against the recommendation."""
    notes: tuple[Note, ...]
    left_out: int
    sources: Sources
    alone: tuple[Node, ...]
    """Sources whose loss alone would take the recommendation's last support."""
    actions: tuple[Any, ...]
    marks: tuple[LookAgain, ...]
    printed: datetime
    head: ChainHead | None


class _Numbers:
    """Gives each strand its number, in the order in which the claims name them."""

    def __init__(self, thread: Thread) -> None:
        self.thread = thread
        self.of: dict[Key, int] = {}
        self.left_out: set[Key] = set()

    def notes(self, links: list[Link]) -> tuple[int, ...]:
        found = []
        for link in links:
            key = link.lower
            if key.kind not in STRANDS:
                continue
            if key not in self.of and len(self.of) >= NOTES:
                self.left_out.add(key)
                continue
            found.append(self.of.setdefault(key, len(self.of) + 1))
        return tuple(found)


def brief(recommendation: Recommendation) -> Brief:
    """Everything that the printed page shows of a recommendation."""
    project, key = recommendation.project, Key("recommendation", recommendation.pk)
    thread = Thread(project)
    region = thread.beneath([key])
    graph, held = thread.standing(region), Held(thread, region)
    marks = queries.look_again(project)
    numbers = _Numbers(thread)
    links = [link for link in thread.below.get(key, ()) if thread.counts(link.lower)]
    details = thread.details({link.lower for link in links})

    def claim(link: Link) -> Claim:
        beneath = thread.below.get(link.lower, [])
        return Claim(
            thread.node(link.lower), details.get(link.lower), held.sources(link.lower),
            numbers.notes([one for one in beneath if one.stance == SUPPORTS]),
            numbers.notes(against(thread, [link.lower])),
            tuple(marks.get(link.lower, ())),
        )  # fmt: skip

    claims = tuple(claim(link) for link in links if link.stance == SUPPORTS)
    contrary = tuple(claim(link) for link in links if link.stance != SUPPORTS)
    return Brief(
        row=recommendation,
        reasons=tuple(part for part in recommendation.reasons.splitlines() if part.strip()),
        claims=claims, contrary=contrary, notes=_notes(thread, numbers.of),
        left_out=len(numbers.left_out), sources=held.sources(key),
        alone=tuple(thread.node(point) for point in single_points(graph, key)),
        actions=_actions(thread, key), marks=tuple(marks.get(key, ())),
        printed=timezone.now(), head=queries.head(project.pk),
    )  # fmt: skip


def _notes(thread: Thread, numbers: dict[Key, int]) -> tuple[Note, ...]:
    sources = {key: said_by(thread, key) for key in numbers}
    details = thread.details([*numbers, *{node.key for node in sources.values() if node}])
    return tuple(
        Note(number, thread.node(key), details.get(key), source,
             details.get(source.key) if source else None)
        for key, number in numbers.items() for source in [sources[key]]
    )  # fmt: skip


def _actions(thread: Thread, key: Key) -> tuple[Any, ...]:
    """What is planned because of it, in the order of their numbers."""
    above = [link.upper for link in thread.above.get(key, ()) if link.upper.kind == "action"]
    thread.learn(above)
    details = thread.details([one for one in above if thread.counts(one)])
    return tuple(sorted(details.values(), key=lambda row: row.number))
