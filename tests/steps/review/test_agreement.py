"""Agreement is that of people who judged for themselves: on verdicts given before they saw."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import combinations, pairwise
from random import Random

import pytest
from django.db.models import Q
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests import build as people
from tests.steps.review import build
from uptake.projects.models import User
from uptake.review.actions import calibration as rounds_
from uptake.review.actions import screening, stages
from uptake.review.models import Calibration, Stage, Standing, Verdict
from uptake.review.queries.calibration import Given, agreement, independent, round_page
from uptake.sources.models import Reference

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


def tables(pairs) -> dict[frozenset[tuple[str, str]], int]:
    """How often which person said what beside whom, whoever comes first."""
    return Counter({
        frozenset({(pair.first, one), (pair.second, other)}): number
        for pair in pairs for (one, other), number in pair.found.table
    })  # fmt: skip


def one_by_one(review: build.Review, of: Stage, hidden: set[int]) -> Counter:
    """The slow twin: every reference by itself, from every verdict there ever was."""
    found: Counter = Counter()
    for work in Reference.objects.filter(merged_into=None).exclude(pk__in=hidden):
        rows = Verdict.objects.filter(stage=of.key).filter(
            Q(reference=work) | Q(reference__merged_into=work)
        )
        history = [
            Given(row.by.name if row.by else row.origin, row.verdict, row.created_at,
                  row.replaced_at, row.calibration.closed_at if row.calibration else None)
            for row in rows.select_related("by", "calibration")
        ]  # fmt: skip
        said = independent(history, of.opened_at)
        found.update(frozenset(two) for two in combinations(said.items(), 2))
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(6))
def test_counted_together_as_one_by_one(review: build.Review, seed: int) -> None:
    chance = Random(seed)
    users = [review.one.user, review.two.user, review.third.user]
    for user in users:
        User.objects.filter(pk=user.pk).update(name=f"Reader {user.pk}")
    refs = list(review.references)
    for row in refs:
        for user in chance.sample(users, chance.choice((1, 2, 2, 2, 3))):
            for last in (False, True)[chance.random() < 0.8 :]:
                made = Verdict.objects.create(
                    project=review.project, stage="title", reference=row, by=user,
                    verdict=chance.choice(("include", "exclude", "unsure")),
                    replaced_at=None if last else START,
                )  # fmt: skip
                begin = START + timedelta(minutes=chance.randrange(60))
                until = None if last else begin + timedelta(minutes=chance.randrange(1, 30))
                Verdict.objects.filter(pk=made.pk).update(created_at=begin, replaced_at=until)
    elsewhere = Verdict.objects.create(
        project=review.project, stage="title", reference=refs[0], verdict="include",
        origin="Rayyan: Ann",
    )  # fmt: skip
    Verdict.objects.filter(pk=elsewhere.pk).update(created_at=START)
    Reference.objects.filter(pk=refs[-1].pk).update(merged_into=refs[1])
    opened = START + timedelta(minutes=40) if seed % 2 else None
    Stage.objects.update_or_create(
        project=review.project, key="title",
        defaults={"opened_at": opened, "reviewers": 2, "blind": seed % 3 != 0},
    )  # fmt: skip
    Standing.objects.create(project=review.project, stage="title", reference=refs[2], state="half")
    of = Stage.objects.get(project=review.project, key="title")
    hidden = {refs[2].pk} if of.blind and opened is None else set()
    assert tables(agreement(review.project, "title")) == one_by_one(review, of, hidden)
