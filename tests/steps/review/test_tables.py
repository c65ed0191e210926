"""The tables of included studies and excluded full texts."""

from __future__ import annotations

import csv
import io

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import build
from tests.steps.review.test_flow import S, references, stands
from uptake.instruments.extraction_forms import Question
from uptake.projects.actor import Member
from uptake.review.actions import form as forms
from uptake.review.actions import rounds
from uptake.review.models import (
    Appraisal,
    Checklist,
    Criterion,
    Entry,
    FormField,
    Reconciled,
    Report,
    SaidDone,
    Stage,
    Study,
)
from uptake.review.queries import flow as flows
from uptake.review.queries import included as tables
from uptake.review.queries.extracted import open_studies
from uptake.sources.models import Reference

pytestmark = pytest.mark.django_db
WHY = "The search is due."


@pytest.fixture
def project():
    return build.project()


@pytest.fixture
def refs(project):
    return references(project, 5)


@pytest.fixture
def study(project, refs):
    """A study with two reports; a third report has no study; two full texts were excluded."""
    reasons = [
        Criterion.objects.create(
            project=project, stage="full", side="exclude", order=order, label=label
        )
        for order, label in ((2, "No data"), (1, "Not adults"))
    ]
    for one in refs:
        stands(one, "title", S.INCLUDE)
    for one in refs[:3]:
        stands(one, "full", S.INCLUDE)
    for one, reason in zip(refs[3:], reasons, strict=True):
        stands(one, "full", S.EXCLUDE, reason)
    row = Study.objects.create(project=project, number=1, name="Vance 2024")
    for one in refs[:2]:
        Report.objects.create(project=project, study=row, reference=one)
    return row


@pytest.fixture
def people(project):
    return [build.member(project, "reviewer").user for _ in range(2)]


def field(project, name="Country", **more):
    return FormField.objects.create(project=project, order=1, name=name, **more)


def enter(study, of, user, value):
    return Entry.objects.create(
        project_id=study.project_id, study=study, field=of, by=user, value=value
    )


def test_included_studies_are_those_that_the_diagram_counts(project, study):
    found, counted = tables.included(project), flows.flow(project)
    assert (len(found.studies), found.reports) == (counted.total_studies, counted.total_reports)
    assert [(row.label, len(row.reports)) for row in found.studies] == [("S1", 2), ("", 1)]
    assert found.studies[1].name == found.studies[1].reports[0].cited


def test_excluded_full_texts_stand_in_the_protocols_order(project, study):
    rows = tables.excluded(project)
    assert [row.reason for row in rows] == ["Not adults", "No data"]
    counted = flows.flow(project).databases.excluded_in_full
    assert [(row.reason, 1) for row in rows] == list(counted)


def test_a_reason_that_nobody_gave_is_told(project):
    one = references(project, 1)[0]
    stands(one, "title", S.INCLUDE)
    stands(one, "full", S.EXCLUDE)
    Reference.objects.filter(pk=one.pk).update(authors=[], year=None, title="")
    (row,) = tables.excluded(project)
    assert (row.reason, row.report.cited) == ("No reason given", "No author n.d.")
    assert row.report.title == "No title"


class TestValues:
    def test_nobody_sees_what_one_of_two_entered(self, project, study, people):
        of = field(project)
        enter(study, of, people[0], "Norway")
        assert tables.included(project).studies[0].values == [""]
        SaidDone.objects.create(project=project, study=study, by=people[0])
        assert open_studies(project) == set()

    def test_what_both_say_is_shown_when_both_are_done(self, project, study, people):
        of, other = field(project), field(project, "Design", unit="kind")
        for user, said in zip(people, ("Survey", "Interviews"), strict=True):
            enter(study, of, user, ["Norway", "Wales"])
            enter(study, other, user, said)
            SaidDone.objects.create(project=project, study=study, by=user)
        found = tables.included(project)
        assert found.fields == ["Country", "Design (kind)"]
        assert found.studies[0].values == ["Norway; Wales", tables.NOT_SETTLED]
        Reconciled.objects.create(
            project=project, study=study, field=other, by=people[0], value="Interviews"
        )
        assert tables.included(project).studies[0].values[1] == "Interviews"

    def test_what_is_settled_is_shown_whoever_is_done(self, project, study, people):
        Reconciled.objects.create(
            project=project, study=study, field=field(project), by=people[0], value=True
        )
        assert tables.included(project).studies[0].values == ["Yes"]

    def test_the_lead_opens_a_study(self, project, study, people):
        enter(study, field(project), people[0], 12)
        Study.objects.filter(pk=study.pk).update(opened_at=timezone.now())
        assert tables.included(project).studies[0].values == ["12"]

    def test_where_one_is_enough_everything_is_seen(self, project, study, people):
        Stage.objects.create(project=project, key="full", reviewers=1)
        enter(study, field(project), people[0], [])
        assert open_studies(project) == {study.pk}
        assert tables.included(project).studies[0].values == [""]

    def test_a_retired_field_is_no_column(self, project, study):
        field(project, retired_at=timezone.now())
        assert tables.included(project).fields == []


class TestConcerns:
    def judge(self, study, user, concern, *, settled=False, name="Ours"):
        checklist, _ = Checklist.objects.get_or_create(
            project=study.project, key=name, version="1", name=name, content={}
        )
        Appraisal.objects.create(
            project=study.project, study=study, checklist=checklist, by=user, concern=concern,
            settled=settled,
        )  # fmt: skip

    def test_one_judgement_of_two_is_not_shown(self, project, study, people):
        self.judge(study, people[0], "minor")
        assert tables.included(project).studies[0].concerns == ""

    def test_the_settled_judgement_counts(self, project, study, people):
        for user, concern in zip(people, ("minor", "serious"), strict=True):
            self.judge(study, user, concern)
        Study.objects.update(opened_at=timezone.now())
        assert tables.included(project).studies[0].concerns == tables.NOT_SETTLED
        self.judge(study, people[0], "serious", settled=True)
        assert tables.included(project).studies[0].concerns == "Serious concerns"
        self.judge(study, people[0], "none", settled=True, name="Another")
        assert tables.included(project).studies[0].concerns == (
            "Another: No or very minor concerns; Ours: Serious concerns"
        )


class TestPages:
    @pytest.fixture
    def lead(self, project, client):
        user = build.member(project, "owner")
        assert isinstance(user, Member)
        client.force_login(user.user)
        return client

    def test_the_pages_show_the_tables(self, project, study, refs, lead):
        Reference.objects.filter(pk=refs[0].pk).update(retracted_at=timezone.now())
        text = lead.get(reverse("review:included", args=[project.pk])).content.decode()
        assert "2 studies in 3 reports" in text
        assert "Vance 2024" in text
        assert "Not made a study yet" in text
        assert "Retracted" in text
        text = lead.get(reverse("review:excluded", args=[project.pk])).content.decode()
        assert text.index("Not adults") < text.index("No data")

    def test_the_columns_are_chosen_on_the_page_and_the_file_holds_all(self, project, study, lead):
        for name in ("Country", "Design"):
            forms.add_field(by=build.TERMINAL, project=project, question=Question(name))
        there, keys = reverse("review:included", args=[project.pk]), tables.included(project).keys
        assert "Columns: 2 of 2 shown" in lead.get(there).content.decode()
        text = lead.get(there, {"choose": "1", "column": keys[1]}).content.decode()
        assert '<th scope="col">Design</th>' in text
        assert '<th scope="col">Country</th>' not in text
        none = lead.get(there, {"choose": "1"}).content.decode()
        assert "Columns: 0 of 2 shown" in none
        assert {"Country", "Design"} <= set(tables.included_grid(project).head)

    @pytest.mark.parametrize("name", ["included", "excluded"])
    def test_empty_tables_say_what_would_stand_there(self, project, lead, name):
        text = lead.get(reverse(f"review:{name}", args=[project.pk])).content.decode()
        assert "stands here" in text

    def test_a_second_round_is_a_column(self, project, study, lead):
        rounds.open_round(by=build.TERMINAL, project=project, title="Update", why=WHY)
        text = lead.get(reverse("review:included", args=[project.pk])).content.decode()
        assert '<th scope="col">Round</th>' in text
        assert tables.included_grid(project).head[-1] == "Found in round"

    @pytest.mark.parametrize("which", ["included", "excluded"])
    @pytest.mark.parametrize("kind", ["csv", "xlsx", "docx"])
    def test_the_tables_as_files(self, project, study, lead, which, kind):
        answer = lead.get(reverse("review:table-file", args=[project.pk, which, kind]))
        assert answer.status_code == 200
        assert answer["Content-Disposition"] == f'attachment; filename="{which}.{kind}"'
        if kind == "csv":
            rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
            assert len(rows) == 3

    @pytest.mark.parametrize("asked", [("nothing", "csv"), ("included", "exe")])
    def test_what_there_is_not_is_not_found(self, project, lead, asked):
        at = reverse("review:table-file", args=[project.pk, *asked])
        assert lead.get(at).status_code == 404

    def test_the_tables_ask_few_questions(self, project, study, django_assert_max_num_queries):
        with django_assert_max_num_queries(24):
            tables.included(project)
        with django_assert_max_num_queries(14):
            tables.excluded(project)
