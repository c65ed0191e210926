"""COREQ as far as the project knows, and what the author answered."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from uptake.formats.grids import Grid
from uptake.instruments.coreq import CoreqItem, coreq
from uptake.interviews.models import CoreqAnswer
from uptake.interviews.queries.coreq_known import known
from uptake.interviews.queries.coreq_people import Known
from uptake.projects.models import Project

STATES = {
    "author": "Answered by the author",
    "known": "Known from the project",
    "part": "Known in part",
    "open": "Open",
}


@dataclass(frozen=True, slots=True)
class Answered:
    """An author's answer."""

    id: int
    text: str
    page: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item with what the project knows of it and what its author wrote."""

    item: CoreqItem
    known: Known | None
    answer: Answered | None
    earlier: int

    @property
    def state(self) -> str:
        """A key of STATES. What the author wrote stands before what the project knows."""
        if self.answer is not None:
            return "author"
        if self.known is None:
            return "open"
        return "known" if self.known.whole else "part"

    @property
    def says(self) -> str:
        """What the report would say."""
        return self.answer.text if self.answer else self.known.text if self.known else ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Every item in order."""

    rows: tuple[ItemRow, ...]

    def count(self, *states: str) -> int:
        """How many items stand so."""
        return sum(row.state in states for row in self.rows)

    @property
    def domains(self) -> list[tuple[str, list[tuple[str, list[ItemRow]]]]]:
        """The items under their domains and parts."""
        found: dict[str, dict[str, list[ItemRow]]] = defaultdict(lambda: defaultdict(list))
        for row in self.rows:
            found[row.item.domain][row.item.part].append(row)
        return [(name, list(parts.items())) for name, parts in found.items()]


def coreq_sheet(project: Project) -> Sheet:
    """All 32 items."""
    told = known(project)
    standing: dict[str, Answered] = {}
    earlier: defaultdict[str, int] = defaultdict(int)
    rows = CoreqAnswer.objects.filter(project=project).select_related("by").order_by("pk")
    for row in rows:
        if row.removed_at is None:
            standing[row.item] = _answered(row)
        else:
            earlier[row.item] += 1
    return Sheet(tuple(
        ItemRow(item, told.get(item.number), standing.get(str(item.number)),
                earlier[str(item.number)])
        for item in coreq().items
    ))  # fmt: skip


def _answered(row: CoreqAnswer) -> Answered:
    return Answered(row.pk, row.text, row.page, row.by.name, row.created_at)


def earlier_answers(project: Project, item: int) -> list[Answered]:
    """What was answered before and stands no more, latest first."""
    rows = CoreqAnswer.objects.filter(project=project, item=str(item), removed_at__isnull=False)
    return [_answered(row) for row in rows.select_related("by").order_by("-pk")]


def coreq_grid(project: Project) -> Grid:
    """The items as a table to lay beside a report."""
    sheet = coreq_sheet(project)
    head = ("No.", "Domain", "Item", "What it asks", "What the report says", "Page", "From")
    rows = tuple(
        (row.item.number, row.item.domain, row.item.topic, row.item.asks, row.says,
         row.answer.page if row.answer else "", _from(row))
        for row in sheet.rows
    )  # fmt: skip
    note = (
        f"Answered: {sheet.count('author', 'known')} of {len(rows)}. Known in part: "
        f"{sheet.count('part')}. Open: {sheet.count('open')}. {coreq().source}."
    )
    return Grid(f"{project.title}: COREQ", head, rows, note)


def _from(row: ItemRow) -> str:
    if row.answer is not None:
        return "The author"
    if row.known is None:
        return "Open"
    return row.known.source if row.known.whole else f"In part: {row.known.source}"
