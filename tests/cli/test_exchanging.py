"""Files of other programs at the terminal, in and out."""

from __future__ import annotations

import json

import pytest

from tests import build
from tests.steps.interviews import build as talks
from uptake.interviews import actions
from uptake.interviews.models import Coding, ProjectFile, Transcript
from uptake.projects.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def coded(project):
    """A project with one coded passage; gives its transcript."""
    by = build.member(project, "researcher", build.account(name="Ann"))
    people = {"P11": talks.person(by, project)}
    row = talks.heard(by, project, talks.TALK, people)
    code = actions.add_code(by=by, project=project, name="Training")
    talks.coded(by, row, "She had the training", code, memo="Telling")
    return row


def test_a_project_goes_out_and_comes_in_again(run, asked, project, coded, tmp_path):
    told = asked("export", "qdpx", "--to", "study.qdpx")
    assert told["taken_out"]["codings"] == 1
    report = json.loads((tmp_path / "study.qdpx.losses.json").read_text())
    assert report["not_carried"] == told["not_carried"]
    other = build.project(title="Another")
    seen = asked("import", "qdpx", "study.qdpx", "--project", other.pk, "--preview")
    assert [one["name"] for one in seen["coders"]] == ["Ann"]
    assert not Transcript.objects.filter(project=other).exists()
    done = asked("import", "qdpx", "study.qdpx", "--project", other.pk,
                 "--deidentified", "before")  # fmt: skip
    assert done["brought_in"]["codings"] == 1
    assert Coding.objects.get(project=other).passage.quote == "She had the training"
    again = run("import", "qdpx", "study.qdpx", "--project", other.pk,
                "--deidentified", "before", code=1)  # fmt: skip
    assert "Nothing in the file is new here" in again.output
    assert set(ProjectFile.objects.values_list("state", flat=True)) == {"stored", "dropped"}


def test_what_goes_out_is_noted_first_and_written_whole_or_not_at_all(
    run, project, coded, tmp_path, monkeypatch
):
    noted = Event.objects.filter(verb="interviews.taken_out")
    (tmp_path / "study.qdpx.losses.json").write_text("kept")
    told = run("export", "qdpx", "--to", "study.qdpx", code=1)
    assert "This file is there already." in told.output
    assert not (tmp_path / "study.qdpx").exists()
    assert not noted.exists(), "nothing left, so nothing is noted"

    def fails(*args):
        raise OSError("No space left")

    with monkeypatch.context() as full:
        full.setattr("uptake.cli.terminal.shutil.copyfileobj", fails)
        assert "No space left" in run("export", "qdpx", "--to", "other.qdpx", code=1).output
    assert noted.count() == 1, "noted before it is written"
    assert not [*tmp_path.glob("*other*"), *tmp_path.glob(".*")], "nothing half-written"
    assert (tmp_path / "study.qdpx.losses.json").read_text() == "kept"


def test_a_table_of_codings_goes_both_ways(run, asked, project, coded, tmp_path):
    run("export", "codings", "--to", "codings.csv")
    assert "Training" in (tmp_path / "codings.csv").read_text("utf-8-sig")
    (tmp_path / "more.csv").write_text(
        "source,quote,code,coder\nInterview 4,nothing comes off,Load,Jo\nNowhere,x,Load,Jo\n"
    )
    told = run("import", "codings", "more.csv").output
    assert "1 coding (file" in told
    assert "not carried: codings of transcripts that are not here: 1, such as Nowhere" in told
    assert Coding.objects.get(code__name="Load").coder.is_active is False


def test_a_coder_of_the_file_is_a_member(run, project, coded, write):
    jo = build.account("jo@example.org", "Jo")
    build.member(project, "coder", jo)
    table = write("more.csv", "source,quote,code,coder\nInterview 4,nothing comes off,Load,J.S.\n")
    run("import", "codings", table, "--coder", "J.S.=jo@example.org")
    assert Coding.objects.get(code__name="Load").coder == jo
    told = run("import", "codings", table, "--coder", "X=jo@example.org", code=1).output
    assert "the file names nobody" in told
    assert run("import", "codings", table, "--coder", "X", code=2)


def test_a_word_document_of_one_transcript(run, project, coded, tmp_path):
    run("export", "comments", "--transcript", "interview 4", "--to", "one.docx")
    assert (tmp_path / "one.docx").read_bytes()[:2] == b"PK"
    assert (
        "transcripts are called" in run("export", "comments", "--transcript", "none", code=1).output
    )


def test_the_wrong_command_is_said(run, project, write):
    table = write("c.csv", "source,quote,code\nInterview 4,x,Load\n")
    assert "no REFI-QDA project" in run("import", "qdpx", table, code=1).output
    assert "no Taguette database" in run("import", "taguette", table, code=1).output
    run("export", "--layer", "every", code=2)
    run("export", "qdpx", "--format", "ris", code=2)


def test_what_cannot_be_read_is_said(run, project, tmp_path):
    (tmp_path / "broken.qdpx").write_bytes(b"PK\x03\x04 no archive")
    told = run("import", "qdpx", "broken.qdpx", code=1).output
    assert "damaged or cut off" in told
    assert not ProjectFile.objects.exists()


def test_an_empty_codebook_cannot_go_out(run, project):
    assert "no codes" in run("export", "qdc", code=1).output


def test_a_case_is_a_participant(run, project, tmp_path):
    from tests.steps.interviews.exchange.files import CASES

    (tmp_path / "cases.qdpx").write_bytes(CASES)
    shown = run("import", "qdpx", "cases.qdpx", "--preview").output
    assert "case Case 4: 1 document" in shown
    told = run("import", "qdpx", "cases.qdpx", "--case", "Case 4=P04", code=1).output
    assert "no participant called P04" in told
    who = talks.participant(project, "P04")
    run("import", "qdpx", "cases.qdpx", "--case", "Case 4=P04", "--deidentified", "x")
    assert who.turns.count() == 2
