"""What needs another look: marks that nobody has settled, and what stands on nothing now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from uptake.projects.models import LookAgain, Project
from uptake.projects.thread import SUPPORTS, Key, Node
from uptake.trace.graph import Thread

SETTLED = 50
ENDED = frozenset({"finding", "recommendation", "action", "statement"})
"""Things that people take out of use. What rests on one is told here as long as it does; what
rests on withdrawn, retracted or corrected words is marked when that happens."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark, with the thing it is on and what brought it about."""

    row: LookAgain
    node: Node | None
    cause: Node | None


@dataclass(frozen=True, slots=True)
class Resting:
    """Something in use that rests on something that is not."""

    upper: Node
    lower: Node


@dataclass(frozen=True, slots=True)
class Again:
    """Everything that needs another look."""

    marks: tuple[Mark, ...]
    unsupported: tuple[Node, ...]
    """In use, with nothing left beneath that counts."""
    resting: tuple[Resting, ...]

    @property
    def all(self) -> int:
        return len(self.marks) + len(self.unsupported) + len(self.resting)


def to_look_at(project: Project) -> Again:
    """The open marks, and what the thread shows of itself as it stands now."""
    thread = Thread(project)
    rows = LookAgain.objects.filter(project=project, settled_at=None)
    marks = _with_nodes(thread, list(rows))
    marks.sort(key=lambda mark: _by_cause(thread, mark))
    conclusions = _conclusions(thread)
    links = [
        link for key in conclusions for link in thread.below.get(key, ())
        if link.stance == SUPPORTS and link.lower.kind in ENDED
    ]  # fmt: skip
    thread.learn([*conclusions, *(link.lower for link in links)])
    stand = thread.stand(conclusions)
    return Again(
        tuple(marks), tuple(thread.node(key) for key in conclusions if key not in stand),
        tuple(
            Resting(thread.node(link.upper), thread.node(link.lower))
            for link in links if not thread.counts(link.lower)
        ),
    )  # fmt: skip


def settled(project: Project) -> list[Mark]:
    """The marks that somebody settled last, newest first."""
    rows = LookAgain.objects.filter(project=project).exclude(settled_at=None)
    newest = rows.select_related("settled_by").order_by("-settled_at")[:SETTLED]
    return _with_nodes(Thread(project), list(newest))


def _with_nodes(thread: Thread, rows: list[LookAgain]) -> list[Mark]:
    keys = [(Key(row.kind, row.object_id), Key(row.cause_kind, row.cause_id)) for row in rows]
    nodes = thread.known(key for pair in keys for key in pair)
    return [
        Mark(row, nodes.get(key), nodes.get(cause))
        for row, (key, cause) in zip(rows, keys, strict=True)
    ]


def _by_cause(thread: Thread, mark: Mark) -> tuple[str, int, str, int, int]:
    """What one cause brought about stands together, in the order of the work."""
    row = mark.row
    place = thread.order.get(row.kind, len(thread.order))
    return row.cause_kind, row.cause_id, row.reason, place, row.object_id


def _conclusions(thread: Thread) -> list[Key]:
    """Every finding, recommendation, action and indicator in use, whether linked or not."""
    apart = [
        node for name in thread.concluding for node in thread.steps[name].nodes(thread.project)
    ]
    return [node.key for node in apart if not node.retired]


def open_marks(project: Project, ids: Sequence[int]) -> list[LookAgain]:
    """Those of these marks of the project that nobody has settled."""
    return list(LookAgain.objects.filter(project=project, pk__in=ids, settled_at=None))
