"""The pages of the findings step, as each role meets them."""

from __future__ import annotations

import csv
import io

import pytest
from django.urls import reverse

from tests import build
from tests.steps.findings import build as made
from tests.steps.interviews import build as talks
from uptake.findings import actions
from uptake.findings.models import AskedCell, Finding
from uptake.projects.models import LookAgain, Project

pytestmark = pytest.mark.django_db
BY = build.TERMINAL
TYPED = {
    "direction": "barrier", "sentence": "Work is added.", "cells": ["patient/micro"], "note": "",
}  # fmt: skip


@pytest.fixture
def project() -> Project:
    return build.project()


@pytest.fixture
def filled(project: Project) -> Project:
    """Two findings on one cell, evidence for and against, one cell asked about without answer."""
    passage, statement = made.passage(project), made.statement(project)
    barrier = made.finding(project, passages=[passage], statements=[statement])
    against = made.passage(project, "nothing comes off", "P12", "therapist")
    actions.tie_evidence(by=BY, finding=barrier, passages=[against], stance="contradicts")
    made.finding(project, "A lead answers within the day.", "facilitator",
                 cells=[made.CELL, ("staff", "meso")])  # fmt: skip
    actions.mark_asked(by=BY, project=project, cells=[("support", "macro")], how="Guide 7")
    return project


def get(project: Project, name: str, *ids: object, role: str = "researcher", **asked: object):
    client = build.browser(build.member(project, role))
    return client.get(reverse(f"findings:{name}", args=[project.pk, *ids]), asked)


def post(project: Project, name: str, *ids: object, role: str = "researcher", query: str = "",
         **typed: object):  # fmt: skip
    client = build.browser(build.member(project, role))
    return client.post(reverse(f"findings:{name}", args=[project.pk, *ids]) + query, typed)


def words(page) -> str:
    return " ".join(page.content.decode().split())


@pytest.mark.parametrize("role", ["owner", "researcher", "coder", "reviewer", "commissioner",
                                  "observer"])  # fmt: skip
def test_everybody_sees_the_matrix_and_only_some_write(filled, role):
    page = words(get(filled, "matrix", role=role))
    assert "2 findings from 1 study and 1 interview" in page
    assert "1 barrier" in page
    assert "10 of 12 cells are gaps" in page
    assert ("Write a finding" in page) == (role in ("owner", "researcher"))
    assert ("findings.csv" in page) == (role not in ("coder", "observer"))


def test_the_matrix_is_a_table_that_readers_can_hear(filled):
    page = words(get(filled, "matrix"))
    assert '<caption class="vh">Barriers and facilitators by domain and level</caption>' in page
    assert page.count('<th scope="row"') == 3
    assert page.count('<th scope="col"') == 5
    assert page.count("Not asked: </b>") == 9
    assert page.count("Nothing found: </b>") == 1
    assert "Few sources" in page
    assert "It is not how sure one can be." in page


def test_an_empty_project_says_what_belongs_here(project):
    for name in ("matrix", "list"):
        page = words(get(project, name))
        assert "No findings yet" in page
        assert reverse("findings:new", args=[project.pk]) in page
        assert reverse("findings:new", args=[project.pk]) not in words(
            get(project, name, role="observer")
        )


def test_a_filter_hides_findings_and_makes_no_gaps(filled):
    page = words(get(filled, "matrix", direction="facilitator"))
    assert "Shown: 1 finding" in page
    assert "10 of 12 cells are gaps" in page
    page = words(get(filled, "matrix", group="commissioner"))
    assert "Shown: 1 finding" in page
    assert "1 finding hidden by the filter" in page
    page = words(get(filled, "matrix", source="study"))
    assert "1 study</span>" in page
    assert '<p class="lead">2 findings' in words(get(filled, "matrix", direction="sideways"))


def test_a_cell_opens_beside_the_matrix_and_as_its_own_page(filled):
    page = words(get(filled, "matrix", cell="patient/micro"))
    assert 'aria-current="true"' in page
    assert "A lead answers within the day." in page
    assert "One strand speaks against it" in page
    own = words(get(filled, "cell", "patient", "micro"))
    assert "<h1" in own
    assert "2 findings, 1 study, 1 interview" in own
    part = words(get(filled, "cell", "patient", "micro", beside=1, direction="barrier"))
    assert "<html" not in part
    assert "A lead answers within the day." not in part
    assert "1 more finding hidden by the filter" in part
    assert get(filled, "cell", "patient", "moon").status_code == 404
    assert "Gaps" in words(get(filled, "matrix", cell="patient/moon"))


def test_an_opened_gap_says_which_kind_of_nothing_it_is(filled):
    page = words(get(filled, "cell", "support", "macro"))
    assert "Nothing found: " in page
    assert "(Guide 7)" in page
    page = words(get(filled, "cell", "support", "nano"))
    assert "Not asked: " in page
    assert "Say what was asked" in page
    assert "Say what was asked" not in words(get(filled, "cell", "support", "nano", role="coder"))


def test_a_framework_of_one_column_and_headings_is_laid_out_too():
    project = build.project(framework="cfir-2")
    made.finding(project, cells=[("innovation-complexity", "whole")])
    page = words(get(project, "matrix", cell="innovation-complexity/whole"))
    assert 'class="matrix one"' in page
    assert '<th scope="rowgroup" colspan="2">Innovation</th>' in page
    assert "Whole framework" not in page
    row = Finding.objects.get()
    assert "Innovation Complexity</a>" in words(get(project, "finding", row.pk))
    edit = words(get(project, "edit", row.pk))
    assert 'value="innovation-complexity/whole" checked' in edit
    assert 'Innovation</b> <span class="s sec">8 constructs, 1 ticked' in edit
    assert edit.count("<details open><summary><b>") == 1  # the other domains are folded
    assert edit.count(">Innovation Complexity<") == 1
    fresh = words(get(project, "new"))
    assert "<details open><summary><b>" not in fresh
    wrong = words(post(project, "new", **TYPED | {"cells": []}))
    assert '<a href="#cells">Select at least one cell</a>' in wrong
    assert wrong.count("<details open><summary><b>") == 1
    assert "and 58 more in the table" in words(get(project, "matrix"))


def test_a_full_matrix_has_no_gaps(project):
    made.finding(project, cells=project.lens().cells)
    page = words(get(project, "matrix"))
    assert "No cell is a gap." in page
    assert "At least one finding stands on each cell." in page


def test_findings_off_the_framework_are_said(filled):
    filled.framework["levels"] = filled.framework["levels"][:1]
    filled.save()
    page = words(get(filled, "matrix"))
    assert "2 findings stand on no cell of this framework" in page


def test_the_pages_ask_a_bounded_number_of_questions(filled, django_assert_max_num_queries):
    client = build.browser(build.member(filled))
    for n in range(12):
        made.finding(filled, f"Part {n}.", statements=[made.statement(filled)])
    number = Finding.objects.filter(project=filled).first().pk
    for name, ids, most in (("matrix", (), 15), ("list", (), 15), ("finding", (number,), 24),
                            ("evidence", (number,), 20)):  # fmt: skip
        with django_assert_max_num_queries(most):
            client.get(reverse(f"findings:{name}", args=[filled.pk, *ids]))


def test_the_list_is_narrowed_in_each_way(filled):
    row = Finding.objects.get(number=1)
    LookAgain.objects.create(
        project=filled, kind="finding", object_id=row.pk, reason="A passage changed.",
        cause_kind="passage", cause_id=1,
    )  # fmt: skip
    asked = {
        "full caseload": {"words": "CASELOAD"}, "by number": {"words": "f1"},
        "direction": {"direction": "barrier"}, "look again": {"again": "on"},
        "studies": {"source": "study"}, "interviews": {"source": "interview"},
    }  # fmt: skip
    for name, query in asked.items():
        page = words(get(filled, "list", **query))
        assert "1 finding</caption>" in page, name
        assert "full caseload" in page, name
    for query in ({"domain": "staff"}, {"level": "meso"}, {"without": "on"},
                  {"domain": "staff", "level": "meso"}):  # fmt: skip
        page = words(get(filled, "list", **query))
        assert "A lead answers" in page
        assert "full caseload" not in page
    assert "Nothing fits" in words(get(filled, "list", words="moon"))
    assert "2 findings</caption>" in words(get(filled, "list", domain="moon"))
    assert "Look again" in words(get(filled, "list"))


def test_retired_findings_have_a_list_of_their_own(filled):
    row = Finding.objects.get(number=2)
    actions.retire_finding(by=BY, finding=row, reason="It says what F1 says.")
    assert "A lead answers" not in words(get(filled, "list"))
    page = words(get(filled, "list", retired="on"))
    assert "Retired: It says what F1 says." in page
    actions.retire_finding(by=BY, finding=Finding.objects.get(number=1), reason="Old.")
    assert "2 retired findings" in words(get(filled, "list"))


def test_one_finding_shows_both_sides_and_who_said_it(filled):
    row = Finding.objects.get(number=1)
    page = words(get(filled, "finding", row.pk))
    assert "Supports it, 2" in page
    assert "Speaks against it, 1" in page
    assert "it was seven clients a day" in page
    assert "Representative" in page
    assert "Staff drop what has no time." in page
    assert "Commissioner</th>" in page
    assert "Studies</th>" in page
    assert "Few sources: 1 study, 1 interview" in page
    empty = words(get(filled, "finding", Finding.objects.get(number=2).pk, role="observer"))
    assert "Nothing supports this finding yet." in empty
    assert "Nothing that was tied speaks against it." in empty
    assert "Remove" not in empty


def test_evidence_that_no_longer_counts_says_why(filled):
    row = Finding.objects.get(number=1)
    strand = row.supports.get(passage__quote="it was seven clients a day")
    strand.passage.state = "lost"
    strand.passage.save()
    reference = row.supports.get(statement__isnull=False).statement.reference
    reference.retracted_at, reference.retraction = made.NOW, "Notice of 3 May"
    reference.save()
    page = words(get(filled, "finding", row.pk))
    assert "lost its place" in page
    assert "Supports it, 0" in page
    assert "2 more are tied and count no longer." in page
    assert page.count(">Representative<") == 1  # of the quote against it
    assert "The paper was retracted: Notice of 3 May" in page
    assert "Nothing supports it" in page
    statement = row.supports.get(statement__isnull=False).statement
    statement.removed_at = made.NOW
    statement.save()
    assert "removed from its reference" in words(get(filled, "finding", row.pk))


def test_many_strands_are_shown_a_dozen_at_first(project):
    reference = made.reference(project)
    said = [made.statement(project, f"It says {n}.", of=reference) for n in range(14)]
    row = made.finding(project, statements=said)
    page = words(get(project, "finding", row.pk))
    assert "It says 11." in page
    assert "It says 12." not in page
    assert "Show all 14" in page
    page = words(get(project, "finding", row.pk, all="supports"))
    assert "It says 13." in page


def test_a_finding_is_written(project):
    answer = post(project, "new", **TYPED)
    row = Finding.objects.get()
    assert answer.url == reverse("findings:finding", args=[project.pk, row.pk])
    assert row.places() == [["patient", "micro"]]


def test_what_is_missing_is_said_and_what_was_typed_is_kept(project):
    answer = post(project, "new", sentence="Work is added.")
    page = words(answer)
    assert answer.status_code == 422
    assert "Select barrier or facilitator" in page
    assert '<a href="#cells">Select at least one cell</a>' in page
    assert "Work is added.</textarea>" in page
    assert "Keep the sentence to 400 characters" in words(
        post(project, "new", **TYPED | {"sentence": "x" * 401})
    )
    assert "Select cells from the table" in words(
        post(project, "new", **TYPED | {"cells": ["moon/micro"]})
    )
    blank = post(project, "new", **TYPED | {"sentence": "\u2028"})
    assert blank.status_code == 422
    assert Finding.objects.count() == 0


def test_a_finding_may_start_from_a_cell_a_passage_a_statement_or_a_code(project):
    passage, statement = made.passage(project), made.statement(project)
    code = passage.codings.get().code
    assert 'value="patient/micro" checked' in words(get(project, "new", cell="patient/micro"))
    assert "This passage will support it." in words(get(project, "new", passage=passage.pk))
    assert "This statement will support it." in words(get(project, "new", statement=statement.pk))
    assert "Start from it" in words(get(project, "new", cell="patient/micro"))
    assert "Start from it" not in words(get(project, "new", passage=passage.pk))
    page = words(get(project, "new", code=code.pk))
    assert "It will rest on the 1 passage coded" in page
    assert f'<option value="{code.pk}" selected>' in page
    assert get(project, "new", code="").status_code == 200
    for query in (f"?passage={passage.pk}", f"?statement={statement.pk}", f"?code={code.pk}"):
        assert post(project, "new", query=query, **TYPED).status_code == 302
    assert [row.supports.count() for row in Finding.objects.all()] == [1, 1, 1]
    assert get(project, "new", passage=10**6).status_code == 404


def test_a_code_without_passages_makes_no_finding(project):
    code = talks.code(project)
    answer = post(project, "new", query=f"?code={code.pk}", **TYPED)
    assert answer.status_code == 422
    assert "is on no passage" in words(answer)


def test_a_finding_is_changed_and_a_clash_shows_both(project):
    row = made.finding(project)
    page = words(get(project, "edit", row.pk))
    assert 'value="patient/micro" checked' in page
    assert f'name="seen" value="{row.mark()}"' in page
    seen = row.mark()
    assert post(project, "edit", row.pk, seen=seen, **TYPED).status_code == 302
    clash = post(project, "edit", row.pk, seen=seen, **TYPED | {"sentence": "Mine."})
    page = words(clash)
    assert clash.status_code == 422
    assert "It now reads: “Work is added.”" in page
    assert "Mine.</textarea>" in page
    now = Finding.objects.get().mark()
    assert f'name="seen" value="{now}"' in page
    again = post(project, "edit", row.pk, seen=now, **TYPED | {"sentence": "Mine."})
    assert again.status_code == 302
    assert Finding.objects.get().sentence == "Mine."


def test_a_finding_is_retired_with_a_way_back(project):
    row = made.finding(project)
    assert post(project, "retire", row.pk, reason="").status_code == 422
    assert "Retire F1" in words(get(project, "retire", row.pk))
    who = build.browser(build.member(project))
    who.post(reverse("findings:retire", args=[project.pk, row.pk]), {"reason": "Doubled."})
    page = words(who.get(reverse("findings:finding", args=[project.pk, row.pk])))
    assert "F1 is retired." in page
    assert f'action="{reverse("findings:restore", args=[project.pk, row.pk])}"' in page
    assert "Bring back into use" in page
    post(project, "restore", row.pk)
    assert Finding.objects.get().retired_at is None


def test_asked_cells_are_ticked_and_read(filled):
    page = words(get(filled, "asked"))
    assert 'value="support/macro" checked' in page
    assert "Guide 7" in page
    post(filled, "asked", cells=["support/macro", "staff/nano"], how="Guide 9")
    assert AskedCell.objects.filter(project=filled).count() == 2
    read = words(get(filled, "asked", role="observer"))
    assert "2 cells were asked about" in read
    assert "<textarea" not in read
    assert "Guide 9" in read
    assert "Save</button>" not in read
    post(filled, "asked", how="")
    assert AskedCell.objects.filter(project=filled).count() == 0
    assert "Nobody has said yet" in words(get(filled, "asked", role="observer"))
    assert post(filled, "asked", role="observer", cells=[]).status_code == 403
    assert post(filled, "asked", cells=["moon/macro"]).status_code == 422


def rows(answer) -> list[list[str]]:
    text = b"".join(answer.streaming_content).decode("utf-8")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_the_matrix_is_taken_out_as_a_table(filled):
    answer = get(filled, "matrix-csv", direction="barrier")
    assert answer["Content-Disposition"] == 'attachment; filename="matrix.csv"'
    found = {(row[0], row[1]): row for row in rows(answer)}
    assert len(found) == 13
    assert found["Patient", "Micro"][2:] == ["1", "0", "1", "1", "2", "1", "few sources", "", "1"]
    assert found["Support and resources", "Macro"][9] == "nothing found"
    assert get(filled, "matrix-csv", role="observer").status_code == 403


def test_findings_are_taken_out_with_their_evidence_and_nothing_runs(filled):
    row = Finding.objects.get(number=2)
    row.sentence = "=1+1"
    row.save()
    lost = Finding.objects.get(number=1).supports.get(stance="contradicts").passage
    lost.state = "lost"
    lost.save()
    found = rows(get(filled, "csv"))
    assert found[0][:3] == ["finding", "direction", "sentence"]
    assert [one[0] for one in found[1:]] == ["F1", "F1", "F1", "F2"]
    assert found[4][2] == "'=1+1"
    assert {one[6]: one[12] for one in found[1:4] if one[5] == "supports"} == {
        "passage": "yes", "statement": "yes",
    }  # fmt: skip
    assert [one[12] for one in found[1:4] if one[5] == "contradicts"] == ["no, lost"]
    exact = get(filled, "csv", exact=1)
    assert rows(exact)[4][2] == "=1+1"
    statement = Finding.objects.get(number=1).supports.get(statement__isnull=False).statement
    statement.reference.retracted_at = made.NOW
    statement.reference.save()
    assert "no, retracted" in [one[12] for one in rows(get(filled, "csv"))]
    statement.removed_at = made.NOW
    statement.save()
    assert "no, removed" in [one[12] for one in rows(get(filled, "csv"))]


def test_the_table_does_not_tell_the_group_of_few_people(project):
    for number in range(5):
        talks.participant(project, f"T{number}", "therapist")
    turns = (("P11", "Nobody asked me."), ("T1", "It takes long."))
    text = talks.transcript(project, turns)
    code = talks.code(project)
    one = made.passage(project, turns[0][1], "P11", "chief nurse", text, code)
    other = made.passage(project, turns[1][1], "T1", "therapist", text, code)
    made.finding(project, passages=[one, other])
    group = {row[10]: row[9] for row in rows(get(project, "csv"))}
    assert group[one.quote] == "Group not told"
    assert group[other.quote] == "therapist"
