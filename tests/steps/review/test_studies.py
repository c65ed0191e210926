"""Studies: made, joined, split, left by their reports, and shown with all that hangs on them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests import build as people
from tests.steps.review import studies
from uptake.findings import actions as findings
from uptake.projects.errors import Refused
from uptake.projects.models import LookAgain
from uptake.review.actions import entries
from uptake.review.actions import studies as writes
from uptake.review.models import Report, Study
from uptake.review.queries import studies as queries
from uptake.sources import actions as sources
from uptake.sources.models import Reference, Relation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def at(name, review, *ids):
    return reverse(f"review:{name}", args=[review.project.pk, *ids])


def test_an_included_full_text_becomes_a_study():
    review = studies.included()
    browser = people.browser(review.one)
    page = browser.get(at("studies", review)).content.decode()
    assert "2 included reports without a study" in page
    browser.post(at("studies", review), {"reference": review.references[0].pk})
    first = Study.objects.get()
    assert (first.number, first.name) == (1, "Author0 2024")
    answer = browser.post(at("studies", review), follow=True).content.decode()
    assert "1 study was made" in answer
    assert "S2" in answer
    assert "no included report" in browser.post(at("studies", review), follow=True).content.decode()


def test_what_is_not_included_becomes_none():
    review = studies.on_titles()
    with pytest.raises(Refused, match="not included on its full text"):
        writes.make_studies(by=review.one, project=review.project, references=review.references[:1])
    made = studies.included()
    writes.make_studies(by=made.one, project=made.project, references=made.references)
    with pytest.raises(Refused, match="report of a study already"):
        writes.make_studies(by=made.one, project=made.project, references=made.references)


def test_reports_are_joined_and_split_again_without_loss():
    review, (one, two) = studies.studies()
    browser = people.browser(review.one)
    browser.post(at("join", review, one.pk), {"other": two.pk})
    two.refresh_from_db()
    assert two.retired_at is not None
    joined = Report.objects.get(study=one, reference=review.references[1], removed_at=None)
    assert joined.main is False
    page = browser.get(at("study", review, one.pk)).content.decode()
    assert "2 reports" in page
    assert "has no reports any more" in browser.get(at("study", review, two.pk)).content.decode()
    browser.post(at("make-main", review, joined.pk))
    joined.refresh_from_db()
    assert joined.main is True
    answer = browser.post(at("split", review, joined.pk), follow=True)
    assert "stands for S2 now" in answer.content.decode()
    two.refresh_from_db()
    assert two.retired_at is None
    assert Report.objects.get(study=one, removed_at=None).main is True


def test_what_cannot_be_joined_or_split_is_told():
    review, (one, two) = studies.studies()
    browser, report = people.browser(review.one), Report.objects.get(study=one)
    for sent, says in (
        ({"other": ""}, "Choose the study to join"),
        ({"other": one.pk}, "report of S1 already"),
        ({"other": review.references[0].pk, "kind": "reference"}, "report of S1 already"),
    ):
        answer = browser.post(at("join", review, one.pk), sent, follow=True)
        assert says in answer.content.decode()
    answer = browser.post(at("split", review, report.pk), follow=True)
    assert "only report of S1" in answer.content.decode()
    answer = browser.post(at("take-report-off", review, report.pk), follow=True)
    assert "is included on its full text" in answer.content.decode()
    writes.join_report(by=review.one, study=two, reference=review.references[0])
    for name in ("split", "make-main", "take-report-off"):
        answer = browser.post(at(name, review, report.pk), follow=True).content.decode()
        assert "by now" in answer
    one.refresh_from_db()
    with pytest.raises(Refused, match="has no reports any more"):
        writes.join_report(by=review.one, study=one, reference=review.references[1])
    studies.build.bring_in(review, 1)
    with pytest.raises(Refused, match="not included"):
        writes.join_report(by=review.one, study=two, reference=review.references[-1])


def test_a_study_is_named_anew():
    review, (one, _) = studies.studies()
    browser = people.browser(review.one)
    browser.post(at("study", review, one.pk), {"name": "Northfold pilot", "note": "Two sites"})
    one.refresh_from_db()
    assert (one.name, one.note) == ("Northfold pilot", "Two sites")
    assert browser.post(at("study", review, one.pk), {"name": ""}).status_code == 422
    with pytest.raises(Refused, match="has a name"):
        writes.change_study(by=review.one, study=one, name=" ")
    with pytest.raises(Refused, match="120 is the most"):
        writes.change_study(by=review.one, study=one, name="x" * 121)


def resting(review, at=0):
    """A finding that rests on what a reference states."""
    said = sources.extract_statement(
        by=review.one, reference=review.references[at], sentence="Staff lacked time."
    )
    return findings.write_finding(
        by=review.lead, project=review.project, direction="barrier", sentence="No time is there",
        cells=[("staff", "micro")], statements=[said],
    )  # fmt: skip


def test_findings_on_a_report_that_leaves_are_marked_and_stay_so():
    review, (one, _) = studies.studies(2, reviewers=1)
    reason = review.criterion("No data", stage="full", why="They had none")
    finding = resting(review)
    review.screen(review.one, 0, "exclude", stage="full", reason=reason)
    mark = LookAgain.objects.get(kind="finding", object_id=finding.pk)
    assert mark.reason == "Author0 2024 is no longer included in the review."
    browser = people.browser(review.one)
    page = browser.get(at("study", review, one.pk)).content.decode()
    assert "no longer included (excluded)" in page
    assert "no longer included" in browser.get(at("studies", review)).content.decode()
    report = Report.objects.get(study=one)
    browser.post(at("take-report-off", review, report.pk))
    one.refresh_from_db()
    assert one.retired_at is not None
    review.screen(review.one, 0, "include", stage="full")
    assert LookAgain.objects.filter(pk=mark.pk, settled_at=None).exists()
    writes.make_studies(by=review.one, project=review.project, references=review.references[:1])
    one.refresh_from_db()
    assert one.retired_at is None


def test_a_verdict_that_leaves_it_included_marks_nothing():
    review, rows = studies.studies()
    entries.open_study(by=review.lead, study=rows[0])
    resting(review)
    review.screen(review.two, 0, "include", stage="full")
    review.settings("full", reviewers=1)
    review.screen(review.one, 0, "include", stage="full", note="Again")
    assert not LookAgain.objects.exists()


def test_taking_the_verdict_back_marks_too():
    from uptake.review.actions.screening import take_back
    from uptake.review.models import Verdict

    review, _ = studies.studies(reviewers=1)
    finding = resting(review, 1)
    row = Verdict.objects.get(stage="full", reference=review.references[1])
    take_back(by=review.one, verdict=row)
    assert LookAgain.objects.filter(kind="finding", object_id=finding.pk).exists()


def test_studies_that_may_be_one_are_suggested():
    review, (one, two) = studies.studies(3)[0], list(Study.objects.all())[:2]
    rows = Reference.objects.order_by("pk")
    for row in rows[:2]:
        row.abstract = "Registered as NCT01234567."
        row.save()
    Relation.objects.create(project=review.project, first=rows[2], second=rows[0], kind="abstract")
    found = queries.suggestions(review.project)
    assert {one_.why for one_ in found} == {
        "Both name the registration NCT01234567",
        "One is noted as conference abstract of the other",
    }
    page = people.browser(review.one).get(at("studies", review)).content.decode()
    assert "May be one study" in page
    people.browser(review.one).post(at("join", review, one.pk), {"other": two.pk})
    assert len(queries.suggestions(review.project)) == 1


def test_who_only_looks_sees_studies_and_changes_none():
    review, (one, _) = studies.studies()
    browser = people.browser(people.member(review.project, "observer"))
    page = browser.get(at("study", review, one.pk)).content.decode()
    assert "Your entries" not in page
    assert browser.post(at("study", review, one.pk), {"name": "x"}).status_code == 403
    assert browser.get(at("studies", review)).status_code == 200
    empty = studies.build.review(0)
    page = people.browser(people.member(empty.project, "observer")).get(at("studies", empty))
    assert "No studies yet" in page.content.decode()


@pytest.mark.parametrize("count", [2, 9])
def test_the_list_costs_the_same_however_long(count, django_assert_max_num_queries):
    review, _ = studies.studies(count)
    browser = people.browser(review.one)
    with django_assert_max_num_queries(36):
        browser.get(at("studies", review))
