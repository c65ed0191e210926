"""What is done for this step when nobody asks for it."""

from __future__ import annotations

from uptake.interviews import actions
from uptake.interviews.queries.material import with_old_arrivals
from uptake.projects.actor import Job, System


def forget_old_arrivals() -> int:
    """Drop every file that waited over a week for somebody to say who speaks. Gives their number.

    For whatever runs now and then, such as the worker when it starts.
    """
    by = System(Job.TERMINAL)
    return sum(actions.forget_arrivals(by=by, project=one) for one in with_old_arrivals())
