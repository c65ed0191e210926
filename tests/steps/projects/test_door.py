"""The one door for writes: permission, project, transaction and event, all or nothing."""

from __future__ import annotations

import pytest
from django.db import transaction

from uptake.instruments import Construct, Framework, Level
from uptake.projects import actions, queries
from uptake.projects.action import ACTIONS, Outcome, action
from uptake.projects.actor import Job, Member, System
from uptake.projects.errors import ForeignObject, NotAllowed, Refused
from uptake.projects.models import Event, Membership, Project, User
from uptake.projects.roles import Permission

pytestmark = pytest.mark.django_db
TERMINAL = System(Job.TERMINAL)
FRAME = Framework("x", "X", "1", "s", "l", "n", (Construct("d", "Domain"),), (Level("v", "Level"),))


def person(name: str = "Amara") -> User:
    return actions.make_account(
        by=TERMINAL, email=f"{name.lower()}@example.org", name=name, password="four words in a row"
    )


def started(owner: User, title: str = "Guided CBT") -> Project:
    return actions.start_project(
        by=Member(owner), title=title, question="Adopt it?", framework=FRAME
    )


@pytest.fixture
def probe():
    """A throw-away action; the registry is as it was afterwards."""
    before = dict(ACTIONS)
    yield action
    ACTIONS.clear()
    ACTIONS.update(before)


def test_a_write_leaves_one_event_with_before_and_after():
    owner = person()
    project = started(owner)
    actions.change_project(
        by=Member(owner), project=project, title="Guided CBT for adults", question="Adopt it?",
        service="",
    )  # fmt: skip
    newest = queries.trail_rows(queries.trail(project, queries.TrailFilter()))[0]
    assert (newest.verb, newest.actor, newest.object_kind) == (
        "project.changed", "Amara", "project",
    )  # fmt: skip
    assert newest.before == {"title": "Guided CBT"}
    assert newest.after == {"title": "Guided CBT for adults"}
    assert Event.objects.filter(chain=project.pk).count() == 2


def test_the_object_in_hand_may_be_stale_or_changed_and_the_trail_still_tells_the_truth():
    owner = person()
    project = started(owner)
    project.title = "changed in memory only"
    actions.change_project(
        by=Member(owner), project=project, title="Second", question="Adopt it?", service=""
    )
    newest = queries.trail_rows(queries.trail(project, queries.TrailFilter()))[0]
    assert newest.before == {"title": "Guided CBT"}


def test_without_the_permission_nothing_is_written():
    owner, observer = person(), person("Olu")
    project = started(owner)
    actions.add_member(by=Member(owner), project=project, user=observer, role="observer")
    count = Event.objects.count()
    with pytest.raises(NotAllowed, match="Olu may not change the project"):
        actions.change_project(
            by=Member(observer), project=project, title="Mine", question="?", service=""
        )
    project.refresh_from_db()
    assert project.title == "Guided CBT"
    assert Event.objects.count() == count


def test_somebody_who_left_may_nothing():
    owner, coder = person(), person("Cai")
    project = started(owner)
    seat = actions.add_member(by=Member(owner), project=project, user=coder, role="coder")
    assert Member(coder).may(Permission.CODE, project)
    actions.remove_member(by=Member(owner), membership=seat)
    assert not Member(coder).may(Permission.VIEW, project)


def test_a_switched_off_account_may_nothing():
    owner = person()
    project = started(owner)
    User.objects.filter(pk=owner.pk).update(is_active=False)
    owner.refresh_from_db()
    assert not Member(owner).may(Permission.VIEW, project)
    assert not Member(owner).may(Permission.START_PROJECT, None)


def test_only_an_administrator_looks_after_the_installation():
    assert not Member(person()).may(Permission.ADMINISTER, None)
    admin = actions.make_account(
        by=TERMINAL, email="root@example.org", name="Root", password="four words in a row",
        administrator=True,
    )  # fmt: skip
    assert Member(admin).may(Permission.ADMINISTER, None)


def test_rows_of_two_projects_never_meet(probe):
    owner = person()
    one, two = started(owner), started(owner, "Another")
    seat = Membership.objects.get(project=two)

    @probe(Permission.VIEW, event="test.mixed")
    def mix(*, by, project, rows):
        raise AssertionError("must not run")

    with pytest.raises(ForeignObject, match="another project"):
        mix(by=Member(owner), project=one, rows=[seat])
    with pytest.raises(ForeignObject):
        mix(by=Member(owner), project=one, rows=two)


def test_a_fault_in_an_action_undoes_the_write_and_the_event(probe):
    owner = person()
    project = started(owner)

    @probe(Permission.VIEW, event="test.faulty")
    def faulty(*, by, project):
        project.title = "half-written"
        project.save()
        raise Refused("No.")

    with pytest.raises(Refused, match="No"), transaction.atomic():
        faulty(by=Member(owner), project=project)
    project.refresh_from_db()
    assert project.title == "Guided CBT"
    assert Event.objects.filter(chain=project.pk).count() == 1


def test_an_outcome_can_add_what_the_row_does_not_tell(probe):
    owner = person()
    project = started(owner)

    @probe(Permission.VIEW, event="test.outcome")
    def tell(*, by, project):
        return Outcome([1, 2], detail={"stored": 2})

    assert tell(by=Member(owner), project=project) == [1, 2]
    newest = queries.news(project, None)[0]
    assert (newest.object_kind, newest.after) == ("project", {"stored": 2})


def test_an_action_must_have_the_door_s_shape(probe):
    with pytest.raises(TypeError, match="keyword arguments only"):

        @probe(Permission.VIEW, event="test.positional")
        def positional(by, project):
            raise AssertionError("must not run")

    with pytest.raises(TypeError, match="takes `by`"):

        @probe(Permission.VIEW, event="test.nobody")
        def nobody(*, project):
            raise AssertionError("must not run")

    with pytest.raises(TypeError, match="share the event"):

        @probe(Permission.VIEW, event="project.started")
        def twin(*, by, project):
            raise AssertionError("must not run")


def test_a_project_keeps_an_owner():
    owner, other = person(), person("Joan")
    project = started(owner)
    seat = Membership.objects.get(project=project, user=owner)
    with pytest.raises(Refused, match="at least one owner"):
        actions.remove_member(by=Member(owner), membership=seat)
    with pytest.raises(Refused, match="at least one owner"):
        actions.add_member(by=Member(owner), project=project, user=owner, role="coder")
    actions.add_member(by=Member(owner), project=project, user=other, role="owner")
    actions.remove_member(by=Member(owner), membership=seat)
    assert [m.user for m in queries.members(project)] == [other]


def test_passwords_are_not_in_the_trail_and_only_the_holder_changes_one():
    owner, other = person(), person("Joan")
    with pytest.raises(Refused, match="Only its holder"):
        actions.change_password(by=Member(other), user=owner, password="another four words here")
    actions.change_password(by=Member(owner), user=owner, password="another four words here")
    owner.refresh_from_db()
    assert owner.check_password("another four words here")
    for event in Event.objects.filter(chain=0):
        assert "password" not in {**event.before, **event.after}
    with pytest.raises(Refused, match="too short"):
        actions.change_password(by=Member(owner), user=owner, password="short")


def test_one_account_an_address_whatever_its_case():
    person()
    with pytest.raises(Refused, match="already an account"):
        actions.make_account(
            by=TERMINAL, email="AMARA@example.org", name="Twin", password="four words in a row"
        )
    assert queries.account(" Amara@Example.org ") is not None
