"""What the views of this step share."""

from __future__ import annotations

from django.http import HttpResponse

from uptake.interviews.actions.taken import note_file_taken
from uptake.interviews.models import Transcript
from uptake.projects.pages import ProjectRequest, Room
from uptake.projects.roles import Permission

ROOM = Room("interviews")
show, to = ROOM.show, ROOM.to


def sent(
    request: ProjectRequest, content: bytes | str, name: str, *, media_type: str, what: str,
    rows: int,
) -> HttpResponse:  # fmt: skip
    """A file of the analysis to take away; the trail tells of it first."""
    note_file_taken(by=request.actor, project=request.project, what=what, rows=rows,
                    form=name.rpartition(".")[2])  # fmt: skip
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=media_type, headers=headers)


def is_closed(request: ProjectRequest, row: Transcript) -> bool:
    """Whether a transcript may hold names still, and is shown to those who see to that alone."""
    return not row.cleared_how and not request.membership.may(Permission.MANAGE_MATERIAL)
