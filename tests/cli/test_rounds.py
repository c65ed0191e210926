"""`uptake round`: beginning, opening, agreement."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests import build
from tests.cli.conftest import Run
from tests.steps.interviews import build as talks
from tests.steps.interviews.rounds_build import TALK
from uptake.interviews import actions
from uptake.interviews.models import CodingRound
from uptake.projects.models import Project

PEOPLE = ("--coder", "ana@example.org", "--coder", "ben@example.org")


@pytest.fixture
def project(db: None) -> Project:
    found = build.project()
    talks.participant(found)
    for name in ("First", "Second"):
        talks.transcript(found, TALK, f"{name} talk")
    for name in ("ana", "ben"):
        build.member(found, "coder", build.account(f"{name}@example.org", name.capitalize()))
    return found


def test_a_draw_is_shown_and_begun(run: Run, project: Project) -> None:
    assert "Nothing was begun." in run("round", "begin", "Pilot", *PEOPLE, "--dry-run").output
    assert not CodingRound.objects.exists()
    told = json.loads(run("round", "begin", "Pilot", *PEOPLE, "--json").output)
    assert [one["coders"] for one in told["transcripts"]] == [["Ana", "Ben"]] * 2
    (row,) = json.loads(run("round", "list", "--json").output)
    assert (row["name"], row["stage"], row["done"], row["parts"]) == ("Pilot", "Coded blind", 0, 4)
    assert "Ana, Ben" in run("round", "list").output


def test_a_named_transcript_alone(run: Run, project: Project) -> None:
    said = run("round", "begin", "Pilot", *PEOPLE, "--transcript", "first TALK", "--unit", "turn")
    assert "Pilot has begun." in said.output
    assert CodingRound.objects.get().assignments.count() == 2


def test_what_cannot_be_begun_is_said(run: Run, project: Project) -> None:
    for words, told in (
        (("--coder", "eve@example.org"), "No member of the project"),
        ((*PEOPLE, "--transcript", "Third"), "No transcripts are called 'Third'"),
        ((*PEOPLE, "--take", "9"), "9 texts were asked for"),
    ):
        assert told in run("round", "begin", "Pilot", *words, code=1).output


def test_agreement_after_opening(run: Run, project: Project, tmp_path: Path) -> None:
    run("round", "begin", "Pilot", *PEOPLE)
    row, code = CodingRound.objects.get(), talks.code(project)
    part = row.assignments.select_related("coder").first()
    assert part is not None
    start, end = talks.place(part.transcript, "Nobody had any time.")
    actions.apply_codes(
        by=build.Member(part.coder), transcript=part.transcript, version=1, start=start, end=end,
        codes=[code],
    )  # fmt: skip
    assert "not open yet" in run("round", "agreement", "pilot", code=1).output
    assert "Not everybody is done" in run("round", "open", "Pilot", code=1).output
    assert "is open" in run("round", "open", "Pilot", "--why", "It is enough").output
    assert "Krippendorff's alpha" in run("round", "agreement", "Pilot").output
    data = json.loads(run("round", "agreement", str(row.pk), "--unit", "turn", "--json").output)
    assert (data["unit"], data["coders"]) == ("turn", ["Ana", "Ben"])
    file = tmp_path / "agreement.csv"
    run("round", "agreement", "Pilot", "--to", file)
    assert file.read_text("utf-8-sig").startswith("code,")
    assert "no form of table" in run("round", "agreement", "Pilot", "--to", "x.odd", code=1).output


def test_an_unknown_round_is_said(run: Run, project: Project) -> None:
    assert "Rounds: none yet." in run("round", "open", "Pilot", code=1).output
