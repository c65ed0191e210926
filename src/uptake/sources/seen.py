"""What everybody sees of references, pairs and links: nothing of a file that is not all there.

A file that is still being stored is seen when all of it is stored; one whose import was undone is
kept as it was, unseen, so that it can be put back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from uptake.sources.models import DuplicatePair, Reference, Relation


def _files(*states: str) -> models.QuerySet[Any, Any]:
    rows = apps.get_model("sources", "ImportFile")._default_manager.filter(state__in=states)
    return rows.order_by().values("pk")


class StoredWhole(models.Manager["Reference"]):
    """References as everybody sees them: none of a file that is still being stored, or undone."""

    def get_queryset(self) -> models.QuerySet[Reference]:
        return super().get_queryset().exclude(file_id__in=_files("storing", "undone"))


class PairsSeen(models.Manager["DuplicatePair"]):
    """Pairs as everybody sees them: none whose records are hidden with an undone import."""

    def get_queryset(self) -> models.QuerySet[DuplicatePair]:
        return super().get_queryset().exclude(state="hidden")


class LinksSeen(models.Manager["Relation"]):
    """Links as everybody sees them: none to a record that is hidden with an undone import."""

    def get_queryset(self) -> models.QuerySet[Relation]:
        hidden = _files("undone")
        return (
            super().get_queryset().exclude(Q(first__file__in=hidden) | Q(second__file__in=hidden))
        )
