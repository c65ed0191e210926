"""The codes that a coder keeps at hand."""

from __future__ import annotations

from uptake.interviews.actions.coding import _coder
from uptake.interviews.models import Code, FavouriteCode
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import Refused
from uptake.projects.roles import Permission


@action(Permission.CODE, event="code.kept_at_hand")
def keep_at_hand(*, by: Actor, code: Code, kept: bool = True) -> Outcome[bool]:
    """Make a code one of one's favourites, or no longer one. Gives whether it is one now."""
    coder = _coder(by)
    if kept and code.retired_at is not None:
        raise Refused(f"The code {code.name} is retired.", advice="Choose a code that is in use.")
    if kept:
        FavouriteCode.objects.get_or_create(project_id=code.project_id, user=coder, code=code)
    else:
        FavouriteCode.objects.filter(user=coder, code=code).delete()
    return Outcome(kept, about=code, detail={"kept": kept, "coder": coder.pk})
