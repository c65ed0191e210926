"""The start page, /health and the pages every footer links to."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from tests import build
from tests.website import samples
from uptake.projects.models import Job, Project
from uptake.website import queries
from uptake.website.queries import start

pytestmark = pytest.mark.django_db


def test_a_new_machine_says_how_to_make_the_first_account():
    assert "uptake admin create" in build.browser().get("/").content.decode()
    build.account()
    assert "uptake admin create" not in build.browser().get("/").content.decode()


def test_the_worked_example_s_sign_ins_are_shown_only_in_the_demo(settings, tmp_path):
    settings.HOME = tmp_path
    assert queries.demo_sign_ins() == []
    row = {"name": "Joan Fairley", "role": "Commissioner", "email": "joan@example.org",
           "password": "plain words for all"}  # fmt: skip
    (tmp_path / start.SIGN_INS).write_text(json.dumps([row]), "utf-8")
    assert "Joan Fairley" not in build.browser().get("/").content.decode()
    settings.DEMO = True
    words = build.browser().get("/").content.decode()
    assert "Joan Fairley" in words
    assert 'value="plain words for all"' in words
    (tmp_path / start.SIGN_INS).unlink()
    assert queries.demo_sign_ins() == []


def test_the_worked_example_s_own_strands_are_drawn_only_in_the_demo(settings):
    project = samples.half_done()
    Project.objects.filter(pk=project.pk).update(invented=True)
    assert "<figure" not in build.browser().get("/").content.decode()
    settings.DEMO = True
    words = build.browser().get("/").content.decode()
    assert 'aria-label="The worked example: 2 searches and 2 interviews, 3 findings, 1' in words
    drawn = words[words.index("<figure") : words.index("</figure>")]
    assert drawn.count("<path") == 2 + 2 + 1


def test_somebody_signed_in_sees_their_own_projects_alone():
    mine, other = build.account(), build.account()
    build.project(mine, question="Mine?")
    build.project(other, question="Not mine?")
    words = build.browser(mine).get("/").content.decode()
    assert "Mine?" in words
    assert "owner" in words
    assert "Not mine?" not in words


def test_without_projects_the_first_step_is_offered():
    words = build.browser(build.account()).get("/").content.decode()
    assert "No projects yet" in words
    assert 'href="/new-project/"' in words


def test_the_list_of_projects_asks_the_same_however_many_there_are(django_assert_max_num_queries):
    who = build.account()
    for n in range(6):
        build.project(who, title=f"Project {n}")
    client = build.browser(who)
    with django_assert_max_num_queries(4):
        client.get("/")


@pytest.mark.parametrize("address", ["/accessibility/", "/privacy/", "/method/"])
def test_the_footer_s_pages_are_real(address):
    page = build.browser().get(address)
    assert page.status_code == 200
    assert b"<h1>" in page.content


def test_the_cookies_that_privacy_names_are_those_that_are_set():
    project = build.project(owner := build.account("amara@example.org"))
    client = build.browser()
    client.get("/sign-in/")
    client.post("/sign-in/", {"username": owner.email, "password": build.PASSWORD})
    client.get(f"/p/{project.pk}/")
    words = client.get("/privacy/").content.decode()
    assert set(client.cookies) == {"sessionid", "csrftoken", "uptake_last", "uptake_seen"}
    for name in client.cookies:
        assert f'<th scope="row">{name}</th>' in words


def job(**values):
    return Job.objects.create(project=build.project(), kind="x", title="X", **values)


def test_health_tells_the_truth():
    found = build.browser().get("/health")
    assert found.status_code == 200
    assert found.json()["well"] is True
    assert found.json()["worker"]["waiting"] == 0


def test_a_silent_worker_is_not_well():
    job(state=Job.State.RUNNING, heard_at=timezone.now() - timedelta(minutes=10))
    found = build.browser().get("/health")
    assert found.status_code == 503
    assert found.json()["worker"] == {
        "well": False, "waiting": 0, "running": 1, "oldest_wait_seconds": 0, "silent": 1
    }  # fmt: skip


def test_work_that_nobody_picks_up_is_not_well():
    row = job()
    Job.objects.filter(pk=row.pk).update(created_at=timezone.now() - timedelta(minutes=6))
    found = build.browser().get("/health").json()
    assert found["well"] is False
    assert found["worker"]["oldest_wait_seconds"] >= 360


def test_a_database_that_does_not_answer_is_said(monkeypatch):
    def silent():
        raise OperationalError

    monkeypatch.setattr(connection, "ensure_connection", silent)
    found = queries.health()
    assert (found.database, found.well) == (False, False)
