"""What `trace` does to a reference that is retracted, inside its own door."""

from __future__ import annotations

from django.utils import timezone

from uptake.projects.errors import Refused
from uptake.sources.actions.duplicates import held
from uptake.sources.actions.merging import _rebuilt
from uptake.sources.models import Reference


def retract_reference(reference: Reference, reason: str) -> Reference:
    """Say that a reference no longer counts. Its record and its statements stay as they are.

    Not an action by itself: whoever calls it marks all that rests on the reference that is given
    back, which stands for the record if that was merged. Its other records do not count either.
    """
    held(reference.project_id)
    current = Reference.objects.select_for_update().get(pk=reference.pk)
    if current.retracted_at is not None:
        raise Refused(f"{current} is marked as retracted already.")
    if not reason.strip():
        raise Refused("A retraction has a reason.", advice="Such as the notice, with its date.")

    def retracted(row: Reference) -> None:
        row.retracted_at, row.retraction = timezone.now(), reason.strip()[:300]

    return _rebuilt(current, retracted)


def reinstate_reference(reference: Reference) -> Reference:
    """Take a retraction back, such as one noted on the wrong reference: that of all its records.

    The works of the project are held first, so that of two who do it at once the second is told.
    """
    held(reference.project_id)
    if Reference.objects.get(pk=reference.pk).retracted_at is None:
        raise Refused(f"{reference} is not marked as retracted.")

    def counts_again(row: Reference) -> None:
        row.retracted_at, row.retraction = None, ""

    return _rebuilt(reference, counts_again, every=True)
