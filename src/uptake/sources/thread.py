"""The sources' part of the thread: a statement rests on the reference that makes it.

A statement of a merged record rests on the reference that stands for the record.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from django.db.models.functions import Coalesce
from django.urls import reverse

from uptake.projects.models import Project
from uptake.projects.thread import Key, Link, Node, narrowed
from uptake.sources.models import Reference, Statement, short_name

REFERENCE, STATEMENT = "reference", "statement"
KINDS: tuple[str, ...] = (REFERENCE, STATEMENT)


def nodes(project: Project) -> Iterator[Node]:
    """Every reference and every statement, briefly. A project may have 12,525 of them and more."""
    yield from _references(project, None)
    yield from _statements(project, None)


def some(project: Project, ids: Mapping[str, Collection[int]]) -> Iterator[Node]:
    """The same, of these references and statements."""
    yield from _references(project, ids.get(REFERENCE, ()))
    yield from _statements(project, ids.get(STATEMENT, ()))


def _references(project: Project, ids: Collection[int] | None) -> Iterator[Node]:
    base = reverse("sources:list", args=[project.pk])
    rows = narrowed(Reference.objects.filter(project=project).order_by("pk"), ids)
    for pk, authors, year, title, at, why in rows.values_list(
        "pk", "authors", "year", "title", "retracted_at", "retraction"
    ).iterator(chunk_size=2000):
        yield Node(
            Key(REFERENCE, pk), short_name(authors, year), title or "No title", "sources",
            page=f"{base}{pk}/", gone=f"Retracted: {why}" if at else "",
        )  # fmt: skip


def _statements(project: Project, ids: Collection[int] | None) -> Iterator[Node]:
    base = reverse("sources:list", args=[project.pk])
    rows = narrowed(Statement.objects.filter(project=project).order_by("pk"), ids)
    for pk, reference, authors, year, sentence, at in rows.values_list(
        "pk", Coalesce("reference__merged_into", "reference"), "reference__authors",
        "reference__year", "sentence", "removed_at",
    ):  # fmt: skip
        yield Node(
            Key(STATEMENT, pk), short_name(authors, year), sentence, "sources",
            page=f"{base}{reference}/", gone="Removed from its reference" if at else "",
        )  # fmt: skip


def links(project: Project) -> Iterator[Link]:
    """Each statement rests on its reference, or on the one that this was merged into."""
    pairs = Statement.objects.filter(project=project).values_list(
        "pk", Coalesce("reference__merged_into", "reference")
    )
    for statement, reference in pairs:
        yield Link(Key(STATEMENT, statement), Key(REFERENCE, reference))


def details(project: Project, kind: str, ids: Iterable[int]) -> dict[int, Any]:
    """The rows that a page needs to show some references or statements."""
    if kind == STATEMENT:
        stated = Statement.objects.filter(project=project, pk__in=list(ids))
        return {row.pk: row for row in stated.select_related("reference__file__search")}
    rows = Reference.objects.filter(project=project, pk__in=list(ids))
    rows = rows.select_related("file__search").defer("raw", "find", "abstract")
    return {row.pk: row for row in rows}
