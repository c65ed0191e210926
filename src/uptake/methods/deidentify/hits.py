"""What a rule proposes to take out of a transcript, and how proposals that overlap are settled."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Literal, Protocol, get_args

Kind = Literal[
    "name",
    "place",
    "organisation",
    "NHS number",
    "National Insurance number",
    "hospital number",
    "postcode",
    "address",
    "phone number",
    "e-mail address",
    "web address",
    "IP address",
    "date of birth",
    "date",
    "age",
    "car plate",
]
KINDS: tuple[Kind, ...] = get_args(Kind)


class Sure(IntEnum):
    """How strong a rule is: a check digit or a list, a form hardly used for else, or a hint."""

    UNSURE = 1
    LIKELY = 2
    SURE = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """A proposal: ``words`` stand at codepoints ``start`` to ``end`` (exclusive) of a text.

    ``why`` says in words what the rule saw, for the person who accepts or refuses it.
    """

    start: int
    end: int
    kind: Kind
    words: str
    sure: Sure
    why: str


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry of the project's list: words to find, and what to put there if that is given.

    ``why`` is said of what is found by it, where it comes from elsewhere than the list.
    """

    words: str
    kind: Kind = "name"
    replacement: str = ""
    why: str = ""


class Finder(Protocol):
    """Something else that proposes, such as a model that recognises names."""

    def __call__(self, text: str) -> Iterable[Hit]:
        """Give hits on a text; they may overlap."""
        ...


def hit(text: str, start: int, end: int, kind: Kind, sure: Sure, why: str) -> Hit:
    """Make a hit, with its words taken from the text."""
    return Hit(start, end, kind, text[start:end], sure, why)


def settled(text: str, hits: Iterable[Hit], unsure: Iterable[Hit] = ()) -> tuple[Hit, ...]:
    """Give hits in order of the text, none of which overlap.

    The longest wins, then the surest, then the first, then the first kind of ``KINDS``. A loser
    keeps what the winners leave of it, so that no letter or digit that some rule saw gets lost;
    what is left is unsure. ``unsure`` are hits of other finders: they lose against all of ``hits``.
    O(n log n) for n hits.
    """
    kept = _Kept(text)
    for one in sorted(hits, key=_rank):
        kept.lay(one)
    for one in sorted(unsure, key=_rank):
        kept.lay(replace(one, sure=Sure.UNSURE))
    return tuple(kept.hits)


def _rank(one: Hit) -> tuple[int, int, int, int, str]:
    return (one.start - one.end, -one.sure, one.start, KINDS.index(one.kind), one.why)


class _Kept:
    """Hits that don't overlap, in order, and where each begins and ends."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.hits: list[Hit] = []
        self.starts: list[int] = []
        self.ends: list[int] = []

    def lay(self, one: Hit) -> None:
        """Keep what the hits so far leave of this one."""
        low, high = bisect_right(self.ends, one.start), bisect_left(self.starts, one.end)
        if low == high:
            self._keep(one)
            return
        edges = [one.start]
        for at in range(low, high):
            edges += (self.starts[at], self.ends[at])
        edges.append(one.end)
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            self._keep_rest(one, start, end)

    def _keep_rest(self, one: Hit, start: int, end: int) -> None:
        while start < end and not self.text[start].isalnum():
            start += 1
        while start < end and not self.text[end - 1].isalnum():
            end -= 1
        if start < end:
            self._keep(hit(self.text, start, end, one.kind, Sure.UNSURE, one.why))

    def _keep(self, one: Hit) -> None:
        at = bisect_left(self.starts, one.start)
        self.hits.insert(at, one)
        self.starts.insert(at, one.start)
        self.ends.insert(at, one.end)
