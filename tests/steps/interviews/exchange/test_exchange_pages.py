"""The pages of In and out: who may open them, what they show, what they refuse."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import build
from tests.steps.interviews import build as talks
from tests.steps.interviews.exchange.test_round_trip import rich
from uptake.interviews import actions
from uptake.interviews.exchange.reading import OWN, read
from uptake.interviews.layers import settled
from uptake.interviews.models import Coding, ProjectFile, Transcript
from uptake.interviews.queries.exchange import files
from uptake.interviews.queries.takeout import file_of
from uptake.projects.models import Event, Job


@pytest.fixture
def ann(project):
    return build.member(project, "coder", build.account(name="Ann"))


@pytest.fixture
def bo(project):
    return build.member(project, "coder", build.account(name="Bo"))


def at(name, project, *ids):
    return reverse(f"interviews:{name}", args=[project.pk, *ids])


def sent(client, project, content, name="file.qdpx"):
    """Upload a file; gives the answer."""
    return client.post(at("exchange-upload", project), {"file": SimpleUploadedFile(name, content)})


def test_the_page_of_an_empty_project(by, project):
    page = build.browser(by).get(at("exchange", project)).content.decode()
    assert "See what goes along" in page
    assert "Files that came in" not in page


def test_a_table_of_every_layer_brings_what_was_agreed():
    table = b"""source,start,end,quote,code,coder
One,0,2,No,Time,Ann
One,0,2,No,Time,Ann (agreed in adjudication)
Two,0,2,No,Time,Bo
"""
    parcel = read(table, "codings.csv")
    assert [(row.source, row.coder) for row in parcel.rows] == [("One", "Ann"), ("Two", "Bo")]
    assert [(one.kind, one.count) for one in parcel.losses] == [(OWN, 1)]


def test_a_list_reads_no_history(by, project):
    ProjectFile.objects.create(project=project, name="a.qdpx", size=1, sha256="0" * 64,
                               format="qdpx", history=["one", "two"])  # fmt: skip
    with CaptureQueriesContext(connection) as met:
        [row] = files(project)
    assert (row.history, len(met)) == (2, 1)
    assert 'SELECT "interviews_projectfile"."history"' not in met[0]["sql"]
    assert ', "interviews_projectfile"."history"' not in met[0]["sql"]


def test_a_coder_may_not_take_out(project, ann):
    assert build.browser(ann).get(at("exchange", project)).status_code == 403


def test_a_commissioner_may_not_take_out_the_words(project):
    client = build.browser(build.member(project, "commissioner"))
    form = {"form": "qdpx", "layer": "settled", "get": "file"}
    assert client.post(at("take-out", project), form).status_code == 403


@pytest.mark.parametrize("kind", ["qdpx", "qdc", "codings", "comments"])
def test_what_is_lost_is_said_first_and_then_the_file_comes(by, project, ann, bo, kind):
    rich(by, project, ann, bo)
    client = build.browser(by)
    form = {"form": kind, "layer": "settled"}
    page = client.post(at("take-out", project), form).content.decode()
    assert "is ready" in page
    assert "What is not in it" in page or "Everything goes along" in page
    file = client.post(at("take-out", project), {**form, "get": "file"})
    assert "attachment" in file["Content-Disposition"]
    assert file.content[:2] == (b"PK" if kind in ("qdpx", "comments") else file.content[:2])
    both = client.post(at("take-out", project), {**form, "get": "report"})
    assert both["Content-Type"] == "application/zip"
    assert Event.objects.filter(verb="interviews.taken_out", after__what=kind).count() == 2


def test_what_a_file_holds_is_counted_and_nothing_else(by, project, ann, bo):
    rich(by, project, ann, bo)
    other = talks.transcript(project, [("I", "Something else was said.")], "Other")
    start, end = talks.place(other, "Something else")
    actions.apply_codes(
        by=ann, transcript=other, version=1, start=start, end=end,
        codes=[talks.code(project, "Elsewhere")], memo="Quite so.",
    )  # fmt: skip
    one, table = file_of(project, "comments", only=other), file_of(project, "codings")
    assert one.said == "1 transcript, 1 code, 1 passage, 1 coding"
    assert not any("memos" in loss.kind for loss in one.losses)
    assert table.counts["codings"] == Coding.objects.filter(settled()).count()
    assert "participants" not in table.counts
    assert set(file_of(project, "qdc").counts) == {"codes"}


def test_one_transcript_as_a_document(by, project, ann, bo):
    row, *_ = rich(by, project, ann, bo)
    form = {"form": "comments", "layer": "settled", "transcript": row.pk, "get": "file"}
    file = build.browser(by).post(at("take-out", project), form)
    assert file["Content-Disposition"].endswith('.docx"')


def test_a_file_is_shown_and_then_brought_in(by, project, ann, bo):
    rich(by, project, ann, bo)
    content = file_of(project, "qdpx").data
    other = build.project()
    owner = build.member(other)
    client = build.browser(owner)
    answer = sent(client, other, content)
    file = ProjectFile.objects.get(project=other)
    assert answer["Location"] == at("exchange-file", other, file.pk)
    page = client.get(answer["Location"]).content.decode()
    assert "Who is “Ann”?" in page
    assert "Which participant is “P11”?" in page
    assert not Transcript.objects.filter(project=other).exists()
    form = {
        "waived": "Before",
        "coder-0": "outside",
        "coder-1": str(owner.user.pk),
        "case-0": "side",
        "case-1": "nobody",
    }
    done = client.post(answer["Location"], form, follow=True)
    assert done.status_code == 200, done.content.decode()[:3000]
    assert "1 transcript," in done.content.decode()
    assert Coding.objects.filter(project=other, coder=owner.user).count() == 2
    assert Job.objects.get(project=other).state == "done"
    undone = client.post(at("exchange-undo", other, file.pk))
    assert undone.status_code == 302, undone.content.decode()
    assert not Coding.objects.filter(project=other).exists()
    assert not Transcript.objects.filter(project=other).exists()
    assert ProjectFile.objects.get(pk=file.pk).state == "undone"


def test_a_file_that_is_none_is_refused_in_words(by, project):
    answer = sent(build.browser(by), project, b"PK\x03\x04 no archive")
    assert answer.status_code == 422
    assert "damaged or cut off" in answer.content.decode()
    assert not ProjectFile.objects.exists()


def test_a_new_participant_needs_its_facts(by, project, ann, bo):
    rich(by, project, ann, bo)
    content = file_of(project, "qdpx").data
    other = build.project()
    client = build.browser(build.member(other))
    page = sent(client, other, content)["Location"]
    form = {"coder-0": "outside", "coder-1": "outside", "case-0": "new", "case-1": "nobody"}
    answer = client.post(page, form)
    assert answer.status_code == 422
    assert "Enter a pseudonym for P11" in answer.content.decode()


def test_a_waiting_file_can_be_dropped(by, project, ann, bo):
    rich(by, project, ann, bo)
    client = build.browser(by)
    sent(client, project, file_of(project, "qdpx").data)
    file = ProjectFile.objects.get()
    client.post(at("exchange-drop", project, file.pk))
    file.refresh_from_db()
    assert (file.state, file.content, file.found) == ("dropped", None, {})
    client.post(at("exchange-drop", project, file.pk))
    assert client.get(at("exchange-file", project, file.pk)).status_code == 200


def test_reports_are_downloads(by, project, ann, bo):
    rich(by, project, ann, bo)
    client = build.browser(by)
    sent(client, project, file_of(project, "qdpx").data)
    file = ProjectFile.objects.get()
    for kind in ("losses.json", "history.jsonl"):
        answer = client.get(at("exchange-report", project, file.pk, kind))
        assert answer.status_code == 200
        assert "attachment" in answer["Content-Disposition"]
    for kind in ("anything", "losses.json\r\nX-Own: 1"):
        assert client.get(at("exchange-report", project, file.pk, kind)).status_code == 404
