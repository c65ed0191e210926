"""The screening page: the next reference with the answer, blind, undone, changed meanwhile."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from tests import build as people
from tests.steps.review import build
from uptake.projects.models import Job
from uptake.review.actions import calibration, labels, stages, stops
from uptake.review.models import Labelled, Verdict
from uptake.review.seen import mark
from uptake.sources.models import Reference

pytestmark = pytest.mark.django_db
HX = {"HX-Request": "true"}


@pytest.fixture
def review() -> build.Review:
    made = build.review()
    made.settings(order="random")
    return made


def at(review: build.Review, name: str, *ids: object) -> str:
    return reverse(f"review:{name}", args=[review.project.pk, *ids])


def shown(content: bytes) -> int:
    """The reference that a page asks a verdict on."""
    found = re.search(rb'action="[^"]*/screen/\w+/(\d+)/judge/"', content)
    assert found, content[-1500:]
    return int(found[1])


def test_the_answer_to_a_verdict_is_the_next_reference(review: build.Review) -> None:
    client = people.browser(review.one)
    page = client.get(at(review, "screen", "title"))
    assert page.status_code == 200
    first = shown(page.content)
    answer = client.post(
        at(review, "judge", "title", first),
        {"verdict": "include", "order": "random", "rank": "1", "seconds": "9", "judged": "0",
         "left": "6"},
        headers=HX,
    )  # fmt: skip
    assert answer.status_code == 200
    assert b"<html" not in answer.content
    assert shown(answer.content) != first
    assert b"1 judged by you, 5 to go" in answer.content
    assert answer["HX-Push-Url"] == at(review, "screen", "title")
    made = Verdict.objects.get()
    assert (made.seconds, made.order, made.rank, made.reference_id) == (9, "random", 1, first)


def test_without_a_script_it_goes_on_all_the_same(review: build.Review) -> None:
    client = people.browser(review.one)
    first = shown(client.get(at(review, "screen", "title")).content)
    page = client.post(at(review, "judge", "title", first), {"verdict": "exclude"}, follow=True)
    assert page.redirect_chain == [(at(review, "screen", "title"), 302)]
    assert shown(page.content) != first
    assert b"Excluded " in page.content
    undone = client.post(at(review, "undo", "title"), follow=True)
    assert shown(undone.content) == first
    assert Verdict.objects.get().replaced_at is not None


def test_a_reason_alone_excludes_and_words_are_marked(review: build.Review) -> None:
    reason = review.criterion("Not adults", words=("adolescents",))
    review.criterion("Adults", "include", words=("clinicians",))
    client, first = people.browser(review.one), review.references[0]
    page = client.get(at(review, "look", "title", first.pk)).content.decode()
    assert '<mark class="kx">Adolescents</mark>' in page
    assert '<mark class="kw">clinicians</mark>' in page
    assert "<b>Background</b>" in page
    client.post(at(review, "judge", "title", first.pk), {"reason": reason.pk}, headers=HX)
    assert (Verdict.objects.get().verdict, Verdict.objects.get().reason) == ("exclude", reason)


def test_a_reference_without_an_abstract_says_so(review: build.Review) -> None:
    bare = review.references[1]
    page = people.browser(review.one).get(at(review, "look", "title", bare.pk))
    assert b"No abstract" in page.content


def test_nothing_chosen_and_what_was_typed_stays(review: build.Review) -> None:
    client, first = people.browser(review.one), review.references[0]
    for headers in ({}, HX):
        page = client.post(
            at(review, "judge", "title", first.pk), {"note": "Look at it"}, headers=headers
        )
        assert b"There is a problem" in page.content
        assert b"Look at it" in page.content
        assert shown(page.content) == first.pk
    assert not Verdict.objects.exists()


def test_a_reference_that_was_corrected_meanwhile_is_shown_anew(review: build.Review) -> None:
    client, first = people.browser(review.one), review.references[0]
    seen = mark(first)
    Reference.objects.filter(pk=first.pk).update(abstract="Quite other words.")
    sent = {"verdict": "include", "seen": seen, "note": "Mine"}
    page = client.post(at(review, "judge", "title", first.pk), sent, headers=HX)
    for words in (b"was changed while you read it", b"Quite other words.", b"Mine"):
        assert words in page.content


def test_a_second_window_changes_no_verdict_unawares(review: build.Review) -> None:
    client, first = people.browser(review.one), review.references[0]
    to = at(review, "judge", "title", first.pk)
    client.post(to, {"verdict": "include", "mine": "0"}, headers=HX)
    page = client.post(to, {"verdict": "exclude", "mine": "0"}, headers=HX)
    assert b"already, in another window: include" in page.content
    (kept,) = Verdict.objects.all()
    assert kept.verdict == "include"
    assert f'name="mine" value="{kept.pk}"'.encode() in page.content
    client.post(to, {"verdict": "exclude", "mine": str(kept.pk)}, headers=HX)
    assert Verdict.objects.get(replaced_at=None).verdict == "exclude"


def test_a_reference_that_was_merged_meanwhile_leads_to_the_other(review: build.Review) -> None:
    first, kept = review.references[:2]
    Reference.objects.filter(pk=first.pk).update(merged_into=kept)
    page = people.browser(review.one).post(
        at(review, "judge", "title", first.pk), {"verdict": "include"}, headers=HX
    )
    assert shown(page.content) == kept.pk
    assert b"duplicate" in page.content


def test_nobody_sees_another_s_verdict_before_both_have_decided(review: build.Review) -> None:
    review.criterion("Not adults")
    review.screen(review.one, 0, "exclude", note="Adolescents only, I think")
    addresses = [
        at(review, "look", "title", review.references[0].pk), at(review, "screen", "title"),
        at(review, "why", "title", review.references[0].pk), at(review, "overview"),
        at(review, "conflicts", "title"), at(review, "stopping", "title"),
        at(review, "stop-panel", "title"), at(review, "protocol"),
        at(review, "conflict", "title", review.references[0].pk),
    ]  # fmt: skip
    for who in (review.two, review.lead, review.third):
        client = people.browser(who)
        for address in addresses:
            page = client.get(address).content.decode()
            assert "Adolescents only" not in page
            assert "Others' verdicts" not in page
    review.screen(review.two, 0, "exclude")
    page = people.browser(review.two).get(addresses[0]).content.decode()
    assert "Adolescents only" in page


def test_an_opened_stage_shows_verdicts_but_never_a_calibration_round_s(
    review: build.Review,
) -> None:
    review.screen(review.one, 0, note="First thoughts")
    stages.open_stage(by=review.lead, project=review.project, key="title")
    client = people.browser(review.two)
    assert (
        b"First thoughts"
        in client.get(at(review, "look", "title", review.references[0].pk)).content
    )
    calibration.open_calibration(by=review.lead, project=review.project, stage="title", size=5)
    review.screen(review.one, 1, note="Second thoughts")
    page = client.get(at(review, "look", "title", review.references[1].pk))
    assert b"Second thoughts" not in page.content


def test_what_waits_for_a_second_verdict_comes_in_its_first_order(review: build.Review) -> None:
    for number in (3, 1, 4):
        review.screen(review.one, number)
    client = people.browser(review.two)
    for number in (3, 1, 4):
        found = shown(client.get(at(review, "screen", "title")).content)
        assert found == review.references[number].pk
        client.post(at(review, "judge", "title", found), {"verdict": "include"}, headers=HX)


def test_a_calibration_round_comes_first_and_an_audit_too(review: build.Review) -> None:
    opened = calibration.open_calibration(
        by=review.lead, project=review.project, stage="title", size=1
    )
    page = people.browser(review.one).get(at(review, "screen", "title"))
    assert b"Of the calibration round" in page.content
    assert shown(page.content) == opened.items.get().reference_id
    calibration.close_calibration(by=review.lead, calibration=opened)
    audit = stops.draw_audit(by=review.lead, project=review.project, stage="title", size=1)
    page = people.browser(review.one).get(at(review, "screen", "title"))
    assert b"Of the random audit" in page.content
    assert shown(page.content) == audit.items.get().reference_id


def test_what_is_left_for_later_comes_at_the_end(review: build.Review) -> None:
    client, seen, skip = people.browser(review.one), [], ""
    for _ in review.references:
        page = client.get(at(review, "screen", "title"), {"skip": skip})
        seen.append(shown(page.content))
        skip = ",".join(map(str, seen))
    assert sorted(seen) == [row.pk for row in review.references]
    page = client.get(at(review, "screen", "title"), {"skip": f"{skip},x,99999999999999999999"})
    assert b"Only what you left for later is left" in page.content


def test_nothing_left_and_a_stage_that_was_ended(review: build.Review) -> None:
    client = people.browser(review.one)
    stops.end_stage(
        by=review.lead, project=review.project, stage="title", why="Enough.",
        figures={"holds": True},
    )  # fmt: skip
    page = client.get(at(review, "screen", "title"))
    assert b"This stage was ended" in page.content
    full = client.get(at(review, "screen", "full"))
    assert b"Nothing is left for you" in full.content
    undone = client.post(at(review, "undo", "full"))
    assert b"nothing of yours to undo" in undone.content
    assert client.get(at(review, "screen", "third")).status_code == 404


def test_undo_after_a_conflict_is_refused_with_what_to_do(review: build.Review) -> None:
    review.both(0, "exclude", "include")
    page = people.browser(review.two).post(at(review, "undo", "title"), headers=HX)
    assert b"a third person settles it" in page.content
    assert review.references[0].title.encode() in page.content
    assert b'name="verdict"' not in page.content


def test_one_s_earlier_verdicts_lead_to_one_another(review: build.Review) -> None:
    for number in range(3):
        review.screen(review.one, number)
    client, middle = people.browser(review.one), review.references[1].pk
    page = client.get(at(review, "look", "title", middle)).content.decode()
    assert f'data-previous="{at(review, "look", "title", review.references[0].pk)}"' in page
    assert f'data-next="{at(review, "look", "title", review.references[2].pk)}"' in page
    assert "A new verdict takes its place" in page


def test_labels_are_one_s_own(review: build.Review) -> None:
    label = labels.add_label(by=review.lead, project=review.project, name="Background")
    first = review.references[0].pk
    sent = {"verdict": "include", "labelled": "1", "labels": [str(label.pk)]}
    people.browser(review.one).post(at(review, "judge", "title", first), sent, headers=HX)
    assert Labelled.objects.get(removed_at=None).by == review.one.user
    page = people.browser(review.two).get(at(review, "look", "title", first)).content.decode()
    assert "Background" in page
    assert f'value="{label.pk}" checked' not in page


def test_a_verdict_asks_for_a_new_order_once(review: build.Review) -> None:
    review.settings(order="relevance")
    client = people.browser(review.one)
    for _ in range(2):
        found = shown(client.get(at(review, "screen", "title")).content)
        client.post(at(review, "judge", "title", found), {"verdict": "include"}, headers=HX)
    assert Job.objects.filter(kind="review.rank").count() == 1


def test_a_verdict_asks_few_questions(review: build.Review, django_assert_max_num_queries) -> None:
    build.bring_in(review, 40)
    client = people.browser(review.one)
    first = shown(client.get(at(review, "screen", "title")).content)
    sent = {"verdict": "include", "order": "random", "judged": "0", "left": "46"}
    with django_assert_max_num_queries(33):
        client.post(at(review, "judge", "title", first), sent, headers=HX)
