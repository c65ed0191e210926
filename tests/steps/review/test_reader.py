"""A full text beside its verdict: pages as printed, words, marks, and ways without any script."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests import build as people
from tests.formats.pdf_files import pdf
from tests.steps.review import studies
from uptake.sources import documents, drawing

pytestmark = pytest.mark.django_db
LAZY = 'loading="lazy"'


@pytest.fixture
def review(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return studies.on_titles(1)


def there(review):
    return reverse("review:text", args=[review.project.pk, review.references[0].pk])


def read(review, query="", browser=None, **headers):
    browser = browser or people.browser(review.one)
    return browser.get(there(review) + query, headers=headers).content.decode()


def image(review, made, number):
    return reverse("sources:page-image", args=[review.project.pk, made.pk, number])


def test_pages_are_listed_as_printed_with_their_room_and_their_words(review):
    made = studies.attach(review)
    text = read(review)
    for number in (1, 2):
        assert f'src="{image(review, made, number)}"' in text
        assert f'alt="Page {number} of 2, its words follow"' in text
        assert f"<summary>Words of page {number}</summary>" in text
    assert text.count(f'class="printed" {LAZY}') == 2
    assert 'width="1000" height="1415"' in text
    assert "Staff lacked the time" in text
    assert "page-marks" not in text
    assert "marks.svg" not in text


def test_pages_that_hold_the_words_are_marked(review):
    studies.attach(review)
    text = read(review, "?words=lacked the time")
    assert text.count("marks.svg?words=lacked%20the%20time") == 1
    assert 'data-at="2"' in text


def test_words_are_one_link_away_and_keep_the_page(review):
    studies.attach(review)
    text = read(review, "?page=2&view=words")
    assert "<img" not in text.split('id="text"')[1]
    assert "Page 2 of 2" in text
    assert "page=2&amp;view=pages" in text
    assert "tables and columns may run together" in text


def test_the_choice_of_pages_or_words_holds_for_the_next_text(review):
    studies.attach(review)
    browser = people.browser(review.one)
    assert "text-pages" in read(review, browser=browser)
    read(review, "?view=words", browser)
    assert "text-pages" not in read(review, "", browser, **{"HX-Request": "true"})
    assert "text-pages" in read(review, "?view=pages", browser)
    assert "text-pages" in read(review, "?view=nonsense", browser)


def test_the_choice_holds_where_a_study_is_extracted():
    review, made = studies.studies(1)
    studies.attach(review)
    browser = people.browser(review.one)
    there = reverse("review:extract", args=[review.project.pk, made[0].pk])
    assert "text-pages" in browser.get(there).content.decode()
    read(review, "?view=words", browser)
    page = browser.get(there).content.decode()
    assert "text-pages" not in page
    assert "Staff lacked the time" in page or "Guided digital care" in page


def test_pages_twice_as_large(review):
    made = studies.attach(review)
    text = read(review, "?zoom=2")
    assert f'src="{image(review, made, 1)}?zoom=2"' in text
    assert "Smaller" in text
    assert "Larger" in read(review, "?zoom=9")


def test_a_scan_is_read_as_it_is_printed(review):
    made = studies.attach(review, 0, "scan.pdf", "", "")
    text = read(review)
    assert f'src="{image(review, made, 2)}"' in text
    assert "without words that can be read" in text
    assert "Words of page" not in text
    assert "text recognition" in text
    assert "Words in this text" not in text


def test_a_long_text_is_listed_a_part_at_a_time(review):
    made, _ = documents.attach(
        by=review.one, reference=review.references[0], name="long.pdf",
        content=pdf(*[f"The words of page {n}." for n in range(1, 66)]), here=True,
    )  # fmt: skip
    text = read(review, "?page=40")
    assert image(review, made, 31) in text
    assert image(review, made, 60) in text
    assert f'src="{image(review, made, 30)}"' not in text
    assert f'src="{image(review, made, 61)}"' not in text
    assert "Pages before these" in text
    assert "Pages after these" in text
    last = read(review, "?page=65")
    assert 'id="page-65"' in last
    assert "Pages after these" not in last


def test_going_to_a_page_needs_no_script(review):
    made = studies.attach(review, 0, "p.pdf", "One is here.", "Two is here.", "Three is here.")
    browser = people.browser(review.one)
    answer = browser.get(there(review), {"document": made.pk, "page": 3, "view": "pages", "go": 1})
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"?document={made.pk}&page=3&view=pages#page-3")
    odd = browser.get(there(review), {"page": "x", "go": 1})
    assert odd["Location"].endswith("#page-1")
    part = browser.get(there(review), {"page": 3, "go": 1}, headers={"HX-Request": "true"})
    assert 'data-at="3"' in part.content.decode()


def test_pages_whose_size_cannot_be_told_are_listed_all_the_same(review, monkeypatch):
    studies.attach(review)
    monkeypatch.setattr(drawing, "run", lambda *_a, **_k: (-9, b""))
    assert read(review).count('width="1000" height="1415"') == 2


def test_the_list_of_pages_costs_no_query_a_page(review, django_assert_max_num_queries):
    studies.attach(review, 0, "p.pdf", *[f"These are the words of page {n}." for n in range(20)])
    browser = people.browser(review.one)
    read(review, "", browser)
    with django_assert_max_num_queries(24):
        read(review, "", browser)
