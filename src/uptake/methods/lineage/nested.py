"""The walk beneath a claim as a tree, for a page to draw."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Generic

from uptake.methods.lineage.graph import Graph, K, Stance, spread


@dataclass(frozen=True, slots=True)
class Branch(Generic[K]):
    """One place in the nested walk beneath a claim.

    ``stance`` is that of the link to the place above it. ``again`` marks a thing whose branches are
    shown at its first place in reading order. ``left_out`` counts direct branches not shown for
    want of room. ``holds`` counts the distinct keys beneath a place that is not shown in full, and
    is 0 otherwise. ``stands`` is false when no ground is beneath.
    """

    key: K
    stance: Stance
    ground: bool
    stands: bool
    branches: tuple[Branch[K], ...] = ()
    again: bool = False
    left_out: int = 0
    holds: int = 0


def walk(graph: Graph[K], key: K, limit: int = 200) -> Branch[K]:
    """The nested walk beneath ``key``, for a page to draw.

    A thing that several others rest on appears in each place and opens once, at its first place in
    reading order. At most ``limit`` places (the key itself included) are shown; upper levels are
    filled before lower ones, and what does not fit is counted. Raises ``ValueError`` if
    ``limit`` is below 1.
    """
    if limit < 1:
        raise ValueError(f"limit is {limit}; the walk needs room for at least 1 place.")
    start = graph._index.get(key)
    if start is None:
        return Branch(key, "supports", ground=False, stands=False)
    shown = _room(graph, start, limit)
    holds: dict[int, int] = {}

    def held(number: int) -> int:
        """How many things stand beneath this one, counted once."""
        if number not in holds:
            holds[number] = len(spread(graph._beneath, {number})) - 1
        return holds[number]

    # Places in reading order first, then built from the last to the first, so that no depth
    # of links can exhaust the stack.
    places: list[tuple[int, bool, bool, list[int]]] = []
    opened: set[int] = set()
    waiting: list[tuple[int, bool, int]] = [(start, True, -1)]
    while waiting:
        number, supports, parent = waiting.pop()
        place = len(places)
        again = number in opened
        places.append((number, supports, again and bool(graph._beneath[number]), []))
        if parent >= 0:
            places[parent][3].append(place)
        if not again:
            opened.add(number)
            under = graph._beneath[number][: shown.get(number, 0)]
            waiting.extend((lower, stance, place) for lower, stance in reversed(under))
    built: dict[int, Branch[K]] = {}
    for place in range(len(places) - 1, -1, -1):
        number, supports, again, under_places = places[place]
        left_out = 0 if again else len(graph._beneath[number]) - len(under_places)
        built[place] = Branch(
            key=graph._keys[number],
            stance="supports" if supports else "contradicts",
            ground=number in graph._grounds,
            stands=graph._stands[number],
            branches=tuple(built.pop(under_place) for under_place in under_places),
            again=again,
            left_out=left_out,
            holds=held(number) if again or left_out else 0,
        )
    return built[0]


def _room(graph: Graph[K], start: int, limit: int) -> dict[int, int]:
    """How many direct branches each number may show, nearest levels first."""
    shown: dict[int, int] = {}
    left = limit - 1
    waiting = deque([start])
    while waiting and left:
        number = waiting.popleft()
        if number in shown:
            continue
        under = graph._beneath[number][:left]
        shown[number] = len(under)
        left -= len(under)
        waiting.extend(lower for lower, _ in under)
    return shown
