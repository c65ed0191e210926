"""Appraisal: checklists, judgements by two who do not see each other, the settled one."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import build as people
from tests.steps.review import studies
from tests.steps.review.test_studies import resting
from uptake.instruments import checklists
from uptake.projects.errors import Refused
from uptake.projects.models import LookAgain
from uptake.review.actions import appraisal as writes
from uptake.review.actions.appraisal import Judged
from uptake.review.actions.entries import open_study
from uptake.review.models import Appraisal, Checklist
from uptake.review.queries import appraised

pytestmark = pytest.mark.django_db
OURS = checklists()[0]


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def made():
    review, rows = studies.studies()
    row = writes.use_checklist(by=review.lead, project=review.project, checklist=OURS)
    return review, rows[0], row


def at(name, review, *ids):
    return reverse(f"review:{name}", args=[review.project.pk, *ids])


def judged(answer="yes", concern="minor", why="Few people were asked", **other):
    answers = {item.key: (answer, "") for item in OURS.items}
    return Judged(answers | {key: (value, "") for key, value in other.items()}, concern, why)


def sent(answer="yes", concern="minor", why="Few people were asked", **other):
    found = {f"answer-{item.key}": other.get(item.key, answer) for item in OURS.items}
    return found | {f"why-{item.key}": "" for item in OURS.items} | {"concern": concern, "why": why}


def appraise(made, by, *words, **more):
    _, study, row = made
    return writes.appraise(by=by, study=study, checklist=row, judged=judged(*words, **more))


def test_a_checklist_is_taken_into_use():
    review, _ = studies.studies()
    lead, reader = people.browser(review.lead), people.browser(review.one)
    assert "No checklist yet" in reader.get(at("appraisal", review)).content.decode()
    lead.post(at("appraisal", review), {"checklist": OURS.key})
    assert Checklist.objects.get().name == OURS.name
    again = lead.post(at("appraisal", review), {"checklist": OURS.key}, follow=True)
    assert "in use already" in again.content.decode()
    unknown = lead.post(at("appraisal", review), {"checklist": "?"}, follow=True)
    assert "No checklist was chosen" in unknown.content.decode()
    assert reader.post(at("appraisal", review), {"checklist": OURS.key}).status_code == 403
    row = Checklist.objects.get()
    lead.post(at("retire-checklist", review, row.pk))
    assert "1 checklist out of use" in lead.get(at("appraisal", review)).content.decode()
    again = lead.post(at("retire-checklist", review, row.pk), follow=True)
    assert "out of use already" in again.content.decode()
    lead.post(at("retire-checklist", review, row.pk), {"back": "1"})
    again = lead.post(at("retire-checklist", review, row.pk), {"back": "1"}, follow=True)
    assert "in use already" in again.content.decode()
    writes.retire_checklist(by=review.lead, checklist=row)
    writes.use_checklist(by=review.lead, project=review.project, checklist=OURS)
    with pytest.raises(Refused, match="anew meanwhile"):
        writes.restore_checklist(by=review.lead, checklist=row)


def test_a_checklist_comes_from_a_file():
    review, _ = studies.studies()
    lead = people.browser(review.lead)
    facts = {"name": "Short", "version": "1", "source": "Our own", "licence": "CC0"}
    file = SimpleUploadedFile("c.csv", b"question,help\nIs it clear?,Look\n")
    lead.post(at("bring-checklist", review), facts | {"file": file})
    assert appraised.content(Checklist.objects.get()).items[0].question == "Is it clear?"
    for content, says in (
        (b"nothing\n", "c.csv: Line 1"), (b'{"name": 3}', "must be text"),
        (json.dumps({"name": "N" * 61, "key": "k" * 61, "version": "1", "source": "s",
                     "licence": "l", "items": [{"question": "Q?"}]}).encode(), "60 characters"),
    ):  # fmt: skip
        page = lead.post(
            at("bring-checklist", review), {"file": SimpleUploadedFile("c.csv", content)} | facts
        )
        assert page.status_code == 422
        assert says in page.content.decode()
    assert lead.post(at("bring-checklist", review), {}).status_code == 422


def test_a_study_is_appraised_with_reasons(made):
    review, study, row = made
    browser = people.browser(review.one)
    there = at("appraise", review, row.pk, study.pk)
    assert OURS.items[0].question in browser.get(there).content.decode()
    browser.post(there, sent() | {"seen": "0"})
    kept = Appraisal.objects.get()
    assert (kept.concern, kept.answers.count(), kept.settled) == ("minor", 10, False)
    overtaken = browser.post(there, sent("no") | {"seen": "0"})
    assert "another window" in overtaken.content.decode()
    browser.post(there, sent("no") | {"seen": kept.pk})
    kept.refresh_from_db()
    assert kept.replaced_at is not None
    assert Appraisal.objects.get(replaced_at=None).answers.first().answer == "no"


@pytest.mark.parametrize(
    ("change", "says"),
    [({"why": ""}, "has its reason"), ({"why-question": "So", "answer-question": ""},
                                       "without an answer")],
)  # fmt: skip
def test_what_does_not_fit_is_told(made, change, says):
    review, study, row = made
    page = people.browser(review.one).post(
        at("appraise", review, row.pk, study.pk), sent() | change
    )
    assert page.status_code == 422
    assert says in page.content.decode()


@pytest.mark.parametrize(
    ("said", "says"),
    [(Judged(), "Nothing was said"), (Judged(concern="?"), "how serious"),
     (Judged({"x": ("yes", "")}), "no item"), (Judged({"question": ("?", "")}), "one of the"),
     (Judged({"question": ("yes", "x" * 5_001)}), "at most 5,000"),
     (Judged(concern="minor", why="x" * 5_001), "more than 5,000")],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused(made, said, says):
    review, study, row = made
    with pytest.raises(Refused, match=says):
        writes.appraise(by=review.one, study=study, checklist=row, judged=said)


def test_neither_sees_the_other_until_both_have_finished(made):
    review, study, row = made
    appraise(made, review.one)
    there = at("settle-appraisal", review, row.pk, study.pk)
    two = people.browser(review.two)
    assert "Few people" not in two.get(there).content.decode()
    assert "Not open yet" in two.get(at("appraisal", review)).content.decode()
    with pytest.raises(Refused, match="not open yet"):
        writes.settle_appraisal(by=review.two, study=study, checklist=row, judged=judged())
    writes.appraise(by=review.two, study=study, checklist=row,
                    judged=Judged({"question": ("no", "")}))  # fmt: skip
    assert "Few people" not in two.get(there).content.decode()
    appraise(made, review.two, "yes", "serious", "Nobody was asked", claims="no")
    page = two.get(there).content.decode()
    assert "1 question answered differently" in page
    assert "Few people" in page
    with pytest.raises(Refused, match="Nothing is different"):
        appraise(made, review.one)


def test_a_settled_judgement_stands_in_the_table(made):
    review, study, row = made
    appraise(made, review.one)
    appraise(made, review.two, claims="no")
    browser, there = people.browser(review.one), at("settle-appraisal", review, row.pk, study.pk)
    table = appraised.table(review.project, row)[0]
    assert (table.state, table.concern) == ("differ", "minor")
    page = browser.post(there, sent() | {"answer-claims": ""})
    assert "1 of 10 questions have no answer" in page.content.decode()
    page = browser.post(there, sent(concern="", why=""))
    assert "how serious" in page.content.decode()
    browser.post(there, sent(claims="partly") | {"seen": "0"})
    table = appraised.table(review.project, row)[0]
    assert (table.state, table.answers[-1].key) == ("settled", "partly")
    overtaken = browser.post(there, sent() | {"seen": "0"})
    assert "another window" in overtaken.content.decode()
    shown = people.browser(people.member(review.project, "observer"))
    assert "Settled: minor concerns" in shown.get(there).content.decode()
    page = shown.get(at("appraisal", review)).content.decode()
    assert 'class="sgn worry"' in page
    assert "Partly" in page
    text = browser.get(at("appraisal-file", review, row.pk, "csv")).content.decode("utf-8-sig")
    assert "Few people were asked,Settled" in text
    assert browser.get(at("appraisal-file", review, row.pk, "xlsx")).content.startswith(b"PK")
    assert browser.get(at("appraisal-file", review, row.pk, "pdf")).status_code == 404
    assert "minor" in browser.get(at("study", review, study.pk)).content.decode().lower()


def test_one_reader_is_enough_where_the_review_says_so(made):
    review, _, row = made
    review.settings("full", reviewers=1)
    assert appraised.table(review.project, row)[0].state == "none"
    appraise(made, review.one)
    assert appraised.table(review.project, row)[0].state == "one"
    appraise(made, review.two)
    assert appraised.table(review.project, row)[0].state == "agreed"


def test_the_lead_opens_it_early(made):
    review, study, row = made
    open_study(by=review.lead, study=study)
    there = at("settle-appraisal", review, row.pk, study.pk)
    assert "Nobody has appraised it" in people.browser(review.two).get(there).content.decode()
    appraise(made, review.one)
    assert "Few people" in people.browser(review.two).get(there).content.decode()


def test_a_serious_concern_marks_what_rests_on_the_study(made):
    review, study, row = made
    review.settings("full", reviewers=1)
    finding = resting(review)
    settle = {"by": review.one, "study": study, "checklist": row}
    writes.settle_appraisal(**settle, judged=judged())
    assert not LookAgain.objects.exists()
    writes.settle_appraisal(**settle, judged=judged("no", "serious", "No data are shown"))
    mark = LookAgain.objects.get(kind="finding", object_id=finding.pk)
    said = "Author0 2024 was appraised with minor concerns, and now with serious concerns."
    assert mark.reason == said
    marked = LookAgain.objects.count()
    writes.settle_appraisal(**settle, judged=judged("no", "serious", "None at all"))
    assert LookAgain.objects.count() == marked


def test_a_checklist_out_of_use_judges_nothing(made):
    review, study, row = made
    retired = writes.retire_checklist(by=review.lead, checklist=row)
    with pytest.raises(Refused, match="out of use"):
        writes.appraise(by=review.one, study=study, checklist=retired, judged=judged())


def test_a_project_without_studies_says_so():
    review = studies.build.review(0)
    writes.use_checklist(by=review.lead, project=review.project, checklist=OURS)
    page = people.browser(review.one).get(at("appraisal", review)).content.decode()
    assert "There are no studies yet" in page
