"""What the views of this step share."""

from __future__ import annotations

from uptake.interviews.models import Transcript
from uptake.projects.pages import ProjectRequest, Room
from uptake.projects.roles import Permission

ROOM = Room("interviews")
show, to = ROOM.show, ROOM.to


def is_closed(request: ProjectRequest, row: Transcript) -> bool:
    """Whether a transcript may hold names still, and is shown to those who see to that alone."""
    return not row.cleared_how and not request.membership.may(Permission.MANAGE_MATERIAL)
