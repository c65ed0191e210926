"""The content analysis as tables to take out: its rows, and its categories with counts by group.

Counts of people are protected: one of three commissioners would tell who it was.
"""

from __future__ import annotations

from uptake.formats.grids import Grid, Value
from uptake.interviews.queries.content import Asked, CategoryRow, groups, lines, rows_of
from uptake.methods.small_groups import LEAST, protect
from uptake.projects.models import Project

HEAD = ("Passage number", "Passage", "Place", "Speaker", "Codes", "Paraphrase", "Generalisation",
        "Reduction", "Category")  # fmt: skip
WITHHELD = "withheld"


def content_tables(project: Project, asked: Asked) -> list[Grid]:
    """The rows asked for, and every category and reduction with how many people are behind it."""
    found = lines(project, rows_of(project, asked))
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (row.passage, row.quote, row.place, row.speaker, "; ".join(row.codes), row.paraphrase,
         row.generalisation, row.reduction, row.category)
        for row in found
    )  # fmt: skip
    return [Grid("Content analysis", HEAD, rows), _categories(project)]


def _categories(project: Project) -> Grid:
    found = groups(project)
    head = ("Category", "Reduction", "Passages", *(f"People: {name}" for name in found.groups),
            "People: all")  # fmt: skip
    counted = [[one.by_group[name].people for name in found.groups] for one in found.categories]
    shown = protect(counted).shown if counted and found.groups else ()
    rows: list[tuple[Value, ...]] = []
    for at, one in enumerate(found.categories):
        people = shown[at] if shown else (one.count.people,)
        rows.append((one.name, "", one.count.passages, *map(_said, people)))
        rows += _reductions(one, len(head) - 3)
    note = (
        f"A count of people from 1 to {LEAST - 1}, and others from which it could be worked out, "
        "is withheld. For single reductions people are not counted here."
    )
    return Grid("Categories and reductions", head, tuple(rows), note)


def _reductions(one: CategoryRow, width: int) -> list[tuple[Value, ...]]:
    return [(one.name, it.text, it.count.passages, *[None] * width) for it in one.reductions]


def _said(count: int | None) -> Value:
    return WITHHELD if count is None else count
