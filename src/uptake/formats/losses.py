"""What a file held and Uptake, or the file written, doesn't: counted by kind, and said.

Every reading and writing of another tool's project ends with such a report.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

MOST, LONGEST = 400, 200
OTHERS = "things of other kinds"


@dataclass(frozen=True, slots=True)
class Loss:
    """One kind of thing that was not carried: how many, the first as an example, and its place."""

    kind: str
    count: int
    example: str = ""
    where: str = ""


class Losses:
    """Counts what is not carried, a kind at a time; kinds after the first ``MOST`` are one."""

    def __init__(self) -> None:
        """Begin with nothing lost."""
        self._counts: Counter[str] = Counter()
        self._first: dict[str, tuple[str, str]] = {}

    def add(self, kind: str, example: str = "", where: str = "", count: int = 1) -> None:
        """Note that something isn't carried."""
        kind = kind[:LONGEST]
        if kind not in self._counts and len(self._counts) >= MOST:
            kind = OTHERS
        self._counts[kind] += count
        self._first.setdefault(kind, (example[:LONGEST], where[:LONGEST]))

    def report(self) -> tuple[Loss, ...]:
        """Give the losses in the order in which their kinds were met."""
        return tuple(Loss(kind, count, *self._first[kind]) for kind, count in self._counts.items())
