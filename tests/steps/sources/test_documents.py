from __future__ import annotations

import pytest
from django.core.files.storage import default_storage

from tests import build
from tests.formats.pdf_files import pdf
from tests.steps.sources import build as exports
from uptake.projects.errors import NotAllowed, Refused
from uptake.projects.models import Job
from uptake.sources import actions, documents, reading
from uptake.sources.models import Document, DocumentPage, Reference

pytestmark = pytest.mark.django_db
PAPER = pdf("Staff had no protected time.", "Managers said so too.")


@pytest.fixture
def reference():
    project = build.project()
    exports.bring_in(project)
    return Reference.objects.filter(project=project).first()


def attach(reference, content=PAPER, name="paper.pdf", **options):
    return documents.attach(
        by=build.TERMINAL, reference=reference, name=name, content=content, **options
    )


def test_a_full_text_is_attached_and_its_words_are_kept(reference):
    document, job = attach(reference, name="C:\\papers\\vance.pdf")
    assert (document.state, document.pages, document.name) == ("read", 2, "vance.pdf")
    assert job.outcome == "2 pages of vance.pdf were read."
    assert list(document.texts.values_list("number", "text")) == [
        (1, "Staff had no protected time."), (2, "Managers said so too."),
    ]  # fmt: skip
    with document.content.open("rb") as stream:
        assert stream.read() == PAPER


def test_the_same_file_twice_is_refused_and_leaves_no_second_copy(reference):
    attach(reference)
    kept = set(default_storage.listdir(f"documents/{reference.project_id}")[1])
    with pytest.raises(Refused, match="attached already"):
        attach(reference)
    assert set(default_storage.listdir(f"documents/{reference.project_id}")[1]) == kept


@pytest.mark.parametrize(
    ("content", "state", "says"),
    [(pdf("", ""), "no_text", "text recognition"), (pdf(broken=True), "failed", "damaged")],
)
def test_a_file_whose_words_cannot_be_read_is_kept_and_says_why(reference, content, state, says):
    document, job = attach(reference, content)
    assert document.state == state
    assert says in job.outcome
    assert not DocumentPage.objects.filter(document=document).exists()


def test_a_locked_file_says_what_to_do(reference):
    document, _ = attach(reference)
    actions.keep_words(by=build.TERMINAL, document=document, found=reading.pdf.PdfText("locked"))
    document.refresh_from_db()
    assert (document.state, document.texts.count()) == ("locked", 0)
    assert "without one" in documents.says(document, 0)


def test_a_part_that_was_read_is_told(reference):
    assert documents.says(Document(name="p.pdf", pages=3, state="read"), 2).startswith(
        "The first 2 of 3 pages"
    )


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 a Word file"])
def test_what_is_no_pdf_is_refused_before_anything_is_kept(reference, content):
    with pytest.raises(Refused, match="not a PDF"):
        attach(reference, content)
    assert not Document.objects.exists()


def test_who_may_not_screen_may_not_attach(reference):
    member = build.member(reference.project, "observer")
    with pytest.raises(NotAllowed):
        documents.attach(by=member, reference=reference, name="p.pdf", content=PAPER)


def test_a_file_that_was_lost_is_told(reference):
    document, _ = attach(reference)
    default_storage.delete(document.content.name)
    job = documents.jobs.start_here(
        by=build.TERMINAL, project=reference.project, kind=documents.READ, title="Again",
        document_id=document.pk,
    )  # fmt: skip
    assert job.state == Job.State.FAILED
    assert "Attach it again" in job.outcome


def test_a_document_is_taken_off_and_put_back(reference):
    document, _ = attach(reference)
    actions.take_off_document(by=build.TERMINAL, document=document)
    other, _ = attach(reference)
    with pytest.raises(Refused, match="meanwhile"):
        actions.put_back_document(by=build.TERMINAL, document=document)
    actions.take_off_document(by=build.TERMINAL, document=other)
    assert actions.put_back_document(by=build.TERMINAL, document=document).removed_at is None


def test_reading_has_limits(monkeypatch):
    monkeypatch.setattr(reading, "PATIENCE", 0)
    with pytest.raises(reading.Late, match="too busy"):
        reading.words_of(PAPER, "paper.pdf")


def test_a_child_that_dies_is_told(monkeypatch):
    class Died:
        returncode, stdout = -9, b""

    monkeypatch.setattr(reading.subprocess, "run", lambda *_a, **_k: Died())
    with pytest.raises(Refused, match="more time or memory"):
        reading.words_of(PAPER)


def test_the_child_caps_itself(monkeypatch):
    import resource

    said = []
    monkeypatch.setattr(resource, "setrlimit", lambda what, caps: said.append((what, caps)))
    reading.limit(10, 3)
    assert (resource.RLIMIT_AS, (10 * 1024**2,) * 2) in said
    assert (resource.RLIMIT_CPU, (3, 3)) in said


@pytest.mark.parametrize(("data", "code"), [(PAPER, 0), (b"hello", 2)])
def test_the_child_says_what_it_found(monkeypatch, capsys, data, code):
    import io
    import json
    import sys
    from types import SimpleNamespace

    monkeypatch.setattr(reading, "limit", lambda: None)
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))
    assert reading.main() == code
    assert json.loads(capsys.readouterr().out)["state" if code == 0 else "what"]
