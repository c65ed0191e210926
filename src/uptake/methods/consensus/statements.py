"""What became of statements from round to round: kept, reworded, merged, split, dropped or new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar, get_args

K = TypeVar("K", bound=Hashable)
Step = Literal["new", "kept", "reworded", "merged", "split", "dropped"]
STEPS: tuple[str, ...] = get_args(Step)
WITH_REASON = ("reworded", "merged", "split", "dropped")


@dataclass(frozen=True, slots=True)
class Change(Generic[K]):
    """How a round's statement came about; ``dropped``: how one of the round before ended.

    ``key``: the statement, another one for every round and wording. ``round``: the round it was, or
    is to be, rated in, from 1; for ``dropped`` the first that goes without it. ``parents``: the
    statements that it was made of; for ``dropped`` none, the key being the dropped one's.
    """

    key: K
    round: int
    step: Step
    parents: tuple[K, ...] = ()
    reason: str = ""


class LineageRefused(ValueError):
    """The changes contradict each other. ``problems`` says how, one sentence each."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


class Statements(Generic[K]):
    """The statements of all rounds with what each came of.

    Raises ``LineageRefused`` with everything that can't be: a statement made twice, or of one that
    is not there or not of an earlier round (so nothing comes of itself); a kept or reworded one
    that has not one parent, a merged one with fewer than two, a split with no brother, one made
    anew of several; a change without a reason; one made of a dropped statement; a statement that
    the next round says nothing of, or says two things of.
    """

    __slots__ = ("_changes", "_children", "_dropped")

    def __init__(self, changes: Iterable[Change[K]]) -> None:
        made = list(changes)
        self._dropped = {it.key: it for it in made if it.step == "dropped"}
        standing = [it for it in made if it.step != "dropped"]
        self._changes = {it.key: it for it in standing}
        self._children: dict[K, list[K]] = {}
        for it in standing:
            for parent in dict.fromkeys(it.parents):
                self._children.setdefault(parent, []).append(it.key)
        problems = _twice(made) + [say for it in made for say in self._wrong(it)]
        problems = problems or self._unaccounted()
        if problems:
            raise LineageRefused(problems)

    def __len__(self) -> int:
        return len(self._changes)

    def __contains__(self, key: object) -> bool:
        return key in self._changes

    @property
    def rounds(self) -> range:
        """The numbers of the rounds."""
        numbers = [it.round for it in (*self._changes.values(), *self._dropped.values())]
        return range(1, max(numbers, default=0) + 1)

    def of_round(self, number: int) -> tuple[K, ...]:
        """The statements that are rated in a round, in the order given."""
        return tuple(it.key for it in self._changes.values() if it.round == number)

    def change(self, key: K) -> Change[K]:
        """How a statement came about. Raises ``KeyError`` for one that is not there."""
        return self._changes[key]

    def dropped(self, key: K) -> Change[K] | None:
        """Where and why a statement was dropped; None: it was not."""
        return self._dropped.get(key)

    def ancestors(self, key: K) -> tuple[K, ...]:
        """Every earlier statement that one came of, the latest round first."""
        return self._reached(key, {it.key: it.parents for it in self._changes.values()}, -1)

    def descendants(self, key: K) -> tuple[K, ...]:
        """Every later statement that came of one, the earliest round first."""
        return self._reached(key, self._children, 1)

    def origins(self, key: K) -> tuple[K, ...]:
        """The new statements that one goes back to; itself where it is new."""
        whole = (key, *self.ancestors(key))
        return tuple(it for it in whole if self._changes[it].step == "new")

    def same_wording(self, key: K) -> K | None:
        """The statement of the round before that had this very wording; None unless it was kept.

        Only these two may be compared between rounds on the same people.
        """
        change = self._changes[key]
        return change.parents[0] if change.step == "kept" else None

    def _reached(self, key: K, onward: Mapping[K, Sequence[K]], direction: int) -> tuple[K, ...]:
        found: dict[K, None] = {}
        waiting = [key]
        while waiting:
            for other in onward.get(waiting.pop(), ()):
                if other not in found:
                    found[other] = None
                    waiting.append(other)
        place = {it: at for at, it in enumerate(self._changes)}
        return tuple(sorted(found, key=lambda it: (direction * self._changes[it].round, place[it])))

    def _wrong(self, it: Change[K]) -> list[str]:
        """What is wrong with one change by itself and with what it names."""
        said = [*_shape(it)]
        if it.step in WITH_REASON and not it.reason.strip():
            said.append(f"{it.key}: say why it was {it.step}.")
        before = (it.key,) if it.step == "dropped" else it.parents
        for parent in before:
            earlier = self._changes.get(parent)
            if earlier is None:
                said.append(f"{it.key}: {parent} is not there.")
            elif earlier.round != it.round - 1:
                said.append(
                    f"{it.key}: {parent} is of round {earlier.round}; it must be of the round "
                    f"before, {it.round - 1}."
                )
            elif it.step != "dropped" and parent in self._dropped:
                said.append(f"{it.key}: {parent} was dropped; nothing can come of it.")
        if it.step == "split" and len(it.parents) == 1:
            parts = [self._changes[child].step for child in self._children[it.parents[0]]]
            if parts.count("split") < 2:
                said.append(
                    f"{it.key}: a split makes two statements or more; this is the only one."
                )
        return said

    def _unaccounted(self) -> list[str]:
        """What the next round says nothing of, or says two things of that exclude each other."""
        said = []
        last = len(self.rounds)
        for it in self._changes.values():
            children = [self._changes[child].step for child in self._children.get(it.key, ())]
            if it.round < last and not children and it.key not in self._dropped:
                said.append(
                    f"{it.key}: round {it.round + 1} says nothing of it; keep it or drop it."
                )
            if len(children) > 1 and set(children) != {"split"}:
                steps = " and ".join(children)
                said.append(f"{it.key}: it can't be {steps} at once.")
        return said


def _twice(made: Sequence[Change[K]]) -> list[str]:
    """Statements that were made, or dropped, more than once."""
    tally = Counter((it.key, it.step == "dropped") for it in made)
    return [
        f"{key}: it is {'dropped' if dropped else 'there'} {count} times; each once."
        for (key, dropped), count in tally.items()
        if count > 1
    ]


def _shape(it: Change[K]) -> list[str]:
    """Whether a change has as many parents as its kind needs, and a round."""
    if it.step not in STEPS:
        return [f"{it.key}: {it.step!r} is none of: {', '.join(STEPS)}."]
    if it.round < 1:
        return [f"{it.key}: rounds are counted from 1, not {it.round}."]
    count = len(set(it.parents))
    if it.step in ("new", "dropped"):
        return [f"{it.key}: what is {it.step} has no parents."] if count else []
    if it.step == "merged":
        return [] if count > 1 else [f"{it.key}: a merged statement has two parents or more."]
    return [] if count == 1 else [f"{it.key}: what is {it.step} has one parent, not {count}."]
