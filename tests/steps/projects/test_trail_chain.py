"""The stored trail: whole as written, and every kind of tampering named."""

from __future__ import annotations

import pytest
from django.db import connection

from uptake.instruments import Construct, Framework, Level
from uptake.methods import chain
from uptake.projects import actions, queries
from uptake.projects.actor import Job, System
from uptake.projects.models import Event, Project

pytestmark = pytest.mark.django_db
TERMINAL = System(Job.TERMINAL)


@pytest.fixture
def project() -> Project:
    frame = Framework("x", "X", "1", "s", "l", "", (Construct("d", "D"),), (Level("v", "V"),))
    made = actions.start_project(by=TERMINAL, title="T0", question="Adopt it?", framework=frame)
    for n in range(1, 8):
        actions.change_project(
            by=TERMINAL, project=made, title=f"T{n}", question="Adopt it?", service="Ünïcode 🧵"
        )
    return made


def test_an_untouched_trail_is_whole(project):
    assert queries.verify(project.pk) == []
    head = queries.head(project.pk)
    assert head is not None
    assert head.seq == 8


@pytest.mark.parametrize("column", ["before", "after", "actor", "verb", "at", "object_id"])
def test_an_edited_event_is_named(project, column):
    new = {
        "before": {"title": "T9"}, "after": {"title": "T9"}, "actor": "Nobody", "verb": "x.y",
        "at": "2020-01-01T00:00:00Z", "object_id": 99,
    }[column]  # fmt: skip
    Event.objects.filter(chain=project.pk, seq=4).update(**{column: new})
    assert [fault.seq for fault in queries.verify(project.pk)] == [4]


def test_a_deleted_event_is_named(project):
    Event.objects.filter(chain=project.pk, seq=3).delete()
    assert 3 in {fault.seq for fault in queries.verify(project.pk)}


def test_a_cut_tail_is_found_against_the_head_and_against_an_exported_one(project):
    kept = queries.head(project.pk)
    assert kept is not None
    exported = chain.Head(kept.seq, kept.hash)
    Event.objects.filter(chain=project.pk, seq__gte=7).delete()
    assert queries.verify(project.pk)
    last = Event.objects.get(chain=project.pk, seq=6)
    kept.seq, kept.hash = last.seq, last.hash
    kept.save()
    assert queries.verify(project.pk) == []
    assert queries.verify(project.pk, exported)


def test_two_swapped_events_are_named(project):
    with connection.cursor() as cursor:
        for old, new in ((2, 900), (5, 2), (900, 5)):
            cursor.execute(
                "UPDATE projects_event SET seq = %s WHERE chain = %s AND seq = %s",
                [new, project.pk, old],
            )
    assert {2, 5} <= {fault.seq for fault in queries.verify(project.pk)}


def test_forgetting_a_salt_leaves_the_chain_whole(project):
    Event.objects.filter(chain=project.pk).update(salt=b"")
    assert queries.verify(project.pk) == []


def test_the_csv_holds_every_event_oldest_first(project):
    lines = "".join(queries.trail_csv(project, queries.TrailFilter())).splitlines()
    assert lines[0].startswith("seq,at,actor,verb")
    assert len(lines) == 9
    assert lines[1].startswith("1,")


def test_filters_narrow_the_trail(project):
    words = queries.trail_words(project)
    assert words["verb"] == ["project.changed", "project.started"]
    only = queries.trail(project, queries.TrailFilter(verb="project.started"))
    assert [event.seq for event in only] == [1]


def test_an_event_beyond_the_head_came_in_by_another_door(project):
    last = Event.objects.get(chain=project.pk, seq=8)
    forged = Event(chain=project.pk, seq=9, at=last.at, verb="x.y", before={}, after={}, salt=b"")
    forged.hash = chain.link(last.hash, forged.body())
    forged.save()
    assert [(fault.kind, fault.seq) for fault in queries.verify(project.pk)] == [("inserted", 9)]


def test_a_missing_head_is_not_overlooked(project):
    queries.head(project.pk).delete()
    assert queries.verify(project.pk)
