"""Decisions and states that go out with references."""

from __future__ import annotations

import pytest

from tests.steps.review import build as reviews
from uptake.formats.decisions import Decision
from uptake.formats.export import pieces
from uptake.review.models import StopDecision
from uptake.review.telling import STATES
from uptake.sources import screened
from uptake.sources.queries import exported

pytestmark = pytest.mark.django_db


@pytest.fixture
def review():
    """Judged: one in, one out with its reason, one in conflict, one by one person; two unread."""
    it = reviews.review(6)
    reason = it.criterion("Not adults")
    it.both(0, "include", "include")
    for by in (it.one, it.two):
        it.screen(by, 1, "exclude", reason=reason)
    it.both(2, "include", "exclude")
    it.screen(it.one, 3, "include")
    return it


def test_nothing_is_told_where_nobody_screens():
    it = reviews.review(2)
    assert screened.states(it.project) == ()
    assert screened.decisions(it.project, [one.pk for one in it.references]) == {}


def test_each_reference_is_in_one_state(review):
    states = screened.states(review.project)
    assert [key for key, _ in states] == list(STATES)
    found = {key: list(screened.ids(review.project, key)) for key in STATES}
    pks = [one.pk for one in review.references]
    assert found["going-on"] == [pks[0]]
    assert found["excluded"] == [pks[1]]
    assert found["unread"] == pks[2:]
    assert sorted(pk for some in found.values() for pk in some) == pks
    assert screened.ids(review.project, "nothing") == []


def test_what_was_left_unread_is_not_judged(review):
    StopDecision.objects.create(project=review.project, stage="title", rule="r", target=0.9)
    assert len(screened.ids(review.project, "unread")) == 4


def test_only_what_everybody_may_know_goes_out(review):
    pks = [one.pk for one in review.references]
    found = screened.decisions(review.project, pks)
    assert set(found) == set(pks[:2])
    (said,) = found[pks[1]]
    assert (said.stage, said.verdict, said.reason, said.tool) == (
        "title", "exclude", "Not adults", "Uptake",
    )  # fmt: skip
    assert said.at


def test_full_texts_come_after_titles(review):
    for by in (review.one, review.two):
        review.screen(by, 0, "include", stage="full")
    (found,) = screened.decisions(review.project, [review.references[0].pk]).values()
    assert [one.stage for one in found] == ["title", "full text"]
    assert screened.ids(review.project, "included") == [review.references[0].pk]


def test_references_carry_them_out_in_every_form(review):
    for way in ("ris", "bibtex", "csv"):
        text = b"".join(pieces(exported(review.project), way)).decode()
        assert "Not adults" in text
    rows = list(exported(review.project, state="excluded"))
    assert [row.decisions for row in rows] == [
        (Decision("title", "exclude", "Not adults", at=rows[0].decisions[0].at, tool="Uptake"),)
    ]
