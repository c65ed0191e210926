"""Would another rule have said otherwise? Every rule applied to every item."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from uptake.methods.consensus.ratings import Ratings
from uptake.methods.consensus.rules import Rule, judge_all
from uptake.methods.consensus.verdicts import Result, Verdict


@dataclass(frozen=True, slots=True)
class Row:
    """One item under every rule, in the order of the rules.

    ``differs``: the places of rules whose result is not the registered one's. A rule that is not
    defined for the item says nothing, and differs from none.
    """

    item: Hashable
    verdicts: tuple[Verdict, ...]
    registered: int
    differs: tuple[int, ...]

    @property
    def result(self) -> Result:
        """The result under the registered rule."""
        return self.verdicts[self.registered].result

    @property
    def matters(self) -> bool:
        """Whether the choice of the rule decides about this item."""
        return bool(self.differs)

    def agreeing(self, result: Result) -> int:
        """How many rules give this result."""
        return sum(verdict.result is result for verdict in self.verdicts)


@dataclass(frozen=True, slots=True)
class Grid:
    """Every item under every rule; ``registered``: the place of the rule declared beforehand."""

    rules: tuple[Rule, ...]
    registered: int
    rows: tuple[Row, ...]

    @property
    def changing(self) -> tuple[Row, ...]:
        """The items that a rule other than the registered one would decide otherwise."""
        return tuple(row for row in self.rows if row.matters)

    @property
    def closest(self) -> Row | None:
        """The first of the items on which most rules differ from the registered; None: no item."""
        return max(self.changing, key=lambda row: len(row.differs), default=None)

    def count(self, rule: int, result: Result) -> int:
        """How many items get a result under the rule at a place."""
        return sum(row.verdicts[rule].result is result for row in self.rows)


def sensitivity(items: Sequence[Ratings], rules: Sequence[Rule], registered: int = 0) -> Grid:
    """Apply k rules to n items rated together, the registered one among them (Webbe 2023).

    Raises ``ValueError`` unless ``registered`` is the place of one of the rules, from 0.
    """
    if not 0 <= registered < len(rules):
        raise ValueError(f"The registered rule is at {registered}, but there are {len(rules)}.")
    columns = [judge_all(rule, items) for rule in rules]
    rows = []
    for number, item in enumerate(items):
        verdicts = tuple(column[number] for column in columns)
        result = verdicts[registered].result
        differs = tuple(
            at
            for at, verdict in enumerate(verdicts)
            if result is not verdict.result and Result.NOT_DEFINED not in (result, verdict.result)
        )
        rows.append(Row(item.item, verdicts, registered, differs))
    return Grid(tuple(rules), registered, tuple(rows))
