"""Settling conflicts: reasons given come first, the next one follows, with keys or without."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from tests import build as people
from tests.steps.review import build
from uptake.projects.errors import Refused
from uptake.review.actions.conflicts import undo_settlement
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


def test_reasons_keep_their_numbers_and_say_who_gave_them(review) -> None:
    review.settings(order="random", reviewers=2)
    first, second, third = (review.criterion(name) for name in ("Not adults", "Mice", "Rates"))
    review.screen(review.one, 0, "exclude", reason=third)
    review.screen(review.two, 0, "include")
    page = people.browser(review.third).get(at(review, 0)).content.decode()
    names = [name.strip() for name in re.findall(r"</kbd> <span>([^<]+)", page)]
    assert names == ["Not adults", "Mice", "Rates"]
    assert re.findall(r'class="rb given"[^>]*><kbd>(\d)</kbd> <span>([^<]+)', page) == [
        ("3", "Rates ")
    ]
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
    assert re.findall(r'class="rb given"[^>]*><kbd>(\d)</kbd>', page) == ["2"]


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


def undo(review: build.Review) -> str:
    return reverse("review:undo-settlement", args=[review.project.pk, "title"])


def test_one_undoes_ones_own_settlement(review) -> None:
    differ(review, 0, 1)
    client = people.browser(review.third)
    next_ = client.post(at(review, 0), {"verdict": "include", "note": "Both"}, headers=HX)
    text = next_.content.decode()
    assert f'action="{undo(review)}"' in text
    assert f'name="reference" value="{review.references[0].pk}"' in text
    assert "<kbd>Z</kbd> undo your last settlement" in text
    page = client.post(undo(review), {"reference": review.references[0].pk}, headers=HX)
    assert page["HX-Push-Url"] == at(review, 0)
    assert f"Undone: {review.references[0]} is not settled any more." in page.content.decode()
    assert "2 to settle" in page.content.decode()
    assert review.state(0) == "conflict"
    assert Settlement.objects.get().reopened_at is not None


def test_a_settlement_is_undone_without_a_script(review) -> None:
    differ(review, 0)
    client = people.browser(review.third)
    page = client.post(at(review, 0), {"verdict": "include"}, follow=True)
    assert f'<form method="post" action="{undo(review)}">' in page.content.decode()
    page = client.post(undo(review), follow=True)
    assert page.redirect_chain == [(at(review, 0), 302)]
    assert b"Undone: " in page.content
    page = client.post(undo(review), follow=True)
    assert page.redirect_chain == [(listed(review), 302)]
    assert b"There is no settlement of yours to undo here." in page.content
    assert client.post(undo(review), headers=HX)["HX-Redirect"] == listed(review)


def test_nobody_undoes_what_another_settled(review) -> None:
    differ(review, 0)
    people.browser(review.lead).post(at(review, 0), {"verdict": "include"})
    client = people.browser(review.third)
    page = client.get(at(review, 0)).content.decode()
    assert 'form="undo"' not in page
    assert "<kbd>Z</kbd>" not in page
    client.post(undo(review), {"reference": review.references[0].pk})
    assert review.state(0) == "include"
    with pytest.raises(Refused, match="Somebody else settled"):
        undo_settlement(by=review.third, settlement=Settlement.objects.get())
    assert 'form="undo"' in people.browser(review.lead).get(at(review, 0)).content.decode()


def test_the_last_one_settled_can_be_undone_too(review) -> None:
    differ(review, 0)
    page = people.browser(review.third).post(at(review, 0), {"verdict": "unsure"}, headers=HX)
    text = page.content.decode()
    assert "Nothing is left for you to settle" in text
    assert 'form="undo"' in text
    assert "undo your last settlement" in text


def test_both_verdicts_stand_above_the_abstract(review) -> None:
    review.settings(order="random", reviewers=2)
    reason = review.criterion("Mice")
    review.screen(review.one, 0, "exclude", reason=reason, note="Only in mice")
    review.screen(review.two, 0, "include", note="People too")
    page = people.browser(review.third).get(at(review, 0)).content.decode()
    for words in ("<b>Exclude</b>: Mice", "Only in mice", "<b>Include</b>", "People too"):
        assert page.index("The verdicts") < page.index(words) < page.index('class="abs"')
    assert "<b>Exclude</b>: Mice" in page
    assert "“Only in mice”" in page


def test_who_judged_all_of_them_is_not_asked_to_settle_them(review) -> None:
    review.settings(order="random", reviewers=2, conflicts="third")
    differ(review, 0)
    assert b"Settle it" in people.browser(review.third).get(listed(review)).content
    page = people.browser(review.one).get(listed(review)).content
    assert b"Settle it" not in page
    assert b"You judged it yourself, so somebody else settles it." in page
    review.screen(review.lead, 1, "include")
    review.screen(review.two, 1, "exclude")
    lead = people.browser(review.lead)
    assert b"Settle it" in lead.get(listed(review)).content
    assert f'data-next="{at(review, 1)}"' in lead.get(at(review, 0)).content.decode()
    people.browser(review.third).post(at(review, 0), {"verdict": "include"})
    page = lead.get(listed(review)).content
    assert b"Settle it" not in page
    assert b"As you lead the review you may" in page
    assert b"1 to settle" in lead.get(at(review, 1)).content


def test_a_criterion_moves_only_where_it_can(review) -> None:
    client = people.browser(review.lead)
    to = reverse("review:protocol", args=[review.project.pk])
    review.criterion("Mice")
    page = client.get(to).content.decode()
    assert re.findall(r">(Up|Down)<", page) == []
    review.criterion("Rates")
    page = client.get(to).content.decode()
    assert re.findall(r">(Up|Down)<", page) == ["Down", "Up"]
