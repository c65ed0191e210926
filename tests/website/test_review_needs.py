"""What a project's home says of the review to each person."""

from __future__ import annotations

import pytest

from tests import build as people
from tests.steps.review import build, studies
from uptake.instruments.checklists import checklists
from uptake.instruments.extraction_forms import Question
from uptake.projects.models import Project
from uptake.review.actions import stops
from uptake.review.actions.appraisal import Judged, appraise, use_checklist
from uptake.review.actions.entries import say_done
from uptake.review.actions.form import take_over_form
from uptake.review.models import Standing
from uptake.website import queries

pytestmark = pytest.mark.django_db


def titles(review, who, *, leads=False):
    return [need.title for need in queries.needs(review.project, who.user, leads=leads)]


def home(review, who):
    return people.browser(who).get(f"/p/{review.project.pk}/").content.decode()


def test_nothing_is_asked_before_the_review_has_begun():
    review = build.review(3)
    assert titles(review, review.one) == []
    review.write_protocol()
    assert titles(review, review.one) == ["Judge 3 references"]


def test_what_waits_is_counted_for_each_person_and_tells_no_verdict():
    review = build.review(6)
    review.settings()
    review.screen(review.one, 0, "include")
    review.screen(review.one, 1, "exclude")
    assert titles(review, review.one) == ["Judge 4 references"]
    assert titles(review, review.two) == [
        "Judge 4 references",
        "Give 2 references a second verdict",
    ]
    page = home(review, review.two)
    assert "Give 2 references a second verdict" in page
    assert f"/p/{review.project.pk}/review/screen/title/" in page


def test_conflicts_are_for_those_who_may_settle_them():
    review = build.review(2)
    review.settings()
    review.both(0, "include", "exclude")
    review.both(1, "exclude", "exclude")
    assert titles(review, review.one) == []
    assert titles(review, review.third) == ["Settle 1 reference"]
    assert titles(review, review.lead, leads=True) == ["Settle 1 reference"]
    assert "Settle 1 reference" in home(review, review.lead)
    assert "Nothing waits for you." in home(review, review.two)
    Standing.objects.filter(state="exclude").update(look_again="A criterion was reworded.")
    assert titles(review, review.one) == ["Look again at 1 reference"]


def test_an_ended_stage_asks_for_nothing_more():
    review = build.review(4)
    review.settings(reviewers=1)
    review.screen(review.one, 0)
    stops.end_stage(by=review.lead, project=review.project, stage="title", why="Enough.",
                    figures={"holds": True})  # fmt: skip
    assert titles(review, review.one) == ["Judge 1 full text"]


def test_studies_wait_to_be_made_read_and_appraised():
    review = studies.included(2, reviewers=2)
    assert titles(review, review.one) == ["Make a study of 2 included reports"]
    review, (first, _) = studies.studies(2)
    assert titles(review, review.one) == []
    take_over_form(by=review.lead, project=review.project, questions=[Question("Country", "")])
    assert titles(review, review.one) == ["Take the data out of 2 studies"]
    say_done(by=review.one, study=first)
    assert titles(review, review.one) == ["Take the data out of 1 study"]
    assert titles(review, review.two) == ["Take the data out of 2 studies"]
    checklist = checklists()[0]
    row = use_checklist(by=review.lead, project=review.project, checklist=checklist)
    answers = {item.key: ("yes", "") for item in checklist.items}
    for who in (review.one, review.two):
        assert titles(review, who)[-1] == "Appraise 2 studies"
        appraise(by=who, study=first, checklist=row, judged=Judged(answers, "minor", "Few"))
    assert titles(review, review.two)[-1] == "Appraise 1 study"
    assert titles(review, review.third)[-1] == "Appraise 1 study"


def test_the_home_asks_the_same_however_much_waits(django_assert_max_num_queries):
    review = build.review(12)
    review.settings()
    review.both(0, "include", "exclude")
    review.both(1, "include", "include")
    with django_assert_max_num_queries(64):
        home(review, review.third)
    assert Project.objects.count() == 1
