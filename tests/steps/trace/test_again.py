"""What needs another look, and settling it."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import build
from tests.steps.trace import build as threads
from uptake.projects.errors import Refused
from uptake.projects.models import Event, LookAgain
from uptake.projects.thread import Key
from uptake.trace import actions, queries


def test_nothing_needs_another_look_in_a_sound_project(it, browser):
    found = queries.to_look_at(it.project)
    assert found.all == 0
    page = browser.get(reverse("trace:marks", args=[it.project.pk]))
    assert "Nothing needs another look." in page.content.decode()


def test_open_marks_carry_their_thing_and_their_cause(it, by):
    actions.retract(by=by, reference=it.reference, reason="A notice.")
    marks = queries.to_look_at(it.project).marks
    assert {mark.node.label for mark in marks} >= {"F1", "F3", "R2"}
    assert {mark.cause.label for mark in marks} == {"Vance 2021"}


def test_a_mark_on_what_is_gone_for_good_is_still_shown(it, browser):
    LookAgain.objects.create(
        project=it.project, kind="finding", object_id=10**6, reason="It changed.",
        cause_kind="unicorn", cause_id=1,
    )  # fmt: skip
    (mark,) = queries.to_look_at(it.project).marks
    assert (mark.node, mark.cause) == (None, None)
    page = browser.get(reverse("trace:marks", args=[it.project.pk]))
    assert "no longer there" in page.content.decode()


def test_what_nothing_holds_up_is_found_as_it_stands_now(it, browser):
    bare = threads.finding(it.project, 9, "Nobody tied anything to this.")
    it.findings[0].retired_at = timezone.now()
    it.findings[0].save()
    found = queries.to_look_at(it.project)
    assert [node.label for node in found.unsupported] == ["F9", "R1", "A1", "I1"]
    assert {(one.upper.label, one.lower.label) for one in found.resting} == {
        ("R1", "F1"), ("A1", "F1"),
    }  # fmt: skip
    text = browser.get(reverse("trace:marks", args=[it.project.pk])).content.decode()
    assert bare.sentence in text
    assert "They rest on something out of use, 2" in text


def test_a_removed_statement_is_out_of_use(it):
    it.statement.removed_at = timezone.now()
    it.statement.save()
    found = queries.to_look_at(it.project)
    assert [(one.upper.label, one.lower.key.kind) for one in found.resting] == [("F3", "statement")]
    assert "F3" in {node.label for node in found.unsupported}


def test_several_marks_are_settled_with_one_note(it, by, browser):
    actions.withdraw_participant(by=by, participant=it.people[0])
    rows = list(LookAgain.objects.filter(project=it.project))
    to = reverse("trace:settle", args=[it.project.pk])
    note = {"note": "Holds on the paper diary alone."}
    done = browser.post(to, {"marks": [rows[0].pk, rows[1].pk], **note}, follow=True)
    text = done.content.decode()
    assert "2 settled." in text
    assert note["note"] in text
    assert len(it.marked()) == len(rows) - 2
    rows[0].refresh_from_db()
    assert (rows[0].settled_by, rows[0].settled_note) == (by.user, note["note"])
    event = Event.objects.filter(chain=it.project.pk).latest("seq")
    assert event.after["marks"] == [rows[0].pk, rows[1].pk]
    assert [mark.row.pk for mark in queries.settled(it.project)] == [rows[1].pk, rows[0].pk] or [
        mark.row.pk for mark in queries.settled(it.project)
    ] == [rows[0].pk, rows[1].pk]


@pytest.mark.parametrize(
    ("typed", "says"),
    [({"note": "x"}, "Tick at least one"), ({"marks": ["1"], "note": ""}, "Write what came"),
     ({"marks": ["x"], "note": "x"}, "Select a valid choice"),
     ({"marks": ["1"], "note": " "}, "Write what came")],
)  # fmt: skip
def test_what_is_missing_is_said_and_what_was_typed_kept(it, by, browser, typed, says):
    actions.withdraw_participant(by=by, participant=it.people[0])
    answer = browser.post(reverse("trace:settle", args=[it.project.pk]), typed)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert says in text
    assert not LookAgain.objects.exclude(settled_at=None).exists()


def test_another_project_s_mark_is_not_settled(it, by, browser):
    other = threads.world()
    theirs = build.member(other.project, "researcher")
    actions.withdraw_participant(by=theirs, participant=other.people[0])
    mark = LookAgain.objects.filter(project=other.project).first()
    browser.post(reverse("trace:settle", args=[it.project.pk]), {"marks": [mark.pk], "note": "x"})
    mark.refresh_from_db()
    assert mark.settled_at is None


def test_settling_needs_a_note(it, by):
    with pytest.raises(Refused, match="note"):
        actions.settle_all(by=by, project=it.project, marks=[], note=" ")


def test_a_refusal_is_shown_on_the_page(it, by, browser, monkeypatch):
    actions.withdraw_participant(by=by, participant=it.people[0])

    def refuse(**_):
        raise Refused("Not now.")

    monkeypatch.setattr(actions, "settle_all", refuse)
    mark = LookAgain.objects.first()
    to = reverse("trace:settle", args=[it.project.pk])
    answer = browser.post(to, {"marks": [mark.pk], "note": "x"})
    assert "Not now." in answer.content.decode()


def test_who_only_looks_on_sees_no_form(it, by):
    actions.withdraw_participant(by=by, participant=it.people[0])
    browser = build.browser(build.member(it.project, "observer"))
    text = browser.get(reverse("trace:marks", args=[it.project.pk])).content.decode()
    assert "P1 withdrew" in text
    assert "Settle what is ticked" not in text
    assert browser.post(reverse("trace:settle", args=[it.project.pk])).status_code == 403


def test_a_contrary_strand_does_not_make_a_thing_rest_on_it(it):
    it.findings[2].retired_at = timezone.now()
    it.findings[2].save()
    assert queries.to_look_at(it.project).resting == ()
    key = Key("recommendation", it.recommendations[1].pk)
    assert key not in {node.key for node in queries.to_look_at(it.project).unsupported}
