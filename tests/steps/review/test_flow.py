"""The flow of a review as it is counted from the tables, and the pages that show it."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import build
from tests.steps.sources import build as exports
from uptake.methods import prisma
from uptake.projects.actor import Member
from uptake.projects.errors import Refused
from uptake.review.actions import rounds
from uptake.review.models import (
    Criterion,
    Report,
    Retrieval,
    ReviewRound,
    Standing,
    StopDecision,
    Study,
)
from uptake.review.queries import flow as flows
from uptake.sources import actions as sources
from uptake.sources.models import ImportFile, Reference, Search

pytestmark = pytest.mark.django_db
WHY = "The search is due."
S = Standing.State


def references(project, number, *, route="database", database="MEDLINE", start=0):
    """So many references of one search, brought in as a file would be."""
    content = "".join(exports.record(f"Title {start + n}") for n in range(number)).encode()
    facts = sources.SearchFacts(
        database=database,
        interface="",
        searched_on=exports.FACTS.searched_on,
        strategy="",
        hits=None,
    )
    file = exports.bring_in(project, content, f"{database}{start}.ris", search=facts)
    Search.objects.filter(pk=file.search_id).update(route=route)
    return list(Reference.objects.filter(file=file).order_by("pk"))


def stands(reference, stage, state, reason=None):
    return Standing.objects.create(
        project_id=reference.project_id,
        reference=reference,
        stage=stage,
        state=state,
        reason=reason,
    )


@pytest.fixture
def project():
    return build.project()


@pytest.fixture
def reason(project):
    return Criterion.objects.create(
        project=project, stage="full", side="exclude", order=1, label="Not adults"
    )


def test_an_empty_project_has_an_empty_flow(project):
    assert flows.flow(project) == prisma.Flow()


def test_each_reference_is_counted_where_it_stands(project, reason):
    refs = references(project, 9)
    site = references(project, 1, route="website", database="A site", start=50)[0]
    refs[8].merged_into = refs[0]
    refs[8].save()
    stands(refs[0], "title", S.EXCLUDE)
    for one in [*refs[1:6], site]:
        stands(one, "title", S.INCLUDE)
    stands(refs[6], "title", S.CONFLICT)
    stands(refs[7], "title", S.UNSURE)
    stands(refs[1], "full", S.EXCLUDE, reason)
    stands(refs[2], "full", S.INCLUDE)
    stands(refs[3], "full", S.HALF)
    Retrieval.objects.create(project=project, reference=refs[4], state="missing")
    stands(site, "full", S.INCLUDE)
    study = Study.objects.create(project=project, number=1, name="Vance 2024")
    for one in (refs[2], site):
        Report.objects.create(project=project, study=study, reference=one)
    found = flows.flow(project)
    route = found.databases
    assert prisma.faults(found) == []
    assert (route.records, route.duplicates, route.to_screen, route.excluded) == (9, 1, 1, 1)
    assert (route.sought, route.to_seek, route.not_retrieved, route.to_assess) == (4, 2, 1, 1)
    assert (route.excluded_in_full, route.included) == ((("Not adults", 1),), 1)
    assert (found.others.records, found.others.included) == (1, 1)
    assert (found.studies, found.reports) == (1, 2)


def test_what_the_rule_left_unread_is_counted_as_such_and_what_was_begun_is_not(project):
    refs = references(project, 3)
    stands(refs[0], "title", S.EXCLUDE)
    stands(refs[1], "title", S.HALF)
    stop = StopDecision.objects.create(
        project=project, stage="title", rule="balanced", target=0.95, why="Enough."
    )
    found = flows.flow(project).databases
    assert (found.automation, found.other, found.to_screen) == (0, 1, 1)
    assert [pk for pk, _ in flows.in_box(project, "other", 1)] == [refs[2].pk]
    stop.figures = {"holds": True}
    stop.save()
    assert flows.in_box(project, "other", 1) == []
    found = flows.flow(project).databases
    assert (found.automation, found.to_screen, found.excluded) == (1, 1, 1)
    stop.reopened_at = stop.created_at
    stop.save()
    assert flows.flow(project).databases.automation == 0


def test_an_update_counts_what_came_after_it_was_opened(project):
    refs = references(project, 2)
    for one in refs:
        stands(one, "title", S.INCLUDE)
        stands(one, "full", S.INCLUDE)
    rounds.open_round(by=build.TERMINAL, project=project, title="Update of May", why=WHY)
    new = references(project, 2, start=10)
    new[1].merged_into = refs[0]
    new[1].save()
    first, second = flows.flow(project, 1), flows.flow(project)
    assert (first.databases.records, first.studies) == (2, 2)
    assert (second.databases.records, second.databases.duplicates) == (2, 1)
    assert (second.databases.to_screen, second.previous_studies) == (1, 2)
    assert [row.title for row in flows.rounds(project)] == ["The review", "Update of May"]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_identities_hold_whatever_the_tables_say(project, data):
    Standing.objects.filter(project=project).delete()
    refs = list(Reference.objects.filter(project=project)) or references(project, 6)
    for number, one in enumerate(refs):
        kept = data.draw(st.none() | st.integers(0, max(0, number - 1)))
        head = (
            refs[kept] if kept is not None and number and refs[kept].merged_into is None else None
        )
        one.merged_into = head
        one.save()
        for stage in ("title", "full"):
            state = data.draw(st.none() | st.sampled_from(S.values))
            if state:
                stands(one, stage, state)
    found = flows.flow(project)
    assert prisma.faults(found) == []
    listed = {key: flows.in_box(project, key, 1) for key in flows.BOXES}
    assert len(listed["screened"]) == found.databases.screened
    assert len(listed["included"]) == found.databases.included
    assert len(listed["waiting"]) == found.databases.waiting
    judged = {"included", "excluded in full"}
    whole = [it for it in flows.Records(project).kinds() if it[1][1] in judged]
    part = [it for it in flows.Records(project, in_full=True).kinds() if it[1][1] in judged]
    assert part == whole


def test_what_hangs_on_a_merged_record_counts_for_the_one_that_stands_for_it(project):
    refs = references(project, 6)
    for kept, merged in ((0, 1), (2, 3), (4, 5)):
        stands(refs[kept], "title", S.INCLUDE)
        refs[merged].merged_into = refs[kept]
        refs[merged].save()
    stands(refs[0], "full", S.INCLUDE)
    study = Study.objects.create(project=project, number=1, name="Vance 2024")
    Report.objects.create(project=project, study=study, reference=refs[1])
    Retrieval.objects.create(project=project, reference=refs[3], state="missing")
    Retrieval.objects.create(project=project, reference=refs[5], state="retrieved")
    found = flows.flow(project).databases
    assert (found.included, found.not_retrieved, found.to_assess) == (1, 1, 1)
    for records in (flows.Records(project), flows.Records(project, in_full=True)):
        (both, fate, _, of) = dict(records.kinds())[refs[0].pk]
        assert (len(both), fate, of) == (2, "included", study.pk)


def test_records_that_could_not_be_read_are_those_of_the_round(project):
    ImportFile.objects.filter(pk=references(project, 1)[0].file_id).update(records=4, reported=3)
    rounds.open_round(by=build.TERMINAL, project=project, title="Update of May", why=WHY)
    assert [flows.flow(project, number).reported_apart for number in (1, 2)] == [3, 0]


def test_the_flow_asks_few_questions(project, django_assert_max_num_queries):
    refs = references(project, 30)
    for one in refs[:20]:
        stands(one, "title", S.INCLUDE)
    with django_assert_max_num_queries(14):
        flows.flow(project)


class TestRounds:
    def test_opening_one_makes_the_first_too(self, project):
        opened = rounds.open_round(
            by=build.TERMINAL, project=project, title=" Update  of May ", why=WHY
        )
        assert (opened.number, opened.title) == (2, "Update of May")
        assert ReviewRound.objects.filter(project=project).count() == 2

    @pytest.mark.parametrize("title", ["", "  ", "x" * 121])
    def test_a_title_says_something(self, project, title):
        with pytest.raises(Refused):
            rounds.open_round(by=build.TERMINAL, project=project, title=title, why=WHY)

    def test_the_same_title_twice_is_refused(self, project):
        rounds.open_round(by=build.TERMINAL, project=project, title="Update", why=WHY)
        with pytest.raises(Refused, match="already"):
            rounds.open_round(by=build.TERMINAL, project=project, title="Update", why=WHY)

    def test_renaming(self, project):
        row = rounds.open_round(by=build.TERMINAL, project=project, title="Update", why=WHY)
        assert rounds.rename_round(by=build.TERMINAL, round=row, title="May").title == "May"


class TestPages:
    @pytest.fixture
    def refs(self, project, reason):
        refs = references(project, 3)
        stands(refs[0], "title", S.INCLUDE)
        stands(refs[0], "full", S.EXCLUDE, reason)
        stands(refs[1], "title", S.EXCLUDE)
        return refs

    @pytest.fixture
    def lead(self, project, client):
        user = build.member(project, "owner")
        assert isinstance(user, Member)
        client.force_login(user.user)
        return client

    def test_the_diagram_says_its_numbers_twice(self, project, refs, lead):
        page = lead.get(reverse("review:diagram", args=[project.pk]))
        text = page.content.decode()
        assert page.status_code == 200
        assert "Records screened (n\u00a0=\u00a02)" in text
        assert "Still to screen (n\u00a0=\u00a01)" in text
        assert "by=databases" in text
        assert "do not belong together" not in text

    def test_a_box_lists_its_references(self, project, refs, lead):
        at = reverse("review:box", args=[project.pk, "reasons"])
        text = lead.get(f"{at}?by=databases&round=1").content.decode()
        assert "excluded on full text: Not adults" in text
        assert "Title 0" in text
        assert "Title 1" not in text
        assert "None" in lead.get(f"{at}?by=others").content.decode()

    @pytest.mark.parametrize(("name", "args"), [("box", ["nothing"]), ("diagram-file", ["exe"])])
    def test_what_is_not_there_is_not_found(self, project, refs, lead, name, args):
        assert lead.get(reverse(f"review:{name}", args=[project.pk, *args])).status_code == 404

    @pytest.mark.parametrize("number", ["9", "x", "-1"])
    def test_a_round_that_is_not_there_is_not_found(self, project, refs, lead, number):
        at = reverse("review:diagram", args=[project.pk])
        assert lead.get(f"{at}?round={number}").status_code == 404

    @pytest.mark.parametrize(
        ("kind", "begins"), [("svg", b"<svg"), ("png", b"\x89PNG"), ("docx", b"PK"), ("json", b"{")]
    )
    def test_the_diagram_as_a_file(self, project, refs, lead, kind, begins):
        answer = lead.get(reverse("review:diagram-file", args=[project.pk, kind]))
        assert answer.content.startswith(begins)
        assert answer["Content-Disposition"] == f'attachment; filename="prisma.{kind}"'
        if kind == "json":
            assert json.loads(answer.content)["databases"]["screened"] == 2
        if kind == "docx":
            assert "word/document.xml" in ZipFile(BytesIO(answer.content)).namelist()

    def test_an_update_is_opened_and_renamed(self, project, refs, lead):
        at = reverse("review:rounds", args=[project.pk])
        assert lead.get(at).status_code == 200
        assert lead.post(at, {"title": ""}).status_code == 422
        assert lead.post(at, {"title": "Update of May", "why": WHY}).status_code == 302
        assert lead.post(at, {"title": "Update of May", "why": WHY}).status_code == 422
        row = ReviewRound.objects.get(project=project, number=2)
        at = reverse("review:rename-round", args=[project.pk, row.pk])
        assert "Rename Update of May" in lead.get(at).content.decode()
        assert lead.post(at, {"title": "Update of June"}).status_code == 302
        assert lead.post(at, {"title": " "}).status_code == 422
        page = lead.get(reverse("review:diagram", args=[project.pk]) + "?round=1")
        assert "Update of June" in page.content.decode()


def test_a_file_before_the_first_update_belongs_to_the_review(project):
    file = references(project, 1)[0].file
    row = rounds.open_round(by=build.TERMINAL, project=project, title="Update", why=WHY)
    ImportFile.objects.filter(pk=file.pk).update(created_at=row.created_at - timedelta(days=1))
    assert flows.flow(project, 1).databases.records == 1
    assert flows.flow(project, 2).databases.records == 0
