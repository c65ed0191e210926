"""What rests on a study that changed is marked for another look, whatever changed it."""

from __future__ import annotations

import pytest

from tests.steps.review import build, studies
from tests.steps.review.test_studies import resting
from uptake.findings.models import Finding
from uptake.instruments import checklists
from uptake.instruments.extraction_forms import Question
from uptake.projects.models import LookAgain
from uptake.review.actions import appraisal, conflicts, entries, form
from uptake.review.actions import studies as writes
from uptake.review.actions.appraisal import Judged
from uptake.review.actions.entries import Given
from uptake.review.models import Report, Settlement, Study
from uptake.sources import actions as sources
from uptake.sources.models import Relation

pytestmark = pytest.mark.django_db
CHECKLIST = checklists()[0]


def reasons(finding: Finding) -> list[str]:
    """Why a finding waits for another look, in the order of the marks."""
    rows = LookAgain.objects.filter(kind="finding", object_id=finding.pk, settled_at=None)
    return list(rows.order_by("pk").values_list("reason", flat=True))


def one_reader(count: int = 2) -> tuple[build.Review, list[Study], Finding]:
    review, made = studies.studies(count, reviewers=1)
    return review, made, resting(review)


def judged(concern: str) -> Judged:
    return Judged({one.key: ("yes", "") for one in CHECKLIST.items}, concern, "Said so")


def test_a_title_excluded_after_the_full_text_was_included():
    review, _, finding = one_reader()
    review.screen(review.one, 0, "exclude")
    assert reasons(finding) == ["Author0 2024 is no longer included in the review."]


def test_a_settlement_that_is_opened_again():
    review = studies.on_titles(1)
    review.settings("full", reviewers=2)
    reason = review.criterion("No data", stage="full")
    review.screen(review.one, 0, "include", stage="full")
    review.screen(review.two, 0, "exclude", stage="full", reason=reason)
    conflicts.settle_conflict(
        by=review.third, reference=review.references[0], stage="full", verdict="include"
    )
    writes.make_studies(by=review.one, project=review.project, references=review.references)
    entries.open_study(by=review.lead, study=Study.objects.get())
    finding = resting(review)
    conflicts.reopen_conflict(by=review.lead, settlement=Settlement.objects.get())
    assert reasons(finding) == ["Author0 2024 is no longer included in the review."]


def test_reports_that_become_one_study_and_are_parted_again():
    review, (one, two), finding = one_reader()
    other = resting(review, 1)
    writes.join_report(by=review.one, study=two, reference=review.references[0])
    joined = f"Author0 2024 reports on {two.label} {two.name} now: the two are one source."
    assert (reasons(finding), reasons(other)) == ([joined], [])
    report = Report.objects.get(reference=review.references[0], removed_at=None)
    writes.split_report(by=review.one, report=report)
    parted = f"Author0 2024 was one source with {two.label} {two.name}, and is not."
    assert reasons(finding) == [joined, parted]
    assert one.label == "S1"


def test_an_excluded_report_that_leaves_others_behind():
    review, (_, two), finding = one_reader()
    writes.join_report(by=review.one, study=two, reference=review.references[0])
    reason = review.criterion("No data", stage="full", why="They had none")
    review.screen(review.one, 0, "exclude", stage="full", reason=reason)
    LookAgain.objects.all().delete()
    report = Report.objects.get(reference=review.references[0], removed_at=None)
    writes.take_off_report(by=review.one, report=report)
    assert len(reasons(finding)) == 1


def test_an_appraisal_that_says_something_else():
    review, (one, _), finding = one_reader()
    row = appraisal.use_checklist(by=review.lead, project=review.project, checklist=CHECKLIST)
    given = {"by": review.one, "study": one, "checklist": row}
    appraisal.appraise(**given, judged=judged("minor"))
    assert reasons(finding) == []
    appraisal.appraise(**given, judged=judged("moderate"))
    changed = f"{one.name} was appraised with minor concerns, and now with moderate concerns."
    assert reasons(finding) == [changed]
    appraisal.settle_appraisal(**given, judged=judged("serious"))
    assert len(reasons(finding)) == 2
    appraisal.settle_appraisal(**given, judged=judged("none"))
    assert len(reasons(finding)) == 3
    assert not LookAgain.objects.filter(kind="reference").exists()


def test_an_appraisal_that_is_still_blind_marks_nothing():
    review, (one, _) = studies.studies()
    for person in (review.one, review.two):  # what is entered is open, what is judged is not
        entries.say_done(by=person, study=one)
    finding = resting(review)
    row = appraisal.use_checklist(by=review.lead, project=review.project, checklist=CHECKLIST)
    appraisal.appraise(by=review.one, study=one, checklist=row, judged=judged("serious"))
    assert reasons(finding) == []


def test_what_was_taken_from_a_study_and_is_changed_afterwards():
    review, (one, _), finding = one_reader()
    (field,) = form.take_over_form(
        by=review.lead, project=review.project, questions=[Question("Country")]
    )

    def enter(value: str) -> None:
        entries.enter(by=review.one, study=one, given=[Given(field, value)])

    enter("Wales")
    enter("Norway")
    entries.say_done(by=review.one, study=one)
    assert reasons(finding) == []
    entries.take_up_again(by=review.one, study=one)
    enter("Sweden")
    says = f"What was taken from {one.name} is another thing now in part."
    assert reasons(finding) == [says]
    LookAgain.objects.all().delete()
    entries.settle_value(by=review.one, study=one, field=field, value="Sweden")
    entries.settle_value(by=review.one, study=one, field=field, value="Sweden", note="As told")
    assert reasons(finding) == []
    entries.settle_value(by=review.one, study=one, field=field, value="Wales")
    assert reasons(finding) == [says]


@pytest.mark.parametrize(("kind", "says"), [
    ("retraction", ["A retraction notice of Author0 2024 was found."]),
    ("erratum", ["An erratum of Author0 2024 was found."]), ("reply", []),
])  # fmt: skip
def test_a_notice_that_is_found(kind: str, says: list[str]):
    review, _, finding = one_reader()
    build.bring_in(review, 1)
    pair = sources.set_beside(
        by=review.lead, reference=review.references[2], other=review.references[0]
    )
    turned = pair.first_id == review.references[0].pk
    sources.decide_pair(by=review.lead, pair=pair, verdict="related", kind=kind, turned=turned)
    assert Relation.objects.get().second_id == review.references[0].pk
    assert reasons(finding) == says
