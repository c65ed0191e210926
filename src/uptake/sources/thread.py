"""The sources' part of the thread: a statement rests on the reference that makes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import reverse

from uptake.projects.models import Project
from uptake.projects.thread import Key, Link, Node
from uptake.sources.models import Reference, Statement

REFERENCE, STATEMENT = "reference", "statement"
KINDS: tuple[str, ...] = (REFERENCE, STATEMENT)


def nodes(project: Project) -> Iterator[Node]:
    """Every reference and every statement, briefly."""
    rows = Reference.objects.filter(project=project).only(
        "pk", "title", "authors", "year", "retracted_at", "retraction"
    )
    for row in rows.order_by("pk").iterator(chunk_size=2000):
        yield Node(
            Key(REFERENCE, row.pk), str(row), row.title or "No title", "sources",
            page=_page(project, row.pk),
            gone=f"Retracted: {row.retraction}" if row.retracted_at else "",
        )  # fmt: skip
    stated = Statement.objects.filter(project=project).select_related("reference")
    for statement in stated.only(
        "pk", "sentence", "removed_at", "reference__authors", "reference__year"
    ):
        yield Node(
            Key(STATEMENT, statement.pk), str(statement.reference), statement.sentence, "sources",
            page=_page(project, statement.reference_id),
            gone="Removed from its reference" if statement.removed_at else "",
        )  # fmt: skip


def links(project: Project) -> Iterator[Link]:
    """Each statement rests on its reference."""
    pairs = Statement.objects.filter(project=project).values_list("pk", "reference_id")
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


def _page(project: Project, pk: int) -> str:
    return reverse("sources:reference", args=[project.pk, pk])
