"""PRISMA's order: a report is sought, then had or not, and only what was had is assessed."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.urls import reverse

from tests import build as people
from tests.steps.review import build, studies
from uptake import website
from uptake.methods import prisma
from uptake.projects.errors import Refused
from uptake.review.actions import stops
from uptake.review.actions.screening import take_back
from uptake.review.actions.standing import restand_merged
from uptake.review.actions.studies import note_retrieval
from uptake.review.models import Retrieval
from uptake.review.pools import not_to_be_had, unjudged
from uptake.review.queries import card, flow, fulltext, queue, stages, stop, unfinished
from uptake.sources.models import Reference

pytestmark = pytest.mark.django_db


@pytest.fixture
def review():
    """Three full texts to read, by one person each."""
    made = build.review(4)
    made.settings("title", reviewers=1)
    made.settings("full", reviewers=1)
    for n in range(3):
        made.screen(made.one, n)
    return made


def mark(review, at, state="missing"):
    return note_retrieval(by=review.one, reference=review.references[at], state=state)


def order(review):
    of = stages.stage(review.project, "full")
    found, skip = [], []
    while (turn := queue.next_turn(of, review.one.user.pk, skip)) is not None:
        found.append(review.references.index(Reference.objects.get(pk=turn.reference)))
        skip.append(turn.reference)
    return found


def at(review, name, *ids):
    return reverse(f"review:{name}", args=[review.project.pk, *ids])


def test_what_was_not_had_is_neither_offered_nor_counted_as_assessed(review):
    mark(review, 0)
    assert order(review) == [1, 2]
    route = flow.flow(review.project).databases
    assert (route.not_retrieved, route.assessed, route.to_seek) == (1, 0, 2)
    page = people.browser(review.one).get(at(review, "look", "full", review.references[0].pk))
    assert "It was found: judge it" in page.content.decode()
    with pytest.raises(Refused, match="counts as not retrieved"):
        review.screen(review.one, 0, stage="full")
    assert flow.flow(review.project).databases == route


def test_one_found_after_all_is_judged_once_that_was_said(review):
    mark(review, 0)
    browser, pk = people.browser(review.one), review.references[0].pk
    there = at(review, "look", "full", pk)
    answer = browser.post(
        at(review, "retrieval", pk), {"state": "retrieved", "back": there}, follow=True
    )
    assert 'name="verdict" value="include"' in answer.content.decode()
    review.screen(review.one, 0, stage="full")
    route = flow.flow(review.project).databases
    assert (route.not_retrieved, route.assessed) == (0, 1)
    assert Retrieval.objects.get().state == "retrieved"


def test_what_was_judged_was_found(review):
    given = review.screen(review.one, 0, stage="full")
    with pytest.raises(Refused, match="was judged, so it was found"):
        mark(review, 0)
    take_back(by=review.one, verdict=given)
    mark(review, 0)
    assert flow.flow(review.project).databases.not_retrieved == 1


def test_those_that_are_there_come_first(review):
    studies.attach(review, 2)
    mark(review, 1, "asked")
    assert order(review) == [2, 0, 1]
    page = people.browser(review.one)
    first = page.get(at(review, "screen", "full")).content.decode()
    assert "No full text is attached yet." not in first
    other = page.get(at(review, "look", "full", review.references[1].pk)).content.decode()
    assert "No full text is attached yet." in other
    assert "Judge it by its title" not in other
    missed = page.post(
        at(review, "retrieval", review.references[1].pk),
        {"state": "missing", "back": at(review, "screen", "full")}, follow=True,
    )  # fmt: skip
    assert missed.status_code == 200
    assert order(review) == [2, 0]


def test_a_record_merged_in_brings_its_mark_and_its_text(review):
    rows = review.references
    mark(review, 1)
    Reference.objects.filter(pk=rows[1].pk).update(merged_into=rows[0])
    restand_merged(review.project, frozenset({rows[0].pk, rows[1].pk}))
    assert not_to_be_had(rows[0].pk)
    assert order(review) == [2]
    mark(review, 0, "retrieved")
    assert not not_to_be_had(rows[0].pk)
    assert order(review) == [0, 2]
    assert not prisma.faults(flow.flow(review.project))


def test_nothing_is_left_when_the_rest_could_not_be_had(review):
    review.screen(review.one, 0, stage="full")
    mark(review, 1)
    mark(review, 2)
    of = stages.stage(review.project, "full")
    assert not unjudged(of)
    assert card.counts(of, review.one.user.pk) == card.Counts(1, 0)
    assert stop.stop_page(review.project, "full").unread == 0
    assert not [one for one in unfinished.unfinished(review.project) if one.stage == "full"]
    assert fulltext.standings(review.project).missing == 2
    assert flow.flow(review.project).databases.waiting == 1  # the title that nobody has screened


def test_full_texts_are_read_all_of_them(review):
    review.screen(review.one, 0, stage="full")
    with pytest.raises(Refused, match="no rule ends this stage"):
        stops.end_stage(by=review.lead, project=review.project, stage="full", why="Time.",
                        figures={"holds": True})  # fmt: skip
    browser = people.browser(review.lead)
    page = browser.get(at(review, "stopping", "full")).content.decode()
    assert "Full texts are read all of them" in page
    assert "Stop here" not in page
    assert "2 full texts to decide." in page
    panel = browser.get(at(review, "stop-panel", "full")).content.decode()
    assert "No rule ends this stage." in panel
    assert "If you stopped now" not in panel
    assert "Still to be read" in browser.get(at(review, "overview")).content.decode()


def test_an_audit_of_full_texts_leaves_out_what_could_not_be_had(review):
    stops.draw_audit(by=review.lead, project=review.project, stage="full", size=3)
    mark(review, 0)
    assert sorted(order(review)) == [1, 2]


def test_the_panel_is_asked_for_again_when_nothing_is_left():
    """The script asks for it every ten verdicts, and when the answer has no form for one."""
    script = (Path(website.__file__).parent / "assets" / "js" / "review.js").read_text()
    assert '|| !document.getElementById("verdict")) document.body.dispatchEvent' in script
