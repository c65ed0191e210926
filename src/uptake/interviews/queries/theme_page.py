"""One theme: its codes, memos, and the passages that carry it, by group."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, QuerySet

from uptake.interviews.layers import seen_memos, settled
from uptake.interviews.models import Code, Coding, Memo, Passage, Theme, ThemeCode, ThemeQuote
from uptake.interviews.queries.passages import InItsTurn, in_turns
from uptake.interviews.queries.themes import ThemeRow, passages_of_theme, passages_with, themes
from uptake.interviews.queries.tree import code_tree
from uptake.projects.models import Project, User

A_PAGE = 20
NOBODY = "Speaker not recorded"


@dataclass(frozen=True, slots=True)
class Group:
    """A group of people, and what it said."""

    name: str
    """As it is kept; empty for those of whom no group is known."""
    label: str
    passages: int
    people: int


@dataclass(frozen=True, slots=True)
class ThemeMemo:
    id: int
    text: str
    author: str
    at: datetime
    mine: bool
    edited: bool


@dataclass(frozen=True, slots=True)
class Quoted:
    """A passage beneath a theme, and whether it was chosen for it or against it."""

    detail: InItsTurn
    group: str
    chosen: int
    """The choice's id; 0 for none."""
    stance: str


@dataclass(frozen=True, slots=True)
class ThemePage:
    row: ThemeRow
    below: tuple[ThemeRow, ...]
    memos: tuple[ThemeMemo, ...]
    groups: tuple[Group, ...]
    group: str | None
    """The group that the quotes are narrowed to."""
    look: Code | None
    """The code among whose passages contrary ones are looked for."""
    quotes: tuple[Quoted, ...]
    shown: Page[Passage]
    chosen: tuple[Quoted, ...]
    contrary: tuple[Quoted, ...]
    others: list[tuple[int, str]]
    """Codes that the theme is not built from."""


def theme_page(
    project: Project, theme: Theme, user: User, *, group: str | None = None,
    look: Code | None = None, number: int = 1,
) -> ThemePage:  # fmt: skip
    """Everything on a theme's page; quotes a page at a time."""
    tree = themes(project, retired=True).rows
    row = next(one for one in tree if one.id == theme.pk)
    below = tuple(one for one in tree if one.parent == theme.pk and not one.retired)
    own = passages_of_theme(project, theme)
    rows: QuerySet[Passage] = own if look is None else passages_with(project, [look.pk])
    if group is not None:
        rows = rows.filter(participant__group=group) if group else rows.filter(participant=None)
    shown = Paginator(rows, A_PAGE).get_page(number)
    marks = chosen_for(theme)
    chosen = {
        passage: (pk, stance)
        for pk, passage, stance in marks.order_by("pk").values_list("pk", "passage_id", "stance")
    }
    on_page = [one.pk for one in shown.object_list]
    quoted = _quoted(project, {*on_page, *chosen}, chosen)
    held = set(ThemeCode.objects.filter(theme=theme).values_list("code_id", flat=True))
    return ThemePage(
        row=row, below=below, memos=theme_memos(theme, user), groups=_groups(own), group=group,
        look=look, quotes=tuple(quoted[pk] for pk in on_page), shown=shown,
        chosen=tuple(quoted[pk] for pk, (_, how) in chosen.items() if how == "representative"),
        contrary=tuple(quoted[pk] for pk, (_, how) in chosen.items() if how == "contrary"),
        others=[one for one in codes_to_tie(project) if one[0] not in held],
    )  # fmt: skip


def chosen_for(theme: Theme) -> QuerySet[ThemeQuote]:
    """The quotes chosen for a theme and against it whose passages still count."""
    return chosen_in(theme.project).filter(theme=theme)


def chosen_in(project: Project) -> QuerySet[ThemeQuote]:
    """The quotes chosen for a project's themes and against them whose passages still count.

    Where a theme was retired, its choices are left in: who asks for one theme means that one.
    """
    counts = Coding.objects.filter(settled(), passage=OuterRef("passage"))
    rows = ThemeQuote.objects.filter(Exists(counts), project=project, removed_at=None)
    return rows.exclude(passage__state=Passage.State.REDACTED)


def _quoted(
    project: Project, ids: Collection[int], chosen: dict[int, tuple[int, str]]
) -> dict[int, Quoted]:
    turns = in_turns(project, ids)
    groups = dict(
        Passage.objects.filter(project=project, pk__in=ids).values_list("pk", "participant__group")
    )
    return {
        pk: Quoted(detail, groups.get(pk) or "", *chosen.get(pk, (0, "")))
        for pk, detail in turns.items()
    }


def _groups(rows: QuerySet[Passage]) -> tuple[Group, ...]:
    found = (
        rows.order_by("participant__group")
        .values_list("participant__group")
        .annotate(Count("pk", distinct=True), Count("participant", distinct=True))
    )
    return tuple(
        Group(name or "", _label(name), passages, people) for name, passages, people in found
    )


def _label(name: str | None) -> str:
    return name[:1].upper() + name[1:] if name else NOBODY


def quote_on(theme: Theme, passage: Passage) -> int:
    """The quote by which a passage is chosen for a theme or against it; 0 where it is not."""
    found = chosen_for(theme).filter(passage=passage).values_list("pk", flat=True)
    return found.first() or 0


def theme_memos(theme: Theme, user: User | None) -> tuple[ThemeMemo, ...]:
    """The memos on a theme that a person may see, oldest first."""
    rows = Memo.objects.filter(seen_memos(user), theme=theme, removed_at=None).order_by("pk")
    return tuple(
        ThemeMemo(pk, text, author, at, user is not None and by == user.pk, former is not None)
        for pk, text, author, at, by, former in rows.values_list(
            "pk", "text", "by__name", "created_at", "by_id", "replaces_id"
        )
    )


def codes_to_tie(
    project: Project, theme: Theme | None = None, *, retired: bool = False
) -> list[tuple[int, str]]:
    """The codes that a theme may be built from, without those that it has.

    Of retired ones those with which something counts, or all when asked for.
    """
    held: set[int] = set()
    if theme is not None:
        held = set(ThemeCode.objects.filter(theme=theme).values_list("code_id", flat=True))
    counts = Coding.objects.filter(settled(), project=project, code__retired_at__isnull=False)
    used = set(counts.exclude(passage__state=Passage.State.REDACTED).values_list("code", flat=True))
    return [
        (row.id, "· " * row.depth + row.name + (" (retired)" if row.retired else ""))
        for row in code_tree(project, retired=True)
        if row.id not in held and (retired or not row.retired or row.id in used)
    ]
