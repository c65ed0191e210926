"""What codes and themes share: a name of their own, and a place in a tree."""

from __future__ import annotations

from typing import TypeVar

from uptake.interviews.models import Code, Theme
from uptake.projects.errors import Refused
from uptake.projects.models import Project

T = TypeVar("T", Code, Theme)


def _free_name(model: type[T], project: Project, name: str, but: T | None, longest: int) -> str:
    """The name, tidied, when no other one in use has it."""
    called, name = model._meta.verbose_name, " ".join(name.split())
    if not name:
        raise Refused(f"A {called} needs a name.", advice="A few words are enough.")
    if len(name) > longest:
        raise Refused(f"The name has {len(name)} characters.", advice=f"Shorten it to {longest}.")
    others = model._default_manager.filter(project=project, retired_at=None, name__iexact=name)
    if (others.exclude(pk=but.pk) if but else others).exists():
        raise Refused(f"There is a {called} called {name} already.", advice="Choose another name.")
    return name


def _in_use(row: Code | Theme | None) -> None:
    """Refuse one that is retired."""
    if row is not None and row.retired_at is not None:
        raise Refused(
            f"The {row._meta.verbose_name} {row.name} is retired.",
            advice="Choose one that is in use.",
        )


def _end(model: type[T], project: Project, parent: T | None) -> int:
    """The place after the last of its siblings."""
    rows = model._default_manager.filter(project=project, parent=parent)
    last = rows.order_by("-order").first()
    return last.order + 1 if last else 0


def _lay(one: T, parent: T | None, before: T | None) -> T:
    """Put one, with all beneath it, under another, before a sibling or at their end.

    Raises Refused when the parent is retired, is itself, or lies beneath it.
    """
    # All moves of a project wait for one another: two that cross would make a circle.
    Project.objects.select_for_update(no_key=True).get(pk=one.project_id)
    rows = type(one)._default_manager.select_for_update()
    row, called = rows.get(pk=one.pk), one._meta.verbose_name
    _in_use(parent)
    above = parent
    while above is not None:
        if above.pk == row.pk:
            raise Refused(
                f"{row.name} can't lie under itself.",
                advice=f"Choose a {called} that is not below it.",
            )
        above = above.parent
    siblings = list(
        type(one)._default_manager.filter(project=row.project, parent=parent).exclude(pk=row.pk)
    )
    places = [it.pk for it in siblings]
    if before is not None and before.pk not in places:
        raise Refused(
            f"{before.name} is not there any more.", advice="Open the page again, then move it."
        )
    siblings.insert(places.index(before.pk) if before else len(places), row)
    row.parent = parent
    for place, it in enumerate(siblings):
        it.order = place
    type(one)._default_manager.bulk_update(siblings, ["order", "parent"], batch_size=500)
    return row


def _plain(text: str) -> str:
    """Words as they are kept: lines end in one way, and nothing blank around them."""
    return text.replace("\r\n", "\n").strip()
