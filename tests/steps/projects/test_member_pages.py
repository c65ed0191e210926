"""Members, roles, settings: each page as each role, its empty and its refused state."""

from __future__ import annotations

import io
import json

import pytest

from tests import build
from uptake.findings.models import AskedCell
from uptake.instruments import framework, framework_data, frameworks
from uptake.projects import actions, queries
from uptake.projects.models import Membership, Project
from uptake.projects.roles import BY_KEY, ROLES, Permission

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return build.project(build.account("owner@example.org", "Joan Fairley"))


@pytest.fixture
def owner(project):
    return build.browser(queries.members(project)[0].user)


def at(project, name):
    return f"/p/{project.pk}/{name}"


@pytest.mark.parametrize("role", BY_KEY)
@pytest.mark.parametrize(
    ("page", "permission"),
    [("members/", Permission.VIEW), ("roles/", Permission.VIEW),
     ("settings/", Permission.MANAGE_PROJECT), ("settings/levels/", Permission.VIEW),
     ("trail/", Permission.SEE_TRAIL), ("trail/trail.csv", Permission.SEE_TRAIL),
     ("trail/check/", Permission.SEE_TRAIL), ("jobs/", Permission.VIEW)],
)  # fmt: skip
def test_each_page_opens_for_the_roles_that_may(project, role, page, permission):
    found = build.browser(build.member(project, role)).get(at(project, page))
    assert found.status_code == (200 if permission in BY_KEY[role].permissions else 403)


@pytest.mark.parametrize("role", [key for key in BY_KEY if key != "owner"])
@pytest.mark.parametrize("page", ["members/", "settings/", "settings/levels/"])
def test_only_an_owner_changes_the_project(project, role, page):
    client = build.browser(build.member(project, role))
    assert client.post(at(project, page), {"email": "x@example.org"}).status_code == 403


def test_a_person_is_added_by_address(project, owner):
    build.account("ruth@example.org", "Ruth Shah")
    page = owner.post(
        at(project, "members/"), {"email": "Ruth@Example.org", "role": "coder"}, follow=True
    )
    words = page.content.decode()
    assert "Ruth Shah is a member now." in words
    assert [row.role for row in queries.members(project)] == ["owner", "coder"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [({"email": "nobody@example.org", "role": "coder"},
      "uptake admin create --ordinary --email nobody@example.org"),
     ({"email": "", "role": "coder"}, "Enter an email address"),
     ({"email": "a@example.org", "role": ""}, "Select a role"),
     ({"email": "owner@example.org", "role": "observer"}, "A project keeps at least one owner.")],
)  # fmt: skip
def test_who_cannot_be_added_is_said_and_what_was_typed_stays(project, owner, typed, said):
    page = owner.post(at(project, "members/"), typed)
    words = page.content.decode()
    assert page.status_code == 422
    assert said in words
    assert "There is a problem" in words
    if typed["email"]:
        assert f'value="{typed["email"]}"' in words


def test_a_member_gets_another_role_and_goes(project, owner):
    row = build.membership(project, "coder")
    page = owner.post(
        at(project, f"members/{row.pk}/"), {"role": "reviewer", "change": "yes"}, follow=True
    )
    assert "has another role now" in page.content.decode()
    now = Membership.objects.get(project=project, user=row.user, ended_at=None)
    page = owner.post(at(project, f"members/{now.pk}/"), {"remove": "yes"}, follow=True)
    assert "is no longer a member" in page.content.decode()
    assert len(queries.members(project)) == 1
    again = owner.post(at(project, f"members/{now.pk}/"), {"remove": "yes"})
    assert again["Location"] == at(project, "members/")


def test_the_last_owner_stays(project, owner):
    row = queries.members(project)[0]
    page = owner.post(at(project, f"members/{row.pk}/"), {"remove": "yes"})
    assert page.status_code == 422
    assert "A project keeps at least one owner." in page.content.decode()


def test_an_owner_who_leaves_goes_to_their_projects(project, owner):
    build.member(project, "owner")
    row = queries.members(project)[0]
    assert owner.post(at(project, f"members/{row.pk}/"), {"remove": "yes"})["Location"] == "/"


def test_a_member_of_another_project_is_not_found_here(project, owner):
    other = build.membership(build.project(), "coder")
    page = owner.post(at(project, f"members/{other.pk}/"), {"remove": "yes"})
    assert page.status_code == 404
    assert Membership.objects.get(pk=other.pk).ended_at is None


def test_a_visit_to_a_member_s_address_changes_nothing(project, owner):
    row = queries.members(project)[0]
    assert owner.get(at(project, f"members/{row.pk}/"))["Location"] == at(project, "members/")


def test_an_unknown_role_is_left_out(project, owner):
    row = build.membership(project, "coder")
    owner.post(at(project, f"members/{row.pk}/"), {"role": "queen"})
    assert Membership.objects.get(pk=row.pk).role == "coder"


def test_the_members_page_asks_the_same_however_many_there_are(
    project, owner, django_assert_max_num_queries
):
    for _ in range(8):
        build.member(project, "coder")
    with django_assert_max_num_queries(6):
        owner.get(at(project, "members/"))


def test_the_table_of_roles_is_the_data(project, owner):
    words = owner.get(at(project, "roles/")).content.decode()
    for role in ROLES:
        assert role.gloss in words
    ticks = sum(len(role.permissions) for role in ROLES)
    assert words.count('aria-label="Yes"') == ticks


def test_the_project_is_changed(project, owner):
    typed = {"question": "What now?", "title": "New", "service": "Northfold"}
    page = owner.post(at(project, "settings/"), typed, follow=True)
    assert "The project is changed." in page.content.decode()
    project.refresh_from_db()
    assert (project.question, project.title) == ("What now?", "New")


@pytest.mark.parametrize(
    ("typed", "said"),
    [({"question": "", "title": "T"}, "Enter your question"),
     ({"question": "Q?", "title": "x" * 201}, "at most 200 characters")],
)  # fmt: skip
def test_a_project_that_will_not_do_is_shown_again(project, owner, typed, said):
    page = owner.post(at(project, "settings/"), typed)
    assert page.status_code == 422
    assert said in page.content.decode()


def test_a_level_s_definition_becomes_the_project_s_own(project, owner):
    lens = framework("berardi-2024")
    Project.objects.filter(pk=project.pk).update(framework=framework_data(lens))
    before = {level.key: level for level in lens.levels}
    typed = {key: level.definition for key, level in before.items()} | {
        "meso": "A clinic\r\nor two"
    }
    page = owner.post(at(project, "settings/levels/"), typed, follow=True)
    words = page.content.decode()
    assert "The definitions are saved." in words
    assert "Ours, not the authors" in words
    assert f"It came as: {before['meso'].definition[:20]}" in words
    now = {level.key: level for level in Project.objects.get(pk=project.pk).lens().levels}
    assert now["meso"].definition == "A clinic\nor two"
    assert now["meso"].definition_is_ours
    assert now["nano"] == before["nano"]


def test_saving_definitions_unchanged_leaves_no_event(project, owner):
    before = queries.head(project.pk).seq
    typed = {level.key: level.definition for level in project.lens().levels}
    owner.post(at(project, "settings/levels/"), typed)
    assert queries.head(project.pk).seq == before


def test_a_definition_that_is_too_long_is_refused(project, owner):
    page = owner.post(at(project, "settings/levels/"), {"nano": "x" * 601})
    assert page.status_code == 422


def test_others_read_the_definitions(project):
    words = build.browser(build.member(project, "observer")).get(at(project, "settings/levels/"))
    assert "the service" in words.content.decode()
    assert "Save the definitions" not in words.content.decode()


# Starting a project.

TYPED = {"question": "Should we?", "title": "Guided CBT", "service": ""}


@pytest.mark.parametrize("key", [one.key for one in frameworks()])
def test_anybody_with_an_account_starts_a_project_and_owns_it(key):
    who = build.account()
    page = build.browser(who).post("/new-project/", {**TYPED, "framework": key}, follow=True)
    assert "Your project is started." in page.content.decode()
    made, role = queries.projects_of(who)[0]
    assert (made.question, made.lens().key, role) == ("Should we?", key, "Owner")


def test_a_framework_is_chosen_later_and_stays_once_something_is_laid_on_it():
    who = build.account()
    browser = build.browser(who)
    assert "I will choose later" in browser.get("/new-project/").content.decode()
    browser.post("/new-project/", {**TYPED, "framework": "later"})
    made = queries.projects_of(who)[0][0]
    assert made.lens().key == "berardi-2024"
    there, settings = (f"/p/{made.pk}/settings/{name}" for name in ("framework/", ""))
    assert there in browser.get(settings).content.decode()
    assert browser.post(there, {"framework": "none-such"}).status_code == 422
    for shown in (f"/p/{made.pk}/", settings, f"/p/{made.pk}/findings/"):
        page = browser.get(shown).content.decode()
        assert "stands in until a framework is chosen" in page, shown
        assert f'{there}">Choose one' in page
    page = browser.post(there, {"framework": "nasss"}, follow=True).content.decode()
    assert "stands in until" not in page
    assert "The framework is NASSS" in page
    made.refresh_from_db()
    (cell, *_) = made.lens().cells
    AskedCell.objects.create(project=made, domain=cell[0], level=cell[1])
    assert there not in browser.get(settings).content.decode()
    page = browser.get(there).content.decode()
    assert "1 thing is laid on its cells" in page
    assert "Use this framework" not in page
    late = browser.post(there, {"framework": "cfir-2"})
    assert late.status_code == 422
    assert "1 thing is laid on the cells" in late.content.decode()
    made.refresh_from_db()
    assert made.lens().key == "nasss"


def test_a_framework_that_stands_in_is_kept_though_something_is_laid_on_it():
    who = build.account()
    browser = build.browser(who)
    browser.post("/new-project/", {**TYPED, "framework": "later"})
    made = queries.projects_of(who)[0][0]
    (cell, *_) = made.lens().cells
    AskedCell.objects.create(project=made, domain=cell[0], level=cell[1])
    there = f"/p/{made.pk}/settings/framework/"
    assert "Keep it as the framework" in browser.get(there).content.decode()
    assert browser.post(there, {"framework": "nasss"}).status_code == 422
    browser.post(there, {"framework": made.lens().key})
    made.refresh_from_db()
    assert not made.stands_in
    assert "Keep it" not in browser.get(there).content.decode()


def test_a_project_brings_its_own_framework():
    own = {"name": "Mine", "version": "1", "source": "Us", "licence": "CC0-1.0",
           "domains": [{"name": "People"}, {"name": "Money"}]}  # fmt: skip
    who = build.account()
    file = io.BytesIO(json.dumps(own).encode("utf-8-sig"))
    page = build.browser(who).post("/new-project/", {**TYPED, "framework": "own", "own": file})
    assert page.status_code == 302
    assert queries.projects_of(who)[0][0].lens().name == "Mine"


@pytest.mark.parametrize(
    ("typed", "said"),
    [({"framework": ""}, "Select a framework"),
     ({"framework": "none-such"}, "Select a valid choice"),
     ({"framework": "own"}, "Select the file with your framework"),
     ({"framework": "own", "own": b"{}"}, "name"),
     ({"framework": "own", "own": b"\xff\xfe\x00"}, "not UTF-8 text"),
     ({"framework": "own", "own": b" " * 1_000_001}, "at most 1 MB"),
     ({"framework": "nasss", "question": "   "}, "Enter your question")],
)  # fmt: skip
def test_a_project_that_cannot_start_says_why(typed, said):
    who = build.account()
    typed = {k: io.BytesIO(v) if isinstance(v, bytes) else v for k, v in typed.items()}
    page = build.browser(who).post("/new-project/", {**TYPED, **typed})
    words = page.content.decode()
    assert page.status_code == 422
    assert said in words
    assert 'value="Guided CBT"' in words
    assert queries.projects_of(who) == []


@pytest.mark.parametrize(
    ("name", "address", "typed"),
    [("start_project", "/new-project/", {**TYPED, "framework": "nasss"}),
     ("change_project", "settings/", {"question": "Q?", "title": "Guided CBT"})],
)  # fmt: skip
def test_what_an_action_refuses_is_shown_with_the_form(
    project, owner, monkeypatch, name, address, typed
):
    def refuse(**_):
        raise actions.Refused("Not now.", advice="Later.")

    monkeypatch.setattr(actions, name, refuse)
    page = owner.post(address if address.startswith("/") else at(project, address), typed)
    assert page.status_code == 422
    assert "Not now. Later." in page.content.decode()
    assert 'value="Guided CBT"' in page.content.decode()
