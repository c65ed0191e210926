"""Why? A claim, walked down to the quotes in their turns and to what papers state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from uptake.methods.lineage import Branch, Graph, walk
from uptake.projects import queries
from uptake.projects.models import LookAgain, Project
from uptake.projects.thread import SUPPORTS, Key, Link, Node
from uptake.trace.graph import STRANDS, Thread
from uptake.trace.queries.sure import Against, Break, Held, Sources, Sure, against, breaks, sure

OPEN = 3
"""Strands shown right beneath a claim before the rest are closed."""
ONE = 1
"""Strands of each kind shown further down: a quote and a paper for each finding."""
FIRST = 3
"""Conclusions beneath the claim whose evidence is open; that of the others is closed."""
EACH = 6
"""Branches drawn at a place further down; its own page shows them all."""
MINE = 100
"""Branches drawn right beneath the claim."""
PLACES = 150
AGAINST = 40
PLURALS = {"study": "studies"}
"""Kinds whose plural is not made with an s."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the walk."""

    node: Node
    detail: Any
    stands: bool
    again: bool
    """Its branches are shown at an earlier place."""
    marks: tuple[LookAgain, ...]
    open: tuple[Place, ...]
    closed: tuple[Place, ...]
    folded: str
    """What all its branches are, where they are closed together. Empty where they are not."""
    says: str
    """What the closed branches are: 7 passages and 2 statements."""
    left_out: int
    """Branches that only the place's own page shows."""
    sources: Sources
    said_by: Node | None
    """Whose words or findings a passage or statement is."""
    study: Node | None
    """The study that its paper reports on."""
    appraised: Any
    """What is known of that study."""


@dataclass(frozen=True, slots=True)
class WhyPage:
    node: Node
    detail: Any
    marks: tuple[LookAgain, ...]
    ground: bool
    stands: bool
    top: Place
    rests_on: str
    """2 findings and 1 recommendation."""
    sure: Sure
    against: tuple[Against, ...]
    against_more: int
    alone: tuple[Node, ...]
    breaks: tuple[Break, ...]


def why_page(project: Project, key: Key) -> WhyPage:
    """Everything that one thing rests on, as a page draws it. Raises Http404 if it is not here."""
    thread = Thread(project)
    node = thread.node(key)
    region = thread.beneath([key])
    thread.learn(region)
    graph, held = thread.standing(region), Held(thread, region)
    supporting = _supporting(thread, key)
    drawn = _drawn(thread, key)
    tree = walk(drawn, key, PLACES)
    contrary = against(thread, supporting)
    alone, rows = breaks(thread, graph, held, key, supporting)
    studies = {study.key for one in drawn.keys if (study := study_beneath(thread, one))}
    details = thread.details(
        {*drawn.keys, key, *studies, *(link.lower for link in contrary[:AGAINST])}
    )
    marks = queries.look_again(project)
    grow = _Grow(thread, graph, held, details, marks, key, frozenset(_laid(tree)[FIRST:]))
    return WhyPage(
        node=node, detail=details.get(key), marks=tuple(marks.get(key, ())),
        ground=thread.is_ground(key), stands=graph.stands(key), top=grow.place(tree),
        rests_on=several(_direct(thread, key)), sure=sure(held, key),
        against=tuple(
            Against(thread.node(link.upper), thread.node(link.lower), details.get(link.lower),
                    said_by(thread, link.lower))
            for link in contrary[:AGAINST]
        ),
        against_more=max(0, len(contrary) - AGAINST), alone=alone, breaks=tuple(rows),
    )  # fmt: skip


def _supports(thread: Thread, key: Key) -> list[Link]:
    return [link for link in thread.below.get(key, ()) if link.stance == SUPPORTS]


def _direct(thread: Thread, key: Key) -> list[Key]:
    return [link.lower for link in _supports(thread, key) if thread.counts(link.lower)]


def _supporting(thread: Thread, key: Key) -> dict[Key, None]:
    """The claim and all that holds it up, nearest first."""
    found = {key: None}
    waiting = [key]
    for upper in waiting:  # grows while it is read
        for link in _supports(thread, upper) if thread.counts(upper) else ():
            if link.lower not in found:
                found[link.lower] = None
                waiting.append(link.lower)
    return found


def _drawn(thread: Thread, key: Key) -> Graph[Key]:
    """The part that is drawn: down to strands, and what a strand rests on when it is the claim.

    What speaks against the claim stands beside the walk, not in it.
    """
    links: list[tuple[Key, Key]] = []
    seen, waiting = {key}, [key]
    for upper in waiting:  # grows while it is read
        if upper != key and (upper.kind in STRANDS or not thread.counts(upper)):
            continue
        supports = _supports(thread, upper)
        for link in supports[:MINE] if upper == key else _some(supports):
            links.append((upper, link.lower))
            if link.lower not in seen:
                seen.add(link.lower)
                waiting.append(link.lower)
    return Graph(links, nodes=[key])


def _some(links: list[Link]) -> list[Link]:
    """The first few, with one of each kind among them: papers too, where many were heard first."""
    kinds = {link.lower.kind: link for link in reversed(links)}
    wanted = list(kinds.values())
    for link in links:
        if len(wanted) < EACH and link not in wanted:
            wanted.append(link)
    return [link for link in links if link in wanted]


def _laid(tree: Branch[Key]) -> list[Key]:
    """What has evidence right beneath it, other than the claim, in the order drawn."""
    found: list[Key] = []
    for branch in tree.branches:
        if any(one.key.kind in STRANDS for one in branch.branches):
            found.append(branch.key)
        found += _laid(branch)
    return found


def said_by(thread: Thread, key: Key) -> Node | None:
    """The source of a strand of evidence."""
    lowers = [link.lower for link in thread.below.get(key, ())] if key.kind in STRANDS else []
    return thread.node(lowers[0]) if lowers else None


def study_beneath(thread: Thread, key: Key) -> Node | None:
    """The study that the paper of a statement reports on."""
    paper = said_by(thread, key)
    lowers = thread.below.get(paper.key, []) if paper else []
    return thread.node(lowers[0].lower) if lowers else None


def several(keys: Iterable[Key]) -> str:
    """How many of each kind, in words: 2 findings and 1 statement."""
    counted = Counter(key.kind for key in keys)
    parts = [
        f"{n:,} {kind if n == 1 else PLURALS.get(kind, f'{kind}s')}" for kind, n in counted.items()
    ]
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


@dataclass(frozen=True, slots=True)
class _Grow:
    """Makes places of the walk's branches."""

    thread: Thread
    graph: Graph[Key]
    held: Held
    details: dict[Key, Any]
    marks: dict[tuple[str, int], list[LookAgain]]
    claim: Key
    folds: frozenset[Key]

    def place(self, branch: Branch[Key]) -> Place:
        key = branch.key
        under = [self.place(one) for one in branch.branches]
        total = len(_supports(self.thread, key)) if self._opens(key) and not branch.again else 0
        shown, closed = self._cut(under, mine=key == self.claim)
        study = study_beneath(self.thread, key)
        return Place(
            node=self.thread.node(key), detail=self.details.get(key),
            stands=self.graph.stands(key), again=branch.again,
            marks=tuple(self.marks.get(key, ())), open=shown, closed=closed,
            folded=self._all(key) if key in self.folds and not branch.again else "",
            says=several(one.node.key for one in closed), left_out=total - len(under),
            sources=self.held.sources(key), said_by=said_by(self.thread, key),
            study=study, appraised=self.details.get(study.key) if study else None,
        )  # fmt: skip

    def _all(self, key: Key) -> str:
        return several(link.lower for link in _supports(self.thread, key))

    def _opens(self, key: Key) -> bool:
        return key == self.claim or (key.kind not in STRANDS and self.thread.counts(key))

    @staticmethod
    def _cut(under: list[Place], *, mine: bool) -> tuple[tuple[Place, ...], tuple[Place, ...]]:
        """The first few of the evidence stay open; conclusions always do."""
        seen: Counter[str] = Counter()
        closed = []
        for one in under:
            kind = one.node.key.kind
            if kind in STRANDS:
                heap = "strand" if mine else kind
                seen[heap] += 1
                if seen[heap] > (OPEN if mine else ONE):
                    closed.append(one)
        if len(closed) == 1:  # to open it would take as much room as it takes itself
            return tuple(under), ()
        hidden = {id(one) for one in closed}
        return tuple(one for one in under if id(one) not in hidden), tuple(closed)
