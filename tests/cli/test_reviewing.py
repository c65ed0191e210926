"""The PRISMA diagram, the tables of a review and its updates at the terminal."""

from __future__ import annotations

import json

import pytest

from tests.steps.review.test_flow import S, references, stands
from uptake.review.models import Criterion, ReviewRound

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewed(project):
    refs = references(project, 3)
    for one in refs:
        stands(one, "title", S.INCLUDE)
    reason = Criterion.objects.create(
        project=project, stage="full", side="exclude", order=1, label="Not adults"
    )
    stands(refs[0], "full", S.INCLUDE)
    stands(refs[1], "full", S.EXCLUDE, reason)
    return project


def test_the_numbers_are_listed(run, asked, reviewed):
    said = run("prisma").output
    assert "Databases and registers" in said
    assert "  Not adults" in said
    assert "1 study in 1 report." in said
    assert asked("prisma")["databases"]["screened"] == 3


@pytest.mark.parametrize(
    ("name", "begins"), [("a.svg", b"<svg"), ("a.PNG", b"\x89PNG"), ("a.docx", b"PK")]
)
def test_the_diagram_is_written(run, reviewed, tmp_path, name, begins):
    assert f"{name} is written." in run("prisma", "--to", name).output
    assert (tmp_path / name).read_bytes().startswith(begins)
    assert "there already" in run("prisma", "--to", name, code=1).output


def test_the_numbers_as_a_file(run, reviewed, tmp_path):
    run("prisma", "--to", "a.json")
    assert json.loads((tmp_path / "a.json").read_text())["reports"] == 1


def test_forms_and_rounds_that_there_are_not(run, reviewed):
    assert "ends with .svg" in run("prisma", "--to", "a.exe", code=2).output
    assert "Rounds: 1 The review." in run("prisma", "--round", 7, code=1).output
    assert "ends with .csv" in run("review", "table", "included", "--to", "a.exe", code=2).output


def test_an_update_is_opened_and_counted_apart(run, asked, reviewed):
    assert "is not finished" in run("review", "update", "May", code=1).output
    assert "Round 2, May, is open." in run("review", "update", "May", "--why", "Due").output
    assert ReviewRound.objects.count() == 2
    first, second = asked("review", "rounds")
    assert (first["records"], second["records"], second["title"]) == (3, 0, "May")
    assert "May" in run("review", "rounds").output
    assert asked("prisma", "--round", 1)["reports"] == 1
    assert "already" in run("review", "update", "May", code=1).output


def test_the_tables(run, asked, reviewed, tmp_path):
    assert "Studies: 1. Reports: 1." in run("review", "table", "included").output
    (row,) = asked("review", "table", "excluded")
    assert row["Reason"] == "Not adults"
    run("review", "table", "excluded", "--to", "out.csv")
    assert "Not adults" in (tmp_path / "out.csv").read_text("utf-8-sig")


def test_sentences_for_the_methods_section(run, reviewed):
    assert "Searched were MEDLINE" in run("review", "methods").output


def test_the_review_as_json(run, reviewed, tmp_path):
    assert "review.json is written." in run("review", "export").output
    assert json.loads((tmp_path / "review.json").read_text())["left_out"] == {}
    assert json.loads(run("review", "export", "--to", "-").stdout)["schema"] == "uptake-review-1"
