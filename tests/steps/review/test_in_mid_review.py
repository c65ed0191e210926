"""What changes under people's hands: who reads how much, and what another decided meanwhile."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests import build as people
from tests.steps.review import build, studies
from uptake.projects.errors import OvertakenEdit, Refused
from uptake.review.actions import stages
from uptake.review.models import Protocol, Stage, Verdict
from uptake.review.queries.studies import studies as listed

pytestmark = pytest.mark.django_db


@pytest.fixture
def review():
    return build.review(3)


def at(review, name, *ids):
    return reverse(f"review:{name}", args=[review.project.pk, *ids])


def to_one(review, why=""):
    stages.change_stage(by=review.lead, project=review.project, key="title",
                        facts=stages.StageFacts(reviewers=1), why=why)  # fmt: skip


def test_fewer_readers_in_mid_review_need_a_reason_and_amend_the_protocol(review):
    review.write_protocol()
    review.screen(review.one, 0)
    with pytest.raises(Refused, match="part of the protocol"):
        to_one(review)
    assert Stage.objects.get().reviewers == 2
    assert review.state(0) == "half"
    to_one(review, "One of us has left.")
    assert review.state(0) == "include"
    last = Protocol.objects.last()
    assert (last.version, last.question) == (2, Protocol.objects.first().question)
    assert last.why == (
        "Titles and abstracts are read by one person instead of two people. One of us has left."
    )
    page = people.browser(review.lead).get(at(review, "protocol")).content.decode()
    assert "One of us has left." in page
    assert review.screen(review.one, 1).protocol == 2


def test_before_anybody_judged_no_reason_is_asked(review):
    review.write_protocol()
    to_one(review)
    assert Protocol.objects.count() == 1


def test_without_a_protocol_there_is_nothing_to_amend(review):
    review.screen(review.one, 0)
    to_one(review, "One of us has left.")
    assert not Protocol.objects.exists()


def test_the_settings_page_asks_why_and_keeps_what_was_typed(review):
    review.write_protocol()
    browser, there = people.browser(review.lead), at(review, "stage", "title")
    assert "more or fewer people read" not in browser.get(there).content.decode()
    review.screen(review.one, 0)
    given = {"reviewers": "1", "blind": "on", "conflicts": "third", "order": "relevance",
             "rule": "scaled", "target": "90", "seed": "1"}  # fmt: skip
    page = browser.post(there, given).content.decode()
    assert "part of the protocol" in page
    assert 'value="90"' in page
    browser.post(there, {**given, "why": "She has left."})
    assert Protocol.objects.last().why.endswith("She has left.")


def test_full_texts_have_neither_an_order_nor_a_rule_to_set(review):
    browser, there = people.browser(review.lead), at(review, "stage", "full")
    page = browser.get(there).content.decode()
    assert "Which rule says when to stop?" not in page
    browser.post(there, {"reviewers": "1", "conflicts": "discussion"})
    row = Stage.objects.get(key="full")
    assert (row.reviewers, row.conflicts, row.rule, row.target) == (1, "discussion", "scaled", 0.95)


def open_for(review, who):
    page = people.browser(who).get(at(review, "look", "title", review.references[0].pk))
    assert 'name="others" value="0"' in page.content.decode()


def test_what_another_decided_meanwhile_is_told_and_what_was_typed_stays(review):
    review.settings(reviewers=1)
    open_for(review, review.two)
    review.screen(review.one, 0, "include")
    sent = {"verdict": "exclude", "note": "Mice.", "mine": "0", "others": "0"}
    there = at(review, "judge", "title", review.references[0].pk)
    page = people.browser(review.two).post(there, sent).content.decode()
    assert "Reviewer judged this reference while you had it open: include." in page
    assert "Mice." in page
    assert "Others&#39; verdicts" in page or "Others' verdicts" in page
    assert Verdict.objects.count() == 1
    assert review.state(0) == "include"
    known = Verdict.objects.get().pk
    assert f'name="others" value="{known}"' in page
    people.browser(review.two).post(there, {**sent, "others": str(known)})
    assert review.state(0) == "conflict"


def test_a_blind_second_verdict_is_told_nothing(review):
    open_for(review, review.two)
    review.screen(review.one, 0, "include")
    review.screen(review.two, 0, "exclude", mine=0, others=0)
    assert review.state(0) == "conflict"


def test_a_third_is_told_that_two_have_decided(review):
    review.both(0, "include", "include")
    with pytest.raises(OvertakenEdit, match="while you had it open"):
        review.screen(review.third, 0, "exclude", mine=0, others=0)


def test_fields_that_nobody_filled_in_are_not_to_settle():
    review, (study, *_) = studies.studies(1)
    browser = people.browser(review.lead)
    page = browser.get(at(review, "studies")).content.decode()
    assert "Not open yet" in page
    row = listed(review.project, review.one.user).rows[0]
    assert (row.left, row.entered) == (0, False)
    assert "not open yet" in browser.get(at(review, "study", study.pk)).content.decode()
