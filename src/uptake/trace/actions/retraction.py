"""A reference is retracted, or its retraction is taken back: all above is marked."""

from __future__ import annotations

from django.utils import timezone

from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.models import LookAgain
from uptake.projects.roles import Permission
from uptake.projects.thread import Key
from uptake.sources.actions.retraction import reinstate_reference, retract_reference
from uptake.sources.models import Reference
from uptake.trace.actions.marks import _above, _mark, _told
from uptake.trace.graph import Thread

TAKEN_BACK = "The retraction was undone."


@action(Permission.WITHDRAW, event="reference.retracted")
def retract(*, by: Actor, reference: Reference, reason: str) -> Outcome[int]:
    """Note that a reference was retracted, and mark everything that rests on it. Returns how much.

    Its record and its statements stay to be read; they no longer hold anything up.
    """
    current = retract_reference(reference, reason)
    why = f"{current} was retracted: {current.retraction}"
    return _marked(current, why)


@action(Permission.WITHDRAW, event="reference.reinstated")
def reinstate(*, by: Actor, reference: Reference) -> Outcome[int]:
    """Take a retraction back, and mark everything above: it may have been changed meanwhile.

    Marks of the retraction that nobody has settled are settled by this.
    """
    current = reinstate_reference(reference)
    LookAgain.objects.filter(
        project=current.project, cause_kind="reference", cause_id=current.pk, settled_at=None
    ).update(settled_at=timezone.now(), settled_by=by.user, settled_note=TAKEN_BACK)
    return _marked(current, f"The retraction of {current} was undone.")


def _marked(reference: Reference, why: str) -> Outcome[int]:
    key = Key("reference", reference.pk)
    marked = _mark(reference.project, _above(Thread(reference.project), [key]), why, key)
    return Outcome(len(marked), about=reference, detail=_told(marked, why))
