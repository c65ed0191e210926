"""Tables on the site: naming columns, keeping decisions, large files, and taking references out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import build as people
from tests.steps.sources import build
from uptake.formats import ris, workbook
from uptake.formats.decisions import Decision, note_of
from uptake.projects import jobs
from uptake.projects.errors import NotAllowed, Refused
from uptake.projects.models import Job
from uptake.sources import actions, queries, screened, tasks
from uptake.sources.actions.previews import read_file
from uptake.sources.models import ImportFile, Reference, Search
from uptake.sources.queries import Asked, exported
from uptake.sources.records import decisions_of, record_of

pytestmark = pytest.mark.django_db

OWN = b"Naam;Maker;Jaar\nGuided care;Vance, R;2024\nWho pays;Osei, K;2021\n"
OTHER = OWN.replace(b"2021", b"2019")
SAID = {"Naam": "title", "Maker": "authors", "Jaar": "year"}
RAYYAN = (
    b"key,title,year,notes,pubmed_id,pmc_id\n"
    b'1,Guided care,2024,"RAYYAN-INCLUSION: {""Ann""=>""Included"", ""Bo""=>""Maybe""}",,\n'
)


def at(name, project, *ids):
    return reverse(f"sources:{name}", args=[project.pk, *ids])


def text(response):
    return " ".join(response.content.decode().split())


def chosen(*fields: str) -> dict[str, str]:
    return {f"column-{number}": field for number, field in enumerate(fields)}


@pytest.fixture
def browser(project):
    return people.browser(people.member(project))


# Columns


def test_columns_that_are_not_known_are_asked_about(project, browser):
    file = build.receive(project, OWN, "own.csv")
    page = text(browser.get(at("preview", project, file.pk)))
    assert "Say what each column holds" in page
    assert "Guided care" in page
    assert "3 columns of 3 are not known" in page
    response = browser.post(
        at("columns", project, file.pk), chosen("title", "authors", "year"), follow=True
    )
    page = text(response)
    assert "The file was read again" in page
    assert "All 3 columns are known" in page
    file.refresh_from_db()
    assert file.mapping == SAID
    assert file.preview["first"][0]["title"] == "Guided care"
    browser.post(at("preview", project, file.pk), build.TYPED)
    assert list(Reference.objects.values_list("title", "year").order_by("pk")) == [
        ("Guided care", 2024), ("Who pays", 2021),
    ]  # fmt: skip


def test_what_was_chosen_is_read_before_anything_is_imported(project, browser):
    file = build.receive(project, OWN, "own.csv")
    sent = {**build.TYPED, **chosen("title", "authors", "year"), "strategy": "1. exp Anxiety/"}
    page = text(browser.post(at("preview", project, file.pk), sent))
    assert "The file was read again by the columns as you chose them" in page
    assert "Title: 2, before 0." in page
    assert "1. exp Anxiety/" in page
    assert not Reference.objects.exists()
    file.refresh_from_db()
    assert file.mapping == SAID
    browser.post(at("preview", project, file.pk), sent)
    assert set(Reference.objects.values_list("title", flat=True)) == {"Guided care", "Who pays"}
    assert Search.objects.get().strategy == "1. exp Anxiety/"


def test_columns_that_tell_nothing_are_refused_with_what_was_typed(project, browser):
    file = build.receive(project, OWN, "own.csv")
    sent = {**build.TYPED, **chosen("", "authors", "year"), "interface": "EBSCOhost"}
    answer = browser.post(at("preview", project, file.pk), sent)
    assert answer.status_code == 422
    assert "Say which column holds the title" in text(answer)
    assert "EBSCOhost" in text(answer)
    assert not Reference.objects.exists()


def test_reading_again_says_what_reads_otherwise(project):
    row = queries.file_row(build.receive(project, OWN, "own.csv"))
    assert queries.read_otherwise(row, row)[0].startswith("Nothing reads otherwise")
    other = replace(row, first=[{"title": "x"}])
    assert queries.read_otherwise(row, other) == ["The first records read otherwise."]
    assert queries.read_otherwise(row, replace(row, records=9)) == [
        f"Records: 9, before {row.records}."
    ]


def test_a_table_needs_a_column_that_tells_references_apart(project, browser):
    file = build.receive(project, OWN, "own.csv")
    response = browser.post(at("columns", project, file.pk), chosen("", "authors", "year"))
    assert response.status_code == 422
    assert "Say which column holds the title" in text(response)
    response = browser.post(at("columns", project, file.pk), chosen("colour", "", ""))
    assert response.status_code == 422
    refused = browser.post(at("preview", project, file.pk), build.TYPED)
    assert "No column is known that holds a title" in text(refused)
    assert not Reference.objects.exists()


def test_the_next_table_with_these_columns_is_read_alike(project):
    tasks.name_columns(
        by=people.TERMINAL, file=build.receive(project, OWN, "own.csv"), mapping=SAID
    )
    again = build.receive(project, OTHER, "next.csv")
    assert again.mapping == SAID
    assert again.preview["first"][1]["title"] == "Who pays"
    other = build.receive(project, OWN.replace(b"Jaar", b"Year"), "third.csv")
    assert other.mapping == {}


def test_columns_of_a_file_that_was_decided_on_stay(project, browser):
    file = build.bring_in(project, OWN, "own.csv", mapping=SAID)
    response = browser.post(at("columns", project, file.pk), chosen("title", "", ""))
    assert "was imported already" in text(response)
    waiting = build.receive(project, OTHER, "own.csv")
    received = actions.read_for_preview(project, lambda: OWN, "own.csv")
    with pytest.raises(Refused, match="changed since it arrived"):
        actions.name_columns(by=people.TERMINAL, file=waiting, received=received)


def test_the_terminal_s_columns_reach_a_file_that_waits(project):
    build.receive(project, OWN, "own.csv")
    file = build.bring_in(project, OWN, "own.csv", mapping=SAID)
    assert (file.stored, file.mapping) == (2, SAID)


# Decisions


def test_decisions_in_a_file_are_said_and_kept_if_wanted(project, browser):
    file = build.receive(project, RAYYAN, "rayyan.csv")
    page = text(browser.get(at("preview", project, file.pk)))
    assert "The file holds 2 decisions" in page
    assert "by 2 people (Rayyan) on 1 record" in page
    assert "Keep them, as decisions on title and abstract" in page
    browser.post(at("preview", project, file.pk), build.TYPED | {"keep": "full text"})
    row = Reference.objects.get()
    assert [(it.verdict, it.by, it.stage) for it in decisions_of(row)] == [
        ("include", "Ann", "full text"), ("unsure", "Bo", "full text"),
    ]  # fmt: skip
    assert record_of(row).decisions == decisions_of(row)


def test_decisions_that_name_their_stage_are_not_asked_about(project, browser):
    own = Decision("title", "exclude", "wrong", by="Ann")
    file = build.receive(project, f"title,notes\nA,{note_of(own)}\n".encode(), "own.csv")
    page = text(browser.get(at("preview", project, file.pk)))
    assert "Keep them with the references" in page
    browser.post(at("preview", project, file.pk), build.TYPED | {"keep": "keep"})
    assert decisions_of(Reference.objects.get()) == (own,)


def test_decisions_are_left_out_unless_asked_for(project):
    build.bring_in(project, RAYYAN, "rayyan.csv")
    assert Reference.objects.get().brought == []


# How records were found


def test_the_way_that_records_were_found_is_recorded(project, browser):
    file = build.receive(project)
    browser.post(at("preview", project, file.pk), build.TYPED | {"route": "citations"})
    assert Search.objects.get().route == "citations"
    assert "Citation searching" in text(browser.get(at("searches", project)))
    facts = actions.SearchFacts("X", build.FACTS.searched_on, route="magic")
    with pytest.raises(Refused, match="no way of finding records"):
        actions.record_search(by=people.TERMINAL, project=project, facts=facts)


def test_links_to_other_papers_come_back_as_they_were(project):
    content = build.NBIB.rstrip() + b"\nEIN - Journal. 2021. PMID: 23456789\n"
    read = read_file(content, "x.nbib").references[0]
    assert read.related
    build.bring_in(project, content, "x.nbib")
    row = Reference.objects.get(project=project)
    assert record_of(row).related == read.related == (("erratum in", "PMID:23456789"),)
    hash(record_of(row))


# Large files


def test_a_large_upload_is_read_by_the_worker(project, browser, monkeypatch):
    monkeypatch.setattr(tasks, "LARGE", 100)
    response = browser.post(
        at("upload", project), {"uploads": [SimpleUploadedFile("large.ris", build.THREE)]}
    )
    job = Job.objects.get(kind="sources.read")
    assert response.url == reverse("projects:job", args=[project.pk, job.pk])
    if job.state == Job.State.WAITING:
        assert "Being read" in text(browser.get(at("upload", project)))
        jobs.run(job.pk)
        job.refresh_from_db()
    assert (job.state, job.outcome) == (
        "done", "large.ris was read: 3 records. Decide on it.",
    )  # fmt: skip
    file = ImportFile.objects.get()
    assert job.link == at("preview", project, file.pk)
    assert default_storage.exists(file.content.name)


def test_several_uploads_some_of_them_large(project, browser, monkeypatch):
    monkeypatch.setattr(tasks, "LARGE", len(build.NBIB) + 1)
    files = [SimpleUploadedFile("large.ris", build.THREE), SimpleUploadedFile("b.nbib", build.NBIB)]
    page = text(browser.post(at("upload", project), {"uploads": files}, follow=True))
    assert "1 file was read. Decide on each. 1 larger one is being read." in page


def test_a_large_file_that_cannot_be_read_leaves_nothing(project, monkeypatch):
    job = tasks.start_reading(
        by=people.member(project), project=project,
        name="x.ris", content=ContentFile(b"Dear Ann"),
    )  # fmt: skip
    if job.state == Job.State.WAITING:
        job = jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == "failed"
    assert "no references" in job.outcome
    assert not default_storage.exists(job.arguments["kept_as"])


def test_columns_of_a_large_table_are_named_by_the_worker(project, browser, monkeypatch):
    file = build.receive(project, OWN, "own.csv")
    monkeypatch.setattr(tasks, "LARGE", 10)
    response = browser.post(at("columns", project, file.pk), chosen("title", "", "year"))
    job = Job.objects.get(kind="sources.read")
    assert response.url == reverse("projects:job", args=[project.pk, job.pk])
    if job.state == Job.State.WAITING:
        assert queries.under_way(file) == job
        jobs.run(job.pk)
    file.refresh_from_db()
    assert file.mapping == {"Naam": "title", "Maker": "", "Jaar": "year"}


def test_who_may_not_import_keeps_no_file(project):
    observer = people.member(project, "observer")
    with pytest.raises(NotAllowed):
        tasks.start_reading(
            by=observer, project=project, name="x.ris", content=ContentFile(build.THREE)
        )
    assert not Job.objects.exists()


# Out


@pytest.fixture
def three(project):
    build.bring_in(project)
    return project


def test_the_page_of_exports_offers_every_form(three, browser):
    page = text(browser.get(at("export-choose", three)))
    assert "3 references, all there are" in page
    for name in ("RIS", "BibTeX", "CSV", "Excel workbook (XLSX)"):
        assert name in page
    assert "State of screening" not in page
    page = text(browser.get(at("export-choose", three) + "?since=2024"))
    assert "1 reference, those that the list shows" in page
    assert 'name="since" value="2024"' in page


@pytest.mark.parametrize("way", ["ris", "bibtex", "csv", "xlsx"])
def test_each_form_comes_as_a_file(three, browser, way):
    response = browser.get(at("export-file", three) + f"?way={way}&sort=oldest")
    content = b"".join(response.streaming_content)
    assert "attachment" in response["Content-Disposition"]
    if way == "xlsx":
        assert len(workbook.read(content).references) == 3
    else:
        assert b"who pays" in content.lower()


def test_the_address_that_there_always_was_still_gives_ris(three, browser):
    content = b"".join(browser.get(at("export", three)).streaming_content)
    assert len(ris.read(content).references) == 3


def test_decisions_of_every_merged_record_go_along(project):
    build.bring_in(project, build.record("Guided care").encode())
    build.bring_in(project, RAYYAN, "rayyan.csv", keep="title")
    first, second = Reference.objects.filter(project=project)
    pair = actions.set_beside(by=people.TERMINAL, reference=first, other=second)
    actions.decide_pair(by=people.TERMINAL, pair=pair, verdict="same")
    (one,) = exported(project)
    assert [(it.by, it.verdict) for it in one.decisions] == [("Ann", "include"), ("Bo", "unsure")]
    apart = exported(project, Asked(sort="import", every_record=True))
    assert [len(it.decisions) for it in apart] == [2, 0]
    (without,) = exported(project, decisions=False)
    assert without.decisions == ()


class Reviewed:
    """A review that has decided on the first reference."""

    def states(self, project):
        return [("included", "Included")]

    def ids(self, project, state):
        return [Reference.objects.filter(project=project).order_by("pk")[0].pk]

    def decisions(self, project, ids):
        return {ids[0]: (Decision("title", "include", by="Ann", tool="Uptake"),)}

    def unseen(self, project, ids):
        return ()


def test_the_review_s_own_decisions_go_along(three, browser, monkeypatch):
    monkeypatch.setattr(screened, "_told", [])
    screened.tell(Reviewed())
    assert "State of screening" in text(browser.get(at("export-choose", three)))
    page = text(browser.get(at("export-choose", three) + "?state=included"))
    assert "1 reference" in page
    address = at("export-file", three) + "?way=csv&cells=exact&state=included"
    content = b"".join(browser.get(address).streaming_content).decode()
    assert "include" in content
    assert content.count("\n") == 2
    without = b"".join(browser.get(address + "&decisions=without").streaming_content).decode()
    assert "Ann" not in without
