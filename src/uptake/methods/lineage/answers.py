"""Why, reach, fragile and single points: the answers as flat lists."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Generic

from uptake.methods.lineage.graph import Graph, K, Link, spread


@dataclass(frozen=True, slots=True)
class Step(Generic[K]):
    """One thing beneath (or above) the thing asked about.

    ``depth`` is the smallest number of links between the two. ``links`` are the links by which it
    is met, so that a page can nest it under each parent. ``supports`` is true when at least one way
    to it consists of supporting links alone; ``contradicts`` when at least one way crosses a
    contradicting link. Both can be true.
    """

    key: K
    depth: int
    links: tuple[Link[K], ...]
    supports: bool
    contradicts: bool


@dataclass(frozen=True, slots=True)
class Fragile(Generic[K]):
    """What happens above if some things go; keys in the order in which the graph met them.

    ``lost`` keep no support, ``weakened`` stand with less beneath them. ``unsupported`` had no
    support before anything went: they cannot lose any, so they are listed apart.
    """

    lost: tuple[K, ...]
    weakened: tuple[K, ...]
    unsupported: tuple[K, ...]


def why(graph: Graph[K], key: K) -> tuple[Step[K], ...]:
    """Everything beneath ``key``, nearest first. A key without links gives an empty answer."""
    return _steps(graph, key, down=True)


def reach(graph: Graph[K], key: K) -> tuple[Step[K], ...]:
    """Everything above ``key``, nearest first. A key without links gives an empty answer."""
    return _steps(graph, key, down=False)


def _steps(graph: Graph[K], key: K, *, down: bool) -> tuple[Step[K], ...]:
    start = graph._index.get(key)
    if start is None:
        return ()
    onward = graph._beneath if down else graph._above
    depth = {start: 0}
    order = [start]
    met_by: dict[int, list[tuple[int, bool]]] = {}
    for number in order:  # breadth first: the list grows while it is read
        for other, supports in onward[number]:
            met_by.setdefault(other, []).append((number, supports))
            if other not in depth:
                depth[other] = depth[number] + 1
                order.append(other)
    supported = spread(onward, {start}, supporting=True)
    contrary = spread(
        onward,
        {other for number in order for other, supports in onward[number] if not supports},
    )
    keys = graph._keys

    def link(near: int, far: int, supports: bool) -> Link[K]:
        """The link between two things by their numbers, ``near`` being the one nearer ``key``."""
        upper, lower = (near, far) if down else (far, near)
        return Link(keys[upper], keys[lower], "supports" if supports else "contradicts")

    return tuple(
        Step(
            key=keys[number],
            depth=depth[number],
            links=tuple(link(near, number, supports) for near, supports in met_by[number]),
            supports=number in supported,
            contradicts=number in contrary,
        )
        for number in order[1:]
    )


def fragile(graph: Graph[K], gone: Collection[K]) -> Fragile[K]:
    """What loses its last support, and what keeps only some of it, if ``gone`` go together.

    Only supporting links count. What has gone is not listed. Keys that the graph does not know
    change nothing. Takes time in proportion to what stands on ``gone``.
    """
    out = {graph._index[key] for key in gone if key in graph._index}
    fallen = {number for number in out if graph._stands[number]}
    falling = list(fallen)
    remaining: dict[int, int] = {}
    while falling:
        for upper, supports in graph._above[falling.pop()]:
            if not supports or upper in fallen or upper in graph._grounds:
                continue
            if upper not in remaining:
                remaining[upper] = sum(
                    counts and graph._stands[lower] for lower, counts in graph._beneath[upper]
                )
            remaining[upper] -= 1
            if remaining[upper] == 0:
                fallen.add(upper)
                falling.append(upper)
    touched = spread(
        graph._above, {number for number in out if graph._stands[number]}, supporting=True
    )
    return Fragile(
        lost=_in_order(graph, fallen - out),
        weakened=_in_order(graph, touched - fallen - out),
        unsupported=tuple(key for key in graph._unsupported if graph._index[key] not in out),
    )


def _in_order(graph: Graph[K], numbers: set[int]) -> tuple[K, ...]:
    return tuple(graph._keys[number] for number in sorted(numbers))


def single_points(graph: Graph[K], key: K) -> tuple[K, ...]:
    """The grounds whose loss alone would take the last support of ``key``: what would break it.

    Empty if nothing alone would, if ``key`` has no support, or if it is itself a ground. These are
    the dominators of ``key`` that are grounds. Links run one way, so one
    sweep upwards finds them, in time linear in what lies beneath ``key``.
    """
    target = graph._index.get(key)
    if target is None or not graph._stands[target] or target in graph._grounds:
        return ()
    # Only what stands and lies beneath the key, down to the grounds: a ground stands by itself,
    # and what it rests on cannot take that away.
    under: dict[int, list[int]] = {}
    uppers = {target: 0}
    found = [target]
    while found:
        number = found.pop()
        under[number] = _holding_up(graph, number)
        for lower in under[number]:
            if lower not in uppers:
                uppers[lower] = 0
                found.append(lower)
            uppers[lower] += 1
    downwards = [target]
    waiting = dict(uppers)
    for number in downwards:  # grows while it is read
        for lower in under[number]:
            waiting[lower] -= 1
            if waiting[lower] == 0:
                downwards.append(lower)
    # Each ground has one way in, from below everything. Ways that have begun and not yet ended
    # are open; where they all end in one ground, nothing goes round it.
    points: set[int] = set()
    open_ways = sum(number in graph._grounds for number in under)
    for number in reversed(downwards):
        ground = number in graph._grounds
        ways_in = 1 if ground else len(under[number])
        if ground and open_ways == ways_in:
            points.add(number)
        open_ways += uppers[number] - ways_in
    return _in_order(graph, points)


def _holding_up(graph: Graph[K], number: int) -> list[int]:
    """What supports this and stands; nothing for a ground, which stands by itself."""
    if number in graph._grounds:
        return []
    return [
        lower for lower, supports in graph._beneath[number] if supports and graph._stands[lower]
    ]
