"""Statements written beside the text of a study, seen side by side once all have read it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests import build as people
from tests.steps.review import studies
from uptake.instruments.extraction_forms import Question
from uptake.review.actions import entries
from uptake.review.actions import form as writes
from uptake.review.actions import studies as moves
from uptake.review.models import Entry, FormField, SaidDone
from uptake.review.queries.stated import stated
from uptake.sources.actions import say_the_same
from uptake.sources.models import Statement

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def made():
    review, rows = studies.studies()
    form = (Question("Country", "", required=True),)
    writes.take_over_form(by=review.lead, project=review.project, questions=form)
    return review, rows[0]


def at(name, review, *ids):
    return reverse(f"review:{name}", args=[review.project.pk, *ids])


def sent(review, study, by, **values):
    field = FormField.objects.get()
    return {f"value-{field.pk}": "", f"place-{field.pk}": "", f"quote-{field.pk}": "",
            "seen": entries.mark_of(study, by.user), **values}  # fmt: skip


def field_value(value):
    return {f"value-{FormField.objects.get().pk}": value}


def test_a_statement_is_written_beside_the_text_and_nothing_else_is_sent(made):
    review, study = made
    browser = people.browser(review.one)
    page = browser.get(at("extract", review, study.pk)).content.decode()
    assert "Add what it states" in page
    assert "No statements yet" in page
    part = browser.post(
        at("write-statement", review, study.pk),
        {"sentence": "Staff lack time", "direction": "barrier", "cells": [], "state": "1"},
        headers=HTMX,
    )
    text = part.content.decode()
    assert part.status_code == 200
    assert "<html" not in text
    assert "The statement was added." in text
    assert "Staff lack time" in text
    kept = Statement.objects.get()
    assert (kept.reference, kept.by) == (review.references[0], review.one.user)
    assert not Entry.objects.exists()


def test_an_empty_statement_is_told_and_what_was_typed_stays(made):
    review, study = made
    browser = people.browser(review.one)
    there = at("write-statement", review, study.pk)
    part = browser.post(there, {"sentence": "", "place": "page 9", "state": "1"}, headers=HTMX)
    assert part.status_code == 422
    assert "Enter what the reference states" in part.content.decode()
    assert "page 9" in part.content.decode()
    onward = browser.post(there, {"sentence": "Staff lack time"})
    assert onward["Location"] == at("extract", review, study.pk) + "#states"
    assert Statement.objects.count() == 1


def test_without_scripts_one_button_keeps_the_entries_and_the_statement(made):
    review, study = made
    browser, there = people.browser(review.one), at("extract", review, study.pk)
    typed = field_value("Wales") | {"sentence": "Staff lack time", "state": "1"}
    onward = browser.post(there, sent(review, study, review.one, **typed))
    assert onward["Location"].endswith("#states")
    assert (Entry.objects.get().value, Statement.objects.count()) == ("Wales", 1)
    again = field_value("Wales") | {"sentence": "Training helps"}
    onward = browser.post(there, sent(review, study, review.one, **again))
    assert onward["Location"] == there
    assert Statement.objects.count() == 2
    wrong = field_value("England") | {"sentence": "", "quote": "words", "state": "1"}
    page = browser.post(there, sent(review, study, review.one, **wrong))
    assert page.status_code == 422
    assert "Enter what the reference states" in page.content.decode()
    assert "England" in page.content.decode()


def test_a_statement_typed_with_done_is_kept_too_and_can_be_written_after(made):
    review, study = made
    browser, there = people.browser(review.one), at("extract", review, study.pk)
    typed = {"sentence": "Staff lack time", "done": "1"}
    page = browser.post(there, sent(review, study, review.one, **typed))
    assert page.status_code == 422  # the country is required
    assert "but for the statement" not in page.content.decode() or not Statement.objects.exists()
    page = browser.post(
        there, sent(review, study, review.one, **typed, **field_value("Wales")), follow=True
    )
    assert "You are done with S1. The statement was added." in page.content.decode()
    assert SaidDone.objects.exists()
    after = sent(review, study, review.one, **field_value("x"), sentence="More", state="1")
    browser.post(there, after)
    assert Statement.objects.count() == 2
    assert Entry.objects.get().value == "Wales"


def test_with_two_reports_one_says_which(made):
    review, study = made
    moves.join_report(by=review.one, study=study, reference=review.references[1])
    browser = people.browser(review.one)
    page = browser.get(at("extract", review, study.pk) + f"?report={review.references[1].pk}")
    assert 'name="report"' in page.content.decode()
    browser.post(
        at("write-statement", review, study.pk),
        {"sentence": "From the second", "report": review.references[1].pk},
        headers=HTMX,
    )
    assert Statement.objects.get().reference == review.references[1]


def both_state(review, study):
    for who, words in ((review.one, "Staff lack time"), (review.two, "No time for it")):
        people.browser(who).post(at("write-statement", review, study.pk), {"sentence": words})


def test_each_sees_their_own_until_all_are_done_and_then_both(made):
    review, study = made
    both_state(review, study)
    page = people.browser(review.one).get(at("extract", review, study.pk)).content.decode()
    assert "No time for it" not in page
    assert "1 statement of others is shown here when all" in page
    entries.open_study(by=review.lead, study=study)
    it = stated(study, review.one.user)
    assert [(side.mine, len(side.rows)) for side in it.sides] == [(True, 1), (False, 1)]
    assert (it.count, it.unseen) == (2, 0)
    page = people.browser(review.one).get(at("compare", review, study.pk)).content.decode()
    assert "No time for it" in page
    assert "They say the same" in page


def test_says_the_same_is_offered_side_by_side_and_leads_back(made):
    review, study = made
    both_state(review, study)
    entries.open_study(by=review.lead, study=study)
    first, second = Statement.objects.order_by("pk")
    back = at("compare", review, study.pk) + "#states"
    onward = people.browser(review.two).post(
        reverse("sources:same", args=[review.project.pk, second.pk]),
        {"other": first.pk, "back": back},
    )
    assert onward["Location"] == back
    second.refresh_from_db()
    assert second.same_as == first
    it = stated(study, review.two.user)
    mine, others = it.sides
    assert it.could_be(mine.rows[0]) == [(first.pk, "Staff lack time (Reviewer)")]
    assert it.could_be(others.rows[0]) == []
    page = people.browser(review.two).get(back.split("#")[0]).content.decode()
    assert "They say the same" not in page
    with pytest.raises(Exception, match="stand for each other"):
        say_the_same(by=review.two, statement=first, other=second)
