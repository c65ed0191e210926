"""The pictures of a full text's pages: drawn apart, kept for a while, shown to who may see them."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from tests import build
from tests.formats.pdf_files import locked, pdf
from tests.steps.sources import build as exports
from uptake.projects.errors import Refused
from uptake.sources import documents, drawing, page_images, reading
from uptake.sources.models import Document, Reference
from uptake.sources.queries import pages_with

pytestmark = pytest.mark.django_db
WORDS = ("Staff had no protected time.", "Managers said so too.", "Time was short.", "Last.")


@pytest.fixture
def reference(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    project = build.project()
    exports.bring_in(project)
    return Reference.objects.filter(project=project).first()


@pytest.fixture
def document(reference):
    return attach(reference)


@pytest.fixture
def children(monkeypatch):
    """Which processes were started, each with what it was asked."""
    asked, real = [], drawing.run

    def run(module, *what, **options):
        asked.append(json.loads(what[0]))
        return real(module, *what, **options)

    monkeypatch.setattr(drawing, "run", run)
    return asked


def attach(reference, content=None, name="paper.pdf"):
    made, _ = documents.attach(
        by=build.TERMINAL, reference=reference, name=name, content=content or pdf(*WORDS)
    )
    return made


def at(document, number=1, name="page-image", **query):
    ids = [document.project_id, document.pk, number]
    return reverse(f"sources:{name}", args=ids, query=query or None)


def kept(document):
    return {path.name for path in page_images.cache().glob(f"*/{document.pk}-*/*")}


def ended(code, said=b""):
    return lambda *_a, **_k: (code, said)


def test_a_page_is_drawn_once_and_those_after_it_along(document, children):
    image = page_images.picture(document, 1)
    assert image.startswith(b"\x89PNG")
    assert kept(document) == {"1-1000.png", "2-1000.png", "3-1000.png"}
    assert page_images.picture(document, 1) == image
    page_images.picture(document, 3)
    assert [one["pages"] for one in children] == [[1, 2, 3]]
    page_images.picture(document, 4, 2)
    assert children[-1] == {"do": "draw", "pages": [4], "width": 2000}


def test_sizes_and_marks_are_kept_too(document, children):
    assert page_images.sizes(document) == (page_images.A4,) * 4
    assert page_images.sizes(document) == (page_images.A4,) * 4
    found = page_images.marks(document, "time", pages_with)
    assert {number: len(boxes) for number, boxes in found.items()} == {1: 1, 3: 1}
    assert page_images.marks(document, "time", pages_with) == found
    assert page_images.marks(document, "zebra", pages_with) == {}
    assert [one["do"] for one in children] == ["sizes", "marks"]


def test_the_oldest_goes_when_room_is_short(document, monkeypatch):
    page_images.picture(document, 1)
    folder = next(page_images.cache().glob("*/*"))
    for age, name in ((300, "2-1000.png"), (200, "1-1000.png"), (100, "3-1000.png")):
        os.utime(folder / name, (time.time() - age,) * 2)
    page_images.picture(document, 1)
    sizes = {path.name: path.stat().st_size for path in folder.iterdir()}
    room = max(sizes["1-1000.png"], page_images.LEAST_BYTES) + 10
    monkeypatch.setattr(page_images, "_new", 0)
    monkeypatch.setattr(page_images, "MOST_BYTES", room)
    page_images._make_room()
    assert len(kept(document)) == 3  # nothing is new, so nothing is looked at
    monkeypatch.setattr(page_images, "_new", room)
    page_images._make_room()
    assert kept(document) == {"1-1000.png"}


def test_words_asked_for_without_end_fill_no_disk(document, monkeypatch):
    monkeypatch.setattr(page_images, "MOST_BYTES", 5 * page_images.LEAST_BYTES)
    for number in range(12):
        page_images.marks(document, f"zebra {number}", lambda *_: [])
    assert len(kept(document)) <= 6


def test_what_fails_is_told_and_not_tried_again_for_a_while(document, monkeypatch, children):
    monkeypatch.setattr(drawing, "run", ended(-9))
    with pytest.raises(Refused, match="more time or memory"):
        page_images.picture(document, 1)
    monkeypatch.setattr(drawing, "run", lambda *_a, **_k: pytest.fail("tried again"))
    with pytest.raises(Refused, match="more time or memory"):
        page_images.picture(document, 1)
    monkeypatch.undo()
    for path in page_images.cache().glob("*/*/*.fault"):
        os.utime(path, (0, 0))
    assert page_images.picture(document, 1).startswith(b"\x89PNG")


@pytest.mark.parametrize("fault", [subprocess.TimeoutExpired("child", 1), BlockingIOError(11, "")])
def test_a_busy_machine_makes_no_page_unreadable(document, monkeypatch, fault):
    """Whatever the clock stopped or could not be started is asked for again; nothing is held."""

    def late(*_a, **_k):
        raise fault

    browser = build.browser(build.member(document.project, "observer"))
    with monkeypatch.context() as busy:
        busy.setattr(reading.subprocess, "run", late)
        answer = browser.get(at(document))
        assert (answer.status_code, answer["Retry-After"]) == (503, "3")
        assert "The machine is too busy to draw the page just now." in answer.content.decode()
        assert page_images.sizes(document) == (page_images.A4,) * 4
        with pytest.raises(Refused, match="Attach it again in a while"):
            reading.words_of(b"", "paper.pdf")
    assert kept(document) == set()
    assert browser.get(at(document)).status_code == 200


def test_where_no_process_is_capped_the_clock_is(monkeypatch):
    monkeypatch.setattr(reading, "CAPPED", False)
    monkeypatch.setattr(drawing, "run", ended(-1))
    with pytest.raises(Refused, match="more time or memory"):
        drawing.draw(io.BytesIO(), [1], 100)


def test_a_page_after_that_takes_too_much_costs_only_itself(document, monkeypatch):
    monkeypatch.setattr(drawing, "run", ended(-1, b"1 3\nonehalf 2 9\ntw"))
    assert page_images.picture(document, 1) == b"one"
    assert kept(document) == {"1-1000.png"}


def test_a_file_that_was_lost_is_told(document):
    default_storage.delete(document.content.name)
    with pytest.raises(Refused, match="not where it was kept"):
        page_images.picture(document, 1)
    assert page_images.sizes(document) == (page_images.A4,) * 4


def test_who_comes_while_many_are_drawn_is_told(document, monkeypatch):
    monkeypatch.setattr(page_images, "WAIT", 0.01)
    lock = page_images.LOCKS[document.pk % len(page_images.LOCKS)]
    with lock, pytest.raises(Refused, match="Too many pages"):
        page_images.picture(document, 1)


def test_who_waited_finds_what_was_drawn_meanwhile(document, monkeypatch):
    real = page_images._one_at_a_time

    def waited(of):
        page_images._write(page_images._folder(of) / "1-1000.png", b"meanwhile")
        return real(of)

    monkeypatch.setattr(page_images, "_one_at_a_time", waited)
    assert page_images.picture(document, 1) == b"meanwhile"


def test_a_full_disk_costs_only_the_next_drawing(document, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(page_images.Path, "write_bytes", full)
    assert page_images.picture(document, 1).startswith(b"\x89PNG")


def test_sizes_that_cannot_be_told_are_those_of_a4(document, monkeypatch):
    monkeypatch.setattr(drawing, "run", ended(-9))
    assert page_images.sizes(document) == (page_images.A4,) * 4


@pytest.mark.parametrize(
    ("ends", "says"),
    [((0, b""), "Page 2 is broken"), ((-9, b""), "more time or memory"), ((-1, b""), "too busy"),
     ((2, b'{"what": "It is locked.", "advice": "Unlock it."}'), "It is locked")],
)  # fmt: skip
def test_a_page_that_cannot_be_drawn_says_why(monkeypatch, ends, says):
    monkeypatch.setattr(drawing, "run", ended(*ends))
    with pytest.raises(Refused, match=says):
        drawing.draw(io.BytesIO(), [2, 3], 100)


@pytest.mark.parametrize(
    ("ends", "says"),
    [
        ((-9, b""), "more time or memory"),
        ((-1, b""), "too busy"),
        ((2, b'{"what": "No PDF.", "advice": ""}'), "No PDF"),
    ],
)
def test_sizes_and_marks_say_why_they_cannot_be_told(monkeypatch, ends, says):
    monkeypatch.setattr(drawing, "run", ended(*ends))
    for ask in (lambda: drawing.sizes(io.BytesIO()), lambda: drawing.marks(io.BytesIO(), [1], "a")):
        with pytest.raises(Refused, match=says):
            ask()


def test_time_that_runs_out_leaves_what_was_drawn_until_then(monkeypatch):
    def late(*_a, **_k):
        raise subprocess.TimeoutExpired("child", 1, output=b"1 3\none")

    monkeypatch.setattr(reading.subprocess, "run", late)
    assert drawing.draw(io.BytesIO(), [1, 2], 100) == {1: b"one"}


@pytest.mark.parametrize(
    ("asked", "data", "code", "begins"),
    [({"do": "sizes"}, pdf("x"), 0, b"[[595.0, 842.0]]"),
     ({"do": "draw", "pages": [1], "width": 9}, pdf("x"), 0, b"1 "),
     ({"do": "marks", "pages": [1], "words": "x"}, pdf("x"), 0, b'{"1": [['),
     ({"do": "sizes"}, b"hello", 2, b'{"what": "The file is not a PDF."'),
     ({"do": "draw", "pages": [1], "width": 9}, pdf(broken=True), 2, b'{"what"')],
)  # fmt: skip
def test_the_child_does_what_it_is_asked(monkeypatch, asked, data, code, begins):
    out = io.BytesIO()
    caps = []
    monkeypatch.setattr(drawing, "limit", lambda *given: caps.append(given))
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=out))
    assert drawing.main(asked) == code
    assert out.getvalue().startswith(begins)
    assert caps == [(drawing.MEGABYTES, drawing.SECONDS)]


@pytest.mark.parametrize("what", ["scan", "long", "tiny", "huge", "turned", "locked", "cut"])
def test_hostile_and_odd_files_are_drawn_or_refused_in_words(reference, what):
    content = {
        "scan": pdf("", also="0 0 1 rg 0 0 300 300 re f\n"), "long": pdf(*["A page."] * 500),
        "tiny": pdf("Some words too large for it.", box="0 0 1 1"),
        "huge": pdf("Words on a wide wall.", box="0 0 14400 14400"),
        "turned": pdf("Words on their side.", turn=270), "locked": locked(),
        "cut": pdf(*WORDS)[:-900],
    }[what]  # fmt: skip
    document = attach(reference, content, f"{what}.pdf")
    number = {"long": 500}.get(what, 1)
    if document.state in page_images.DRAWN:
        assert page_images.picture(document, number).startswith(b"\x89PNG")
        assert len(page_images.sizes(document)) == document.pages
    else:
        assert what in ("locked", "cut")
        with pytest.raises(Refused, match=r"locked|damaged") as refused:
            page_images.picture(document, number)
        assert refused.value.advice


def test_a_page_is_served_to_members_alone_and_never_to_be_shared(document):
    there = at(document)
    for who in ("observer", "reviewer"):
        answer = build.browser(build.member(document.project, who)).get(there)
        assert answer["Content-Type"] == "image/png"
        assert answer["Cache-Control"] == "private, no-cache"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer.content.startswith(b"\x89PNG")
    assert build.browser(build.account()).get(there).status_code == 404
    assert build.browser().get(there).status_code == 302
    other = build.project()
    ours = reverse("sources:page-image", args=[other.pk, document.pk, 1])
    assert build.browser(build.member(other, "owner")).get(ours).status_code == 404


def test_a_page_that_the_browser_has_is_not_sent_again(document, monkeypatch):
    browser = build.browser(build.member(document.project, "observer"))
    tag = browser.get(at(document))["ETag"]
    monkeypatch.setattr(page_images, "picture", lambda *_: pytest.fail("drawn again"))
    again = browser.get(at(document), headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Cache-Control"] == "private, no-cache"
    monkeypatch.undo()
    larger = browser.get(at(document, zoom=2), headers={"If-None-Match": tag})
    assert (larger.status_code, larger["ETag"] == tag) == (200, False)


@pytest.mark.parametrize("number", [0, 5])
def test_pages_that_are_not_there_are_not_found(document, number):
    browser = build.browser(build.member(document.project, "observer"))
    assert browser.get(at(document, number)).status_code == 404
    assert browser.get(at(document, number, "page-marks", words="time")).status_code == 404


def test_a_heavy_paper_leaves_threads_to_other_people(document, monkeypatch):
    """Two requests wait for a page; a third is told at once to ask again, and nothing is kept."""
    monkeypatch.setattr(page_images, "TURN", 0.01)
    browser = build.browser(build.member(document.project, "observer"))
    with page_images.AT_ONCE, page_images.AT_ONCE:
        answer = browser.get(at(document))
    assert (answer.status_code, answer["Retry-After"]) == (503, "3")
    assert "Too many pages are being drawn just now." in answer.content.decode()
    assert kept(document) == set()
    assert browser.get(at(document)).status_code == 200


def test_a_page_that_cannot_be_drawn_says_why_to_the_browser(document, monkeypatch):
    monkeypatch.setattr(drawing, "run", ended(-9))
    browser = build.browser(build.member(document.project, "observer"))
    answer = browser.get(at(document))
    assert answer.status_code == 422
    assert answer["Content-Type"].startswith("text/plain")
    assert "more time or memory" in answer.content.decode()
    marks = browser.get(at(document, name="page-marks", words="time"))
    assert (marks.status_code, b"<rect" in marks.content) == (200, False)


def test_marks_are_boxes_on_the_page_that_holds_the_words(document):
    browser = build.browser(build.member(document.project, "observer"))
    answer = browser.get(at(document, 3, "page-marks", words="TIME was"))
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer.content.count(b"<rect") == 1
    assert b"<rect" not in browser.get(at(document, 2, "page-marks", words="TIME was")).content
    assert b"<rect" not in browser.get(at(document, 2, "page-marks")).content


def test_a_document_that_was_not_read_has_no_pages_to_show(document):
    Document.objects.update(state="locked")
    browser = build.browser(build.member(document.project, "observer"))
    assert browser.get(at(document)).status_code == 404
