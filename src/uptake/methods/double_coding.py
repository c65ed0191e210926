"""Double coding: who codes what, and where in a text the coders have to be brought together.

    given = draw([1, 2, 3, 4], {1: 900, 2: 400}, ["A", "B", "C"], share=0.5, seed=7)
    given[1]                      # ("A", "C"): coded by both, not knowing of each other
    clusters([Mark(0, 9, "A", 1, 31), Mark(4, 12, "B", 1, 32)])     # one cluster, [0, 12)

See docs/methods/double-coding.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import floor
from random import Random
from typing import Generic, TypeVar

Who = TypeVar("Who", bound=Hashable)
Text = TypeVar("Text", bound=Hashable)


def chosen_at_random(texts: Sequence[Text], number: int, seed: int) -> list[Text]:
    """So many of the texts, each as likely to be among them, in their own order.

    The same texts, number and seed give the same choice. Raises ``ValueError`` for a number that is
    less than 1 or more than there are.
    """
    if not 1 <= number <= len(texts):
        raise ValueError(f"{number} texts were asked for, and there are {len(texts)}.")
    places = sorted(Random(f"texts {seed}").sample(range(len(texts)), number))  # noqa: S311
    return [texts[place] for place in places]


def draw(
    texts: Sequence[Text], sizes: Mapping[Text, int], coders: Sequence[Who], *, share: float,
    seed: int, each: int = 2,
) -> dict[Text, tuple[Who, ...]]:  # fmt: skip
    """Who codes which text: `each` people a text for a share of them, one person for the rest.

    Which texts are coded by several is chosen at random. Then the largest text comes first, and
    goes to those who have the least to read so far; among these, to those who have been together
    least. A share is rounded to the nearest text, and a half up. `sizes`: words, or whatever the
    work is measured by; 1 where it is not said. Coders come in the order that they were given in.

    Raises ``ValueError`` without texts or coders, for a share outside of 0 to 1, for `each` under
    2, and for fewer coders than `each` where any text is to be coded by several.
    """
    if not texts or not coders:
        raise ValueError("A draw needs texts and coders.")
    if not 0 <= share <= 1:
        raise ValueError(f"A share lies between 0 and 1; {share} does not.")
    if each < 2:
        raise ValueError("Coded by several means two people at least.")
    number = floor(len(texts) * share + 0.5)
    if number and len(coders) < each:
        raise ValueError(f"{each} coders a text were asked for, and there are {len(coders)}.")
    chance = Random(f"coders {seed}")  # noqa: S311
    several = set(chance.sample(range(len(texts)), number))
    order = list(range(len(texts)))
    chance.shuffle(order)
    order.sort(key=lambda place: (place not in several, -sizes.get(texts[place], 1)))
    luck = {who: chance.random() for who in coders}
    load: Counter[Who] = Counter(dict.fromkeys(coders, 0))
    together: Counter[frozenset[Who]] = Counter()
    found: dict[Text, tuple[Who, ...]] = {}
    for place in order:
        text = texts[place]
        team = _team(coders, load, together, luck, each if place in several else 1)
        found[text] = team
        for who in team:
            load[who] += sizes.get(text, 1)
        together.update(frozenset(pair) for pair in combinations(team, 2))
    return {text: found[text] for text in texts}


def _team(
    coders: Sequence[Who], load: Counter[Who], together: Counter[frozenset[Who]],
    luck: Mapping[Who, float], number: int,
) -> tuple[Who, ...]:  # fmt: skip
    team: list[Who] = []
    while len(team) < number:
        team.append(
            min(
                (who for who in coders if who not in team),
                key=lambda who: (
                    load[who], sum(together[frozenset((who, other))] for other in team), luck[who]
                ),
            )
        )  # fmt: skip
    return tuple(who for who in coders if who in team)


@dataclass(frozen=True, slots=True)
class Mark(Generic[Who]):
    """One coder's code on the characters from ``start`` up to, not including, ``end``."""

    start: int
    end: int
    coder: Who
    code: int
    id: int


@dataclass(frozen=True, slots=True)
class Cluster(Generic[Who]):
    """Marks that hang together because each overlaps another of them."""

    start: int
    end: int
    marks: tuple[Mark[Who], ...]

    def identical(self, coders: Collection[Who]) -> bool:
        """Whether each of these people put the same codes on the same stretches.

        Marks of others are left out. Nobody agrees on nothing: without coders, or without any
        mark of theirs, it is not so.
        """
        said: dict[Who, set[tuple[int, int, int]]] = {who: set() for who in coders}
        for mark in self.marks:
            if mark.coder in said:
                said[mark.coder].add((mark.start, mark.end, mark.code))
        first = next(iter(said.values()), set())
        return bool(first) and all(given == first for given in said.values())


def clusters(marks: Iterable[Mark[Who]]) -> list[Cluster[Who]]:
    """The marks of one text by the places where they overlap, in the text's order.

    Marks that only touch (one ends where the next begins) lie in two clusters. Raises
    ``ValueError`` for a mark without a character.
    """
    found: list[Cluster[Who]] = []
    held: list[Mark[Who]] = []
    end = 0
    for mark in sorted(marks, key=lambda it: (it.start, it.end, it.id)):
        if mark.end <= mark.start:
            raise ValueError(f"The mark from {mark.start} to {mark.end} holds no character.")
        if held and mark.start >= end:
            found.append(Cluster(held[0].start, end, tuple(held)))
            held = []
        end = max(end, mark.end) if held else mark.end
        held.append(mark)
    return [*found, Cluster(held[0].start, end, tuple(held))] if held else found
