"""What the identity store holds, and the state of its key. Nothing is opened here."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from uptake.interviews import identities
from uptake.interviews.models import Identity, IdentityKey, NameKey, Participant, RawText
from uptake.projects.models import Event, Project


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One key of the project: which, since when, and whether its file is where it belongs."""

    fingerprint: str
    made_at: datetime
    by: str
    replaced_at: datetime | None
    destroyed_at: datetime | None
    file: str
    there: bool
    open_to_others: bool
    """Other accounts of the server may read the file."""


@dataclass(frozen=True, slots=True)
class Store:
    """How much is locked, and with which keys."""

    now: KeyRow | None
    earlier: tuple[KeyRow, ...]
    identities: int
    names: int
    raw_texts: int
    unreadable: int
    """Rows whose key was destroyed."""

    @property
    def left_over(self) -> tuple[KeyRow, ...]:
        """Keys that are out of use and whose files are there still."""
        return tuple(key for key in self.earlier if key.there)


def store(project: Project) -> Store:
    """What is locked in a project."""
    rows = IdentityKey.objects.filter(project=project).select_related("by").order_by("-pk")
    keys = [_key(row) for row in rows]
    now = next((one for one in keys if not one.replaced_at and not one.destroyed_at), None)
    held = [model._default_manager.filter(project=project)
            for model in (Identity, NameKey, RawText)]  # fmt: skip
    gone = Q(key__destroyed_at__isnull=False)
    return Store(
        now, tuple(one for one in keys if one is not now), held[0].count(), held[1].count(),
        held[2].count(), sum(rows.filter(gone).count() for rows in held),
    )  # fmt: skip


def _key(row: IdentityKey) -> KeyRow:
    file = identities.file_of(row)
    try:
        found: os.stat_result | None = file.stat()
    except OSError:
        found = None
    short = row.fingerprint[: identities.SHORT]
    return KeyRow(
        " ".join(short[at : at + 4] for at in range(0, len(short), 4)), row.created_at,
        row.by.name if row.by else "", row.replaced_at, row.destroyed_at, str(file),
        found is not None, found is not None and bool(stat.S_IMODE(found.st_mode) & 0o077),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kept:
    """Whether a name or contact of somebody is kept, and who looked at it when."""

    there: bool
    locked_at: datetime | None
    destroyed: bool
    looks: tuple[tuple[str, datetime], ...]


def kept(participant: Participant) -> Kept:
    """What is known of a participant's locked name without opening it."""
    row = Identity.objects.filter(participant=participant).select_related("key").first()
    looks = Event.objects.filter(
        chain=participant.project_id, object_kind="participant", object_id=participant.pk,
        verb="identity.seen",
    ).order_by("-seq")[:20]  # fmt: skip
    return Kept(
        row is not None, row.created_at if row else None,
        row is not None and row.key.destroyed_at is not None,
        tuple((event.actor, event.at) for event in looks),
    )  # fmt: skip
