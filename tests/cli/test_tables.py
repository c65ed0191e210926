"""Tables in and references out, from a terminal."""

from __future__ import annotations

import csv
import io
import json

import pytest

from uptake.formats import ris, workbook
from uptake.sources.models import ImportFile, Reference, Search

SEARCHED = ("--database", "Own", "--searched", "2026-01-12")
OWN = "Naam;Maker;Jaar\nGuided care;Vance, R;2024\nWho pays;Osei, K;2021\n"
RAYYAN = (
    "key,title,authors,year,notes,pubmed_id,pmc_id\n"
    '1,Guided care,"Vance, R",2024,"RAYYAN-INCLUSION: {""Ann""=>""Included"", '
    '""Bo""=>""Excluded""} | RAYYAN-EXCLUSION-REASONS: wrong outcome",,\n'
)

pytestmark = pytest.mark.django_db


def test_a_table_is_read_by_what_is_said_of_its_columns(run, project, write):
    file = write("own.csv", OWN)
    refused = run("import", "references", file, *SEARCHED, code=1)
    assert "Say what each column holds" in refused.stderr
    run("import", "references", file, *SEARCHED, "--column", "Naam=title", "--column",
        "Maker=authors", "--column", "Jaar=year")  # fmt: skip
    assert list(Reference.objects.values_list("title", "year").order_by("pk")) == [
        ("Guided care", 2024), ("Who pays", 2021),
    ]  # fmt: skip
    assert ImportFile.objects.get().mapping == {
        "Naam": "title", "Maker": "authors", "Jaar": "year",
    }  # fmt: skip


def test_a_field_that_there_is_not_lists_them(run, project, write):
    file = write("own.csv", OWN)
    said = run("import", "references", file, *SEARCHED, "--column", "Naam=titel", code=1).stderr
    assert "“titel”" in said
    assert "title, authors, year" in said
    assert "HEADING=FIELD" in run("import", "references", file, "--column", "x", code=2).stderr


def test_a_preview_takes_columns_too(run, asked, write):
    file = write("own.csv", OWN)
    shown = asked("import", "references", file, "--preview", "--column", "Naam=title")
    assert shown[0]["found"]["with a title"] == 2


def test_decisions_are_said_and_kept_on_request(run, asked, project, write):
    file = write("rayyan.csv", RAYYAN)
    shown = run("import", "references", file, *SEARCHED, "--preview").stdout
    assert "with decisions" in shown
    said = run("import", "references", file, *SEARCHED).stdout
    assert "2 decisions by 2 people (Rayyan): left out; --decisions keeps them" in said
    assert Reference.objects.get().brought == []
    told = asked("import", "references", file, *SEARCHED, "--again", "--decisions", "title")
    assert told[0]["decisions"]["number"] == 2
    brought = Reference.objects.order_by("-pk")[0].brought
    assert [(it["verdict"], it["stage"], it["reason"], it["by"]) for it in brought] == [
        ("include", "title", "", "Ann"), ("exclude", "title", "wrong outcome", "Bo"),
    ]  # fmt: skip


def test_how_records_were_found_is_recorded(run, project, write):
    run("import", "references", write("own.csv", "title,year\nA,2020\n"), *SEARCHED, "--route",
        "citations")  # fmt: skip
    assert Search.objects.get().route == "citations"


def test_references_go_out_in_each_form(run, project, write, tmp_path):
    run("import", "references", write("rayyan.csv", RAYYAN), *SEARCHED, "--decisions", "title")
    run("export", "references")
    [back] = ris.read((tmp_path / f"references-project-{project.pk}.ris").read_bytes()).references
    assert back.title == "Guided care"
    run("export", "references", "--format", "xlsx", "--to", "a.xlsx")
    [back] = workbook.read((tmp_path / "a.xlsx").read_bytes()).references
    assert [(it.verdict, it.by) for it in back.decisions] == [("include", "Ann"), ("exclude", "Bo")]
    shown = run("export", "references", "--format", "csv", "--exact", "--no-decisions", "--to", "-")
    [row] = csv.DictReader(io.StringIO(shown.stdout))
    assert (row["Title"], row["Title and abstract: decision"]) == ("Guided care", "")
    assert "@article{" in run("export", "references", "--format", "bibtex", "--to", "-").stdout


def test_what_belongs_to_references_is_refused_elsewhere(run, project):
    assert "belong to references" in run("export", "--exact", code=2).stderr
    assert json.loads(run("export", "--to", "-").stdout)
