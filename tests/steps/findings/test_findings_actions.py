"""Writing findings and tying evidence: what is kept, what is refused, what the trail says."""

from __future__ import annotations

import pytest

from tests import build
from tests.steps.findings import build as made
from tests.steps.interviews import build as talks
from uptake.findings import actions
from uptake.findings.models import AskedCell, Finding, Support
from uptake.projects.errors import ForeignObject, NotAllowed, OvertakenEdit, Refused
from uptake.projects.models import Event

pytestmark = pytest.mark.django_db
BY = build.TERMINAL


def newest(project):
    return Event.objects.filter(chain=project.pk).order_by("-seq").first()


def test_findings_are_numbered_in_their_own_project():
    project, other = build.project(), build.project()
    labels = [made.finding(project, f"Part {n}.").label for n in range(3)]
    assert labels == ["F1", "F2", "F3"]
    assert made.finding(other).label == "F1"


def test_a_finding_is_written_with_its_cells_and_first_evidence():
    project = build.project()
    passage, statement = made.passage(project), made.statement(project)
    row = made.finding(
        project, "  Work is\nadded.  ", cells=[made.CELL, ("staff", "meso"), made.CELL],
        passages=[passage], statements=[statement],
    )  # fmt: skip
    assert row.sentence == "Work is added."
    assert row.places() == [["patient", "micro"], ["staff", "meso"]]
    strands = Support.objects.filter(finding=row)
    assert {(s.passage, s.statement, s.stance) for s in strands} == {
        (passage, None, "supports"), (None, statement, "supports"),
    }  # fmt: skip
    event = newest(project)
    assert event.verb == "finding.written"
    assert event.after["cells"] == row.places()
    assert sorted(event.after["strands"]) == sorted(s.pk for s in strands)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"sentence": "   "}, "A finding is a sentence."),
        ({"sentence": "x" * 401}, "401 characters"),
        ({"direction": "neither"}, "neither a barrier nor a facilitator"),
        ({"cells": []}, "at least one cell"),
        ({"cells": [("patient", "moon")]}, "no cell patient by moon"),
    ],
)
def test_what_is_no_finding_is_refused_and_nothing_is_written(change, says):
    project = build.project()
    before = Event.objects.count()
    with pytest.raises(Refused, match=says):
        made.finding(project, **change)
    assert Finding.objects.count() == 0
    assert Event.objects.count() == before


def test_rewording_keeps_the_former_words_in_the_trail():
    project = build.project()
    row = made.finding(project)
    actions.reword_finding(
        by=BY, finding=row, direction="facilitator", sentence="Time was set aside.",
        cells=[("staff", "meso")], note=" Seen twice. ", seen=row.mark(),
    )  # fmt: skip
    row.refresh_from_db()
    assert (row.direction, row.sentence, row.note) == (
        "facilitator", "Time was set aside.", "Seen twice.",
    )  # fmt: skip
    event = newest(project)
    assert event.before["sentence"] == "Guided work is added to a full caseload."
    assert event.after["cells_before"] == [["patient", "micro"]]
    assert event.after["cells"] == [["staff", "meso"]]


def test_a_change_of_words_alone_says_nothing_of_cells():
    project = build.project()
    row = made.finding(project)
    actions.reword_finding(
        by=BY, finding=row, direction="barrier", sentence="Other words.", cells=[made.CELL]
    )
    assert "cells" not in newest(project).after


def test_two_people_never_overwrite_each_other_unawares():
    project = build.project()
    row = made.finding(project)
    seen = row.mark()
    words = {"direction": "barrier", "cells": [made.CELL]}
    actions.reword_finding(by=BY, finding=row, sentence="First.", seen=seen, **words)
    with pytest.raises(OvertakenEdit, match="First"):
        actions.reword_finding(by=BY, finding=row, sentence="Second.", seen=seen, **words)
    row.refresh_from_db()
    assert row.sentence == "First."


def test_a_finding_is_retired_for_a_reason_and_comes_back():
    project = build.project()
    row = made.finding(project, passages=[made.passage(project)])
    with pytest.raises(Refused, match="for a reason"):
        actions.retire_finding(by=BY, finding=row, reason=" ")
    actions.retire_finding(by=BY, finding=row, reason="It says what F2 says.")
    row.refresh_from_db()
    assert row.retired_at is not None
    assert row.retired_for == "It says what F2 says."
    assert row.supports.count() == 1
    with pytest.raises(Refused, match="retired"):
        actions.tie_evidence(by=BY, finding=row, statements=[made.statement(project)])
    actions.restore_finding(by=BY, finding=row)
    row.refresh_from_db()
    assert (row.retired_at, row.retired_for) == (None, "")


def test_evidence_is_tied_once_on_each_side():
    project = build.project()
    row, passage = made.finding(project), made.passage(project)
    first = actions.tie_evidence(by=BY, finding=row, passages=[passage])[0]
    again = actions.tie_evidence(by=BY, finding=row, passages=[passage])[0]
    assert first == again
    turned = actions.tie_evidence(by=BY, finding=row, passages=[passage], stance="contradicts")[0]
    first.refresh_from_db()
    assert first.removed_at is not None
    assert Support.objects.get(finding=row, removed_at=None) == turned


def test_evidence_that_cannot_hold_is_refused():
    project = build.project()
    row, passage, statement = made.finding(project), made.passage(project), made.statement(project)
    with pytest.raises(Refused, match="Nothing was chosen"):
        actions.tie_evidence(by=BY, finding=row)
    with pytest.raises(Refused, match="neither supports nor contradicts"):
        actions.tie_evidence(by=BY, finding=row, passages=[passage], stance="maybe")
    passage.state = "redacted"
    passage.save()
    statement.removed_at = made.NOW
    statement.save()
    with pytest.raises(Refused, match="withdrawn"):
        actions.tie_evidence(by=BY, finding=row, passages=[passage])
    with pytest.raises(Refused, match="removed"):
        actions.tie_evidence(by=BY, finding=row, statements=[statement])
    assert Support.objects.count() == 0


def test_a_strand_is_taken_off_and_put_back():
    project = build.project()
    passage = made.passage(project)
    row = made.finding(project, passages=[passage])
    strand = row.supports.get()
    actions.take_off(by=BY, support=strand)
    strand.refresh_from_db()
    assert strand.removed_at is not None
    actions.put_back(by=BY, support=strand)
    strand.refresh_from_db()
    assert strand.removed_at is None
    actions.take_off(by=BY, support=strand)
    actions.tie_evidence(by=BY, finding=row, passages=[passage])
    with pytest.raises(Refused, match="again already"):
        actions.put_back(by=BY, support=strand)


def test_withdrawn_words_are_not_put_back():
    project = build.project()
    passage = made.passage(project)
    strand = made.finding(project, passages=[passage]).supports.get()
    actions.take_off(by=BY, support=strand)
    passage.state = "redacted"
    passage.save()
    strand.refresh_from_db()
    with pytest.raises(Refused, match="withdrawn"):
        actions.put_back(by=BY, support=strand)


def test_a_finding_made_from_a_code_rests_on_all_its_passages():
    project = build.project()
    code = talks.code(project)
    passages = [made.passage(project, words, code=code)
                for words in ("seven clients a day", "nothing comes off")]  # fmt: skip
    made.passage(project, "forty minutes a week", code=talks.code(project, "Time it takes"))
    row = actions.find_from_code(
        by=BY, code=code, direction="barrier", sentence="Nothing comes off.", cells=[made.CELL],
        note="From the code.",
    )  # fmt: skip
    assert {s.passage for s in row.supports.all()} == set(passages)
    assert newest(project).after["code"] == code.pk
    with pytest.raises(Refused, match="on no passage"):
        actions.find_from_code(
            by=BY, code=talks.code(project, "Unused"), direction="barrier", sentence="None.",
            cells=[made.CELL],
        )  # fmt: skip
    assert Finding.objects.count() == 1


def test_asked_cells_replace_each_other_and_keep_how_they_were_asked():
    project = build.project()
    actions.mark_asked(by=BY, project=project, cells=[made.CELL], how="Guide, question 1")
    actions.mark_asked(
        by=BY, project=project, cells=[made.CELL, ("staff", "meso")], how="Guide, question 2"
    )
    how = {(a.domain, a.level): a.how for a in AskedCell.objects.filter(project=project)}
    assert how == {made.CELL: "Guide, question 1", ("staff", "meso"): "Guide, question 2"}
    actions.mark_asked(by=BY, project=project, cells=[])
    assert AskedCell.objects.filter(project=project).count() == 0
    assert len(newest(project).after["cells_before"]) == 2
    with pytest.raises(Refused, match="no cell moon by micro"):
        actions.mark_asked(by=BY, project=project, cells=[("moon", "micro")])


@pytest.mark.parametrize("role", ["coder", "reviewer", "commissioner", "observer"])
def test_only_those_who_manage_findings_write_them(role):
    project = build.project()
    with pytest.raises(NotAllowed):
        made.finding(project, by=build.member(project, role))
    assert made.finding(project, by=build.member(project, "researcher")).pk


def test_evidence_of_another_project_is_refused():
    project, other = build.project(), build.project()
    row = made.finding(project)
    with pytest.raises(ForeignObject):
        actions.tie_evidence(by=BY, finding=row, statements=[made.statement(other)])
