"""What the database counts for the matrix, held against a slow, obvious twin."""

from __future__ import annotations

import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import build
from tests.steps.findings import build as made
from tests.steps.interviews import build as talks
from tests.steps.sources import build as sources
from uptake.findings import actions, queries
from uptake.findings.models import Finding, Support
from uptake.findings.queries.counted import everything, voiced_by
from uptake.methods.matrix import FindingOnMatrix, Only
from uptake.projects.models import Project
from uptake.review.models import Report, Study
from uptake.sources.actions import (
    change_statement,
    decide_pair,
    remove_statement,
    say_apart,
    say_the_same,
    set_beside,
)
from uptake.sources.models import Reference
from uptake.website.queries import home

pytestmark = pytest.mark.django_db
BY = build.TERMINAL
WORDS = ("seven clients a day", "nothing comes off", "forty minutes a week", "had the training")


def slow(project: Project, finding: Finding) -> FindingOnMatrix:
    """One strand at a time, in plain Python."""
    studies, interviews, groups = set(), set(), set()
    numbers = {"passages": 0, "statements": 0, "contrary_passages": 0, "contrary_statements": 0}
    once = set()
    for strand in Support.objects.filter(finding=finding, removed_at=None):
        kind = "passages" if strand.passage else "statements"
        if strand.passage and strand.passage.state != "firm":
            continue
        if strand.statement and (
            strand.statement.removed_at or strand.statement.reference.retracted_at
        ):
            continue
        said = strand.statement and (strand.statement.same_as or strand.statement).pk
        if said is None or (strand.stance, said) not in once:
            numbers[kind if strand.stance == "supports" else f"contrary_{kind}"] += 1
        once.add((strand.stance, said))
        if strand.stance == "contradicts":
            continue
        if strand.passage:
            interviews.add(str(strand.passage.transcript_id))
            groups.add(strand.passage.participant.group)
        else:
            reference = strand.statement.reference
            work = reference.merged_into_id or reference.pk
            reports = Report.objects.filter(removed_at=None)
            report = (reports.filter(reference=work).first()
                      or reports.filter(reference__merged_into=work).first())  # fmt: skip
            studies.add(f"study {report.study_id}" if report else str(work))
    return FindingOnMatrix(
        finding.pk, finding.direction, frozenset((d, v) for d, v in finding.places()),
        frozenset(studies), frozenset(interviews), frozenset(groups), **numbers,
    )  # fmt: skip


@pytest.fixture
def project() -> Project:
    """Findings on all sorts of strands, some of which no longer count."""
    chance = random.Random(5)
    project = build.project()
    for name, group in (("P11", "patients"), ("P12", "carers")):
        talks.participant(project, name, group)
    rows = [talks.transcript(project, title=f"Interview {n}") for n in range(3)]
    passages = [made.passage(project, words, chance.choice(("P11", "P12")), row=row)
                for row in rows for words in WORDS]  # fmt: skip
    references = [made.reference(project) for _ in range(3)]
    statements = [made.statement(project, f"It says {n}.", of=chance.choice(references))
                  for n in range(6)]  # fmt: skip
    for n in range(8):
        row = made.finding(
            project, f"Part {n}.", chance.choice(("barrier", "facilitator")),
            cells=chance.sample(project.lens().cells, chance.choice((1, 2))),
            passages=chance.sample(passages, chance.choice((0, 1, 4))),
        )  # fmt: skip
        said = chance.sample(statements, chance.choice((1, 3)))
        actions.tie_evidence(
            by=BY, finding=row, statements=said, stance=chance.choice(("supports", "contradicts"))
        )
    for strand in Support.objects.all()[::5]:
        actions.take_off(by=BY, support=strand)
    for passage, state in zip(passages[:2], ("redacted", "lost"), strict=True):
        passage.state = state
        passage.save()
    statements[0].removed_at = references[0].retracted_at = made.NOW
    statements[0].save()
    references[0].save()
    return project


def test_the_counts_are_the_slow_twin_s(project):
    rows = list(Finding.objects.filter(project=project))
    expected = [slow(project, row) for row in rows]
    for group in ("patients", "carers"):
        found = voiced_by(project, group, queries.on_matrix(project))
        for mine, theirs in zip(found, expected, strict=True):
            assert (group in mine.groups) == (group in theirs.groups)
    plain = [(e.id, e.direction, e.cells, e.studies, e.interviews, e.passages, e.statements,
              e.contrary_passages, e.contrary_statements) for e in expected]  # fmt: skip
    assert plain == [(f.id, f.direction, f.cells, f.studies, f.interviews, f.passages,
                      f.statements, f.contrary_passages, f.contrary_statements)
                     for f in queries.on_matrix(project)]  # fmt: skip
    assert any(e.passages for e in expected)
    assert any(e.contrary_statements for e in expected)


def test_some_findings_are_counted_as_among_all(project):
    some = [row.pk for row in Finding.objects.filter(project=project)[:3]]
    assert queries.on_matrix(project, some) == queries.on_matrix(project)[:3]


def test_without_a_group_nothing_is_looked_up(project):
    with CaptureQueriesContext(connection) as asked:
        voiced_by(project, None, [])
    assert len(asked) == 0


def test_the_whole_is_counted_once_for_each_state_of_the_project(project):
    first = everything(project)
    with CaptureQueriesContext(connection) as asked:
        assert everything(project) is first
    assert len(asked) == 1
    made.finding(project, "A new one.")
    assert len(everything(project)) == len(first) + 1


def test_a_retired_finding_counts_nowhere(project):
    row = Finding.objects.filter(project=project).first()
    actions.retire_finding(by=BY, finding=row, reason="Doubled.")
    assert row.pk not in {one.id for one in queries.on_matrix(project)}
    assert row.pk not in queries.counts_of(project, [row.pk])


def test_another_project_s_findings_are_not_counted(project):
    other = build.project()
    assert queries.on_matrix(other) == []
    page = queries.matrix_page(other, Only())
    assert (page.everything, page.base.studies, page.base.interviews) == (0, 0, 0)


def test_the_base_of_the_bars_counts_studies_that_stand(project):
    page = queries.matrix_page(project, Only())
    assert page.base.studies == len({
        s.reference_id for s in made.Statement.objects.filter(project=project, removed_at=None)
        if s.reference.retracted_at is None
    })  # fmt: skip
    assert page.base.interviews == 3
    assert page.base.shows(Only()) == "study"
    assert page.base.shows(Only(source="interview")) == "interview"
    assert page.share(page.total) == pytest.approx(
        100 * page.total.studies / page.base.studies, abs=0.1
    )


def test_bars_are_a_share_of_interviews_where_there_are_no_studies():
    project = build.project()
    made.finding(project, passages=[made.passage(project)])
    talks.transcript(project, title="Interview 12")
    page = queries.matrix_page(project, Only())
    assert page.base.shows(Only()) == "interview"
    assert page.share(page.total) == 50.0
    assert queries.matrix_page(build.project(), Only()).share(page.total) == 0.0


def test_records_that_were_merged_are_one_study():
    project = build.project()
    sources.bring_in(project)
    first, second, third = Reference.objects.filter(project=project)
    said = [made.statement(project, f"{row} says so.", row) for row in (first, second, third)]
    finding = made.finding(project, statements=said)
    assert queries.counts_of(project, [finding.pk])[finding.pk].studies == 3
    pair = set_beside(by=BY, reference=first, other=second)
    decide_pair(by=BY, pair=pair, verdict="same")
    assert queries.on_matrix(project) == [slow(project, finding)]
    assert queries.counts_of(project, [finding.pk])[finding.pk].studies == 2
    assert queries.matrix_page(project, Only()).base.studies == 2
    assert home(project).references == 2
    assert [voice.people for voice in queries.finding_page(project, finding).voices] == [2]
    offered = queries.offered(project).references
    assert [pk for pk, _ in offered] == [first.pk, third.pk]
    for asked in (first, second):
        sought = queries.Sought(kind="statement", reference=asked.pk)
        found, _ = queries.candidates(project, finding, sought)
        assert [one.id for one in found] == [said[0].pk, said[1].pk]


def study(project, *reports):
    made_ = Study.objects.create(
        project=project, number=Study.objects.count() + 1, name=str(reports[0])
    )
    return made_, [
        Report.objects.create(project=project, study=made_, reference=row) for row in reports
    ]


def test_two_reports_of_one_study_are_one_source():
    project = build.project()
    rows = [made.reference(project) for _ in range(3)]
    said = [made.statement(project, f"{row} says so.", row) for row in rows]
    finding = made.finding(project, statements=said, cells=[("support", "meso")])
    _, (one, _) = study(project, rows[0], rows[1])
    study(project, rows[2])
    assert queries.on_matrix(project) == [slow(project, finding)]
    counts = queries.counts_of(project, [finding.pk])[finding.pk]
    assert (counts.studies, counts.supporting) == (2, 3)
    page = queries.matrix_page(project, Only())
    assert (page.base.studies, page.total.studies) == (2, 2)
    assert [voice.people for voice in queries.finding_page(project, finding).voices] == [2]
    Report.objects.filter(pk=one.pk).update(removed_at=made.NOW)
    assert queries.counts_of(project, [finding.pk])[finding.pk].studies == 3
    assert queries.on_matrix(project) == [slow(project, finding)]


def test_a_merged_record_s_study_is_the_whole_work_s():
    project = build.project()
    sources.bring_in(project)
    first, second, third = Reference.objects.filter(project=project)
    said = [made.statement(project, f"{row} says so.", row) for row in (first, second, third)]
    finding = made.finding(project, statements=said)
    study(project, second, third)
    decide_pair(by=BY, pair=set_beside(by=BY, reference=first, other=second), verdict="same")
    assert queries.on_matrix(project) == [slow(project, finding)]
    assert queries.counts_of(project, [finding.pk])[finding.pk].studies == 1
    study(project, first)  # the reference that stands for both has the last word
    assert queries.on_matrix(project) == [slow(project, finding)]
    assert queries.counts_of(project, [finding.pk])[finding.pk].studies == 2


def test_two_statements_that_say_the_same_count_once_on_each_side():
    project = build.project()
    paper = made.reference(project)
    said = [made.statement(project, f"It costs {n}.", of=paper) for n in range(5)]
    finding = made.finding(project, statements=said[:3])
    actions.tie_evidence(by=BY, finding=finding, statements=said[3:], stance="contradicts")
    for twin, stands in ((1, 0), (4, 3)):
        say_the_same(by=BY, statement=said[twin], other=said[stands])

    def counted() -> tuple[int, int]:
        assert queries.on_matrix(project) == [slow(project, finding)]
        page = queries.finding_page(project, finding)
        (voice,) = page.voices
        assert (page.supports.number, page.against.number) == (voice.supports, voice.contradicts)
        assert (page.supports.tied, page.against.tied, voice.people) == (3, 2, 1)
        (row,) = queries.on_matrix(project)
        assert (row.statements, row.contrary_statements) == (voice.supports, voice.contradicts)
        return voice.supports, voice.contradicts

    assert counted() == (2, 1)
    shown = queries.finding_page(project, finding).supports.strands
    assert [one.statement and one.statement.stood_for for one in shown] == ["", "It costs 0.", ""]
    say_apart(by=BY, statement=said[1])
    assert counted() == (3, 1)
    say_the_same(by=BY, statement=said[1], other=said[0])
    remove_statement(by=BY, statement=said[0])  # its twin still says so
    (row,) = queries.on_matrix(project)
    assert (row.statements, row.contrary_statements, row.studies) == (2, 1, {str(paper.pk)})


def test_statements_of_a_cell_that_are_in_no_finding_are_listed_there():
    project = build.project()
    paper, cell = made.reference(project), ("patient", "micro")
    said = [made.statement(project, f"It costs {n}.", of=paper) for n in range(4)]
    for one in said[:3]:
        change_statement(by=BY, statement=one, sentence=one.sentence, cells=[cell])

    def listed() -> list[str]:
        return [one.sentence for one in queries.cell_page(project, cell, Only()).unused]

    assert listed() == ["It costs 0.", "It costs 1.", "It costs 2."]
    page = build.browser(build.member(project)).get(f"/p/{project.pk}/findings/cell/patient/micro/")
    assert "3 statements here in no finding yet" in page.content.decode()
    assert f"?statement={said[0].pk}" in page.content.decode()
    finding = made.finding(project, statements=said[:1])
    say_the_same(by=BY, statement=said[1], other=said[0])
    assert listed() == ["It costs 2."]
    remove_statement(by=BY, statement=said[2])
    assert listed() == []
    actions.retire_finding(by=BY, finding=finding, reason="Doubled.")
    assert listed() == ["It costs 0.", "It costs 1."]
