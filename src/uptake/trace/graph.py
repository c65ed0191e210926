"""One graph of a project, from what every step declares: who asks gets the part that matters.

All links of a project are read (they are pairs of numbers); what a thing is called, and whether it
still counts, is looked up only for the things that a question touches.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cached_property
from importlib import import_module
from types import ModuleType
from typing import Any, cast

from django.http import Http404

from uptake.methods import lineage
from uptake.projects.models import Project
from uptake.projects.thread import SUPPORTS, Key, Link, Node
from uptake.sources.queries import withheld

STEPS = ("sources", "review", "interviews", "findings", "decision", "plan", "monitor")
GROUNDS = frozenset({"participant", "transcript", "reference", "study"})
"""What can stand by itself: a person heard, a meeting where nobody is named, a study, and a paper
that reports on no study here. A paper that does rests on its study (`Thread.is_ground`)."""
STRANDS = frozenset({"passage", "statement"})
"""Evidence laid beneath conclusions: words of a ground."""
WITHHELD = "Shown when all who read the study are done"
"""Instead of a statement that its writer alone may read yet."""

Some = Callable[[Project, Mapping[str, Collection[int]]], Iterable[Node]]


def steps() -> dict[str, ModuleType]:
    """Each step's `thread.py`, by the step's name, in the order of the work."""
    return {name: import_module(f"uptake.{name}.thread") for name in STEPS}


def kinds() -> dict[str, str]:
    """The step that holds each kind of thing."""
    return {kind: name for name, step in steps().items() for kind in step.KINDS}


class Thread:
    """What rests on what in one project, read once for one request."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.steps = steps()
        self.holds = kinds()
        self.order = {kind: place for place, kind in enumerate(self.holds)}
        """The kinds' places in the order of the work, for lists."""
        self._nodes: dict[Key, Node] = {}

    @cached_property
    def below(self) -> dict[Key, list[Link]]:
        """The links directly beneath each thing, in the order of its claim."""
        found: dict[Key, list[Link]] = defaultdict(list)
        for step in self.steps.values():
            for link in step.links(self.project):
                found[link.upper].append(link)
        return found

    @cached_property
    def above(self) -> dict[Key, list[Link]]:
        """The same links, by what they lead down to."""
        found: dict[Key, list[Link]] = defaultdict(list)
        for links in self.below.values():
            for link in links:
                found[link.lower].append(link)
        return found

    def beneath(self, keys: Iterable[Key]) -> dict[Key, None]:
        """The keys and all that they rest on, nearest first."""
        return self._spread(keys, lambda key: (link.lower for link in self.below.get(key, ())))

    def over(self, keys: Iterable[Key]) -> dict[Key, None]:
        """The keys and all that rests on them, nearest first."""
        return self._spread(keys, lambda key: (link.upper for link in self.above.get(key, ())))

    @staticmethod
    def _spread(keys: Iterable[Key], onward: Callable[[Key], Iterable[Key]]) -> dict[Key, None]:
        found = dict.fromkeys(keys)
        waiting = list(found)
        for key in waiting:  # grows while it is read
            for other in onward(key):
                if other not in found:
                    found[other] = None
                    waiting.append(other)
        return found

    def is_ground(self, key: Key) -> bool:
        """Whether a thing stands by itself: it is a source, and rests on no other one."""
        return key.kind in GROUNDS and key not in self.below

    @cached_property
    def concluding(self) -> tuple[str, ...]:
        """The steps whose things are conclusions, not evidence."""
        evidence = GROUNDS | STRANDS
        return tuple(name for name, step in self.steps.items() if not evidence & set(step.KINDS))

    @cached_property
    def linked(self) -> dict[Key, None]:
        """Everything that rests on something or has something resting on it."""
        return dict.fromkeys([*self.below, *self.above])

    @cached_property
    def withheld(self) -> frozenset[Key]:
        """Statements that their writers alone may read yet; what holds up a finding all may."""
        rows = withheld(self.project).values_list("pk", flat=True)
        return frozenset(key for key in (Key("statement", pk) for pk in rows)
                         if key not in self.above)  # fmt: skip

    def learn(self, keys: Iterable[Key]) -> None:
        """Look these things up, so that `node` need not ask for each."""
        wanted: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        for key in keys:
            if key not in self._nodes and key.kind in self.holds:
                wanted[self.holds[key.kind]][key.kind].add(key.id)
        for name, ids in wanted.items():
            for node in self._some(self.steps[name], dict(ids)):
                hidden = node.key.kind == "statement" and node.key in self.withheld
                self._nodes[node.key] = node._replace(title=WITHHELD) if hidden else node

    def _some(self, step: ModuleType, ids: dict[str, set[int]]) -> Iterable[Node]:
        """Some of a step's things. A step with very many offers `some`; the others list all."""
        some = cast(Some | None, getattr(step, "some", None))
        if some is not None:
            return some(self.project, ids)
        return cast(Iterable[Node], step.nodes(self.project))

    def known(self, keys: Iterable[Key]) -> dict[Key, Node]:
        """Those of these things that the project has."""
        wanted = list(dict.fromkeys(keys))
        self.learn(wanted)
        return {key: self._nodes[key] for key in wanted if key in self._nodes}

    def node(self, key: Key) -> Node:
        """One thing of this project. Raises Http404 where it has none such."""
        if key not in self._nodes:
            self.learn([key])
        if key not in self._nodes:
            raise Http404(f"No {key.kind} {key.id} in this project.")
        return self._nodes[key]

    def details(self, keys: Iterable[Key]) -> dict[Key, Any]:
        """What the steps' own templates show of these things: one question for each kind."""
        ids: dict[str, list[int]] = defaultdict(list)
        for key in keys:
            ids[key.kind].append(key.id)
        found: dict[Key, Any] = {}
        for kind, wanted in ids.items():
            rows = self.steps[self.holds[kind]].details(self.project, kind, wanted)
            found |= {Key(kind, pk): row for pk, row in rows.items()}
        for key in found.keys() & (self.withheld if "statement" in ids else ()):
            row = found[key]
            row.sentence, row.place, row.direction, row.quote = WITHHELD, "", "", ""
        return found

    def counts(self, key: Key) -> bool:
        """Whether a thing still counts: it is not withdrawn, retracted, lost, retired..."""
        return not self.node(key).gone

    def standing(self, keys: Collection[Key]) -> lineage.Graph[Key]:
        """The graph of these things as it stands: what no longer counts rests on nothing."""
        self.learn(keys)
        links = (link for key in keys if self.counts(key) for link in self.below.get(key, ()))
        grounds = [key for key in keys if self.is_ground(key) and self.counts(key)]
        return self._graph(links, grounds, keys)

    def stand(self, keys: Iterable[Key]) -> set[Key]:
        """Which of these stand. Most do by the first way down, so that is all that is looked up."""
        ways = {key: self._first_way(key) for key in keys}
        nodes = self.known(one for way in ways.values() for one in way)
        counting = {key for key, node in nodes.items() if not node.gone}
        found = {
            key for key, way in ways.items() if self.is_ground(way[-1]) and counting.issuperset(way)
        }
        others = [key for key in ways if key not in found]
        graph = self.standing(self.beneath(others))
        return found | {key for key in others if graph.stands(key)}

    def _first_way(self, key: Key) -> list[Key]:
        way = [key]
        while not self.is_ground(way[-1]):
            lowers = (one.lower for one in self.below.get(way[-1], ()) if one.stance == SUPPORTS)
            lower = next(lowers, None)
            if lower is None:
                break
            way.append(lower)
        return way

    def upper(self, keys: Collection[Key]) -> lineage.Graph[Key]:
        """The graph of things with all that rests on them, as it stands.

        What else holds these up is there without what lies beneath it: it stands or it does not.
        """
        self.learn(keys)
        links = [link for key in keys if self.counts(key) for link in self.below.get(key, ())]
        beside = self.stand(dict.fromkeys(link.lower for link in links if link.lower not in keys))
        grounds = [key for key in keys if self.is_ground(key) and self.counts(key)]
        return self._graph(links, [*grounds, *beside], keys)

    def full(self, keys: Collection[Key]) -> lineage.Graph[Key]:
        """The graph of the links among these things, also of what no longer counts."""
        links = (
            link for key in keys for link in self.below.get(key, ()) if link.lower in keys
        )  # fmt: skip
        return self._graph(links, [key for key in keys if self.is_ground(key)], keys)

    @staticmethod
    def _graph(
        links: Iterable[Link], grounds: Collection[Key], keys: Iterable[Key]
    ) -> lineage.Graph[Key]:
        return lineage.Graph(
            (
                (link.upper, link.lower) if link.stance == SUPPORTS
                else lineage.Link(link.upper, link.lower, "contradicts")
                for link in links
            ),
            grounds, keys,
        )  # fmt: skip
