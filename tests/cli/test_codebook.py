"""The codebook at a terminal."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tests import build
from tests.steps.interviews import build as make
from uptake.interviews import actions
from uptake.interviews.models import Code, CodebookAct, CodebookVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def book(project):
    by = build.member(project)
    power = actions.add_code(
        by=by, project=project, name="Power", definition="Who decides.", when="Somebody signs."
    )
    return by, power, actions.add_code(by=by, project=project, name="Authority", parent=power)


def test_codes_are_listed_in_their_tree(run, asked, project, book):
    by, _, authority = book
    row = make.heard(by, project, [("A", "Nobody may sign.")])
    make.coded(by, row, "Nobody", authority)
    actions.retire_code(by=by, code=actions.add_code(by=by, project=project, name="Old"))
    lines = run("codebook", "list", "--retired").stdout.splitlines()
    assert [line.split("  ")[0] or line.strip().split("  ")[0] for line in lines[2:]] == [
        "Power", "Authority", "Old (retired)",
    ]  # fmt: skip
    found = asked("codebook", "list")
    assert [(one["name"], one["passages"], one["origin"]) for one in found] == [
        ("Power", 0, "inductive"), ("Authority", 1, "inductive"),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["book.csv", "book.qdc"])
def test_out_and_into_another_project(run, asked, project, book, name):
    told = asked("codebook", "export", "--to", name)
    assert told["codes"] == 2
    assert bool(told["losses"]) == name.endswith("qdc")
    assert "is there already" in run("codebook", "export", "--to", name, code=1).stderr
    said = run("codebook", "export", "--to", name, "--force")
    assert "2 codes written" in said.stdout
    other = build.project(title="Other")
    assert "new" in run("codebook", "import", name, "--preview", "--project", "Other").stdout
    shown = asked("codebook", "import", name, "--preview", "--project", "Other")
    assert {one["comes"] for one in shown["codes"]} == {"new"}
    done = asked("codebook", "import", name, "--project", "Other")
    assert [one["name"] for one in done["added"]] == ["Power", "Authority"]
    again = run("codebook", "import", name, "--project", "Other").stdout
    assert "0 codes added, 2 there already" in again
    power = Code.objects.get(project=other, name="Power")
    assert (power.definition, power.when) == ("Who decides.", "Somebody signs.")
    # Renamed here, it is known by its identifier still.
    actions.edit_code(by=build.member(other), code=power, name="Might")
    refused = run("codebook", "import", name, "--project", "Other", code=1)
    assert "called Might already, and it reads otherwise" in refused.stderr
    left = run("codebook", "import", name, "--project", "Other", "--otherwise", "leave")
    assert "Left as they are here: Might" in left.stderr
    assert (
        "1 reworded"
        in run("codebook", "import", name, "--project", "Other", "--otherwise", "reword").stdout
    )
    power.refresh_from_db()
    assert power.name == "Power"


def test_what_is_no_name_for_the_file(run, project, book):
    assert ".csv or .qdc" in run("codebook", "export", "--to", "book.xlsx", code=2).stderr


def test_an_exact_file(run, project):
    actions.add_code(by=build.member(project), project=project, name="=sum")
    run("codebook", "export", "--to", "book.csv", "--exact")
    text = Path("book.csv").read_text("utf-8-sig")
    assert [row["name"] for row in csv.DictReader(io.StringIO(text))] == ["=sum"]


def test_versions(run, asked, project, book):
    said = run("codebook", "version", "--name", "Pilot", "--note", "Begun.").stdout
    assert "kept as version 1" in said
    assert "Nothing has changed since version 1" in run("codebook", "version", code=1).stderr
    assert "Pilot" in run("codebook", "version", "--list").stdout
    actions.retire_code(by=book[0], code=book[2])
    rows = asked("codebook", "version")
    assert [(row["number"], row["codes"]) for row in rows] == [(2, 1), (1, 2)]
    assert CodebookVersion.objects.count() == 2


def test_merging_and_the_way_back(run, asked, project, book):
    by, power, _ = book
    said = run("codebook", "merge", "authority", "--into", str(power.pk)).stdout
    act = CodebookAct.objects.get()
    assert said == (
        f"Merged Authority into Power. Take it back with: uptake codebook undo {act.pk}\n"
    )
    assert (
        "no code in use called 'Authority'"
        in run("codebook", "merge", "Authority", "--into", "Power", code=1).stderr
    )
    assert asked("codebook", "undo")[0]["undone"] is False
    assert "Merged Authority into Power" in run("codebook", "undo").stdout
    assert "There is no change 99" in run("codebook", "undo", "99", code=1).stderr
    assert "Undone: Merged" in run("codebook", "undo", act.pk).stdout
    told = asked("codebook", "merge", "Authority", "--into", "Power")
    row = make.heard(by, project, [("A", "Nobody may sign.")])
    make.coded(by, row, "Nobody", power)
    assert asked("codebook", "undo", told["change"])["left"] == [
        "What was coded with Power since stays there."
    ]
    assert "Merged Authority into Power" in run("codebook", "undo").stdout
    last = asked("codebook", "merge", "Authority", "--into", "Power")["change"]
    make.coded(by, row, "may sign", power)
    assert "since stays there" in run("codebook", "undo", last).stderr
