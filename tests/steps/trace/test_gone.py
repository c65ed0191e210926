"""If it went; it was retracted; and the pages that say what will happen."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import build
from tests.steps.trace import build as threads
from uptake.interviews.models import Participant
from uptake.projects import queries as project_queries
from uptake.projects.errors import NotAllowed, Refused
from uptake.projects.models import Event, LookAgain
from uptake.projects.thread import Key
from uptake.trace import actions, queries


def labels(nodes):
    return [node.label for node in nodes]


def test_what_loses_its_last_support_and_what_is_weakened(it):
    answer = queries.if_gone(it.project, [Key("participant", it.people[0].pk)])
    assert labels(answer.lost) == ["F1", "R1", "A1", "I1"]
    assert labels(answer.weakened) == ["F2", "R2"]
    assert (answer.strands, answer.findings, answer.marked) == (1, 2, 6)
    assert LookAgain.objects.count() == Event.objects.filter(verb__startswith="look").count() == 0


def test_lost_contrary_evidence_is_told_too(it):
    answer = queries.if_gone(it.project, [Key("reference", it.reference.pk)])
    assert labels(answer.lost) == ["F3"]
    assert labels(answer.weakened) == []
    assert set(labels(answer.against)) == {"F1", "R1", "R2", "A1", "I1"}


def test_several_go_together(it):
    answer = queries.if_gone(it.project, [Key("participant", one.pk) for one in it.people])
    assert {"F1", "F2", "R1", "R2"} <= set(labels(answer.lost))
    assert answer.weakened == ()


def test_a_transcript_takes_its_passages_along(it):
    answer = queries.if_gone(it.project, [Key("transcript", it.transcript.pk)])
    assert {"F1", "F2"} <= set(labels(answer.lost))
    assert answer.strands == 2


def test_what_stands_on_nothing_is_listed_apart(it):
    it.reference.retracted_at = timezone.now()
    it.reference.save()
    threads.tie(it.findings[2], it.passages[0], "contradicts")
    answer = queries.if_gone(it.project, [Key("participant", it.people[0].pk)])
    assert labels(answer.unsupported) == ["F3"]


def test_what_is_retired_is_left_out(it):
    it.findings[0].retired_at = timezone.now()
    it.findings[0].save()
    answer = queries.if_gone(it.project, [Key("participant", it.people[0].pk)])
    assert "F1" not in labels([*answer.lost, *answer.weakened, *answer.unsupported])


def test_sources_are_found_by_words_and_the_chosen_come_first(it):
    chosen = [Key("reference", it.reference.pk)]
    found = queries.sources(it.project, "p2 therap", chosen)
    assert [(one.node.label, one.chosen) for one in found.rows] == [
        ("Vance 2021", True), ("P2", False),
    ]  # fmt: skip
    everything = queries.sources(it.project, "", [])
    assert {one.value.split("-")[0] for one in everything.rows} == {
        "participant", "transcript", "reference"
    }  # fmt: skip
    strands = {one.node.label: one.strands for one in everything.rows}
    assert (strands["Interview 1"], strands["P1"]) == (2, 1)


def test_odd_addresses_choose_nothing():
    odd = ["finding-1", "participant-x", "", "reference-" + "9" * 30, "transcript-²"]
    assert queries.typed_keys(["participant-3", "participant-3", *odd]) == [Key("participant", 3)]


def test_the_page_says_what_would_happen_and_writes_nothing(it, browser):
    to = reverse("trace:if-gone", args=[it.project.pk])
    assert "No source is chosen." in browser.get(to).content.decode()
    events = Event.objects.count()
    text = browser.get(to, {"source": f"participant-{it.people[0].pk}"}).content.decode()
    assert "Would lose the last support, 4" in text
    assert Event.objects.count() == events
    assert "No source has these words" in browser.get(to, {"words": "zebra"}).content.decode()
    missing = browser.get(to, {"source": "participant-999999"})
    assert missing.status_code == 404
    empty = build.project()
    page = build.browser(build.member(empty, "observer")).get(
        reverse("trace:if-gone", args=[empty.pk])
    )
    assert "No source holds anything up yet" in page.content.decode()


# Retracting.


def test_a_retraction_marks_all_above_and_can_be_taken_back(it, by):
    n = actions.retract(by=by, reference=it.reference, reason="Retracted on 3 March 2025.")
    above = it.marked()
    assert n == len(above)
    assert above >= {Key("statement", it.statement.pk), Key("finding", it.findings[0].pk)}
    assert Key("finding", it.findings[1].pk) not in above
    first = LookAgain.objects.filter(project=it.project).first()
    assert first.reason == "Vance 2021 was retracted: Retracted on 3 March 2025."
    it.reference.refresh_from_db()
    assert actions.reinstate(by=by, reference=it.reference) == n
    assert it.marked() == above
    reasons = set(LookAgain.objects.filter(settled_at=None).values_list("reason", flat=True))
    assert reasons == {"The retraction of Vance 2021 was undone."}
    assert LookAgain.objects.exclude(settled_at=None).count() == n
    assert project_queries.verify(it.project.pk) == []


def test_a_retraction_has_a_reason_and_happens_once(it, by):
    with pytest.raises(Refused, match="reason"):
        actions.retract(by=by, reference=it.reference, reason=" ")
    with pytest.raises(Refused, match="not marked"):
        actions.reinstate(by=by, reference=it.reference)
    actions.retract(by=by, reference=it.reference, reason="A notice.")
    with pytest.raises(Refused, match="already"):
        actions.retract(by=by, reference=it.reference, reason="A notice.")


def test_a_long_reason_is_cut_in_the_mark(it, by):
    actions.retract(by=by, reference=it.reference, reason="x" * 300)
    mark = LookAgain.objects.filter(project=it.project).first()
    assert len(mark.reason) <= 300
    assert mark.reason.endswith("…")


def test_the_page_retracts_and_takes_back(it, browser):
    to = reverse("trace:gone", args=[it.project.pk, "reference", it.reference.pk])
    assert "statements included" in browser.get(to).content.decode()
    wrong = browser.post(to, {"reason": ""})
    assert wrong.status_code == 422
    assert "Write where the retraction" in wrong.content.decode()
    assert browser.post(to, {"reason": "A notice."}).status_code == 302
    assert "Undo the retraction" in browser.get(to).content.decode()
    twice = browser.post(to, {"reason": "A notice."})
    assert "It is marked as retracted already." in twice.content.decode()
    it.reference.refresh_from_db()
    assert it.reference.retracted_at is not None
    assert browser.post(to, {"back": "1"}).status_code == 302
    it.reference.refresh_from_db()
    assert it.reference.retracted_at is None


# The page of a withdrawal.


def test_the_page_says_exactly_what_will_happen_first(it, browser):
    to = reverse("trace:gone", args=[it.project.pk, "participant", it.people[0].pk])
    text = browser.get(to).content.decode()
    assert "The words of 1 turn in Interview 1" in text
    assert "The quotes of 1 passage (coded: 0); each" in text
    assert "6 things will be marked" in text
    assert Participant.objects.get(pk=it.people[0].pk).withdrawn_at is None
    wrong = browser.post(to, {"unsure": "1"})
    assert wrong.status_code == 422
    assert "Tick the box" in wrong.content.decode()
    done = browser.post(to, {"sure": "on"}, follow=True)
    assert "P1 is withdrawn." in done.content.decode()
    assert "P1 withdrew, and their words are gone." in done.content.decode()
    after = browser.get(to).content.decode()
    assert "The words are gone." in after
    assert browser.post(to, {"sure": "on"}).status_code == 422


@pytest.mark.parametrize("role", ["coder", "reviewer", "commissioner", "observer"])
def test_others_neither_see_nor_do_it(it, role):
    browser = build.browser(build.member(it.project, role))
    for kind, pk in (("participant", it.people[0].pk), ("reference", it.reference.pk)):
        to = reverse("trace:gone", args=[it.project.pk, kind, pk])
        assert browser.get(to).status_code == 403
        assert browser.post(to, {"sure": "on", "reason": "x"}).status_code == 403


def test_only_people_and_papers_go(it, browser):
    to = reverse("trace:gone", args=[it.project.pk, "finding", it.findings[0].pk])
    assert browser.get(to).status_code == 404


def test_a_refusal_is_shown_with_the_form(it, browser, monkeypatch):
    def refuse(**_):
        raise Refused("The words could not be erased.", advice="Try again.")

    monkeypatch.setattr(actions, "withdraw_participant", refuse)
    monkeypatch.setattr(actions, "retract", refuse)
    for kind, pk in (("participant", it.people[0].pk), ("reference", it.reference.pk)):
        to = reverse("trace:gone", args=[it.project.pk, kind, pk])
        answer = browser.post(to, {"sure": "on", "reason": "A notice."})
        assert answer.status_code == 422
        assert "The words could not be erased." in answer.content.decode()


# Marks.


def test_somebody_may_mark_what_rests_on_a_thing(it, by):
    cause = Key("finding", it.findings[0].pk)
    n = actions.mark_above(
        by=by, project=it.project, keys=[cause], reason="F1 was reworded.", cause=cause
    )
    assert n == 3
    assert it.marked() == {
        Key("recommendation", it.recommendations[0].pk), Key("action", it.action.pk),
        Key("indicator", it.indicator.pk),
    }  # fmt: skip
    again = actions.mark_above(
        by=by, project=it.project, keys=[cause], reason="F1 was reworded.", cause=cause
    )
    assert again == 0


def test_a_mark_has_a_reason_and_a_cause_of_this_project(it, by):
    cause = Key("finding", it.findings[0].pk)
    other = Key("finding", threads.world().findings[0].pk)
    with pytest.raises(Refused, match="reason"):
        actions.mark_above(by=by, project=it.project, keys=[cause], reason=" ", cause=cause)
    with pytest.raises(Refused, match="in this project"):
        actions.mark_above(by=by, project=it.project, keys=[other], reason="x", cause=cause)
    with pytest.raises(NotAllowed):
        actions.mark_above(
            by=build.member(it.project, "observer"), project=it.project, keys=[cause], reason="x",
            cause=cause,
        )  # fmt: skip
