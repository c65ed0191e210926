"""Agreement is that of people who judged for themselves: on verdicts given before they saw."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests import build as people
from tests.steps.review import build
from uptake.review.actions import calibration as rounds_
from uptake.review.actions import screening, stages
from uptake.review.models import Calibration, Verdict
from uptake.review.queries.calibration import Given, agreement, independent, round_page

START = datetime(2026, 5, 1, tzinfo=UTC)


def minute(number: int) -> datetime:
    return START + timedelta(minutes=number)


@pytest.fixture
def review() -> build.Review:
    made = build.review()
    made.settings(conflicts="discussion")
    return made


def table(review: build.Review) -> dict[tuple[str, str], int]:
    found = agreement(review.project, "title")
    return dict(found[0].found.table) if found else {}


@pytest.mark.django_db
class TestOfAStage:
    def test_a_verdict_changed_after_the_other_s_was_seen_counts_as_first_given(
        self, review
    ) -> None:
        review.both(0, "include", "exclude")
        review.screen(review.two, 0, "include")
        (pair,) = agreement(review.project, "title")
        assert (pair.found.units, pair.found.observed) == (1, 0.0)

    def test_a_slip_taken_back_before_the_other_had_judged_does_not_count(self, review) -> None:
        slip = review.screen(review.one, 0, "exclude")
        screening.take_back(by=review.one, verdict=slip)
        review.both(0, "include", "include")
        assert set(table(review)) == {("include", "include")}

    def test_a_third_person_who_saw_both_agrees_with_nobody(self, review) -> None:
        review.both(0, "include", "include")
        review.screen(review.third, 0, "include")
        (pair,) = agreement(review.project, "title")
        assert {pair.first, pair.second} == {review.one.user.name, review.two.user.name}

    def test_what_was_said_after_the_opening_does_not_count(self, review) -> None:
        review.both(0, "include", "include")
        review.screen(review.one, 1, "include")
        stages.open_stage(by=review.lead, project=review.project, key="title")
        review.screen(review.two, 1, "include")
        assert sum(table(review).values()) == 1

    def test_in_a_round_it_is_the_verdicts_of_its_end(self, review) -> None:
        opened = rounds_.open_calibration(
            by=review.lead, project=review.project, stage="title", size=1
        )
        at = [row.pk for row in review.references].index(opened.items.get().reference_id)
        review.both(at, "include", "exclude")
        review.screen(review.third, at, "exclude")
        rounds_.close_calibration(by=review.lead, calibration=opened)
        before = agreement(review.project, "title")
        assert len(before) == 3
        review.screen(review.one, at, "exclude")
        assert Verdict.objects.filter(replaced_at=None).count() == 3
        assert agreement(review.project, "title") == before
        page = round_page(Calibration.objects.get(pk=opened.pk), review.lead.user)
        assert not page.items[0].agreed

    def test_the_overview_says_what_it_counts(self, review) -> None:
        review.both(0, "include", "include")
        to = reverse("review:overview", args=[review.project.pk])
        client = people.browser(review.lead)
        assert b"before either saw the other" in client.get(to).content
        review.settings(blind=False, conflicts="discussion")
        assert b"no agreement of two who judged" in client.get(to).content


@st.composite
def histories(draw) -> list[Given]:
    """Verdicts of up to three people on one reference, each person's following one another."""
    rows, moment = [], 0
    for person in "abc"[: draw(st.integers(0, 3))]:
        times = sorted(draw(st.sets(st.integers(0, 40), min_size=1, max_size=4)))
        last = draw(st.none() | st.integers(41, 50))
        for begin, end in pairwise([*times, last]):
            moment += 1
            until = None if end is None else minute(end)
            rows.append(Given(person, f"verdict {moment}", minute(begin), until))
    return rows


def by_minutes(rows: list[Given]) -> dict[str, str]:
    """The slow twin: look at every minute what stands."""
    for number in range(60):
        there = {row.person: row.verdict for row in rows if row.stood(minute(number))}
        if len(there) > 1:
            return there
    return {}


@given(histories())
def test_as_looking_at_every_minute(rows: list[Given]) -> None:
    assert independent(rows) == by_minutes(rows)


def test_what_a_round_brought_counts_when_it_is_closed() -> None:
    end = minute(9)
    rows = [
        Given("a", "include", minute(1), None, end),
        Given("b", "exclude", minute(2), minute(5), end),
        Given("b", "include", minute(5), None, end),
        Given("c", "unsure", minute(8), minute(20), end),
        Given("c", "include", minute(20), None),
    ]
    assert independent(rows) == {"a": "include", "b": "include", "c": "unsure"}
    assert independent(rows[:1]) == {}
    alone = [rows[0], Given("b", "exclude", minute(30), None)]
    assert independent(alone) == {"a": "include", "b": "exclude"}
    assert independent(alone, minute(25)) == {"a": "include"}
