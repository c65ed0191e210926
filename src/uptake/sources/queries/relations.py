"""Links with a type between works: of one reference, and all of a project."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import cast

from django.core.paginator import Page, Paginator
from django.db.models import Q

from uptake.projects.models import Project
from uptake.sources.models import Reference, Relation

A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Linked:
    """A link of a reference to another, from its own side."""

    pk: int
    words: str
    other: int
    title: str
    name: str
    why: str
    notice: bool
    """The other is a retraction notice of this one."""


BACK = {
    "erratum": "Has an erratum", "correction": "Has a correction",
    "retraction": "Has a retraction notice", "concern": "Has an expression of concern",
    "update": "Has an update", "reply": "Has a reply or comment",
    "abstract": "Has a conference abstract", "preprint": "Has a preprint",
    "translation": "Translation of", "series": "Part of one series with",
}  # fmt: skip


def linked(reference: Reference) -> list[Linked]:
    """The links of a work's records with other works, in both directions."""
    work = reference.merged_into_id or reference.pk
    ids = list(
        Reference.objects.filter(Q(pk=work) | Q(merged_into=work)).values_list("pk", flat=True)
    )
    rows = Relation.objects.filter(
        Q(first__in=ids) | Q(second__in=ids), removed_at=None
    ).select_related("first", "second")  # fmt: skip
    found: dict[tuple[int, str], Linked] = {}
    for row in rows:
        forth = row.first_id in ids
        other = row.second if forth else row.first
        said = row.get_kind_display() if forth else BACK[row.kind]
        to = other.merged_into_id or other.pk
        if to != work:
            found.setdefault((to, said), Linked(
                row.pk, said, to, other.title or "No title", str(other), row.why,
                row.kind == "retraction" and not forth,
            ))  # fmt: skip
    return list(found.values())


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One link in the list of all links."""

    pk: int
    first: tuple[int, str, str]
    kind: str
    second: tuple[int, str, str]
    why: str
    by: str
    retracts: bool
    """A retraction notice whose paper is not marked as retracted."""


def relations(project: Project, kind: str = "", number: int = 1) -> Page[LinkRow]:
    """All links of a project, the newest first."""
    rows = Relation.objects.filter(project=project, removed_at=None)
    if kind:
        rows = rows.filter(kind=kind)
    rows = rows.select_related("first", "second", "by").defer(
        "first__raw", "first__find", "first__abstract", "second__raw", "second__find",
        "second__abstract",
    )  # fmt: skip
    page = Paginator(rows.order_by("-pk"), A_PAGE).get_page(number)
    shown = [
        LinkRow(
            row.pk, _end(row.first), row.get_kind_display(), _end(row.second), row.why,
            row.by.name if row.by else "a search for duplicates",
            row.kind == "retraction" and row.second.retracted_at is None,
        )
        for row in page.object_list
    ]  # fmt: skip
    return Page(shown, page.number, cast("Paginator[LinkRow]", page.paginator))


def _end(row: Reference) -> tuple[int, str, str]:
    return row.merged_into_id or row.pk, row.title or "No title", str(row)


def kinds_of_links(project: Project) -> list[tuple[str, str, int]]:
    """The kinds of link that there are, and how many of each."""
    rows = Relation.objects.filter(project=project, removed_at=None)
    seen = Counter(rows.order_by().values_list("kind", flat=True))
    return [(kind, name, seen[kind]) for kind, name in Relation.Kind.choices if seen[kind]]
