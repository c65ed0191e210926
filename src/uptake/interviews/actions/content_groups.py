"""Reductions and categories of the content analysis: reworded, moved, merged, retired."""

from __future__ import annotations

from uptake.interviews.actions.content import (
    LONGEST_NAME,
    LONGEST_REDUCTION,
    _category,
    _new_category,
)
from uptake.interviews.actions.content_changes import (
    _all_or_first,
    _begin,
    _detail,
    _one_line,
    _plain,
    _writer,
)
from uptake.interviews.models import ContentCategory, ContentChange, Reduction
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.models import Project
from uptake.projects.roles import Permission

LONGEST_ABOUT = 2_000
Made = Outcome[ContentChange | None]


@action(Permission.CODE, event="content.category_added")
def add_category(
    *, by: Actor, project: Project, name: str, about: str = ""
) -> Outcome[ContentCategory]:
    """Add a category. Raises Refused for an empty name, and for one that is there."""
    going = _begin(_writer(by), project.pk)
    name = _named(name)
    _free(project.pk, name)
    return Outcome(_new_category(going, name, _plain(about, LONGEST_ABOUT, "description")))


@action(Permission.CODE, event="content.category_changed")
def edit_category(
    *, by: Actor, category: ContentCategory, name: str, about: str = "",
    seen: tuple[str, str] | None = None,
) -> Made:  # fmt: skip
    """Reword a category. `seen` is its name and description as the writer saw them."""
    going = _begin(_writer(by), category.project_id)
    row = _held_category(category)
    if seen is not None and (row.name, row.about) != seen:
        raise _overtaken("category")
    name = _named(name)
    _free(row.project_id, name, row.pk)
    going.set(row, "name", name)
    going.set(row, "about", _plain(about, LONGEST_ABOUT, "description"))
    return Outcome(_all_or_first(going.made), about=row, detail=_detail(going))


@action(Permission.CODE, event="content.reduction_changed")
def edit_reduction(
    *, by: Actor, reduction: Reduction, text: str, category: str = "",
    seen: tuple[str, str] | None = None,
) -> Made:  # fmt: skip
    """Reword a reduction, and move it to a category by its name (a new one is made).

    `seen` is its words and its category's name as the writer saw them.
    """
    going = _begin(_writer(by), reduction.project_id)
    row = _held_reduction(reduction)
    if seen is not None and (row.text, row.category.name if row.category else "") != seen:
        raise _overtaken("reduction")
    text = _one_line(text, LONGEST_REDUCTION, "reduction")
    if not text:
        raise Refused("The reduction is empty.", advice="Write what the rows come down to.")
    same = Reduction.objects.filter(project=row.project_id, retired_at=None, text__iexact=text)
    if same.exclude(pk=row.pk).exists():
        raise Refused("There is a reduction that reads like this.", advice="Merge the two.")
    going.set(row, "text", text)
    found = _category(going, _one_line(category, LONGEST_NAME, "category"))
    going.set(row, "category", str(found.pk) if found else "")
    return Outcome(_all_or_first(going.made), about=row, detail=_detail(going))


@action(Permission.CODE, event="content.reductions_merged")
def merge_reductions(*, by: Actor, reduction: Reduction, into: Reduction) -> Made:
    """Give the rows of one reduction to another, and retire it. Undone in one go."""
    going = _begin(_writer(by), reduction.project_id)
    row, stays = _held_reduction(reduction), _held_reduction(into)
    if row.pk == stays.pk:
        raise Refused("A reduction can't be merged with itself.", advice="Choose another one.")
    for one in row.rows.select_for_update().filter(removed_at=None):
        going.set(one, "reduction", str(stays.pk))
    going.set(row, "retired_at", "yes")
    return Outcome(_all_or_first(going.made), about=stays, detail=_detail(going))


@action(Permission.CODE, event="content.categories_merged")
def merge_categories(*, by: Actor, category: ContentCategory, into: ContentCategory) -> Made:
    """Give the reductions of one category to another, and retire it. Undone in one go."""
    going = _begin(_writer(by), category.project_id)
    row, stays = _held_category(category), _held_category(into)
    if row.pk == stays.pk:
        raise Refused("A category can't be merged with itself.", advice="Choose another one.")
    for one in row.reductions.select_for_update().filter(retired_at=None):
        going.set(one, "category", str(stays.pk))
    going.set(row, "retired_at", "yes")
    return Outcome(_all_or_first(going.made), about=stays, detail=_detail(going))


@action(Permission.CODE, event="content.reduction_retired")
def retire_reduction(*, by: Actor, reduction: Reduction) -> Made:
    """Retire a reduction that no row uses."""
    going = _begin(_writer(by), reduction.project_id)
    row = _held_reduction(reduction)
    if n := row.rows.filter(removed_at=None).count():
        raise Refused(f"{n:,} {'row uses' if n == 1 else 'rows use'} this reduction.",
                      advice="Merge it with another one.")  # fmt: skip
    going.set(row, "retired_at", "yes")
    return Outcome(_all_or_first(going.made), about=row)


@action(Permission.CODE, event="content.category_retired")
def retire_category(*, by: Actor, category: ContentCategory) -> Made:
    """Retire a category without reductions."""
    going = _begin(_writer(by), category.project_id)
    row = _held_category(category)
    if n := row.reductions.filter(retired_at=None).count():
        raise Refused(f"{n:,} {'reduction is' if n == 1 else 'reductions are'} in this category.",
                      advice="Merge it with another one.")  # fmt: skip
    going.set(row, "retired_at", "yes")
    return Outcome(_all_or_first(going.made), about=row)


def _held_reduction(reduction: Reduction) -> Reduction:
    row = Reduction.objects.select_for_update(of=("self",)).select_related("category").get(
        pk=reduction.pk
    )  # fmt: skip
    if row.retired_at is not None:
        raise Refused("This reduction was retired or merged.", advice="Open the list again.")
    return row


def _held_category(category: ContentCategory) -> ContentCategory:
    row = ContentCategory.objects.select_for_update().get(pk=category.pk)
    if row.retired_at is not None:
        raise Refused(f"{row.name} was retired or merged.", advice="Open the list again.")
    return row


def _named(name: str) -> str:
    name = _one_line(name, LONGEST_NAME, "name")
    if not name:
        raise Refused("A category needs a name.", advice="A few words are enough.")
    return name


def _free(project: int, name: str, but: int = 0) -> None:
    rows = ContentCategory.objects.filter(project=project, retired_at=None, name__iexact=name)
    if rows.exclude(pk=but).exists():
        raise Refused(f"There is a category called {name}.", advice="Choose another name.")


def _overtaken(what: str) -> OvertakenEdit:
    return OvertakenEdit(
        f"Somebody changed this {what} while you had it open.",
        advice="It is shown as it reads now. What you typed is still in the form.",
    )
