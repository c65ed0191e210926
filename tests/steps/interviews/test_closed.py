"""A transcript that may hold names still is shown to those alone who see to that."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests import build as people
from tests.steps.interviews import build
from uptake.interviews.queries.find import find

pytestmark = pytest.mark.django_db

WORDS = "The clinic rang Maureen Tapsell twice"


@pytest.fixture
def waiting():
    project = people.project(people.account())
    return build.transcript(project, [("P01", WORDS)], cleared="")


def pages(row):
    at = [row.project_id, row.pk]
    return [
        reverse("interviews:code", args=at), reverse("interviews:code", args=at) + "?from=0",
        reverse("interviews:transcript", args=at), reverse("interviews:turn", args=[*at, 1]),
        reverse("interviews:panel", args=at) + "?start=0&end=9",
        reverse("interviews:find", args=at[:1]) + "?q=Tapsell&words=Tapsell",
    ]  # fmt: skip


def test_a_coder_reads_no_word_of_it(waiting):
    browser = people.browser(people.member(waiting.project, "coder"))
    for address in pages(waiting):
        for headers in ({}, {"HX-Request": "true"}):
            answer = browser.get(address, headers=headers)
            assert "Maureen" not in answer.content.decode(), address


def test_an_act_that_is_refused_shows_no_word_of_it(waiting):
    browser = people.browser(people.member(waiting.project, "coder"))
    sent = {"version": 1, "start": 0, "end": 5, "memo": "x"}
    address = reverse("interviews:apply", args=[waiting.project_id, waiting.pk])
    for headers in ({}, {"HX-Request": "true"}):
        answer = browser.post(address, sent, headers=headers)
        assert "Maureen" not in answer.content.decode()


def test_whoever_sees_to_it_reads_it(waiting):
    browser = people.browser(people.member(waiting.project, "researcher"))
    for address in pages(waiting)[:2]:
        assert "Maureen" in browser.get(address).content.decode()


def test_a_search_leaves_it_out_until_it_is_cleared(waiting):
    assert find(waiting.project, "Tapsell") == []
    waiting.cleared_how = "waived"
    waiting.save()
    assert [hits.count for hits in find(waiting.project, "Tapsell")] == [1]
