"""What is done for this step when nobody asks for it."""

from __future__ import annotations

from uptake.interviews import actions
from uptake.interviews.actions.exchange import forget_project_files
from uptake.interviews.queries.exchange import with_old_files
from uptake.interviews.queries.material import with_old_arrivals
from uptake.projects.actor import Job, System


def forget_old_arrivals() -> int:
    """Drop every file that waited over a week for somebody to decide on it. Gives their number.

    Such files may hold names. It is done when work begins and when a worker starts.
    """
    by = System(Job.HOUSEKEEPING)
    gone = sum(actions.forget_arrivals(by=by, project=one) for one in with_old_arrivals())
    return gone + sum(forget_project_files(by=by, project=one) for one in with_old_files())
