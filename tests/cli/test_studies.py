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
    assert "1 fields" in run("extract", "form", "form.csv")
    assert FormField.objects.count() == 16
    (tmp_path / "bad.csv").write_text("question\n", "utf-8")
    assert "bad.csv: Line 1" in run("extract", "form", "bad.csv", code=1)
    (tmp_path / "bad.csv").write_bytes(b"\xff\xfe")
    assert "not UTF-8" in run("extract", "form", "bad.csv", code=1)
    run("extract", "export", "--to", "e.xlsx")
    assert (tmp_path / "e.xlsx").read_bytes().startswith(b"PK")


def test_a_checklist_is_taken_into_use_and_appraisals_written(run, tmp_path):
    assert "No checklist is in use" in run("appraise", "export", code=1)
    assert "in use" in run("appraise", "use", "uptake-qualitative")
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
