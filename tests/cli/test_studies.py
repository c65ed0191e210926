"""Studies, extraction and appraisal from the terminal."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from tests.steps.review import studies
from uptake.cli.commands import main
from uptake.instruments import checklists, write_checklist
from uptake.instruments.extraction_forms import extraction_forms, write_form
from uptake.projects.models import Membership
from uptake.review.models import Checklist, FormField

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    studies.studies()

    def command(*words, code=0):
        done = CliRunner().invoke(main, [str(word) for word in words])
        assert done.exit_code == code, done.output
        return done.output

    return command


def test_studies_are_listed_and_written(run, tmp_path):
    assert "Author0 2024" in run("studies", "list")
    assert json.loads(run("studies", "list", "--json"))[0]["study"] == "S1"
    assert "2 studies" in run("studies", "export")
    assert (tmp_path / "studies.csv").exists()
    run("studies", "export", "--to", "s.pdf", code=2)


def test_a_form_is_taken_over_and_what_was_extracted_written(run, tmp_path):
    (tmp_path / "form.json").write_text(write_form(extraction_forms()[0]), "utf-8")
    (tmp_path / "form.csv").write_text("name\nPayer\n", "utf-8")
    assert "15 fields" in run("extract", "form", "form.json")
    assert "1 field was added" in run("extract", "form", "form.csv")
    assert FormField.objects.count() == 16
    (tmp_path / "bad.csv").write_text("question\n", "utf-8")
    assert "bad.csv: Line 1" in run("extract", "form", "bad.csv", code=1)
    (tmp_path / "bad.csv").write_bytes(b"\xff\xfe")
    assert "not UTF-8" in run("extract", "form", "bad.csv", code=1)
    run("extract", "export", "--to", "e.xlsx")
    assert (tmp_path / "e.xlsx").read_bytes().startswith(b"PK")


def test_a_checklist_is_taken_into_use_and_appraisals_written(run, tmp_path):
    assert "No checklist is in use" in run("appraise", "export", code=1)
    assert "is in use: 10 questions." in run("appraise", "use", "uptake-qualitative")
    assert "no such file" in run("appraise", "use", "other.json", code=1)
    (tmp_path / "bad.json").write_text("{}", "utf-8")
    assert "bad.json" in run("appraise", "use", "bad.json", code=1)
    text = write_checklist(checklists()[0]).replace('"version": "1"', '"version": "2"')
    (tmp_path / "c.json").write_text(text, "utf-8")
    member = Membership.objects.filter(project=Checklist.objects.get().project, role="owner").get()
    owner = member.user.email
    run("appraise", "use", "c.json", "--as", owner)
    assert Checklist.objects.count() == 2
    run("appraise", "export", "--to", "a.docx")
    assert (tmp_path / "a.docx").exists()


def test_a_form_and_a_checklist_answer_a_script(run, tmp_path):
    (tmp_path / "form.csv").write_text("name,kind\nPayer,text\n", "utf-8")
    [field] = json.loads(run("extract", "form", "form.csv", "--json"))
    assert field == {"id": FormField.objects.get().pk, "name": "Payer", "kind": "text"}
    told = json.loads(run("appraise", "use", "uptake-qualitative", "--json"))
    assert (told["key"], told["questions"]) == ("uptake-qualitative", 10)


def test_a_checklist_comes_from_a_table_with_what_is_said_beside_it(run, tmp_path):
    (tmp_path / "c.csv").write_text(
        "question,help\nIs it clear?,The aims\n,\nWho paid?,\n", "utf-8"
    )
    facts = ["--name", "Ours", "--version", "2", "--source", "Our own"]
    assert "what goes with --licence." in run("appraise", "use", "c.csv", *facts, code=2)
    assert Checklist.objects.count() == 0
    facts += ["--licence", "CC0"]
    assert "Ours, version 2, is in use: 2 questions." in run("appraise", "use", "c.csv", *facts)
    assert "in use already" in run("appraise", "use", "c.csv", *facts, code=1)
    refused = run("appraise", "use", "uptake-qualitative", "--name", "Mine", code=2)
    assert "--name is for a CSV file" in refused
    (tmp_path / "no.csv").write_text("item\nIs it clear?\n", "utf-8")
    assert 'no.csv: Line 1: there is no column called "question"' in run(
        "appraise", "use", "no.csv", *facts, code=1
    )


def test_a_place_that_cannot_be_written_to_is_named(run, tmp_path):
    assert "nowhere: There is no such folder." in run(
        "studies", "export", "--to", "nowhere/s.csv", code=1
    )
    (tmp_path / "s.csv").mkdir()
    assert "s.csv: This is a folder." in run(
        "studies", "export", "--to", "s.csv", "--force", code=1
    )
    assert not list(tmp_path.rglob("*.part"))
