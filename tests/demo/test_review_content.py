"""The example's review as data: every verdict has its record, every reason its criterion."""

from __future__ import annotations

from itertools import chain

import pytest

from uptake.demo.content import data, load
from uptake.demo.review_content import load as load_review
from uptake.demo.studies_content import load as load_studies
from uptake.formats import pdf
from uptake.instruments import checklists

VERDICTS = {"include", "exclude", "unsure"}


@pytest.fixture(scope="module")
def plan():
    return load_review()


@pytest.fixture(scope="module")
def found():
    return set(chain.from_iterable(search.references for search in load().searches))


def test_everything_says_that_it_is_invented(plan):
    assert "invented" in plan.protocol.methods
    assert plan.protocol.registration == ""


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


def test_quotes_of_an_invented_paper_stand_on_its_pages(plan):
    quoted = [one for one in load().statements if one.quote]
    papers = {paper.record: pdf.read(data(paper.file)) for paper in plan.papers}
    assert {one.reference for one in quoted} == set(papers)
    for one in quoted:
        page = papers[one.reference].pages[int(one.place.removeprefix("page ")) - 1]
        assert " ".join(one.quote.split()) in " ".join(page.split())
    for found in papers.values():
        assert "INVENTED" in found.pages[0]


def test_only_records_speak_for_real_papers_and_only_invented_ones_are_appraised(plan):
    studies = load_studies()
    for taken in studies.taken:
        assert (taken.place == "its record") is not taken.record.startswith("I")
        assert plan.judged[taken.record].text(0)[0] == "include"
        assert bool(taken.note) is any(taken.settled())
    items = len(next(one for one in checklists() if one.key == "uptake-qualitative").items)
    for one in studies.appraised:
        assert one.record.startswith("I")
        assert {len(one.first), len(one.second)} == {items}
    assert sum(not taken.record.startswith("I") for taken in studies.taken) == 12
