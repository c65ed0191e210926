"""Links between things, kept as a graph that cannot run in a circle."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

K = TypeVar("K", bound=Hashable)

Stance = Literal["supports", "contradicts"]


class CycleFound(ValueError):
    """Something rests on itself. ``keys`` names the circle, each resting on the next."""

    def __init__(self, keys: tuple[Hashable, ...]) -> None:
        self.keys = keys
        circle = " rests on ".join(str(key) for key in (*keys, keys[0]))
        super().__init__(
            f"These rest on each other in a circle: {circle}. Remove one of the links."
        )


@dataclass(frozen=True, slots=True)
class Link(Generic[K]):
    """``upper`` rests on ``lower``, or is contradicted by it."""

    upper: K
    lower: K
    stance: Stance = "supports"


class Graph(Generic[K]):
    """Links, read once and kept as numbers so that 100,000 of them answer in milliseconds.

    ``links``: ``Link`` objects, or plain pairs ``(upper, lower)`` that support. Repeats are merged.
    ``grounds``: the keys that stand by themselves. ``nodes``: keys to know even without a link.
    The order given is the order in which branches are shown.

    Raises ``CycleFound`` if anything rests on itself, ``ValueError`` on an unknown stance.
    """

    __slots__ = ("_above", "_beneath", "_grounds", "_index", "_keys", "_stands", "_unsupported")

    def __init__(
        self,
        links: Iterable[Link[K] | tuple[K, K]],
        grounds: Collection[K] = (),
        nodes: Iterable[K] = (),
    ) -> None:
        self._index: dict[K, int] = {}
        self._keys: list[K] = []
        self._beneath: list[list[tuple[int, bool]]] = []
        self._above: list[list[tuple[int, bool]]] = []
        seen: set[tuple[int, int, bool]] = set()
        for given in links:
            link = given if isinstance(given, Link) else Link(*given)
            if link.stance not in ("supports", "contradicts"):
                raise ValueError(
                    f"The link from {link.upper} to {link.lower} has the stance {link.stance!r}; "
                    "it must be 'supports' or 'contradicts'."
                )
            upper, lower = self._number(link.upper), self._number(link.lower)
            supports = link.stance == "supports"
            if (upper, lower, supports) not in seen:
                seen.add((upper, lower, supports))
                self._beneath[upper].append((lower, supports))
                self._above[lower].append((upper, supports))
        for key in nodes:
            self._number(key)
        self._grounds = {self._number(key) for key in grounds}
        self._stands = self._standing(self._upwards())
        self._unsupported = tuple(
            key for number, key in enumerate(self._keys) if not self._stands[number]
        )

    def _number(self, key: K) -> int:
        number = self._index.get(key)
        if number is None:
            number = self._index[key] = len(self._keys)
            self._keys.append(key)
            self._beneath.append([])
            self._above.append([])
        return number

    def _upwards(self) -> list[int]:
        """Every number, each after all that it rests on."""
        waiting = [len(lowers) for lowers in self._beneath]
        order = [number for number, count in enumerate(waiting) if count == 0]
        for number in order:  # grows while it is read
            for upper, _ in self._above[number]:
                waiting[upper] -= 1
                if waiting[upper] == 0:
                    order.append(upper)
        if len(order) < len(waiting):
            raise CycleFound(self._circle({n for n, count in enumerate(waiting) if count}))
        return order

    def _circle(self, stuck: set[int]) -> tuple[K, ...]:
        # Whatever is stuck waits for something stuck, so walking down must come round.
        number = min(stuck)
        path: dict[int, None] = {}
        while number not in path:
            path[number] = None
            number = next(lower for lower, _ in self._beneath[number] if lower in stuck)
        walked = list(path)
        return tuple(self._keys[n] for n in walked[walked.index(number) :])

    def _standing(self, upwards: list[int]) -> list[bool]:
        stands = [False] * len(self._keys)
        for number in upwards:
            stands[number] = number in self._grounds or any(
                supports and stands[lower] for lower, supports in self._beneath[number]
            )
        return stands

    def __contains__(self, key: object) -> bool:
        return key in self._index

    def __len__(self) -> int:
        return len(self._keys)

    @property
    def keys(self) -> tuple[K, ...]:
        """Every key, in the order met."""
        return tuple(self._keys)

    @property
    def unsupported(self) -> tuple[K, ...]:
        """The keys with no ground beneath them, in the order met."""
        return self._unsupported

    def stands(self, key: K) -> bool:
        """Whether the key is a ground or has one beneath it by supporting links alone."""
        number = self._index.get(key)
        return number is not None and self._stands[number]

    def beneath(self, key: K) -> tuple[Link[K], ...]:
        """The links directly beneath the key, in the order given."""
        number = self._index.get(key)
        if number is None:
            return ()
        return tuple(
            Link(key, self._keys[lower], "supports" if supports else "contradicts")
            for lower, supports in self._beneath[number]
        )

    def above(self, key: K) -> tuple[Link[K], ...]:
        """The links directly above the key, in the order given."""
        number = self._index.get(key)
        if number is None:
            return ()
        return tuple(
            Link(self._keys[upper], key, "supports" if supports else "contradicts")
            for upper, supports in self._above[number]
        )


def spread(
    onward: list[list[tuple[int, bool]]], starts: set[int], *, supporting: bool = False
) -> set[int]:
    """Return the starts and all that links (``supporting``: supporting links alone) lead to."""
    found = set(starts)
    waiting = list(starts)
    while waiting:
        for other, supports in onward[waiting.pop()]:
            if other not in found and (supports or not supporting):
                found.add(other)
                waiting.append(other)
    return found
