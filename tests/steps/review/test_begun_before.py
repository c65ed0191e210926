"""An update opened while the round before is unfinished: asked first, and kept with its reason."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests import build as people
from tests.steps.review import build
from uptake.projects.errors import Refused
from uptake.projects.models import Event
from uptake.review.actions import calibration, rounds, stops
from uptake.review.models import Retrieval, ReviewRound
from uptake.review.queries.unfinished import unfinished

pytestmark = pytest.mark.django_db


@pytest.fixture
def review() -> build.Review:
    return build.review(4)


def left(review: build.Review) -> set[tuple[str, str, int]]:
    return {(one.stage, one.what, one.number) for one in unfinished(review.project)}


def test_what_is_unfinished_is_counted(review) -> None:
    assert left(review) == {("title", "unread", 4)}
    review.both(0, "include", "include")
    review.both(1, "include", "exclude")
    review.screen(review.one, 2)
    assert left(review) == {
        ("title", "unread", 1), ("title", "half", 1), ("title", "conflicts", 1),
        ("full", "unread", 1),
    }  # fmt: skip
    calibration.open_calibration(by=review.lead, project=review.project, stage="title", size=1)
    assert ("title", "calibration", 1) in left(review)


def test_what_was_ended_or_could_not_be_found_is_no_work_left(review) -> None:
    review.both(0, "include", "include")
    stops.end_stage(
        by=review.lead, project=review.project, stage="title", why="Enough.",
        figures={"holds": True},
    )  # fmt: skip
    Retrieval.objects.create(
        project=review.project, reference=review.references[0], state="missing"
    )
    assert not left(review)
    opened = rounds.open_round(by=review.lead, project=review.project, title="May")
    assert "why" not in Event.objects.filter(verb="round.opened").latest("pk").after
    assert opened.number == 2


def test_the_page_says_what_is_left_and_asks(review) -> None:
    client = people.browser(review.lead)
    to = reverse("review:rounds", args=[review.project.pk])
    page = client.post(to, {"title": "Update of May"}).content.decode()
    assert "The round before is not finished" in page
    assert "4 unread (titles and abstracts)" in page
    assert 'value="Update of May"' in page
    assert "There is a problem" not in page
    assert not ReviewRound.objects.exists()
    page = client.post(to, {"title": "Update of May", "why": " "}).content.decode()
    assert "Say why the update begins before" in page
    page = client.post(to, {"title": "Update of May", "why": "It is due"}, follow=True)
    assert b"Update of May is open" in page.content
    kept = Event.objects.get(verb="round.opened").after
    assert kept["why"] == "It is due"
    assert kept["unfinished"] == ["4 unread (titles and abstracts)"]


def test_a_title_is_asked_for_first(review) -> None:
    client = people.browser(review.lead)
    page = client.post(reverse("review:rounds", args=[review.project.pk]), {"title": ""})
    assert b"Give the update a title" in page.content
    same = client.post(
        reverse("review:rounds", args=[review.project.pk]),
        {"title": "The review", "why": "It is due"},
    )
    assert b"called The review already" in same.content


def test_without_a_reason_it_is_refused(review) -> None:
    with pytest.raises(Refused, match="4 unread"):
        rounds.open_round(by=review.lead, project=review.project, title="May")
