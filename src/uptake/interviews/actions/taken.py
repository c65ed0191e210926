"""Files that leave the analysis: the trail tells of each, as it does of the interviews."""

from __future__ import annotations

from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.models import Project
from uptake.projects.roles import Permission


@action(Permission.EXPORT, event="interviews.file_taken")
def note_file_taken(
    *, by: Actor, project: Project, what: str, form: str, rows: int
) -> Outcome[Project]:
    """Write in the trail that a file of the analysis was taken out: what, as what, how many rows.

    Nothing of what stands in it is kept. Noted first: no file leaves that the trail is silent on.
    """
    return Outcome(project, detail={"what": what, "form": form, "rows": rows})
