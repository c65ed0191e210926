"""Links with a type between two works that belong together and are not one."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from uptake.projects.action import action
from uptake.projects.actor import Actor
from uptake.projects.changes import reads_otherwise
from uptake.projects.errors import Refused
from uptake.projects.roles import Permission
from uptake.projects.thread import Key
from uptake.sources.models import Reference, Relation, Statement

WHY = 300
TELLS = {
    Relation.Kind.RETRACTION: "A retraction notice of",
    Relation.Kind.CONCERN: "An expression of concern about",
    Relation.Kind.CORRECTION: "A correction of",
    Relation.Kind.ERRATUM: "An erratum of",
    Relation.Kind.UPDATE: "An update of",
}
"""Links that may change what a paper says, in words."""


@action(Permission.IMPORT, event="relation.removed")
def remove_relation(*, by: Actor, relation: Relation) -> Relation:
    """Take a link back. It is kept as removed, and no later search notes it again."""
    now = Relation.objects.select_for_update().get(pk=relation.pk)
    if now.removed_at is None:
        now.removed_at = timezone.now()
        now.save(update_fields=["removed_at"])
    return now


def checked_kind(kind: str) -> str:
    """The kind of link, if it is one."""
    if kind not in Relation.Kind.values:
        raise Refused("Say how the two belong together.", advice="Choose one of the kinds.")
    return kind


def _tell_of(links: Iterable[Relation]) -> None:
    """Mark what rests on papers of which these notices were found: they may say otherwise now."""
    notices = [one for one in links if one.kind in TELLS]
    about = {one.second_id for one in notices}
    work = Coalesce("reference__merged_into", "reference")
    stating = Statement.objects.filter(removed_at=None).annotate(work=work).order_by()
    stated = set(stating.filter(work__in=about).values_list("work", flat=True))
    papers = Reference.objects.defer("raw", "find", "abstract").in_bulk(stated)
    for one in notices:
        paper = papers.get(one.second_id)
        if paper is not None:
            reason = f"{TELLS[Relation.Kind(one.kind)]} {paper} was found."
            reads_otherwise(paper.project, Key("reference", paper.pk), reason)


def _write(by: Actor, first: Reference, second: Reference, kind: str, why: str = "") -> Relation:
    """The link as it is there, or a new one."""
    there = Relation.objects.filter(
        first_id=first.pk, second_id=second.pk, kind=kind, removed_at=None
    ).first()
    if there is not None:
        return there
    made = Relation.objects.create(
        project_id=first.project_id, first=first, second=second, kind=kind,
        why=why.strip()[:WHY], by=by.user,
    )  # fmt: skip
    _tell_of([made])
    return made


def _drop_between(one: int, other: int) -> None:
    """Remove the links that persons noted between two records."""
    Relation.objects.filter(
        Q(first=one, second=other) | Q(first=other, second=one), by_rule=False, removed_at=None
    ).update(removed_at=timezone.now())
