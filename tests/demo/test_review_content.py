"""The example's review as data: every verdict has its record, every reason its criterion."""

from __future__ import annotations

from itertools import chain

import pytest

from uptake.demo.content import load
from uptake.demo.review_content import load as load_review

VERDICTS = {"include", "exclude", "unsure"}


@pytest.fixture(scope="module")
def plan():
    return load_review()


@pytest.fixture(scope="module")
def found():
    return set(chain.from_iterable(search.references for search in load().searches))


def test_everything_says_that_it_is_invented(plan):
    assert "invented" in plan.protocol.methods
    assert "invented" in plan.protocol.registration


def test_each_record_has_its_verdicts_and_no_other(plan, found):
    assert set(plan.judged) == found
    reasons = {(one.stage, one.key) for one in plan.criteria if one.side == "exclude"}
    for judged in plan.judged.values():
        for stage, said in (("title", judged.title), ("full", judged.text)):
            for place in (0, 1):
                verdict, reason = said(place)
                if stage == "title" or verdict:
                    assert verdict in VERDICTS, judged.record
                    assert bool(reason) is (verdict == "exclude"), judged.record
                assert not reason or (stage, reason) in reasons, judged.record


def test_real_papers_are_kept_and_nobody_says_that_one_cannot_be_found(plan):
    for record, judged in plan.judged.items():
        if not record.startswith("I"):
            assert [judged.title(0), judged.title(1)] == [("include", "")] * 2
            assert judged.retrieval == judged.retrieval_note == ""


def test_the_two_agree_mostly(plan):
    apart = [one for one in plan.judged.values() if one.title(0)[0] != one.title(1)[0]]
    assert 3 <= len(apart) <= 8
    assert [one.record for one in apart if not one.third]


def test_what_is_named_elsewhere_is_there(plan, found):
    named = chain(
        chain.from_iterable(plan.second_reports), plan.amendment.read_again,
        *(label.records for label in plan.labels), *(pair.records for pair in plan.pairs),
    )  # fmt: skip
    assert set(named) <= found
    title = {one.key for one in plan.criteria if one.stage == "title"}
    assert plan.amendment.criterion in title
