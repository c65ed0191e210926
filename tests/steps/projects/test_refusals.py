"""What the actions of this step refuse, and what the trail can be asked."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from tests import build
from uptake.projects import actions, queries
from uptake.projects.actor import Member
from uptake.projects.errors import Refused
from uptake.projects.models import LookAgain, User
from uptake.projects.roles import BY_KEY, Permission
from uptake.projects.views import trail

pytestmark = pytest.mark.django_db


def test_a_project_needs_a_question():
    by = Member(build.account())
    with pytest.raises(Refused, match="A project needs a question"):
        actions.start_project(by=by, title="T", question=" ", framework=build.FRAMEWORK)
    project = build.project(by.user)
    with pytest.raises(Refused, match="A project needs a question"):
        actions.change_project(by=by, project=project, title="T", question="", service="")


def test_a_role_must_exist():
    owner = build.account()
    project = build.project(owner)
    with pytest.raises(Refused, match="There is no role 'queen'"):
        actions.add_member(by=Member(owner), project=project, user=build.account(), role="queen")


def test_settling_needs_a_note():
    owner = build.account()
    project = build.project(owner)
    mark = LookAgain.objects.create(
        project=project, kind="finding", object_id=1, reason="R", cause_kind="x", cause_id=1
    )
    with pytest.raises(Refused, match="A note says what came of it"):
        actions.settle(by=Member(owner), mark=mark, note="  ")


def test_an_address_has_one_account_whatever_its_letters_case():
    build.account("amara@example.org")
    with pytest.raises(Refused, match="already an account"):
        build.account("Amara@Example.org")
    assert User.objects.count() == 1


def test_the_trail_is_asked_by_person_and_by_kind():
    owner = build.account(name="Joan Fairley")
    project = build.project(owner)
    build.member(project, "coder")
    asked = queries.TrailFilter(actor="Joan Fairley", object_kind="project")
    assert [row.verb for row in queries.trail(project, asked)] == ["project.started"]
    assert set(queries.chains()) == {0, project.pk}


def test_taking_the_trail_out_is_a_permission_of_its_own(monkeypatch, rf):
    project = build.project()
    who = build.member(project, "researcher")
    only = BY_KEY["researcher"].permissions - {Permission.EXPORT}
    monkeypatch.setattr(
        "uptake.projects.models.Membership.may", lambda self, permission: permission in only
    )
    request = rf.get("/")
    request.user = who.user
    with pytest.raises(PermissionDenied):
        trail.trail_csv(request, project.pk)
