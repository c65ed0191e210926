"""Who has which reference before them, so that no more people read it than are needed.

Whoever is handed a reference holds it for ten minutes. The choice and the note of it are one
write: SQLite lets one writer in at a time, and elsewhere the project's row is held. So of two who
ask in the same moment the second sees what the first was given, and nobody waits for anything but
that. Each person has one row a stage, which moves on with them: what was left for later, or left
by closing the browser, is free again at once or after ten minutes. To divide the references by
reviewer would need no row, but whoever stops would leave their share unread.

It bars nobody. A verdict on a reference that somebody else holds is kept like any other.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import OperationalError, connection, transaction
from django.utils import timezone

from uptake.projects.models import Project, User
from uptake.review.models import InHand, Stage
from uptake.review.queries.queue import Turn, next_turn


def hand_out(of: Stage, user: User, skip: Collection[int] = ()) -> Turn | None:
    """What a person is to judge next, held for them from now on; None when nothing is left.

    While the database takes no writes (a large import) it is handed out without being held.
    """
    try:
        with transaction.atomic():
            if connection.features.has_select_for_update:
                Project.objects.select_for_update(no_key=True).get(pk=of.project_id)
            turn = next_turn(of, user.pk, skip)
            hold(of, user, turn.reference if turn else None)
    except OperationalError:
        return next_turn(of, user.pk, skip)
    return turn


def hold(of: Stage, user: User, reference: int | None) -> None:
    """Let this be what a person has before them; None lets go of what they had."""
    mine = InHand.objects.filter(project_id=of.project_id, stage=of.key, by=user)
    if reference is None:
        mine.delete()
    elif not mine.update(reference_id=reference, at=timezone.now()):
        InHand.objects.bulk_create(
            [InHand(project_id=of.project_id, stage=of.key, by=user, reference_id=reference,
                    at=timezone.now())],
            update_conflicts=True, update_fields=["reference", "at"],
            unique_fields=["project", "stage", "by"],
        )  # fmt: skip
