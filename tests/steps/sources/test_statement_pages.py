"""What a statement says of barriers and facilitators, its quote and its cells, and what is one."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests import build as people
from tests.formats.pdf_files import pdf
from tests.steps.sources import build
from uptake.projects.errors import NotAllowed, Refused
from uptake.projects.models import Event
from uptake.sources import actions, documents, queries
from uptake.sources.models import EarlierWording, Statement, StatementCell

PAPER = pdf("Staff had no protected time.", "Managers said so too.")


@pytest.fixture
def reference(project):
    return build.reference(project)


@pytest.fixture
def write(reference, reviewer):
    def written(sentence="Staff drop it.", **said):
        return actions.extract_statement(
            by=reviewer, reference=reference, sentence=sentence, **said
        )

    return written


@pytest.fixture
def cells(project):
    return project.lens().cells[:3]


def at(name, row, pk=None):
    return reverse(f"sources:{name}", args=[row.project_id, pk or row.pk])


def text(response):
    return " ".join(response.content.decode().split())


def boxes(cells):
    return [f"{domain}/{level}" for domain, level in cells]


def test_a_statement_keeps_its_direction_its_quote_and_its_cells(write, cells):
    row = write(direction="barrier", quote=" no protected time ", cells=[*cells, cells[0]])
    assert (row.direction, row.quote) == ("barrier", "no protected time")
    assert queries.cells_of(row) == boxes(cells)
    kept = Event.objects.get(verb="statement.extracted").after
    assert kept["cells"] == [list(cell) for cell in cells]
    (shown,) = queries.reference_page(row.reference, None).statements
    assert (shown.direction, len(shown.cells)) == ("barrier", 3)


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"direction": "sideways"}, "barrier, of a facilitator, or of neither"),
        ({"quote": "q" * 5_001}, "5,001 characters; 5,000 is the most"),
        ({"cells": [("nowhere", "at all")]}, "no cell nowhere/at all"),
    ],
)
def test_what_cannot_be_placed_is_refused_and_nothing_is_written(write, said, says):
    with pytest.raises(Refused, match=says):
        write(**said)
    assert not Statement.objects.exists()
    assert not StatementCell.objects.exists()


def test_what_is_not_given_stays_and_what_is_given_replaces(write, reviewer, cells):
    row = write(direction="barrier", quote="no time", cells=cells[:2])
    actions.change_statement(by=reviewer, statement=row, sentence="Staff leave it.")
    row.refresh_from_db()
    assert (row.direction, row.quote, queries.cells_of(row)) == (
        "barrier", "no time", boxes(cells[:2]),
    )  # fmt: skip
    actions.change_statement(
        by=reviewer, statement=row, sentence="Staff leave it.", direction="", quote="",
        cells=cells[1:],
    )  # fmt: skip
    row.refresh_from_db()
    assert (row.direction, row.quote, queries.cells_of(row)) == ("", "", boxes(cells[1:]))
    earlier = EarlierWording.objects.filter(statement=row).order_by("wording").last()
    assert (earlier.direction, earlier.quote) == ("barrier", "no time")


def test_other_cells_alone_are_no_new_wording(write, reviewer, cells):
    row = write(cells=cells[:1])
    actions.change_statement(by=reviewer, statement=row, sentence=row.sentence, cells=cells[1:])
    row.refresh_from_db()
    assert (row.wording, queries.cells_of(row)) == (1, boxes(cells[1:]))
    assert not EarlierWording.objects.exists()


@pytest.mark.parametrize(
    ("quote", "says"),
    [
        ("NO  protected\ntime", "Found on page 1."),
        ("Managers", "Found on page 2."),
        ("nobody wrote this", "Not found in the text that was read."),
        ("", ""),
    ],
)
def test_a_quote_is_looked_up_in_the_full_text(write, reference, reviewer, browser, quote, says):
    row = write(quote=quote)
    (before,) = queries.reference_page(reference, None).statements
    assert before.note == ("There is no text to check the quote against." if quote else "")
    documents.attach(by=reviewer, reference=reference, name="paper.pdf", content=PAPER)
    (shown,) = queries.reference_page(reference, None).statements
    assert shown.note == says
    assert says in text(browser.get(at("reference", row, reference.pk)))


def test_a_quote_says_which_of_several_texts_holds_it(write, reference, reviewer):
    write(quote="In the annex")
    for name, content in (("paper.pdf", PAPER), ("annex.pdf", pdf("In the annex: costs."))):
        documents.attach(by=reviewer, reference=reference, name=name, content=content)
    (shown,) = queries.reference_page(reference, None).statements
    assert shown.note == "Found on page 1 of annex.pdf."


def test_the_form_keeps_all_of_it(write, reference, browser, cells):
    address = reverse("sources:reference", args=[reference.project_id, reference.pk])
    typed = {"sentence": "Staff drop it.", "direction": "facilitator", "quote": "no time",
             "place": "page 7", "cells": boxes(cells[:2])}  # fmt: skip
    assert "The statement was added" in text(browser.post(address, typed, follow=True))
    row = Statement.objects.get()
    assert (row.direction, row.quote, row.place) == ("facilitator", "no time", "page 7")
    edit = browser.get(at("statement", row))
    assert edit.content.decode().count("checked") == 3  # a direction and two cells


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"sentence": " "}, "Enter what the reference states"),
        ({"sentence": "x" * 601}, "600"),
        ({"place": "p" * 121}, "120"),
        ({"quote": "q" * 5_001}, "5000"),
        ({"direction": "sideways"}, "sideways"),
        ({"cells": ["nowhere/at all"]}, "Select cells from the table"),
    ],
)
def test_what_is_typed_wrong_is_said_and_kept(write, reference, browser, changes, says):
    address = reverse("sources:reference", args=[reference.project_id, reference.pk])
    page = browser.post(address, {"sentence": "It costs.", "place": "table 9", **changes})
    assert says in text(page)
    assert changes.get("sentence", "It costs.").strip() in text(page)
    assert not Statement.objects.exists()


def test_two_are_said_to_be_one_on_the_page_and_taken_apart_again(write, browser):
    first, second = write(), write("It is dropped.")
    page = text(browser.get(at("same", second)))
    assert "Staff drop it." in page
    said = browser.post(at("same", second), {"other": first.pk}, follow=True)
    assert "The two statements count once." in text(said)
    assert at("apart", second) in text(said)
    second.refresh_from_db()
    assert second.same_as == first
    shown = {row.pk: row for row in queries.reference_page(first.reference, None).statements}
    assert shown[first.pk].stands_for == ["It is dropped."]
    assert shown[second.pk].same_as == first.pk
    assert "counts by itself again" in text(browser.post(at("apart", second), follow=True))
    assert "counts by itself already" in text(browser.post(at("apart", second), follow=True))


@pytest.mark.parametrize("chosen", ["", "x", "²", "-1"])
def test_nothing_chosen_is_said(write, browser, chosen):
    write()
    row = write("It is dropped.")
    page = text(browser.post(at("same", row), {"other": chosen}))
    assert "Select the statement that says the same." in page
    assert "Staff drop it." in page


def test_one_that_is_not_there_cannot_be_chosen(write, browser):
    row = write()
    assert "No other statement of this paper" in text(browser.get(at("same", row)))
    assert browser.post(at("same", row), {"other": "9" * 30}).status_code == 404
    elsewhere = build.reference(people.project())
    other = actions.extract_statement(by=people.TERMINAL, reference=elsewhere, sentence="There.")
    assert browser.post(at("same", row), {"other": other.pk}).status_code == 404
    assert "stand for each other already, or are one" in text(
        browser.post(at("same", row), {"other": row.pk})
    )


def test_one_leads_back_to_the_page_that_asked_and_to_no_other_site(write, browser):
    first, second = write(), write("It is dropped.")
    own = at("reference", first, first.reference_id)
    inside = f"/p/{first.project_id}/review/studies/"
    for asked, leads in ((inside, inside), ("https://example.org/", own), ("//example.org", own)):
        answer = browser.post(at("same", second), {"other": first.pk, "back": asked})
        assert answer.url == leads
        browser.post(at("apart", second))


@pytest.mark.parametrize("role", ["coder", "commissioner", "observer"])
def test_roles_that_may_not_say_so(project, write, role):
    first, second = write(), write("It is dropped.")
    member = people.member(project, role)
    with pytest.raises(NotAllowed):
        actions.say_the_same(by=member, statement=second, other=first)
    with pytest.raises(NotAllowed):
        actions.say_apart(by=member, statement=second)
    for name in ("same", "apart"):
        answer = people.browser(member).post(at(name, second), {"other": first.pk})
        assert answer.status_code == 403
    second.refresh_from_db()
    assert second.same_as is None


def test_apart_is_never_said_by_a_look(write, browser):
    assert browser.get(at("apart", write())).status_code == 405
