"""Settling conflicts: reasons given come first, the next one follows, with keys or without."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from tests import build as people
from tests.steps.review import build
from uptake.review.models import Settlement
from uptake.review.queries.conflicts import turns

pytestmark = pytest.mark.django_db
HX = {"HX-Request": "true"}


@pytest.fixture
def review() -> build.Review:
    made = build.review()
    made.settings(order="random")
    return made


def at(review: build.Review, number: int, key: str = "title") -> str:
    return reverse("review:conflict", args=[review.project.pk, key, review.references[number].pk])


def listed(review: build.Review) -> str:
    return reverse("review:conflicts", args=[review.project.pk, "title"])


def differ(review: build.Review, *numbers: int) -> None:
    for number in numbers:
        review.both(number, "include", "exclude")


def test_reasons_that_were_given_come_first(review) -> None:
    review.settings(order="random", reviewers=2)
    first, second, third = (review.criterion(name) for name in ("Not adults", "Mice", "Rates"))
    review.screen(review.one, 0, "exclude", reason=third)
    review.screen(review.two, 0, "include")
    page = people.browser(review.third).get(at(review, 0)).content.decode()
    names = [name.strip() for name in re.findall(r"</kbd> <span>([^<]+)", page)]
    assert names == ["Rates", "Not adults", "Mice"]
    assert f"given by {review.one.user.name}" in page
    assert {first.pk, second.pk, third.pk} == {int(pk) for pk in re.findall(
        r'name="reason" value="(\d+)"', page)}  # fmt: skip


def test_a_reason_that_both_gave_says_so(review) -> None:
    review.settings(order="random", conflicts="third")
    review.criterion("Not adults")
    reason = review.criterion("Mice")
    review.screen(review.one, 0, "exclude", reason=reason)
    review.screen(review.two, 0, "exclude", reason=reason)
    review.screen(review.lead, 0, "include")
    page = people.browser(review.third).get(at(review, 0)).content.decode()
    assert "given by both" in page
    assert page.index("Mice") < page.index("Not adults")


def test_after_one_the_next_follows_at_once(review) -> None:
    differ(review, 0, 1, 2)
    client = people.browser(review.third)
    page = client.get(at(review, 1)).content.decode()
    assert "3 to settle" in page
    assert f'data-next="{at(review, 2)}"' in page
    assert f'data-previous="{at(review, 0)}"' in page
    answer = client.post(at(review, 1), {"verdict": "include", "note": "Adults too"}, headers=HX)
    text = answer.content.decode()
    assert answer["HX-Push-Url"] == at(review, 2)
    assert "<html" not in text
    assert f'action="{at(review, 2)}"' in text
    assert "2 to settle" in text
    assert 'id="key-list" hx-swap-oob="true"' in text
    assert "Adults too" not in text
    assert client.post(at(review, 2), {"verdict": "exclude"}, headers=HX)[
        "HX-Push-Url"
    ] == at(review, 0)  # fmt: skip
    last = client.post(at(review, 0), {"verdict": "unsure"}, headers=HX)
    assert last["HX-Push-Url"] == listed(review)
    assert b"Nothing is left for you to settle" in last.content
    assert [row.verdict for row in Settlement.objects.order_by("pk")] == [
        "include", "exclude", "unsure",
    ]  # fmt: skip


def test_without_a_script_it_goes_on_all_the_same(review) -> None:
    differ(review, 0, 1)
    client = people.browser(review.third)
    reason = review.criterion("Not adults", why="It was forgotten")
    page = client.get(listed(review))
    assert b"Settle one after another" in page.content
    page = client.post(at(review, 0), {"reason": reason.pk}, follow=True)
    assert page.redirect_chain == [(at(review, 1), 302)]
    assert b"is settled: exclude." in page.content
    assert Settlement.objects.get().reason == reason
    page = client.post(at(review, 1), {"verdict": "include"}, follow=True)
    assert page.redirect_chain == [(listed(review), 302)]


def test_nothing_chosen_and_what_was_typed_stays(review) -> None:
    differ(review, 0)
    client = people.browser(review.third)
    for headers in ({}, HX):
        page = client.post(at(review, 0), {"note": "Ask Lind"}, headers=headers)
        assert b"Say what is settled" in page.content
        assert b"Ask Lind" in page.content
    assert b"as they stand now" in client.post(at(review, 0), {"reason": "99"}).content


def test_a_conflict_that_somebody_settled_meanwhile(review) -> None:
    differ(review, 0, 1)
    people.browser(review.lead).post(at(review, 0), {"verdict": "include"})
    page = people.browser(review.third).post(at(review, 0), {"verdict": "exclude"}, headers=HX)
    text = page.content.decode()
    assert "settled already" in text
    assert "Settled: <b>Include</b>" in text
    assert at(review, 1) in text
    assert 'name="verdict"' not in text
    assert Settlement.objects.count() == 1


def test_one_of_the_two_is_led_past_what_is_not_theirs(review) -> None:
    differ(review, 0)
    review.screen(review.two, 1, "include")
    review.screen(review.third, 1, "exclude")
    left = turns(review.project, "title", review.one.user, 0, leads=False)
    assert (left.left, left.after) == (1, review.references[1].pk)
    page = people.browser(review.one).get(at(review, 0)).content.decode()
    assert "somebody else settles it" in page
    assert 'name="verdict"' not in page
    assert at(review, 1) in page
    assert "<kbd>I</kbd>" not in page
    assert turns(review.project, "title", review.two.user, 0, leads=False).after is None
    assert turns(review.project, "title", review.two.user, 0, leads=True).left == 2


def test_a_full_text_is_settled_with_a_reason_and_never_as_unsure(review) -> None:
    review.both(0, "include", "include")
    reason = review.criterion("Wrong setting", stage="full")
    review.screen(review.one, 0, "include", stage="full")
    review.screen(review.two, 0, "exclude", stage="full", reason=reason)
    client = people.browser(review.third)
    page = client.get(at(review, 0, "full")).content.decode()
    assert 'value="unsure"' not in page
    assert 'href="#reasons"' in page
    assert "<kbd>M</kbd>" not in page
    answer = client.post(at(review, 0, "full"), {"verdict": "unsure"}, headers=HX)
    assert b"Say what is settled" in answer.content
    assert b"for a reason" in client.post(
        at(review, 0, "full"), {"verdict": "exclude"}, headers=HX
    ).content  # fmt: skip
    client.post(at(review, 0, "full"), {"reason": reason.pk}, headers=HX)
    assert Settlement.objects.get().reason == reason


def test_a_long_list_of_conflicts_asks_few_questions(review, django_assert_max_num_queries) -> None:
    build.bring_in(review, 20)
    differ(review, *range(20))
    client = people.browser(review.third)
    with django_assert_max_num_queries(60):
        client.post(at(review, 3), {"verdict": "include"}, headers=HX)
