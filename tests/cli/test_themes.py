"""Themes, cross-tabs and COREQ from the terminal."""

from __future__ import annotations

import pytest

from tests import build
from tests.steps.interviews import build as make
from uptake.interviews import actions
from uptake.interviews.models import Attribute, AttributeValue, Participant

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def told():
    project = build.project()
    by = build.member(project)
    people = {"P01": make.person(by, project, "P01", group="therapist")}
    row = make.heard(by, project, [("P01", "No time at all. Nobody asked us.")], people)
    code, other = make.code(project, "No time"), make.code(project, "Not asked")
    make.coded(by, row, "No time at all.", code)
    make.coded(by, row, "Nobody asked us.", other)
    top = actions.add_theme(by=by, project=project, name="Time", codes=[code])
    actions.add_theme(by=by, project=project, name="Evenings", parent=top)
    years = Attribute.objects.create(project=project, name="Years")
    AttributeValue.objects.create(
        project=project, participant=Participant.objects.get(), attribute=years, value="0 to 5"
    )


def test_themes_are_listed_and_written(run, asked, tmp_path):
    assert "  Evenings" in run("themes", "list").output
    assert asked("themes", "list")[0] == {
        "id": asked("themes", "list")[0]["id"], "name": "Time", "parent": None, "about": "",
        "codes": ["No time"], "passages": 1, "people": 1, "transcripts": 1,
    }  # fmt: skip
    assert "Codes of no theme: Not asked" in run("themes", "export").output
    assert "Time" in (tmp_path / "themes.csv").read_text("utf-8-sig")
    run("themes", "export", "--to", "themes.pdf", code=2)
    assert "themes.csv" in run("themes", "export", code=1).output


def test_a_crosstab_holds_back_small_groups(run, asked, tmp_path):
    assert "held back" in run("crosstab").output
    told = asked("crosstab", "--by", "years", "--least", "1")
    assert told["columns"][:3] == ["Code", "0 to 5: passages", "0 to 5: people"]
    assert told["rows"][0][:3] == ["No time", 1, 1]
    near = asked("crosstab", "--by", "code", "--rule", "near", "--apart", "0")
    assert near["rows"] == [["No time", 1, 1, 2, 1], ["Not asked", 2, 1, 1, 1]]
    assert "themes.xlsx is written" in run("crosstab", "--rows", "theme", "--to",
                                           "themes.xlsx").output  # fmt: skip
    assert (tmp_path / "themes.xlsx").read_bytes().startswith(b"PK")
    assert "no attribute called Age" in run("crosstab", "--by", "Age", code=1).output


def test_coreq(run, asked, tmp_path):
    assert "items are answered" in run("coreq").output
    rows = asked("coreq")
    assert len(rows) == 32
    assert rows[26]["state"] == "known"
    assert "coreq.docx is written" in run("coreq", "--docx", "coreq.docx").output
    assert (tmp_path / "coreq.docx").read_bytes().startswith(b"PK")
    run("coreq", "--docx", "coreq.txt", code=2)
