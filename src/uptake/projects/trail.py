"""The trail: what a write leaves behind, chained by hash within its project."""

from __future__ import annotations

import json
import secrets
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from uptake.methods import chain
from uptake.projects.actor import Actor
from uptake.projects.models import ChainHead, Event, Project

INSTALLATION = 0


def snapshot(obj: models.Model | None, salt: bytes) -> dict[str, Any]:
    """The row's own columns as plain JSON; private ones as salted digests."""
    if obj is None or obj.pk is None:
        return {}
    private: frozenset[str] = getattr(obj, "TRAIL_PRIVATE", frozenset())
    blind: frozenset[str] = getattr(obj, "TRAIL_BLIND", frozenset())
    omit: frozenset[str] = getattr(obj, "TRAIL_OMIT", frozenset()) | {"project"}
    values: dict[str, Any] = {}
    for field in obj._meta.concrete_fields:
        if field.name in omit:
            continue
        value = field.value_from_object(obj)
        if isinstance(field, models.FileField):
            value = value.name
        if field.name in blind or (field.name in private and value not in ("", None)):
            value = {"digest": chain.digest(str(value), salt)}
        values[field.attname] = value
    return plain(values)


def plain(values: dict[str, Any]) -> dict[str, Any]:
    """The same values as JSON would carry them."""
    return dict(json.loads(json.dumps(values, cls=DjangoJSONEncoder)))


def changed(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Only what differs, when both sides are known."""
    if not before or not after:
        return before, after
    keys = [k for k in {**before, **after} if before.get(k) != after.get(k)]
    return (
        {k: before[k] for k in keys if k in before},
        {k: after[k] for k in keys if k in after},
    )


def new_salt() -> bytes:
    return secrets.token_bytes(16)


def append(
    *,
    project: Project | None,
    by: Actor,
    verb: str,
    about: models.Model | None,
    before: dict[str, Any],
    after: dict[str, Any],
    salt: bytes,
) -> Event:
    """Add one event at the chain's end. Must run inside the write's own transaction."""
    number = project.pk if project is not None else INSTALLATION
    heads = ChainHead.objects.select_for_update().filter(chain=number)
    head = heads.first()
    if head is None:
        ChainHead.objects.get_or_create(chain=number, defaults={"hash": chain.GENESIS})
        head = heads.get()
    event = Event(
        chain=number, seq=head.seq + 1, at=timezone.now(), verb=verb,
        actor=by.label, actor_key=by.key,
        object_kind=about._meta.label_lower.partition(".")[2] if about is not None else "",
        object_id=about.pk if about is not None else None,
        before=before, after=after, salt=salt,
    )  # fmt: skip
    event.hash = chain.link(head.hash, event.body())
    event.save(force_insert=True)
    head.seq, head.hash = event.seq, event.hash
    head.save()
    return event
