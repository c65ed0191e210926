"""How much holds a claim up, told by counts; what speaks against it; what would break it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from uptake.interviews.layers import passages_seen
from uptake.interviews.models import Passage
from uptake.methods.lineage import Graph, fragile, single_points
from uptake.methods.matrix import Counts, Strength, strength
from uptake.projects.thread import SUPPORTS, Key, Link, Node, narrowed
from uptake.trace.graph import GROUNDS, STRANDS, Thread

BREAKS = 6
"""Rows of the table of what would break it; "If it went" answers for every source."""


@dataclass(frozen=True, slots=True)
class Sources:
    """The distinct sources that hold something up, of each kind, counted as the matrix does."""

    studies: int
    interviews: int
    """Transcripts: what several people say in one focus group comes from one source."""
    groups: tuple[tuple[str, int], ...]
    """Groups of people and how many of each, the largest first."""

    @property
    def all(self) -> int:
        return self.studies + self.interviews


@dataclass(frozen=True, slots=True)
class Sure:
    """What is known of how sure one can be: counts, and no more than counts."""

    sources: Sources
    strength: Strength


@dataclass(frozen=True, slots=True)
class Against:
    """One piece of evidence, or one finding, that speaks against something on the way."""

    upper: Node
    lower: Node
    detail: Any
    said_by: Node | None


@dataclass(frozen=True, slots=True)
class Break:
    """What would happen beneath and at the claim if one source went."""

    source: Node
    falls: bool
    """The claim itself loses its last support."""
    lost: tuple[Node, ...]
    """What else loses its last support."""
    left: int
    """How many studies and interviews the claim keeps."""
    thinnest: Node | None
    """What it rests on that would keep the fewest sources, where nothing is lost."""
    kept: int
    """How many that is."""


class Hold(NamedTuple):
    """One way in which something is held up."""

    ground: Key
    """Who said it, or which study or paper states it: what can go."""
    source: Key
    """The transcript, the study or the paper: what is counted."""


class Held:
    """What holds each thing up, worked out once for what lies beneath a claim."""

    def __init__(self, thread: Thread, region: Iterable[Key]) -> None:
        self.thread = thread
        self._found: dict[Key, frozenset[Hold]] = {}
        ids = {key.id for key in region if key.kind == "passage"}
        passages = Passage.objects.filter(passages_seen(None), project=thread.project)
        rows = narrowed(passages, ids).order_by()
        self._heard_in = {
            passage: Key("transcript", transcript)
            for passage, transcript in rows.values_list("pk", "transcript_id")
        }

    def by(self, key: Key) -> frozenset[Hold]:
        """The ends of the ways down that support and still count."""
        if key not in self._found:
            self._found[key] = self._look(key)
        return self._found[key]

    def _look(self, key: Key) -> frozenset[Hold]:
        if not self.thread.counts(key):
            return frozenset()
        if self.thread.is_ground(key):
            return frozenset([Hold(key, key)])
        links = self.thread.below.get(key, ())
        found = frozenset[Hold]().union(
            *(self.by(link.lower) for link in links if link.stance == SUPPORTS)
        )
        if key.kind != "passage":
            return found
        return frozenset(Hold(one.ground, self._heard_in[key.id]) for one in found)

    def grounds(self, key: Key) -> frozenset[Key]:
        """The people heard, meetings where nobody is named, studies and papers that hold it up."""
        return frozenset(one.ground for one in self.by(key))

    def sources(self, key: Key) -> Sources:
        """The studies and interviews that hold it up, counted, and the groups of people heard."""
        kinds = Counter(source.kind for source in {one.source for one in self.by(key)})
        people = [ground for ground in self.grounds(key) if ground.kind == "participant"]
        groups = Counter(self.thread.node(ground).title for ground in people)
        ranked = sorted(groups.items(), key=lambda item: (-item[1], item[0]))
        studies = kinds.pop("reference", 0) + kinds.pop("study", 0)
        return Sources(studies, kinds.total(), tuple(ranked))

    def left(self, key: Key) -> dict[Key, int]:
        """For each ground, how many studies and interviews would be left if it alone went."""
        grounds: dict[Key, set[Key]] = defaultdict(set)
        for ground, source in self.by(key):
            grounds[source].add(ground)
        only = Counter(next(iter(who)) for who in grounds.values() if len(who) == 1)
        return {ground: len(grounds) - only[ground] for ground in self.grounds(key)}


def sure(held: Held, key: Key) -> Sure:
    """How strong the support of a claim is, by the number of its sources."""
    found = held.sources(key)
    counts = Counts(studies=found.studies, interviews=found.interviews)
    return Sure(found, strength(counts))


def against(thread: Thread, supporting: Iterable[Key]) -> list[Link]:
    """The links that speak against a claim or anything that it rests on, nearest first."""
    return [
        link for key in supporting if thread.counts(key)
        for link in thread.below.get(key, ())
        if link.stance != SUPPORTS and thread.counts(link.lower)
    ]  # fmt: skip


def breaks(
    thread: Thread, graph: Graph[Key], held: Held, key: Key, region: Iterable[Key]
) -> tuple[tuple[Node, ...], list[Break]]:
    """The single sources whose loss alone would break a claim, and what the most telling would do.

    Those come first that alone hold up the most of what the claim rests on.
    """
    if thread.is_ground(key):
        return (), []
    alone = tuple(thread.node(point) for point in single_points(graph, key))
    mine = held.left(key)
    conclusions = [one for one in region if one.kind not in STRANDS and one.kind not in GROUNDS]
    sole = Counter(next(iter(g)) for one in conclusions if len(g := held.grounds(one)) == 1)
    thin = _thinnest(held, [one for one in conclusions if one != key])
    strands = Counter(
        ground for one in region if one.kind in STRANDS for ground in held.grounds(one)
    )
    ranked = sorted(
        mine, key=lambda one: (-sole[one], thin.get(one, (len(mine), key)), -strands[one], one)
    )
    rows = []
    for source in ranked[:BREAKS]:
        lost = fragile(graph, [source]).lost
        others = [one for one in lost if one.kind not in STRANDS | GROUNDS and one != key]
        kept, upper = thin.get(source, (0, key))
        rows.append(Break(
            thread.node(source), key in lost, tuple(thread.node(one) for one in others),
            mine[source], thread.node(upper) if kept else None, kept,
        ))  # fmt: skip
    return alone, rows


def _thinnest(held: Held, conclusions: Iterable[Key]) -> dict[Key, tuple[int, Key]]:
    """For each ground, the conclusion on it that would keep the fewest sources, and how many."""
    found: dict[Key, tuple[int, Key]] = {}
    for one in conclusions:
        for ground, left in held.left(one).items():
            found[ground] = min((left, one), found.get(ground, (left, one)))
    return found
