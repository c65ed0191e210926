"""Full texts: looked for, brought in, read, searched and judged."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests import build as people
from tests.formats.pdf_files import pdf
from tests.steps.review import studies
from uptake.projects.errors import NotAllowed, Refused
from uptake.review import texts
from uptake.review.actions import fulltext as writes
from uptake.review.actions.studies import note_retrieval
from uptake.review.models import ArrivedText, Retrieval
from uptake.sources import actions as sources
from uptake.sources.models import Document, DocumentPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return studies.on_titles()


def at(name, review, *ids):
    return reverse(f"review:{name}", args=[review.project.pk, *ids])


def test_the_list_shows_what_was_included_on_titles(review):
    review.screen(review.one, 2, "exclude")
    page = people.browser(review.one).get(at("full", review))
    assert page.status_code == 200
    text = page.content.decode()
    assert review.references[0].title in text
    assert review.references[2].title not in text
    assert "2 reports included" in text


def test_an_empty_list_says_what_comes_here(settings, tmp_path):
    empty = studies.build.review(1)
    for who in (empty.one, people.member(empty.project, "observer")):
        page = people.browser(who).get(at("full", empty))
        assert "No full texts yet" in page.content.decode()


def test_how_far_the_search_is_is_changed_in_place(review):
    browser, row = people.browser(review.one), review.references[0]
    sent = {"state": "asked", "note": "asked for on 3 May", "back": at("full", review)}
    assert browser.post(at("retrieval", review, row.pk), sent).status_code == 302
    kept = Retrieval.objects.get()
    assert (kept.state, kept.note, kept.by) == ("asked", "asked for on 3 May", review.one.user)
    text = browser.get(at("full", review) + "?state=asked").content.decode()
    assert row.title in text
    assert review.references[1].title not in text
    browser.post(at("retrieval", review, row.pk), {"state": "?"})
    kept.refresh_from_db()
    assert kept.state == "asked"
    elsewhere = browser.post(
        at("retrieval", review, row.pk), sent | {"back": "https://example.org/"}
    )
    assert elsewhere["Location"] == at("full", review)


def test_a_note_needs_a_title_that_was_included(review):
    review.screen(review.one, 2, "exclude")
    with pytest.raises(Refused, match="not included on its title"):
        note_retrieval(by=review.one, reference=review.references[2], state="asked")
    with pytest.raises(Refused, match="Say whether"):
        note_retrieval(by=review.one, reference=review.references[0], state="?")
    with pytest.raises(Refused, match="300 is the most"):
        note_retrieval(by=review.one, reference=review.references[0], state="asked", note="x" * 301)
    browser = people.browser(review.one)
    browser.post(at("retrieval", review, review.references[2].pk), {"state": "asked"})
    assert not Retrieval.objects.exists()


@pytest.mark.parametrize(
    ("query", "shown"),
    [("?text=with", [0]), ("?text=without", [1, 2]), ("?state=retrieved", [0]),
     ("?state=sought", [1, 2]), ("?judged=todo", [1, 2]), ("?judged=include", [0]),
     ("?words=mouse", [1]), ("?state=nonsense&page=x", [0, 1, 2])],
)  # fmt: skip
def test_the_filters(review, query, shown):
    studies.attach(review)
    review.criterion("Not adults", stage="full")
    review.screen(review.one, 0, stage="full")
    text = people.browser(review.one).get(at("full", review) + query).content.decode()
    assert [n for n in range(3) if review.references[n].title in text] == shown


def test_the_list_costs_the_same_however_long(review, django_assert_max_num_queries):
    browser = people.browser(review.one)
    with django_assert_max_num_queries(22) as few:
        browser.get(at("full", review))
    studies.build.bring_in(review, 30)
    for n in range(3, 33):
        review.screen(review.one, n)
    with django_assert_max_num_queries(22) as more:
        browser.get(at("full", review))
    assert len(more.captured_queries) <= len(few.captured_queries)


def test_a_pdf_is_attached_read_and_its_search_is_over(review):
    browser, row = people.browser(review.one), review.references[0]
    note_retrieval(by=review.one, reference=row, state="missing")
    answer = browser.post(at("text", review, row.pk), {"file": studies.upload()}, follow=True)
    assert "2 pages of paper.pdf were read." in answer.content.decode()
    assert Document.objects.get().state == "read"
    assert Retrieval.objects.get().state == "retrieved"
    assert "Guided digital care" in answer.content.decode()


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"hello", "not a PDF"), (None, "attached already"), (b"", "not a PDF")],
)
def test_what_cannot_be_attached_is_told(review, content, says):
    studies.attach(review)
    page = people.browser(review.one).post(
        at("text", review, review.references[0].pk), {"file": studies.upload(content=content)}
    )
    assert page.status_code == 422
    assert says in page.content.decode()
    assert Document.objects.count() == 1


def test_a_pdf_without_words_says_what_to_do(review):
    studies.attach(review, 0, "scan.pdf", "", "")
    text = people.browser(review.one).get(at("text", review, review.references[0].pk))
    assert "text recognition" in text.content.decode()


def test_a_damaged_pdf_stays_attached_and_says_so(review):
    browser, row = people.browser(review.one), review.references[0]
    sent = {"file": studies.upload("bad.pdf", content=pdf("x", broken=True))}
    browser.post(at("text", review, row.pk), sent)
    assert Document.objects.get().state == "failed"
    assert "print it into a new PDF" in browser.get(at("text", review, row.pk)).content.decode()


def test_the_pdf_itself_may_do_nothing(review):
    made = studies.attach(review)
    for who in ("observer", "commissioner"):
        browser = people.browser(people.member(review.project, who))
        answer = browser.get(at("document", review, made.pk))
        assert answer["Content-Type"] == "application/pdf"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"].startswith("sandbox;")
        assert answer["Content-Disposition"].startswith("inline")
        assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    kept = browser.get(at("document", review, made.pk) + "?keep=1")
    assert kept["Content-Disposition"].startswith("attachment")
    assert b"".join(kept.streaming_content).startswith(b"%PDF-")
    stranger = people.browser(people.account())
    assert stranger.get(at("document", review, made.pk)).status_code == 404


def test_a_pdf_that_is_gone_says_so(review):
    made = studies.attach(review)
    made.content.storage.delete(made.content.name)
    answer = people.browser(review.one).get(at("document", review, made.pk), follow=True)
    assert "is not where it was kept" in answer.content.decode()


def test_taken_off_and_put_back(review):
    made, browser = studies.attach(review), people.browser(review.one)
    browser.post(at("take-text-off", review, made.pk))
    made.refresh_from_db()
    assert made.removed_at is not None
    page = browser.get(at("text", review, review.references[0].pk)).content.decode()
    assert "1 PDF removed" in page
    studies.attach(review)
    answer = browser.post(at("put-text-back", review, made.pk), follow=True)
    assert "attached again meanwhile" in answer.content.decode()
    sources.take_off_document(by=review.one, document=Document.objects.last())
    browser.post(at("put-text-back", review, made.pk))
    made.refresh_from_db()
    assert made.removed_at is None


def test_a_text_is_read_by_page_and_searched(review):
    made, browser = studies.attach(review), people.browser(review.one)
    there = at("text", review, review.references[0].pk)
    page = browser.get(f"{there}?words=lacked the TIME").content.decode()
    assert "Page 2 of 2" in page
    assert '<mark class="hl">lacked the time</mark>' in page
    part = browser.get(f"{there}?document={made.pk}&page=2", headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert "Page 2 of 2" in part.content.decode()
    assert "do not stand" in browser.get(f"{there}?words=zebra").content.decode()
    assert "Page 2 of 2" in browser.get(f"{there}?page=999").content.decode()
    DocumentPage.objects.filter(number=2).delete()
    assert "may be a picture" in browser.get(f"{there}?page=2&view=words").content.decode()


def test_two_documents_can_be_read_in_turn(review):
    studies.attach(review)
    other = studies.attach(review, 0, "more.pdf", "An appendix of many words stands here.")
    there = at("text", review, review.references[0].pk)
    page = people.browser(review.one).get(f"{there}?document={other.pk}").content.decode()
    assert "An appendix" in page
    assert "paper.pdf" in page


def test_every_text_is_searched_at_once(review):
    studies.attach(review)
    studies.attach(review, 1, "other.pdf", "Nothing of the kind is in this one.")
    browser = people.browser(people.member(review.project, "observer"))
    page = browser.get(at("text-search", review) + "?words=barrier").content.decode()
    assert "stands in 1 full text" in page
    assert review.references[0].title in page
    assert (
        "stands in no text"
        in browser.get(at("text-search", review) + "?words=zebra").content.decode()
    )
    for odd in ("", "?words=", "?words=..."):
        assert browser.get(at("text-search", review) + odd).status_code == 200


def test_several_pdfs_are_proposed_and_confirmed(review):
    browser = people.browser(review.one)
    title = review.references[1].title
    files = [studies.upload("a.pdf"), studies.upload("b.pdf", f"{title} of mice in a cage")]
    files.append(studies.upload("c.pdf", "Nobody knows whose paper this may be."))
    answer = browser.post(at("texts", review), {"pdfs": files}, follow=True)
    assert "2 of 3 files could be told" in answer.content.decode()
    rows = {row.name: row for row in ArrivedText.objects.all()}
    assert rows["a.pdf"].reference == review.references[0]
    assert rows["c.pdf"].reference is None
    assert not Document.objects.exists()
    sent = {f"owner-{rows['a.pdf'].pk}": review.references[0].pk,
            f"owner-{rows['b.pdf'].pk}": review.references[2].pk,
            f"owner-{rows['c.pdf'].pk}": ""}  # fmt: skip
    answer = browser.post(at("confirm-texts", review), sent, follow=True)
    assert "2 of 2 files were attached." in answer.content.decode()
    assert Document.objects.get(name="b.pdf").reference == review.references[2]
    assert {row.state for row in Document.objects.all()} == {"read"}
    assert (
        "Nothing was chosen"
        in browser.post(at("confirm-texts", review), {}, follow=True).content.decode()
    )


def test_a_file_set_aside_can_be_taken_up_again(review):
    browser = people.browser(review.one)
    browser.post(at("texts", review), {"pdfs": [studies.upload()]})
    row = ArrivedText.objects.get()
    browser.post(at("set-text-aside", review, row.pk))
    assert "1 file set aside" in browser.get(at("texts", review)).content.decode()
    again = browser.post(at("set-text-aside", review, row.pk), follow=True)
    assert "decided on this file" in again.content.decode()
    browser.post(at("take-text-up", review, row.pk))
    row.refresh_from_db()
    assert row.state == "waiting"
    again = browser.post(at("take-text-up", review, row.pk), follow=True)
    assert "was not set aside" in again.content.decode()


def test_one_bad_file_is_left_with_its_reason(review):
    browser = people.browser(review.one)
    files = [studies.upload(), studies.upload("b.pdf", content=b"hello")]
    page = browser.post(at("texts", review), {"pdfs": files})
    assert page.status_code == 422
    said = page.content.decode()
    assert "1 file left out" in said
    assert "b.pdf: The file is not a PDF." in said
    assert ArrivedText.objects.get().name in said
    assert browser.post(at("texts", review), {}).status_code == 422
    bad = browser.post(at("texts", review), {"pdfs": [studies.upload("c.pdf", content=b"x")]})
    assert "c.pdf: The file is not a PDF." in bad.content.decode()
    assert ArrivedText.objects.count() == 1


def test_the_same_file_waits_once(review):
    texts.receive(by=review.one, project=review.project, files=[studies.upload()])
    with pytest.raises(Refused, match="wait for a decision already"):
        texts.receive(by=review.one, project=review.project, files=[studies.upload()])
    with pytest.raises(Refused, match="at once is the most"):
        texts.receive(by=review.one, project=review.project, files=[studies.upload()] * 201)
    with pytest.raises(NotAllowed):
        texts.receive(by=people.member(review.project, "observer"), project=review.project,
                      files=[studies.upload()])  # fmt: skip
    assert ArrivedText.objects.count() == 1


def test_many_files_wait_for_the_worker(review):
    files = [studies.upload(f"{n}.pdf", f"Paper number {n} of several") for n in range(4)]
    job = texts.receive(by=review.one, project=review.project, files=files)
    assert job.state == "waiting"
    assert ArrivedText.objects.count() == 4


def test_what_is_attached_already_or_merged_is_refused(review):
    studies.attach(review)
    texts.receive(by=review.one, project=review.project, files=[studies.upload()])
    row, reference = ArrivedText.objects.get(), review.references[0]
    made, refused = texts.attach_confirmed(
        by=review.one, project=review.project, pairs=[(row, reference)]
    )
    assert made == []
    assert "attached already" in str(refused[0])
    reference.merged_into = review.references[1]
    reference.save()
    with pytest.raises(Refused, match="merged into"):
        writes.attach_arrived(by=review.one, text=row, reference=reference)


def test_a_file_that_cannot_be_read_stops_no_other(review):
    files = [studies.upload("bad.pdf", content=pdf("x", broken=True)), studies.upload("a.pdf")]
    texts.receive(by=review.one, project=review.project, files=files)
    rows = list(ArrivedText.objects.order_by("pk"))
    texts.attach_confirmed(
        by=review.one, project=review.project,
        pairs=[(rows[0], review.references[1]), (rows[1], review.references[0])],
    )  # fmt: skip
    assert [row.state for row in Document.objects.order_by("pk")] == ["failed", "read"]
