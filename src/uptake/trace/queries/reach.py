"""What rests on this? Everything above a thing, and the nearest part of its thread."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from uptake.methods.lineage import fragile, reach
from uptake.projects import queries
from uptake.projects.models import LookAgain, Project
from uptake.projects.thread import Key, Link, Node
from uptake.trace.graph import GROUNDS, STRANDS, Thread
from uptake.trace.queries.sure import Held, Sources

NEAR = 5


@dataclass(frozen=True, slots=True)
class Above:
    """One thing that stands on what was asked about."""

    node: Node
    against: bool
    """It is only spoken against by it."""
    alone: bool
    """It would lose its last support with it."""
    marks: tuple[LookAgain, ...]


@dataclass(frozen=True, slots=True)
class ReachPage:
    node: Node
    kinds: tuple[tuple[str, tuple[Above, ...]], ...]
    """Kind, and its things, in the order of the work; evidence and papers come last."""
    total: int


@dataclass(frozen=True, slots=True)
class Near:
    """One neighbour on the thread."""

    node: Node
    against: bool


@dataclass(frozen=True, slots=True)
class Panel:
    """The nearest part of a thing's thread, for its own page."""

    node: Node
    ground: bool
    stands: bool
    sources: Sources
    alone: Node | None
    beneath: tuple[Near, ...]
    beneath_more: int
    above: tuple[Near, ...]
    above_more: int


def reach_page(project: Project, key: Key) -> ReachPage:
    """Everything that rests on one thing, by kind. Raises Http404 if it is not here."""
    thread = Thread(project)
    node = thread.node(key)
    over = thread.over([key])
    steps = reach(thread.full(over), key)
    thread.learn(over)
    falls = set(fragile(thread.upper(over), [key]).lost)
    marks = queries.look_again(project)
    found: dict[str, list[Above]] = defaultdict(list)
    for step in steps:
        above = thread.node(step.key)
        only_against = step.contradicts and not step.supports
        found[step.key.kind].append(
            Above(above, only_against, step.key in falls, tuple(marks.get(step.key, ())))
        )
    kinds = sorted(found.items(), key=lambda item: (_place(item[0]), thread.order[item[0]]))
    return ReachPage(node, tuple((kind, tuple(rows)) for kind, rows in kinds), len(steps))


def _place(kind: str) -> int:
    """Conclusions come first, then evidence, then the papers of a study."""
    return 2 if kind in GROUNDS else int(kind in STRANDS)


def panel(project: Project, key: Key) -> Panel:
    """What a thing rests on and what rests on it, one link away."""
    thread = Thread(project)
    node = thread.node(key)
    region = thread.beneath([key])
    thread.learn(region)
    held = Held(thread, region)
    grounds = held.grounds(key)
    below, above = thread.below.get(key, []), thread.above.get(key, [])
    thread.learn(link.upper for link in above[:NEAR])
    return Panel(
        node=node, ground=thread.is_ground(key), stands=bool(grounds), sources=held.sources(key),
        alone=_alone(thread, key, grounds),
        beneath=tuple(Near(thread.node(one.lower), _against(one)) for one in below[:NEAR]),
        beneath_more=max(0, len(below) - NEAR),
        above=tuple(Near(thread.node(one.upper), _against(one)) for one in above[:NEAR]),
        above_more=max(0, len(above) - NEAR),
    )  # fmt: skip


def _against(link: Link) -> bool:
    return link.stance == "contradicts"


def _alone(thread: Thread, key: Key, grounds: frozenset[Key]) -> Node | None:
    """The one source of a conclusion that has no other."""
    if len(grounds) != 1 or key.kind in GROUNDS or key.kind in STRANDS:
        return None
    return thread.node(next(iter(grounds)))
