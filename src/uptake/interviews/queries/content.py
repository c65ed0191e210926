"""The content analysis table: rows, the history of each, reductions and categories with counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from uptake.interviews.layers import settled
from uptake.interviews.models import (
    Coding,
    ContentCategory,
    ContentChange,
    ContentRow,
    Passage,
    Reduction,
)
from uptake.interviews.queries.passages import InItsTurn, in_turns
from uptake.projects.models import Project

STEP_NAMES = {
    "paraphrase": "Paraphrase", "generalisation": "Generalisation", "reduction": "Reduction",
    "category": "Category", "text": "Reduction", "name": "Category", "about": "Description",
    "removed_at": "Row", "retired_at": "In use",
}  # fmt: skip
OPEN = {
    "paraphrase": Q(paraphrase=""), "generalisation": Q(generalisation=""),
    "reduction": Q(reduction=None), "category": Q(reduction__category=None),
}  # fmt: skip
"""Rows of which a step is still to be written."""


@dataclass(frozen=True, slots=True)
class ContentLine:
    """One row of the table."""

    id: int
    passage: int
    quote: str
    place: str
    speaker: str
    group: str
    codes: tuple[str, ...]
    redacted: bool
    paraphrase: str
    generalisation: str
    reduction: str
    category: str


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows are wanted."""

    code: int = 0
    transcript: int = 0
    category: int = 0
    reduction: int = 0
    group: str = ""
    open: str = ""


def rows_of(project: Project, asked: Asked) -> QuerySet[ContentRow]:
    """The rows that are asked for, in the transcripts' order. Not yet `lines`."""
    rows = ContentRow.objects.filter(project=project, removed_at=None)
    if asked.code:
        rows = rows.filter(passage__in=_coded(project, asked.code))
    if asked.transcript:
        rows = rows.filter(passage__transcript=asked.transcript)
    if asked.reduction:
        rows = rows.filter(reduction=asked.reduction)
    if asked.category:
        rows = rows.filter(reduction__category=asked.category)
    if asked.group:
        rows = rows.filter(passage__participant__group=asked.group)
    if asked.open in OPEN:
        rows = rows.filter(OPEN[asked.open])
    return rows.order_by("passage__transcript_id", "passage__start", "passage__end", "pk")


def _coded(project: Project, code: int) -> QuerySet[Coding, int]:
    rows = Coding.objects.filter(settled(), project=project, code=code)
    return rows.values_list("passage_id", flat=True)


def lines(project: Project, rows: Iterable[ContentRow]) -> list[ContentLine]:
    """Rows as the page shows them; a number of queries that does not grow with them."""
    found = list(
        ContentRow.objects.filter(project=project, pk__in=[row.pk for row in rows])
        .select_related("passage__participant", "reduction__category")
        .order_by("passage__transcript_id", "passage__start", "passage__end", "pk")
    )
    details = in_turns(project, [row.passage_id for row in found])
    codes = _codes([row.passage_id for row in found])
    return [_line(row, details[row.passage_id], codes[row.passage_id]) for row in found]


def _line(row: ContentRow, detail: InItsTurn, codes: list[str]) -> ContentLine:
    person, reduction = row.passage.participant, row.reduction
    return ContentLine(
        row.pk, row.passage_id, detail.quote, f"{detail.title}, turn {detail.number}",
        detail.speaker, person.group if person else "", tuple(codes),
        detail.state == Passage.State.REDACTED, row.paraphrase, row.generalisation,
        reduction.text if reduction else "",
        reduction.category.name if reduction and reduction.category else "",
    )  # fmt: skip


def _codes(passages: Collection[int]) -> defaultdict[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    rows = Coding.objects.filter(settled(), passage__in=passages)
    for passage, name in rows.order_by("code__order", "code_id").values_list(
        "passage_id", "code__name"
    ):
        if name not in found[passage]:
            found[passage].append(name)
    return found


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the table is: rows, and how many have each step."""

    rows: int
    paraphrase: int
    generalisation: int
    reduction: int
    category: int


def progress(project: Project) -> Progress:
    """How many rows there are, and how many of them have each step. Counts every row."""
    rows = ContentRow.objects.filter(project=project, removed_at=None)
    total = rows.count()
    return Progress(total, *(total - rows.filter(still).count() for still in OPEN.values()))


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a history: what a step said before and after."""

    id: int
    step: str
    before: str
    after: str
    author: str
    at: datetime
    undone: bool
    row: int
    """The table's row that it is of; 0 for one of a reduction or category."""


def history(project: Project, of: ContentRow | Reduction | ContentCategory) -> list[Change]:
    """The changes of one row, reduction or category, the latest first."""
    rows = ContentChange.objects.filter(project=project)
    if isinstance(of, ContentRow):
        rows = rows.filter(row=of)
    elif isinstance(of, Reduction):
        rows = rows.filter(reduction=of)
    else:
        rows = rows.filter(category=of)
    return _changes(project, rows.select_related("by").order_by("-pk"))


def latest(project: Project, most: int = 30) -> list[Change]:
    """The last changes of all, one for each go."""
    rows = ContentChange.objects.filter(project=project, beside=None)
    return _changes(project, rows.select_related("by").order_by("-pk")[:most])


def _changes(project: Project, rows: Iterable[ContentChange]) -> list[Change]:
    found = list(rows)
    names = {
        "reduction": _named(Reduction, project, found, "text"),
        "category": _named(ContentCategory, project, found, "name"),
    }
    return [
        Change(
            row.pk, STEP_NAMES.get(row.step, row.step), *_said(row, names), row.by.name,
            row.created_at, row.undone_at is not None, row.row_id or 0,
        )
        for row in found
    ]  # fmt: skip


def _named(
    model: type[Reduction] | type[ContentCategory], project: Project,
    rows: list[ContentChange], field: str,
) -> dict[str, str]:  # fmt: skip
    step = "reduction" if model is Reduction else "category"
    ids = {value for row in rows if row.step == step for value in (row.before, row.after) if value}
    found = model._default_manager.filter(project=project, pk__in=[int(one) for one in ids])
    return {str(pk): str(name) for pk, name in found.values_list("pk", field)}


def _said(row: ContentChange, names: dict[str, dict[str, str]]) -> tuple[str, str]:
    if row.step in ("removed_at", "retired_at"):
        in_use = {"yes": "not in use", "": "in use"}
        return in_use[row.before], in_use[row.after]
    told = names.get(row.step)
    if told is None:
        return row.before, row.after
    return told.get(row.before, ""), told.get(row.after, "")


@dataclass(frozen=True, slots=True)
class Count:
    """How many passages, and of how many people."""

    passages: int = 0
    people: int = 0


@dataclass(frozen=True, slots=True)
class ReductionRow:
    id: int
    text: str
    count: Count
    by_group: dict[str, Count]


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """A category with its reductions; number 0 for those of none."""

    id: int
    name: str
    about: str
    count: Count
    by_group: dict[str, Count]
    reductions: tuple[ReductionRow, ...]


@dataclass(frozen=True, slots=True)
class Groups:
    """The categories with what is in them, by group of people."""

    groups: tuple[str, ...]
    categories: tuple[CategoryRow, ...]
    total: Count

    @property
    def unused(self) -> int:
        """Reductions without rows, and categories without reductions."""
        bare = sum(1 for one in self.categories if one.id and not one.reductions)
        return bare + sum(
            1 for one in self.categories for it in one.reductions if not it.count.passages
        )


Heard = tuple[int, int | None, str]
"""A passage, who said it, and their group."""


def groups(project: Project) -> Groups:
    """Categories and reductions with how many passages and people are behind them."""
    heard: defaultdict[int, set[Heard]] = defaultdict(set)
    rows = ContentRow.objects.filter(project=project, removed_at=None, reduction__isnull=False)
    for reduction, passage, person, group in rows.exclude(
        passage__state=Passage.State.REDACTED
    ).values_list(
        "reduction_id", "passage_id", "passage__participant_id", "passage__participant__group"
    ):  # fmt: skip
        heard[int(reduction or 0)].add((passage, person, group or ""))
    names = sorted({one[2] for held in heard.values() for one in held if one[2]})
    under: defaultdict[int, list[ReductionRow]] = defaultdict(list)
    said: defaultdict[int, set[Heard]] = defaultdict(set)
    for pk, text, category in Reduction.objects.filter(
        project=project, retired_at=None
    ).values_list("pk", "text", "category_id"):  # fmt: skip
        under[category or 0].append(
            ReductionRow(pk, text, _count(heard[pk]), _by_group(heard[pk], names))
        )
        said[category or 0] |= heard[pk]
    kept = ContentCategory.objects.filter(project=project, retired_at=None)
    heads = [*kept.values_list("pk", "name", "about")]
    if under[0]:
        heads.append((0, "No category yet", ""))
    found = tuple(
        CategoryRow(pk, name, about, _count(said[pk]), _by_group(said[pk], names),
                    tuple(under[pk]))
        for pk, name, about in heads
    )  # fmt: skip
    return Groups(tuple(names), found, _count({one for held in said.values() for one in held}))


def _count(held: Collection[Heard]) -> Count:
    return Count(len({one[0] for one in held}), len({one[1] for one in held} - {None}))


def _by_group(held: Collection[Heard], names: Iterable[str]) -> dict[str, Count]:
    return {name: _count([one for one in held if one[2] == name]) for name in names}


def words_in_use(project: Project) -> tuple[list[str], list[str]]:
    """The reductions and the categories that there are, to choose from."""
    reductions = Reduction.objects.filter(project=project, retired_at=None).order_by("text")
    categories = ContentCategory.objects.filter(project=project, retired_at=None)
    return (list(reductions.values_list("text", flat=True)),
            list(categories.values_list("name", flat=True)))  # fmt: skip


def to_fill(
    project: Project, codes: Collection[int], transcripts: Collection[int]
) -> list[Passage]:
    """The passages that count and have no row yet, with any of these codes in these transcripts.

    Any code and any transcript when none is named.
    """
    rows = counting_passages(project, codes)
    if transcripts:
        rows = rows.filter(transcript__in=transcripts)
    there = ContentRow.objects.filter(project=project, removed_at=None)
    return list(rows.exclude(pk__in=there.values("passage_id")))


def counting_passages(project: Project, codes: Collection[int] = ()) -> QuerySet[Passage]:
    """The passages with any of these codes (any at all when none is named) that count."""
    live = Coding.objects.filter(settled(), project=project)
    if codes:
        live = live.filter(code__in=codes)
    rows = Passage.objects.filter(project=project, pk__in=live.values("passage_id"))
    rows = rows.exclude(state=Passage.State.REDACTED).select_related("transcript")
    return rows.order_by("transcript_id", "start", "end", "pk")


def first_change(row: ContentRow) -> ContentChange | None:
    """The change by which a row came into the table."""
    return ContentChange.objects.filter(row=row).order_by("pk").first()


def count_of(project: Project, row: Reduction | ContentCategory) -> Count:
    """How many passages are behind one reduction or category, and of how many people."""
    rows = ContentRow.objects.filter(project=project, removed_at=None)
    rows = rows.exclude(passage__state=Passage.State.REDACTED)
    if isinstance(row, Reduction):
        rows = rows.filter(reduction=row)
    else:
        rows = rows.filter(reduction__category=row, reduction__retired_at=None)
    said = rows.values_list("passage_id", "passage__participant_id")
    return _count({(passage, person, "") for passage, person in said})
