"""The pages of recruitment, sampling, consent and identities."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from tests import build
from tests.steps.interviews import build as make
from uptake.interviews import actions

pytestmark = pytest.mark.django_db
ROLES = ("owner", "researcher", "coder", "reviewer", "commissioner", "observer")


@pytest.fixture
def client(by):
    return build.browser(by)


def at(project, name, *ids):
    return reverse(f"interviews:{name}", args=[project.pk, *ids])


def get(client, project, name, *ids, status=200, **query):
    answer = client.get(at(project, name, *ids), query)
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer.content.decode()


def post(client, project, name, *ids, status=302, **sent):
    answer = client.post(at(project, name, *ids), sent)
    assert answer.status_code == status, answer.content.decode()[:5000]
    return answer.content.decode()


PAGES = ("participants", "sampling", "saturation-calls", "consent", "key", "add-people",
         "add-attribute", "add-consent-form", "values")  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_every_page_stands_while_nobody_is_there(client, project, name):
    assert "<h1>" in get(client, project, name)


@pytest.fixture
def filled(by, project):
    people = [make.person(by, project, f"P{n}", group="carer" if n % 2 else "therapist")
              for n in range(4)]  # fmt: skip
    talk = make.heard(by, project, [("P0", "Words."), ("P1", "More words.")],
                      {"P0": people[0], "P1": people[1]})  # fmt: skip
    make.coded(by, talk, "More words", make.code(project))
    actions.note_approaches(by=by, project=project, participants=people[:3], kind="invited",
                            on=date(2026, 1, 5))  # fmt: skip
    actions.note_approaches(by=by, project=project, participants=people[2:3], kind="declined",
                            on=date(2026, 1, 9), reason="No time")  # fmt: skip
    band = actions.add_attribute(by=by, project=project, name="Age", options=["under 65", "65+"])
    actions.fill_in(by=by, project=project, values=[(people[0], band, "65+")])
    actions.set_target(by=by, project=project, group="carer", wanted=3)
    actions.set_target(by=by, project=project, group="therapist", attribute=band, value="65+",
                       wanted=1)  # fmt: skip
    actions.call_saturation(by=by, project=project, reached=False, why="New in each",
                            on=date(2026, 2, 1))  # fmt: skip
    actions.add_consent_form(by=by, project=project, version="3", dated=date(2025, 12, 1))
    return people


@pytest.mark.parametrize("name", PAGES)
def test_every_page_stands_when_all_is_filled(client, project, filled, name):
    assert "<h1>" in get(client, project, name)


def test_the_log_says_who_stands_where(client, project, filled):
    page = get(client, project, "participants")
    assert "3 invited, 3 answered (100 %), 2 took part (67 %)." in page
    assert "No time" in page
    assert "Not invited yet" in page
    only = get(client, project, "participants", state="declined", group="therapist")
    assert "1 person of 4" in only
    assert "Nobody stands so" in get(client, project, "participants", state="no_answer")
