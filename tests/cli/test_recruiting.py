"""The recruitment log and consent forms from the terminal."""

from __future__ import annotations

import pytest

from uptake.interviews.models import Approach, Participant
from uptake.projects.models import Event, Membership

pytestmark = pytest.mark.django_db

TABLE = "pseudonym,group,consent version,consented on\nP1,carer,2,2026-01-12\nP2,nurse,,\n"


@pytest.fixture
def people(run, write, project):
    said = run("people", "import", write("people.csv", TABLE), "--invited", "2026-01-05").output
    assert "2 people were added." in said
    return project


def test_people_are_brought_in_asked_and_listed(run, asked, people):
    run("people", "record", "declined", "p2", "--on", "2026-01-09", "--reason", "No time")
    run("people", "invite", "P1")
    said = run("people", "list").output
    assert "2 invited, 1 answered, 0 took part." in said
    assert "Declined" in said
    found = asked("people", "list", "--state", "declined")
    assert [one["pseudonym"] for one in found["people"]] == ["P2"]
    assert found["rates"][0]["invited"] == 2
    assert Approach.objects.count() == 4
    assert Event.objects.filter(verb="approach.noted").count() == 2


def test_what_cannot_be_is_refused(run, write, people):
    assert "nobody called P9" in run("people", "invite", "P9", code=1).output
    run("people", "list", "--state", "gone", code=2)
    run("people", "record", "left", "P1", code=2)
    again = run("people", "import", write("again.csv", TABLE), code=1).output
    assert "again.csv, line 2" in again
    bad = run("people", "import", write("bad.csv", "P7"), code=1).output
    assert "bad.csv, line 1" in bad
    assert Participant.objects.count() == 2


def test_added_people_as_json(asked, write, project):
    found = asked("people", "import", write("people.csv", TABLE))
    assert [one["pseudonym"] for one in found] == ["P1", "P2"]


def test_consent_is_added_recorded_and_listed(run, asked, write, people):
    text = write("form.txt", "May we record?")
    run("consent", "add", "2", "--dated", "2025-10-01", "--text-file", text)
    assert "Without a recorded consent: P2" in run("consent", "list").output
    run("consent", "record", "P2", "--version", "3", "--on", "2026-01-12")
    run("consent", "record", "P1", "--version", "2")
    found = asked("consent", "list")
    assert [(one["version"], one["recorded"], one["signed"]) for one in found["forms"]] == [
        ("2", True, ["P1"]), ("3", False, ["P2"]),
    ]  # fmt: skip
    assert found["without"] == []
    assert "already" in run("consent", "add", "2", code=1).output


def test_in_somebody_s_name(run, people):
    refused = run("people", "invite", "P1", "--as", "x@example.org", code=1).output
    assert "no account for x@example.org" in refused
    owner = Membership.objects.get(project=people, role="owner").user
    run("people", "invite", "P1", "--as", owner.email)
    assert Approach.objects.filter(by=owner).count() == 1
