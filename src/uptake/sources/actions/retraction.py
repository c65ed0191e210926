"""What `trace` does to a reference that is retracted, inside its own door."""

from __future__ import annotations

from django.utils import timezone

from uptake.projects.errors import Refused
from uptake.sources.models import Reference


def retract_reference(reference: Reference, reason: str) -> Reference:
    """Say that a reference no longer counts. Its record and its statements stay as they are.

    Not an action by itself: whoever calls it marks all that rests on the reference.
    """
    current = Reference.objects.select_for_update().get(pk=reference.pk)
    if current.retracted_at is not None:
        raise Refused(f"{current} is marked as retracted already.")
    if not reason.strip():
        raise Refused("A retraction has a reason.", advice="Such as the notice, with its date.")
    current.retracted_at, current.retraction = timezone.now(), reason.strip()[:300]
    current.save(update_fields=["retracted_at", "retraction"])
    return current


def reinstate_reference(reference: Reference) -> Reference:
    """Take a retraction back, such as one noted on the wrong reference."""
    current = Reference.objects.select_for_update().get(pk=reference.pk)
    current.retracted_at, current.retraction = None, ""
    current.save(update_fields=["retracted_at", "retraction"])
    return current
