"""A review that is kept up: what a later export brings, and what has changed since."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import build
from tests.steps.review import build as reviews
from tests.steps.review.test_flow import S, references, stands
from uptake.methods import prisma
from uptake.review.actions import conflicts, ranking, rounds, stops
from uptake.review.models import Protocol, ReviewRound, Stage, Standing, StopDecision, Verdict
from uptake.review.pools import pool, unjudged
from uptake.review.queries import flow as flows
from uptake.review.queries import living
from uptake.review.queries.methods_text import methods_text
from uptake.review.queries.queue import next_turn
from uptake.review.queries.stages import ended, stage
from uptake.sources.models import DuplicateSearch, Relation

pytestmark = pytest.mark.django_db
WHY = "The search is due."


@pytest.fixture
def review():
    """Two of six references judged by both; then the stage was ended, and an update opened."""
    it = reviews.review(6)
    it.both(0, "include", "include")
    it.both(1, "exclude", "exclude")
    stops.end_stage(
        by=it.lead, project=it.project, stage="title", why="Enough.",
        figures={"read": 2, "total": 6, "recall_at_least": 0.953, "holds": True},
    )  # fmt: skip
    rounds.open_round(by=it.lead, project=it.project, title="Update of May", why=WHY)
    return it


class TestWhatIsNew:
    def test_only_what_the_update_brought_comes_up(self, review):
        of = stage(review.project, "title")
        assert ended(review.project, "title") is None
        assert next_turn(of, review.one.user.pk) is None
        reviews.bring_in(review, 2)
        new = {one.pk for one in review.references[6:]}
        assert set(unjudged(of)) == new
        assert next_turn(of, review.one.user.pk).reference in new

    def test_what_is_known_already_stays_judged(self, review):
        reviews.bring_in(review, 2)
        known = review.references[6]
        known.merged_into = review.references[1]
        known.save()
        assert unjudged(stage(review.project, "title")) == [review.references[7].pk]
        found = flows.flow(review.project)
        assert (found.databases.records, found.databases.duplicates) == (2, 1)
        assert prisma.faults(found) == []

    def test_what_was_left_unread_comes_back_when_the_end_is_taken_back(self, review):
        of = stage(review.project, "title")
        assert unjudged(of) == []
        stops.reopen_stage(by=review.lead, stop=StopDecision.objects.get())
        assert len(unjudged(of)) == 4

    def test_the_end_of_an_earlier_round_is_taken_back_on_its_page(self, review):
        to = reverse("review:stopping", args=[review.project.pk, "title"])
        lead, end = build.browser(review.lead), StopDecision.objects.get()
        page = lead.get(to).content.decode()
        assert "<b>Round 1, The review</b>: 4 references unread." in page
        assert "Open round 1 again" in page
        assert "Open round 1 again" not in build.browser(review.one).get(to).content.decode()
        again = reverse("review:reopen-stage", args=[review.project.pk, end.pk])
        assert again in page
        assert lead.post(again).status_code == 302
        assert len(unjudged(stage(review.project, "title"))) == 4
        page = lead.get(to).content.decode()
        assert "Ended in an earlier round" not in page
        assert "Ended and opened again" in page

    def test_what_was_judged_stays_in_the_stage(self, review):
        assert pool(stage(review.project, "title")).count() == 2

    def test_a_stage_that_was_not_ended_goes_on_with_all(self, review):
        StopDecision.objects.all().delete()
        assert len(unjudged(stage(review.project, "title"))) == 4

    def test_both_rounds_stand_in_the_rows(self, review):
        reviews.bring_in(review, 2)
        review.both(6, "include", "include")
        first, second = living.round_rows(review.project)
        assert (first.records, first.new, first.to_screen) == (6, 6, 0)
        assert first.flow.databases.automation == 4
        assert (second.records, second.new, second.to_screen) == (2, 2, 1)
        now = living.round_now(review.project)
        assert (now.number, now.records, now.new, now.unread) == (2, 2, 2, 1)

    def test_there_is_no_update_in_a_first_round(self):
        project = build.project()
        assert living.round_now(project) is None
        assert [one.records for one in living.round_rows(project)] == [0]


class TestChanges:
    @pytest.fixture
    def project(self):
        return build.project()

    @pytest.fixture
    def refs(self, project):
        refs = references(project, 4)
        stands(refs[0], "full", S.INCLUDE)
        stands(refs[1], "full", S.INCLUDE)
        stands(refs[2], "full", S.EXCLUDE)
        Standing.objects.update(decided_at=timezone.now() - timedelta(days=9))
        return refs

    def link(self, refs, second, kind="correction", **more):
        return Relation.objects.create(
            project=refs[0].project, first=refs[3], second=second, kind=kind, **more
        )

    def test_a_notice_of_an_included_paper_is_listed(self, project, refs):
        self.link(refs, refs[0])
        self.link(refs, refs[2])
        self.link(refs, refs[1], removed_at=timezone.now())
        (found,) = living.changes(project)
        assert (found.report.pk, found.notice, found.marked) == (refs[0].pk, refs[3].pk, False)
        assert found.says == "Correction of it: Title 3"
        assert found.since

    def test_a_retraction_is_listed_once(self, project, refs):
        refs[0].retracted_at = timezone.now() - timedelta(days=20)
        refs[0].retraction = "Data made up"
        refs[0].save()
        (found,) = living.changes(project)
        assert (found.says, found.marked, found.since) == ("Retracted: Data made up", True, False)
        self.link(refs, refs[0], "retraction")
        (found,) = living.changes(project)
        assert found.notice == refs[3].pk

    def test_the_page_says_what_to_do(self, project, refs, client):
        client.force_login(build.member(project, "observer").user)
        at = reverse("review:changed", args=[project.pk])
        assert "Nothing is known" in client.get(at).content.decode()
        self.link(refs, refs[0])
        text = client.get(at).content.decode()
        assert "Since it was included" in text
        assert "mark it if it no longer stands" in text
        refs[0].retracted_at = timezone.now()
        refs[0].save()
        assert "Marked as retracted" in client.get(at).content.decode()


class TestPages:
    def test_the_overview_says_how_many_are_new(self, review, client):
        reviews.bring_in(review, 2)
        client.force_login(review.one.user)
        text = client.get(reverse("review:overview", args=[review.project.pk])).content.decode()
        assert "Update of May: 2 new of 2 records, 2 unread." in text

    def test_everyone_sees_the_rounds_and_the_lead_opens_one(self, review, client):
        at = reverse("review:rounds", args=[review.project.pk])
        client.force_login(review.one.user)
        text = client.get(at).content.decode()
        assert "Update of May" in text
        assert "Open the update" not in text
        assert client.post(at, {"title": "Mine"}).status_code == 403
        client.force_login(review.lead.user)
        assert "Open the update" in client.get(at).content.decode()
        page = client.post(at, {"title": "Update of June"}).content.decode()
        assert "The round before is not finished" in page
        assert client.post(at, {"title": "Update of June", "why": WHY}).status_code == 302
        assert ReviewRound.objects.filter(project=review.project).count() == 3


class TestMethodsText:
    def test_an_empty_project_says_nothing(self):
        assert methods_text(build.project()) == []

    def test_it_says_what_was_recorded(self, review):
        project = review.project
        review.write_protocol()
        Protocol.objects.filter(project=project).update(registration="PROSPERO 1")
        Protocol.objects.create(project=project, version=2, question="Another?", why="Too wide")
        text = "\n".join(methods_text(project))
        assert "The protocol was amended once" in text
        assert "Searched were " in text
        assert "2 of 6 titles and abstracts were judged by two reviewers so far, indep" in text
        assert "order references came up was not recorded" in text
        assert "ull texts were judged" not in text
        assert "disagreements" not in text
        assert "“Suited to the size of the review”" in text
        assert "It was met then." in text
        assert "read no further after 2 of 6" in text
        assert "at least 95 %" in text
        assert "Reason given: Enough." in text
        assert "The review was updated: Update of May" in text

    def test_settings_change_what_it_says(self, review):
        project = review.project
        review.settings(reviewers=1, order="random")
        Stage.objects.update_or_create(
            project=project, key="full", defaults={"blind": False, "conflicts": "discussion"}
        )
        StopDecision.objects.update(figures={}, why="")
        Protocol.objects.create(project=project, version=1, question="?", registration="R 1")
        DuplicateSearch.objects.create(project=project, method="words 1")
        Verdict.objects.update(order="random")
        for who, verdict in ((review.one, "include"), (review.two, "unsure")):
            review.screen(who, 0, verdict, stage="full")
        conflicts.settle_conflict(
            by=review.one, reference=review.references[0], stage="full", verdict="include"
        )
        text = "\n".join(methods_text(project))
        assert "2 of 6 titles and abstracts were judged by one reviewer so far; 2 of them" in text
        assert "in random order" in text
        assert "who could see each other's verdicts. One disagreement was settled by disc" in text
        assert "Whether it was met then was not recorded." in text
        assert "registered (R 1)" in text
        assert "Duplicates were looked for" in text
        assert "automatically" not in text
        assert "Reason given" not in text

    def test_orders_are_those_of_the_verdicts(self, review):
        made = ranking.keep_ranking(
            by=review.lead, project=review.project, stage="title",
            ordered=ranking.Ordered("relevance", "words 1", 1, 2, 1, [1], [0.5]),
        )  # fmt: skip
        Verdict.objects.update(order="relevance")
        assert "was not recorded" in "\n".join(methods_text(review.project))
        Verdict.objects.update(ranking=made)
        assert "References came up with the likeliest" in "\n".join(methods_text(review.project))
        Verdict.objects.filter(reference=review.references[1]).update(order="random")
        text = "\n".join(methods_text(review.project))
        assert "Of 2 references judged, 1 came up with the likeliest" in text
        assert "1 in random order" in text
        Verdict.objects.filter(reference=review.references[1]).update(order="")
        Verdict.objects.filter(reference=review.references[1]).update(ranking=None)
        text = "\n".join(methods_text(review.project))
        assert "as learnt from the decisions made; of 1 the order was not recorded." in text

    def test_those_whom_two_judged_before_it_became_one_were_judged_independently(self, review):
        review.write_protocol()
        review.settings(reviewers=1)
        text = "\n".join(methods_text(review.project))
        assert "2 of them by two, independently, neither seeing the other's verdicts, " in text
        assert "before that became one on " in text
        review.screen(review.one, 2)
        review.screen(review.two, 2, "exclude")
        assert "; 1 by a second who saw the first." in "\n".join(methods_text(review.project))

    def test_several_settlements_are_a_sentence(self, review):
        for at in (2, 3, 4):
            review.both(at, "include", "exclude")
        for at in (2, 3):
            conflicts.settle_conflict(
                by=review.third, reference=review.references[at], stage="title", verdict="include"
            )
        said = "\n".join(methods_text(review.project))
        assert "2 disagreements were settled by a third reviewer." in said
        review.settings(conflicts="discussion")
        conflicts.settle_conflict(
            by=review.one, reference=review.references[4], stage="title", verdict="include"
        )
        said = "\n".join(methods_text(review.project))
        assert "3 disagreements were settled: 2 by a third reviewer and 1 by disc" in said

    def test_numbers_are_those_of_people(self, review):
        for at in range(2, 6):
            StopDecision.objects.all().delete()
            review.screen(review.one, at)
        text = "\n".join(methods_text(review.project))
        assert "2 of 6 titles" in text
        assert "; 4 more by one." in text
        for at in range(2, 6):
            review.screen(review.two, at)
        Stage.objects.filter(key="title").update(opened_at=timezone.now())
        review.screen(review.one, 0, "include", stage="full")
        text = "\n".join(methods_text(review.project))
        assert "All 6 titles and abstracts were judged by two reviewers, independently un" in text
        assert "None of 5 full texts was judged by two reviewers so far; 1 more by one." in text
