"""The review to take away: all of it, and nothing that is still blind."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from django.urls import reverse

from tests import build
from tests.steps.review import build as reviews
from uptake.instruments import checklist_data, checklists
from uptake.report import queries
from uptake.report.export import export_project
from uptake.review.models import (
    Appraisal,
    AppraisalAnswer,
    Checklist,
    Entry,
    FormField,
    Study,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def review():
    """One reference judged by both, one by one of them; a study that one person entered."""
    it = reviews.review(3)
    it.write_protocol()
    it.criterion("Not adults", words=("children",))
    it.both(0, "include", "include")
    it.screen(it.one, 1, "include", note="Secret so far")
    study = Study.objects.create(project=it.project, number=1, name="Vance 2024")
    field = FormField.objects.create(project=it.project, order=1, name="Country")
    Entry.objects.create(
        project=it.project, study=study, field=field, by=it.one.user, value="Hidden country"
    )
    checklist = Checklist.objects.create(
        project=it.project,
        key="ours",
        version="1",
        name="Ours",
        content=checklist_data(checklists()[0]),
    )
    for settled, why in ((False, "Hidden concern"), (True, "Settled concern")):
        row = Appraisal.objects.create(
            project=it.project, study=study, checklist=checklist, by=it.one.user,
            concern="minor", why=why, settled=settled,
        )  # fmt: skip
        AppraisalAnswer.objects.create(
            project=it.project, appraisal=row, item="aims", answer="yes", why=f"{why}, aims"
        )
    return it


HIDDEN = ("Secret so far", "Hidden country", "Hidden concern")


def test_what_is_still_blind_is_left_out_and_counted(review):
    found = queries.review(review.project)
    text = json.dumps(found)
    assert not [word for word in HIDDEN if word in text]
    assert "Settled concern, aims" in text
    assert found["left_out"] == {"verdicts": 1, "entries": 1, "appraisals": 1, "answers": 1}
    assert len(found["verdicts"]) == 2
    assert found["criteria"][0]["words"] == ["children"]
    assert found["rounds"][0]["flow"]["databases"]["identified"][0][2] == 3
    assert found["standings"][1]["state"] == "half"


def test_everything_is_there_for_whoever_leads(review):
    found = queries.review(review.project, everything=True)
    text = json.dumps(found)
    assert found["left_out"] == {}
    assert all(word in text for word in HIDDEN)


def test_where_nobody_is_blind_every_verdict_is_there(review):
    review.settings(blind=False)
    assert len(queries.review(review.project)["verdicts"]) == 3


def contents(project, **how):
    with export_project(project, **how) as file:
        bundle = zipfile.ZipFile(file)
        return {name: bundle.read(name).decode("utf-8-sig") for name in bundle.namelist()}


def test_the_zip_holds_the_review_and_says_what_is_left_out(review):
    found = contents(review.project)
    assert not [word for word in HIDDEN if word in "".join(found.values())]
    assert "4 verdicts, entries and appraisals are left out" in found["README.txt"]
    assert json.loads(found["review.json"])["schema"] == "uptake-review-1"
    assert "include" in found["exact/review-verdicts.csv"]
    assert "Not adults" in found["tables/review-criteria.csv"]
    assert found["exact/included-studies.csv"].startswith("Study,")
    assert "left out" not in contents(review.project, everything=True)["README.txt"]


@pytest.mark.parametrize(("role", "there"), [("owner", True), ("reviewer", False)])
def test_only_a_lead_is_given_what_is_blind(review, role, there):
    browser = build.browser(build.member(review.project, role))
    at = reverse("report:project", args=[review.project.pk])
    for query, wanted in (("", False), ("?everything=1", there)):
        answer = browser.get(at + query)
        bundle = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
        assert (b"Secret so far" in bundle.read("review.json")) is wanted


def test_a_lead_who_judges_is_not_given_what_is_blind(review):
    review.screen(review.lead, 2)
    at = reverse("report:project", args=[review.project.pk]) + "?everything=1"
    answer = build.browser(review.lead).get(at)
    bundle = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert b"Secret so far" not in bundle.read("review.json")


def test_the_documented_parts_are_those_that_are_written(review, root):
    text = (root / "docs" / "reference" / "review-json.md").read_text("utf-8")
    documented = {
        line.split("`")[1]: set(line.split("|")[3].strip().split(", "))
        for line in text.splitlines() if line.startswith("| `")
    }  # fmt: skip
    assert documented == {name: set(columns) for name, (_, columns) in queries.COLUMNS.items()}
