"""An order that cannot be learnt: said to whoever leads, tried again, and not asked for over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import build as people
from tests.steps.review import build
from uptake.projects.errors import Refused
from uptake.projects.models import Job
from uptake.review import tasks
from uptake.review.queries import learning
from uptake.review.queries.stages import stage

pytestmark = pytest.mark.django_db
WHY = "The disk is full."


@pytest.fixture
def review() -> build.Review:
    made = build.review()
    made.settings(reviewers=1)
    return made


def failed(review: build.Review, minutes: float = 0) -> Job:
    return Job.objects.create(
        project=review.project, kind=tasks.RANK, title="Order the references",
        arguments={"stage": "title"}, by=review.lead.user, state=Job.State.FAILED, outcome=WHY,
        ended_at=timezone.now() - timedelta(minutes=minutes),
    )  # fmt: skip


def at(review: build.Review, name: str, *ids: object) -> str:
    return reverse(f"review:{name}", args=[review.project.pk, *ids])


def test_verdicts_ask_for_none_for_some_minutes(review) -> None:
    of = stage(review.project, "title")
    job = failed(review)
    people.browser(review.one).get(at(review, "screen", "title"))
    assert Job.objects.filter(kind=tasks.RANK).count() == 1
    Job.objects.filter(pk=job.pk).update(ended_at=timezone.now() - timedelta(minutes=11))
    assert learning.is_due(of, False)
    people.browser(review.one).get(at(review, "screen", "title"))
    assert Job.objects.filter(kind=tasks.RANK).count() == 2
    assert not learning.is_due(of, False)
    assert learning.failed_order(of) is None


def test_the_lead_is_told_and_tries_again(review) -> None:
    failed(review)
    lead, one = people.browser(review.lead), people.browser(review.one)
    for address in (at(review, "screen", "title"), at(review, "stop-panel", "title")):
        page = lead.get(address).content.decode()
        assert WHY in page
        assert "Try again" in page
        assert WHY not in one.get(address).content.decode()
    page = lead.post(at(review, "rank-again", "title"), follow=True).content.decode()
    assert "A new order is asked for" in page
    assert WHY not in page
    assert Job.objects.filter(kind=tasks.RANK, state=Job.State.WAITING).count() == 1
    page = lead.post(at(review, "rank-again", "title"), follow=True).content.decode()
    assert "on its way already" in page
    assert Job.objects.filter(kind=tasks.RANK).count() == 2


def test_one_made_since_ends_the_matter(review) -> None:
    failed(review)
    Job.objects.create(
        project=review.project, kind=tasks.RANK, title="Order", arguments={"stage": "title"},
        state=Job.State.DONE,
    )  # fmt: skip
    assert learning.failed_order(stage(review.project, "title")) is None


@pytest.mark.parametrize("key", ["title", "full"])
def test_where_no_order_is_learnt_none_is_made(review, key: str) -> None:
    review.settings(reviewers=1, order="random")
    with pytest.raises(Refused, match="no order is learnt"):
        tasks.rank_again(by=review.lead, of=stage(review.project, key))
