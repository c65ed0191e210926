"""Marking what stands on something that changed, so that nothing above changes in silence."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from django.utils import timezone

from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import Refused
from uptake.projects.models import LookAgain, Project
from uptake.projects.roles import Permission
from uptake.projects.thread import Key
from uptake.trace.graph import GROUNDS, Thread

LONGEST = 300


@action(Permission.SETTLE, event="look_again.marked")
def mark_above(
    *, by: Actor, project: Project, keys: Sequence[Key], reason: str, cause: Key
) -> Outcome[int]:
    """Mark everything that rests on these things for another look, and say how much that is.

    For changes that no action of this step makes: somebody knows that a thing beneath is not what
    it was.
    """
    if not reason.strip():
        raise Refused("A mark has a reason.", advice="One sentence is enough.")
    thread = Thread(project)
    unknown = [key for key in [*keys, cause] if key not in thread.known([*keys, cause])]
    if unknown:
        raise Refused(f"There is no {unknown[0].kind} {unknown[0].id} in this project.")
    marked = _mark(project, _above(thread, keys), reason, cause)
    return Outcome(len(marked), about=project, detail=_told(marked, reason))


@action(Permission.SETTLE, event="look_again.settled_together")
def settle_all(*, by: Actor, project: Project, marks: Sequence[LookAgain], note: str
               ) -> Outcome[int]:  # fmt: skip
    """Settle several marks that one note answers. Those settled already stay as they are."""
    note = note.strip()
    if not note:
        raise Refused("A note says what came of it.", advice="One sentence is enough.")
    ids = [mark.pk for mark in marks]
    held = LookAgain.objects.select_for_update().filter(project=project, pk__in=ids)
    open_ids = list(held.filter(settled_at=None).values_list("pk", flat=True))
    LookAgain.objects.filter(pk__in=open_ids).update(
        settled_at=timezone.now(), settled_by=by.user, settled_note=note[:500]
    )
    return Outcome(len(open_ids), about=project, detail={"marks": open_ids, "note": note[:500]})


def mark_reading(project: Project, key: Key, reason: str) -> int:
    """Mark what stands on a thing that says something else now. Listens to `projects.changes`.

    Papers stand on their study, and claim nothing that would have to be looked at.
    """
    above = [one for one in _above(Thread(project), [key]) if one.kind not in GROUNDS]
    return len(_mark(project, above, reason, key))


def _above(thread: Thread, keys: Iterable[Key], apart: Collection[Key] = frozenset()) -> list[Key]:
    """All that rests on these things, for or against, without the things and those set apart."""
    starts = list(keys)
    out = {*starts, *apart}
    return [key for key in thread.over(starts) if key not in out]


def _mark(project: Project, keys: Iterable[Key], reason: str, cause: Key) -> list[Key]:
    """Write the marks, one for each thing; one that is open for the same reason is not repeated."""
    reason = reason.strip()
    if len(reason) > LONGEST:
        reason = f"{reason[: LONGEST - 1].rstrip()}…"
    there = LookAgain.objects.filter(
        project=project, cause_kind=cause.kind, cause_id=cause.id, reason=reason, settled_at=None
    )
    marked = set(there.values_list("kind", "object_id"))
    new = [key for key in dict.fromkeys(keys) if key not in marked]
    LookAgain.objects.bulk_create(
        [
            LookAgain(
                project=project, kind=key.kind, object_id=key.id, reason=reason,
                cause_kind=cause.kind, cause_id=cause.id,
            )
            for key in new
        ],
        batch_size=500,
    )  # fmt: skip
    return new


def _told(marked: Iterable[Key], reason: str) -> dict[str, object]:
    """What the trail says of the marks."""
    return {"marked": [list(key) for key in marked], "reason": reason}
