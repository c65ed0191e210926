"""A day at the screening page: taken back, settled, ended, and never two at one reference."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from tests import build as people
from tests.steps.review import build
from tests.steps.review.test_screening_pages import HX, at, shown
from uptake.review import leases
from uptake.review.actions import conflicts, labels, stops
from uptake.review.actions.screening import screen
from uptake.review.models import InHand, Verdict
from uptake.review.queries.queue import HELD, next_turn
from uptake.review.queries.stages import stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def review() -> build.Review:
    made = build.review()
    made.settings(order="random")
    return made


@pytest.fixture
def alone() -> build.Review:
    made = build.review()
    made.settings(order="random", reviewers=1)
    return made


def end(review: build.Review) -> None:
    stops.end_stage(
        by=review.lead, project=review.project, stage="title", why="Enough was found.",
        figures={"holds": True},
    )  # fmt: skip


class TestTakenBack:
    def test_on_a_chosen_reference_its_own_verdict_is_taken_back(self, review) -> None:
        review.screen(review.one, 0, "include")
        review.screen(review.one, 1, "exclude")
        client, first = people.browser(review.one), review.references[0]
        page = client.get(at(review, "look", "title", first.pk))
        assert f'name="reference" value="{first.pk}"'.encode() in page.content
        answer = client.post(at(review, "undo", "title"), {"reference": first.pk}, headers=HX)
        assert shown(answer.content) == first.pk
        assert Verdict.objects.get(reference=first).replaced_at is not None
        assert Verdict.objects.get(reference=review.references[1]).replaced_at is None

    def test_where_there_is_none_it_says_so_and_the_last_stays(self, review) -> None:
        review.screen(review.one, 1, "exclude")
        client, first = people.browser(review.one), review.references[0]
        for headers in ({}, HX):
            answer = client.post(
                at(review, "undo", "title"), {"reference": first.pk}, headers=headers
            )
            assert b"You have no verdict on this reference" in answer.content
            assert shown(answer.content) == first.pk
        assert Verdict.objects.get().replaced_at is None

    def test_what_comes_up_by_itself_takes_the_last_back(self, review) -> None:
        review.screen(review.one, 0, "include")
        client = people.browser(review.one)
        page = client.get(at(review, "screen", "title"))
        assert b'name="reference"' not in page.content
        client.post(at(review, "undo", "title"), {"reference": "none"})
        assert Verdict.objects.get().replaced_at is not None

    def test_note_and_labels_stand_in_the_form_again(self, review) -> None:
        label = labels.add_label(by=review.lead, project=review.project, name="Background")
        client, first = people.browser(review.one), review.references[0].pk
        sent = {"verdict": "include", "note": "Ask Lind", "labelled": "1", "labels": [label.pk]}
        client.post(at(review, "judge", "title", first), sent, headers=HX)
        answer = client.post(at(review, "undo", "title"), headers=HX).content.decode()
        for page in (answer, client.get(at(review, "look", "title", first)).content.decode()):
            assert ">Ask Lind</textarea>" in page
            assert f'value="{label.pk}" checked' in page
        other = people.browser(review.two).get(at(review, "look", "title", first))
        assert b"Ask Lind" not in other.content

    def test_without_a_script_the_note_is_there_too(self, alone) -> None:
        client, first = people.browser(alone.one), alone.references[0].pk
        client.post(at(alone, "judge", "title", first), {"verdict": "include", "note": "Mine"})
        page = client.post(at(alone, "undo", "title"), follow=True)
        assert b">Mine</textarea>" in page.content


class TestClosed:
    def test_a_settled_reference_says_how_and_offers_no_verdict(self, review) -> None:
        review.both(0, "include", "exclude")
        conflicts.settle_conflict(
            by=review.third, reference=review.references[0], stage="title", verdict="include",
            note="Adults are a part of it",
        )  # fmt: skip
        to = at(review, "look", "title", review.references[0].pk)
        for who in (review.one, review.third, review.lead):
            page = people.browser(who).get(to).content.decode()
            assert "Settled: <b>Include</b>" in page
            assert "Adults are a part of it" in page
            assert review.third.user.name in page
            assert 'name="verdict"' not in page
            assert ("Open it again" in page) == (who is not review.one)
            assert "<kbd>I</kbd>" not in page

    def test_a_verdict_on_it_is_refused_whoever_gives_it(self, review) -> None:
        review.both(0, "include", "exclude")
        conflicts.settle_conflict(
            by=review.third, reference=review.references[0], stage="title", verdict="include"
        )
        answer = people.browser(review.lead).post(
            at(review, "judge", "title", review.references[0].pk), {"verdict": "exclude"},
            headers=HX,
        )  # fmt: skip
        assert b"was settled" in answer.content
        assert Verdict.objects.count() == 2

    def test_an_ended_stage_says_by_whom_and_why(self, review) -> None:
        end(review)
        to = at(review, "look", "title", review.references[0].pk)
        page = people.browser(review.one).get(to).content.decode()
        assert "Lead stopped on" in page
        assert "Enough was found." in page
        assert 'name="verdict"' not in page
        assert "Open the stage again" not in page
        assert "Open the stage again" in people.browser(review.lead).get(to).content.decode()

    def test_what_was_half_read_before_the_end_is_still_judged(self, review) -> None:
        review.screen(review.one, 0)
        end(review)
        page = people.browser(review.two).get(at(review, "screen", "title"))
        assert shown(page.content) == review.references[0].pk

    def test_one_of_the_two_in_a_conflict_is_told_who_settles_it(self, review) -> None:
        review.both(0, "include", "exclude")
        page = people.browser(review.one).get(
            at(review, "look", "title", review.references[0].pk)
        ).content.decode()  # fmt: skip
        assert "a third person settles it" in page
        assert 'name="verdict"' not in page

    def test_a_duplicate_leads_to_the_reference_it_belongs_to(self, review) -> None:
        first, kept = review.references[:2]
        type(first).objects.filter(pk=first.pk).update(merged_into=kept)
        page = people.browser(review.one).get(at(review, "look", "title", first.pk))
        assert at(review, "look", "title", kept.pk).encode() in page.content
        assert b'name="verdict"' not in page.content


class TestKeys:
    def keys(self, client, address: str) -> str:
        page = client.get(address).content.decode()
        return page.split('id="key-list"')[1].split("<label")[0]

    def test_titles_without_reasons(self, review) -> None:
        found = self.keys(people.browser(review.one), at(review, "screen", "title"))
        for key in "IEMN":
            assert f"<kbd>{key}</kbd>" in found
        assert "<kbd>Z</kbd> undo" in found
        for key in ("1", "K", "H"):
            assert f"<kbd>{key}</kbd>" not in found

    def test_as_many_reasons_as_there_are(self, review) -> None:
        review.criterion("Not adults", words=("mice",))
        review.criterion("Not digital")
        review.screen(review.one, 0)
        found = self.keys(people.browser(review.one), at(review, "screen", "title"))
        assert "<kbd>1</kbd> to <kbd>2</kbd> reason" in found
        for key in "KHZ":
            assert f"<kbd>{key}</kbd>" in found

    def test_full_texts_name_e_only_with_a_reason(self, alone) -> None:
        alone.screen(alone.one, 0)
        client, to = people.browser(alone.one), at(alone, "screen", "full")
        assert "<kbd>E</kbd>" not in self.keys(client, to)
        alone.criterion("Not adults", stage="full")
        assert "<kbd>E</kbd>" in self.keys(client, to)
        assert "<kbd>1</kbd> reason" in self.keys(client, to)

    def test_they_come_with_the_answer(self, review) -> None:
        client = people.browser(review.one)
        first = shown(client.get(at(review, "screen", "title")).content)
        answer = client.post(
            at(review, "judge", "title", first), {"verdict": "include"}, headers=HX
        ).content.decode()
        assert '<span id="key-list" hx-swap-oob="true">' in answer
        assert "<kbd>Z</kbd>" in answer


class TestInHand:
    def given(self, review: build.Review, who) -> int:
        return shown(people.browser(who).get(at(review, "screen", "title")).content)

    def test_with_one_reviewer_no_two_are_handed_the_same(self, alone) -> None:
        found = [self.given(alone, who) for who in (alone.one, alone.two, alone.third)]
        assert len(set(found)) == 3
        assert self.given(alone, alone.one) == found[0]

    def test_with_two_reviewers_two_are_and_a_third_is_not(self, review) -> None:
        one, two, third = (
            self.given(review, who) for who in (review.one, review.two, review.third)
        )
        assert one == two != third

    def test_a_second_verdict_is_asked_of_one_person_only(self, review) -> None:
        review.screen(review.one, 0)
        waits = review.references[0].pk
        assert self.given(review, review.two) == waits
        assert self.given(review, review.third) != waits

    def test_a_random_audit_asks_no_more_than_are_needed(self, alone) -> None:
        stops.draw_audit(by=alone.lead, project=alone.project, stage="title", size=1)
        first, second = (self.given(alone, who) for who in (alone.one, alone.two))
        assert first != second

    def test_after_ten_minutes_it_is_free_again(self, alone) -> None:
        first = self.given(alone, alone.one)
        InHand.objects.update(at=timezone.now() - HELD + timedelta(seconds=30))
        assert self.given(alone, alone.two) != first
        InHand.objects.update(at=timezone.now() - HELD - timedelta(seconds=1))
        assert self.given(alone, alone.two) == first

    def test_what_is_left_for_later_is_free_at_once(self, alone) -> None:
        first = self.given(alone, alone.one)
        people.browser(alone.one).get(at(alone, "screen", "title"), {"skip": str(first)})
        assert self.given(alone, alone.two) == first

    def test_a_verdict_on_what_another_holds_is_kept(self, alone) -> None:
        first = self.given(alone, alone.one)
        row = next(one for one in alone.references if one.pk == first)
        screen(by=alone.two, reference=row, stage="title", verdict="include")
        assert Verdict.objects.get().by == alone.two.user

    def test_what_was_taken_back_is_held_for_whoever_took_it_back(self, alone) -> None:
        client, first = people.browser(alone.one), self.given(alone, alone.one)
        client.post(at(alone, "judge", "title", first), {"verdict": "include"}, headers=HX)
        client.post(at(alone, "undo", "title"), headers=HX)
        assert self.given(alone, alone.two) != first

    def test_when_others_have_the_rest_the_page_says_so(self, alone) -> None:
        for number in range(4):
            alone.screen(alone.lead, number)
        self.given(alone, alone.one), self.given(alone, alone.two)
        page = people.browser(alone.third).get(at(alone, "screen", "title"))
        assert b"Others are reading what is left" in page.content
        assert not InHand.objects.filter(by=alone.third.user).exists()

    def test_nothing_left_lets_go_of_what_was_held(self, review) -> None:
        end(review)
        leases.hold(stage(review.project, "title"), review.one.user, review.references[0].pk)
        client = people.browser(review.one)
        assert b"This stage was ended" in client.get(at(review, "screen", "title")).content
        assert not InHand.objects.exists()

    def test_every_one_of_several_gets_through_all_of_them(self, alone) -> None:
        """However verdicts and people interleave, each is read once and none is left."""
        build.bring_in(alone, 9)
        clients = [people.browser(who) for who in (alone.one, alone.two, alone.third)]
        before = {
            client: shown(client.get(at(alone, "screen", "title")).content) for client in clients
        }
        while before:
            client, pk = next(iter(before.items()))
            answer = client.post(
                at(alone, "judge", "title", pk), {"verdict": "exclude"}, headers=HX
            )
            del before[client]
            if b"/judge/" in answer.content:
                before[client] = shown(answer.content)
        assert Verdict.objects.count() == len(alone.references)
        assert Verdict.objects.values("reference").distinct().count() == len(alone.references)

    def test_while_nothing_can_be_written_it_is_handed_out_all_the_same(
        self, alone, monkeypatch
    ) -> None:
        def locked(*_: object) -> None:
            raise OperationalError("database is locked")

        monkeypatch.setattr(leases, "hold", locked)
        of = stage(alone.project, "title")
        assert leases.hand_out(of, alone.one.user) == next_turn(of, alone.one.user.pk)
