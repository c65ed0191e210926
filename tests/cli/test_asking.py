"""The matrix, why, verify and export."""

from __future__ import annotations

import csv
import io
import json
import zipfile

import pytest

from tests import build
from uptake.decision import actions as decision
from uptake.findings import actions as findings
from uptake.interviews import actions as hearing
from uptake.projects.actor import Member
from uptake.projects.models import ChainHead, Event
from uptake.projects.queries import members
from uptake.sources import tasks
from uptake.sources.actions import SearchFacts, extract_statement
from uptake.sources.models import Reference
from uptake.trace import actions as trace

pytestmark = pytest.mark.django_db
SENTENCE = "Nobody has time for it, and so it is the first thing to go when the week is full."
RIS = "TY  - JOUR\nTI  - On time\nAU  - Okafor, Amara\nPY  - 2020\nER  - \n"


@pytest.fixture
def thread(project):
    """A recommendation on a finding on a statement, with another one against the finding."""
    by = Member(members(project)[0].user)
    tasks.bring_in(by=by, project=project, name="a.ris", content=RIS.encode(),
                   search=SearchFacts("MEDLINE", build_day()))  # fmt: skip
    reference = Reference.objects.get()
    said = [extract_statement(by=by, reference=reference, sentence=text) for text in "AB"]
    barrier = findings.write_finding(
        by=by, project=project, direction="barrier", sentence=SENTENCE,
        cells=[("support", "meso"), ("support", "micro")], statements=said[:1],
    )  # fmt: skip
    findings.tie_evidence(by=by, finding=barrier, statements=said[1:], stance="contradicts")
    findings.write_finding(by=by, project=project, direction="facilitator", sentence="Bare.",
                           cells=[("patient", "nano")])  # fmt: skip
    findings.mark_asked(by=by, project=project, cells=[("patient", "micro")])
    decision.write_recommendation(by=by, project=project, sentence="Free it.", findings=[barrier])
    return project


def build_day():
    from datetime import date

    return date(2026, 1, 12)


def test_the_matrix_is_shown(run, thread):
    shown = run("matrix").stdout
    assert "1 b 0 f" in shown
    assert "0 b 1 f" in shown
    assert "–" in shown
    assert "1 barrier and 1 facilitator from 1 study and 0 interviews" in shown


def test_the_matrix_is_filtered(run, asked, thread):
    assert asked("matrix")["findings"] == 2
    assert asked("matrix", "--direction", "barrier")["findings"] == 1
    assert asked("matrix", "--source", "interview")["findings"] == 0
    assert asked("matrix", "--group", "Carers")["findings"] == 0
    assert run("matrix", "--source", "dreams", code=2).stderr


def test_the_matrix_as_data(run, asked, thread):
    told = asked("matrix")
    assert len(told["cells"]) == 24
    assert {"domain", "level", "barriers", "facilitators", "gap"} <= set(told["cells"][0])
    rows = list(csv.DictReader(io.StringIO(run("matrix", "--csv").stdout.lstrip("﻿"))))
    assert sum(int(row["barriers"]) for row in rows) == 2


def test_a_framework_without_levels_has_one_column(run, db):
    build.project(framework="cfir-2")
    assert "findings" in run("matrix").stdout.splitlines()[0]


def test_why_walks_down(run, thread, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    lines = run("why", "R1").stdout.splitlines()
    assert lines[0] == "recommendation R1  Free it."
    assert lines[1].startswith("└─ finding F1  Nobody has time")
    assert lines[1].endswith("…")
    assert len(lines[1]) == 60
    assert lines[2] == "   ├─ statement Okafor 2020  A"
    assert "[speaks against it] statement Okafor 2020  B" in lines[4]
    assert "reference Okafor 2020  On time" in lines[3]


def test_why_by_kind_and_number(run, asked, thread):
    told = asked("why", f"finding:{Event.objects.get(verb='recommendation.written').after and 1}")
    assert told["kind"] == "finding"
    assert [(one["kind"], one["stance"]) for one in told["rests_on"]] == [
        ("statement", "supports"), ("statement", "contradicts"),
    ]  # fmt: skip
    assert "rests on nothing" in run("why", "f2").stdout


def test_why_is_limited_and_says_so(run, asked, thread):
    shown = run("why", "R1", "--limit", 3).stdout
    assert "1 more not shown; --limit shows them" in shown
    assert asked("why", "R1", "--limit", 3)["rests_on"][0]["left_out"] == 1


def test_why_says_what_is_gone(run, thread):
    trace.retract(by=build.TERMINAL, reference=Reference.objects.get(), reason="a notice")
    assert "[Retracted: a notice]" in run("why", "R1").stdout


def test_why_of_nothing(run, thread):
    assert "nothing called 'Z9'" in run("why", "Z9", code=1).stderr
    assert "no finding 99" in run("why", "finding:99", code=1).stderr
    assert "nothing called '7'" in run("why", "7", code=1).stderr
    for name in ("twin", "twin"):
        hearing.add_transcript(
            by=build.TERMINAL, project=thread, title=name, speakers={"": None},
            turns=hearing.read(b"It was fine, on the whole.").turns,
        )  # fmt: skip
    told = run("why", "twin", code=1).stderr
    assert "2 things are called 'twin'" in told
    assert "transcript:" in told


# The trail


def test_a_whole_trail_is_said_to_be_whole(run, asked, thread):
    shown = run("verify").stdout
    assert "The trail of the installation: 1 event, whole." in shown
    told = asked("verify")
    assert [row["whole"] for row in told] == [True, True]
    assert len(asked("verify", "--project", thread.pk)) == 1


def test_reading_a_long_trail_says_how_far_it_is(run, thread, monkeypatch):
    said = []
    monkeypatch.setattr("uptake.cli.asking.Bar.__call__", lambda _, *told: said.append(told))
    for number in range(500):
        findings.mark_asked(by=build.TERMINAL, project=thread, cells=[], how=str(number))
    assert "whole" in run("verify").stdout
    total = ChainHead.objects.get(chain=thread.pk).seq
    assert said == [(500, total, "")]


def test_a_trail_that_was_tampered_with_is_named(run, asked, thread):
    Event.objects.filter(chain=thread.pk, seq=3).update(actor="Somebody else")
    told = run("verify", code=1)
    assert "edited: Entry 3" in told.stdout
    assert "1 trail is not as they were written" in told.stderr
    assert asked("verify", code=1)[1]["faults"][0]["kind"] == "edited"


def test_a_trail_without_its_head_is_still_read(run, thread):
    ChainHead.objects.filter(chain=thread.pk).delete()
    assert "beyond the chain's head" in run("verify", code=1).stdout


def test_heads_kept_elsewhere_show_a_trail_that_was_rewritten(run, thread, tmp_path):
    run("verify", "--export-head", "heads.json")
    assert {row["chain"] for row in json.loads((tmp_path / "heads.json").read_text())["heads"]} == {
        0, thread.pk,
    }  # fmt: skip
    assert "whole" in run("verify", "--head", "heads.json").stdout
    last = Event.objects.filter(chain=thread.pk).order_by("-seq").first()
    before = Event.objects.get(chain=thread.pk, seq=last.seq - 1)
    last.delete()
    ChainHead.objects.filter(chain=thread.pk).update(seq=before.seq, hash=before.hash)
    assert run("verify").exit_code == 0
    assert "cut: Entry" in run("verify", "--head", "heads.json", code=1).stdout


def test_a_whole_trail_that_is_gone_is_missed(run, thread):
    run("verify", "--export-head", "heads.json")
    Event.objects.filter(chain=thread.pk).delete()
    ChainHead.objects.filter(chain=thread.pk).delete()
    assert "cut:" in run("verify", "--head", "heads.json", code=1).stdout


def test_a_file_of_heads_is_not_written_over_unasked(run, thread, write):
    write("heads.json", "{}")
    told = run("verify", "--export-head", "heads.json", code=1).stderr
    assert "there already" in told
    assert "no file of heads" in run("verify", "--head", "heads.json", code=1).stderr
    run("verify", "--export-head", "heads.json", "--force")
    run("verify", "--head", "heads.json")


def test_heads_go_to_the_screen_alone(run, thread):
    assert json.loads(run("verify", "--export-head", "-").stdout)["uptake_heads"] == 1
    assert run("verify", "--export-head", "-", "--json", code=2).stderr


# Export


def test_a_project_is_exported(run, thread, tmp_path):
    assert "project.zip is written" in run("export", "--to", "project.zip").stdout
    with zipfile.ZipFile(tmp_path / "project.zip") as bundle:
        assert "project.json" in bundle.namelist()
    assert "there already" in run("export", "--to", "project.zip", code=1).stderr
    run("export", "--to", "project.zip", "--force")
    run("export")
    assert (tmp_path / f"uptake-project-{thread.pk}.zip").is_file()


def test_a_project_is_exported_as_json(run, thread, tmp_path):
    shown = run("export", "--to", "-").stdout
    run("export", "--to", "project.json")
    written = json.loads((tmp_path / "project.json").read_text("utf-8"))
    assert written["schema"] == json.loads(shown)["schema"]


def test_a_recommendation_is_exported(run, thread, tmp_path):
    run("export", "R1", "--to", "r1.json")
    assert json.loads((tmp_path / "r1.json").read_text("utf-8"))["schema"]
    run("export", "r1")
    assert "F1 is a finding" in run("export", "F1", code=1).stderr
    assert "as JSON" in run("export", "R1", "--to", "r1.zip", code=2).stderr
    assert ".zip or .json" in run("export", "--to", "project.txt", code=2).stderr


def test_nothing_is_left_of_an_export_that_failed(run, thread, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.copyfileobj", full)
    assert "No space left" in run("export", "--to", "p.zip", code=1).stderr
    assert [path.name for path in tmp_path.glob("*p.zip*")] == []
