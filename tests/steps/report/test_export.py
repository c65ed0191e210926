"""JSON with every link, and a whole project to take away."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import date

import pytest
from django.urls import reverse

from tests import build
from tests.steps.interviews import build as talks
from tests.steps.report.schema import SCHEMA, faults
from tests.steps.sources import build as sources
from tests.steps.trace import build as threads
from uptake.findings.models import Finding
from uptake.interviews.models import Approach, Coding
from uptake.projects.models import ChainHead, Project
from uptake.projects.thread import Key
from uptake.report import queries
from uptake.report.export import export_project
from uptake.report.facts import FACTS
from uptake.report.tables import TABLES
from uptake.sources.actions import decide_pair, set_beside
from uptake.sources.models import Reference
from uptake.trace import actions
from uptake.trace.graph import Thread, kinds


def json_of(it, n=0):
    return json.loads(json.dumps(queries.document(it.recommendations[n])))


def keys(document):
    return {Key(node["kind"], node["id"]) for node in document["nodes"]}


def pairs(document):
    return {
        (Key(**link["upper"]), Key(**link["lower"]), link["stance"]) for link in document["links"]
    }


def test_the_document_is_as_the_schema_says(it, by):
    for n in (0, 1):
        assert faults(json_of(it, n)) == []
    actions.withdraw_participant(by=by, participant=it.people[0])
    document = json_of(it)
    assert faults(document) == []
    assert {mark["reason"] for mark in document["look_again"]} == {
        "P1 withdrew, and their words are gone."
    }
    assert faults(json.loads(json.dumps(queries.whole(it.project)))) == []


def test_the_schema_can_fail(it):
    document = json_of(it)
    assert faults({**document, "schema": "other"}) != []
    assert faults({**document, "more": 1}) != []
    assert faults({k: v for k, v in document.items() if k != "links"}) != []
    assert faults({**document, "about": 3}) != []
    assert faults({**document, "trail": {"events": True, "head": "x"}}) != []
    assert set(SCHEMA["$defs"]["node"]["properties"]["kind"]["enum"]) == set(kinds()) == set(FACTS)


def test_it_has_every_link_beneath_and_above(it):
    document = json_of(it)
    thread = Thread(it.project)
    top = Key("recommendation", it.recommendations[0].pk)
    wanted = {*thread.beneath([top]), *thread.over([top])}
    assert keys(document) == wanted
    assert pairs(document) == {
        (link.upper, link.lower, link.stance)
        for key in wanted for link in thread.below.get(key, ()) if link.lower in wanted
    }  # fmt: skip
    assert document["about"] == {"kind": "recommendation", "id": top.id}


def test_what_is_known_of_each_thing_is_there(it):
    document = json_of(it)
    facts = {(node["kind"], node["id"]): node["facts"] for node in document["nodes"]}
    passage = facts[("passage", it.passages[0].pk)]
    assert (passage["quote"], passage["turn"]) == ("Nobody took one off my list", 2)
    assert facts[("reference", it.reference.pk)]["doi"] == "10.1000/1"
    assert facts[("finding", it.findings[0].pk)]["direction"] == "barrier"
    head = ChainHead.objects.get(chain=it.project.pk)
    assert document["trail"] == {"events": head.seq, "head": head.hash}


def test_a_long_quote_is_whole(it):
    words = "word " * 100
    transcript = talks.transcript(it.project, [("P1", words.strip())], "Interview 2")
    row = threads.passage(transcript, words.strip(), it.people[0])
    threads.tie(it.findings[0], row)
    facts = {(n["kind"], n["id"]): n["facts"] for n in json_of(it)["nodes"]}
    assert facts[("passage", row.pk)]["quote"] == words.strip()


def test_the_download_says_what_it_is(it, browser):
    to = reverse("report:json", args=[it.project.pk, it.recommendations[0].pk])
    answer = browser.get(to)
    assert answer["Content-Type"] == "application/json; charset=utf-8"
    assert answer["Content-Disposition"] == (
        f'attachment; filename="recommendation-R1-project-{it.project.pk}.json"'
    )
    assert faults(json.loads(answer.content)) == []


@pytest.mark.parametrize("role", ["coder", "observer"])
def test_who_may_not_take_data_out_may_not(it, role):
    browser = build.browser(build.member(it.project, role))
    one = reverse("report:json", args=[it.project.pk, it.recommendations[0].pk])
    assert browser.get(one).status_code == 403
    assert browser.get(reverse("report:project", args=[it.project.pk])).status_code == 403


def bundle(project):
    with export_project(project) as file:
        return {name: zipfile.ZipFile(file).read(name).decode("utf-8-sig")
                for name in zipfile.ZipFile(file).namelist()}  # fmt: skip


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_the_whole_project_comes_as_json_and_tables(it, by):
    code = talks.code(it.project)
    Coding.objects.create(project=it.project, passage=it.passages[0], code=code, coder=by.user)
    found = bundle(it.project)
    assert {name for name in found if name.startswith("exact/")} == {
        f"exact/{name}.csv" for name in (*TABLES, "findings")
    }
    document = json.loads(found["project.json"])
    assert document["schema"] == "uptake-project-1"
    assert keys(document) >= {Key("finding", it.findings[2].pk)}
    assert len(pairs(document)) == len(
        {link for step in Thread(it.project).steps.values() for link in step.links(it.project)}
    )
    (coding,) = rows(found["exact/codings.csv"])
    assert (coding["quote"], coding["code name"]) == (
        "Nobody took one off my list", "No time set aside",
    )  # fmt: skip
    assert len(rows(found["exact/findings.csv"])) >= 3
    (reference,) = rows(found["exact/references.csv"])
    assert (reference["authors"], reference["year"]) == ("Vance, R", "2021")
    assert it.project.title in found["README.txt"]
    assert ChainHead.objects.get(chain=it.project.pk).hash in found["README.txt"]


def test_a_merged_record_stays_in_the_table_and_says_into_what(db):
    project = build.project()
    sources.bring_in(project)
    first, second, _ = Reference.objects.filter(project=project)
    pair = set_beside(by=build.TERMINAL, reference=first, other=second)
    decide_pair(by=build.TERMINAL, pair=pair, verdict="same")
    found = rows(bundle(project)["exact/references.csv"])
    assert [row["merged into"] for row in found] == ["", str(first.pk), ""]


def test_tables_for_spreadsheets_run_nothing(it):
    Finding.objects.filter(pk=it.findings[0].pk).update(sentence="=1+1")
    it.recommendations[0].sentence = "=HYPERLINK(1)"
    it.recommendations[0].save()
    found = bundle(it.project)
    assert "'=HYPERLINK(1)" in found["tables/recommendations.csv"]
    exact = {row["number"]: row["sentence"] for row in rows(found["exact/recommendations.csv"])}
    assert exact["1"] == "=HYPERLINK(1)"
    assert "'=1+1" in found["tables/findings.csv"]


def test_nothing_of_another_project_is_in_it(it):
    other = threads.world(build.project(title="Somebody else's"))
    Finding.objects.filter(project=other.project).update(sentence="Not for you")
    assert "Not for you" not in "".join(bundle(it.project).values())


def test_an_empty_project_can_be_taken_away(db):
    project = build.project(invented=True)
    found = bundle(project)
    assert json.loads(found["project.json"])["nodes"] == []
    assert "worked example" in found["README.txt"]
    unheard = Project.objects.create(title="No trail", question="?", framework=project.framework)
    assert "none" in bundle(unheard)["README.txt"]


def test_the_download_of_a_project_is_a_zip(it, browser):
    answer = browser.get(reverse("report:project", args=[it.project.pk]))
    assert answer["Content-Type"] == "application/zip"
    assert f"uptake-project-{it.project.pk}.zip" in answer["Content-Disposition"]
    content = b"".join(answer.streaming_content)
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None


def test_the_documented_example_fits_the_schema(root):
    text = (root / "docs" / "reference" / "recommendation-json.md").read_text("utf-8")
    example = json.loads(text.split("```json")[1].split("```")[0])
    assert faults(example) == []
    for kind in FACTS:
        assert f"| `{kind}` |" in text


def test_the_documented_facts_are_those_that_are_written(it, root):
    text = (root / "docs" / "reference" / "recommendation-json.md").read_text("utf-8")
    documented = {
        line.split("`")[1]: {part.split(" (")[0] for part in line.split("|")[2].strip().split(", ")}
        for line in text.partition("| kind | facts |")[2].splitlines() if line.startswith("| `")
    }  # fmt: skip
    for node in queries.whole(it.project)["nodes"]:
        named = {part.split(" as ")[0] for part in documented[node["kind"]]}
        assert set(node["facts"]) == named, node["kind"]


def test_the_recruitment_log_goes_by_pseudonym_and_without_reasons(it):
    person = it.people[0]
    Approach.objects.create(project=it.project, participant=person, kind="declined",
                            on=date(2026, 3, 1), reason="Is the only chaplain there")  # fmt: skip
    head, *rows = TABLES["recruitment"](it.project)
    assert head == ("id", "participant", "group", "what", "on", "removed")
    assert [row[1:5] for row in rows] == [
        (person.pseudonym, person.group, "declined", date(2026, 3, 1))
    ]
    assert "chaplain" not in str(rows)
