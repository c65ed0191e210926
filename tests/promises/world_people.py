"""Somebody asked, somebody locked away, what people differ in, a consent form."""

from __future__ import annotations

from datetime import date

from tests.promises.world import World
from uptake.interviews import actions
from uptake.interviews.models import Participant

DAY = date(2026, 1, 5)


def add(world: World) -> None:
    """Lines of the log, one of them taken off; an attribute, a number wanted, a judgement."""
    by, project = world.member(), world.project
    people = list(Participant.objects.filter(project=project).order_by("pk"))[:2]
    lines = [
        actions.note_approaches(by=by, project=project, participants=people, kind=kind, on=DAY)
        for kind in ("invited", "reminded")
    ]
    actions.remove_approach(by=by, approach=lines[1][0])
    age = actions.add_attribute(by=by, project=project, name="Age", options=["under 65", "65+"])
    actions.fill_in(by=by, project=project, values=[(people[0], age, "65+")])
    actions.set_target(by=by, project=project, group=people[0].group, wanted=3)
    actions.call_saturation(by=by, project=project, reached=False, why="New codes.", on=DAY)
    actions.add_consent_form(by=by, project=project, version="2", dated=DAY, text="May we?")
    actions.write_identity(
        by=by, participant=people[0], contact=actions.Contact("A name", "a@example.org")
    )
