"""The framework chart and the content analysis from the terminal."""

from __future__ import annotations

import csv
import io

import pytest

from tests import build
from tests.steps.interviews import build as talks
from uptake.interviews.actions import chart as charts
from uptake.interviews.actions import content
from uptake.interviews.models import Attribute, ContentRow, Participant, Passage, Theme, ThemeCode


@pytest.fixture
def coder(project):
    """A person whose project holds two coded passages on one theme."""
    who = build.member(project)
    for name in ("P11", "P12"):
        talks.participant(project, name)
    row, code = talks.transcript(project), talks.code(project)
    talks.coded(who, row, "She had the training", code)
    talks.coded(who, row, "forty minutes a week", code)
    theme = Theme.objects.create(project=project, name="Time")
    ThemeCode.objects.create(project=project, theme=theme, code=code)
    charts.write_summary(
        by=who, theme=theme, case=Participant.objects.get(pseudonym="P11"), text="Trained."
    )
    return who


@pytest.fixture
def rows(project, coder):
    return content.fill_rows(by=coder, project=project, passages=list(Passage.objects.all()))


def test_the_chart_is_written(run, asked, coder, project, tmp_path):
    assert "2 cases" in run("chart", "export").output
    assert (tmp_path / "framework-chart.xlsx").read_bytes().startswith(b"PK")
    assert "already" in run("chart", "export", code=1).output
    assert asked("chart", "export") == [
        {"Case": "P11", "Time": "Trained."}, {"Case": "P12", "Time": ""},
    ]  # fmt: skip
    assert asked("chart", "export", "--by", "group")[0]["Group"] == "Withheld"
    Attribute.objects.create(project=project, name="Years")
    assert "Years" in asked("chart", "export", "--by", "years", "--theme", "time")[0]
    assert asked("chart", "export", "--cases", "transcripts")[0]["Case"] == "Interview 11"
    assert "no theme called 'x'" in run("chart", "export", "--theme", "x", code=1).output
    assert "There are: Years" in run("chart", "export", "--by", "x", code=1).output
    run("chart", "export", "--to", "chart.pdf", code=2)
    run("chart", "export", "--to", "chart.docx")
    assert (tmp_path / "chart.docx").exists()


def test_a_chart_without_themes_says_which_there_are(run, project):
    assert "There are: none" in run("chart", "export", "--theme", "x", code=1).output


def test_the_content_analysis_goes_out_and_comes_back(run, asked, coder, rows, write, tmp_path):
    assert "2 rows" in run("content", "export").output
    table = list(csv.DictReader(io.StringIO(
        (tmp_path / "content-analysis.csv").read_text("utf-8-sig")
    )))  # fmt: skip
    for line in table:
        line |= {"Paraphrase": "'-Trained.", "Reduction": "No time", "Category": "Capacity"}
    out = io.StringIO()
    writer = csv.DictWriter(out, list(table[0]))
    writer.writeheader()
    writer.writerows(table)
    write("back.csv", out.getvalue())
    told = run("content", "import", "back.csv", "--as", coder.user.email).output
    assert "2 rows written, 0 of them new." in told
    assert {row["Paraphrase"] for row in asked("content", "export")} == {"-Trained."}
    again = run("content", "import", "back.csv", "--as", coder.user.email).output
    assert "reads as in the file already" in again


def test_rows_are_brought_in_by_their_words(asked, coder, write):
    write("in.csv", "transcript,passage,paraphrase\nInterview 11,She had  the training,Trained.\n")
    told = asked("content", "import", "in.csv", "--as", coder.user.email)
    assert told == {"lines": 1, "new": 1, "changed": 1}
    assert ContentRow.objects.get().paraphrase == "Trained."


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("passage number,paraphrase\n99,x\n", "in.csv, line 2: There is no coded passage 99"),
        ("passage number,paraphrase\nx,x\n", "There is no coded passage x"),
        ("passage number,passage\n{pk},other words\n", "reads otherwise"),
        ("transcript,passage\nInterview 11,other\n", "No coded passage reads"),
        ("transcript,passage\n,other\n", "is empty"),
        ("passage number,category\n{pk},x\n", "line 2: A category gathers"),
    ],
)
def test_lines_that_cannot_be_placed_stop_all_of_them(run, coder, write, text, wrong):
    write("in.csv", text.replace("{pk}", str(Passage.objects.order_by("pk")[0].pk)))
    told = run("content", "import", "in.csv", "--as", coder.user.email, code=1).output
    assert wrong in told
    assert not ContentRow.objects.exists()
