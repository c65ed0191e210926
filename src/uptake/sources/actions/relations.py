"""Links with a type between two works that belong together and are not one."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from uptake.projects.action import action
from uptake.projects.actor import Actor
from uptake.projects.errors import Refused
from uptake.projects.roles import Permission
from uptake.sources.models import Reference, Relation

WHY = 300


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


def _write(by: Actor, first: Reference, second: Reference, kind: str, why: str = "") -> Relation:
    """The link as it is there, or a new one."""
    there = Relation.objects.filter(
        first_id=first.pk, second_id=second.pk, kind=kind, removed_at=None
    ).first()
    return there or Relation.objects.create(
        project_id=first.project_id, first=first, second=second, kind=kind,
        why=why.strip()[:WHY], by=by.user,
    )  # fmt: skip


def _drop_between(one: int, other: int) -> None:
    """Remove the links that persons noted between two records."""
    Relation.objects.filter(
        Q(first=one, second=other) | Q(first=other, second=one), by_rule=False, removed_at=None
    ).update(removed_at=timezone.now())
