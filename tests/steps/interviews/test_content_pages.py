"""The content analysis's pages: in the table, on pages of their own, and as files."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests import build
from tests.steps.interviews.test_content import code, read, rows, write
from uptake.interviews.models import ContentCategory, ContentChange, ContentRow, Reduction

__all__ = ["code", "rows"]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def site(project, by):
    return build.browser(by)


@pytest.fixture
def at(project):
    def go(name, *ids):
        return reverse(f"interviews:{name}", args=[project.pk, *ids])

    return go


def sent(row, **typed):
    """What the table's form sends: the steps and how they read before."""
    now = read(row)
    return {**now, **{f"was_{step}": text for step, text in now.items()}, **typed}


def test_an_empty_table_says_what_comes_first(site, at, project):
    assert "No passages yet" in site.get(at("content")).content.decode()
    assert "Every coded passage is in the table" in site.get(at("content-fill")).content.decode()
    assert "No categories yet" in site.get(at("content-groups")).content.decode()


def test_passages_are_brought_in_by_code(site, at, code):
    assert "3 coded passages" in site.get(at("content-fill")).content.decode()
    assert site.post(at("content-fill"), {"code": [code.pk]}).status_code == 302
    page = site.get(at("content")).content.decode()
    assert "3 passages brought in." in page
    assert "Nothing came off her list." in page
    assert site.post(at("content-fill"), {"code": [code.pk]}).status_code == 422
    assert site.post(at("content-fill"), {"code": ["x"]}).status_code == 422


def test_a_row_is_written_in_the_table_with_and_without_a_script(site, at, rows):
    to = at("content-row", rows[0].pk)
    part = site.post(to, sent(rows[0], paraphrase="Trained."), headers=HTMX).content.decode()
    assert "<html" not in part
    assert 'name="was_paraphrase" value="Trained."' in part
    assert "Kept" in part
    part = site.post(to, sent(rows[0]), headers=HTMX).content.decode()
    assert "As it was" in part
    typed = sent(rows[0], reduction="No time", category="Capacity")
    answer = site.post(f"{to}?table=1&open=category", typed)
    assert answer.headers["Location"] == f"{at('content')}?open=category#r{rows[0].pk}"
    page = site.get(at("content")).content.decode()
    assert '<option value="No time">' in page
    assert "<b>1</b> in a category" in page
    assert site.post(to, sent(rows[0])).headers["Location"] == to


def test_what_was_typed_stays_when_somebody_else_was_quicker(site, by, at, rows):
    to, typed = at("content-row", rows[0].pk), sent(rows[0], paraphrase="Mine.")
    write(by, rows[0], paraphrase="Theirs.")
    answer = site.post(to, typed, headers=HTMX)
    part = answer.content.decode()
    assert answer.status_code == 422
    assert "Paraphrase now" in part
    assert 'name="was_paraphrase" value="Theirs."' in part
    page = site.post(to, typed).content.decode()
    assert "Mine.</textarea>" in page
    assert "How it reads now" in page
    site.post(to, {**typed, "was_paraphrase": "Theirs."})
    assert read(rows[0])["paraphrase"] == "Mine."


def test_a_step_that_does_not_fit_is_said(site, at, rows):
    to = at("content-row", rows[0].pk)
    typed = sent(rows[0], category="Capacity")
    answer = site.post(to, typed, headers=HTMX)
    assert answer.status_code == 422
    assert "this row has none" in answer.content.decode()
    assert 'name="was_category" value=""' in answer.content.decode()
    typed = sent(rows[0], category="x" * 161)
    assert "Category:" in site.post(to, typed, headers=HTMX).content.decode()
    assert site.post(to, typed).status_code == 422


def test_a_row_has_its_page_with_its_history(site, by, at, rows):
    done = write(by, rows[0], paraphrase="Trained.")
    to = at("content-row", rows[0].pk)
    page = site.get(to).content.decode()
    assert "Trained.</textarea>" in page
    assert "History" in page
    assert at("content-undo", done.change.pk) in page
    answer = site.post(at("content-undo", done.change.pk))
    assert answer.headers["Location"] == f"{at('content')}#r{rows[0].pk}"
    assert read(rows[0])["paraphrase"] == ""
    site.post(at("content-undo", done.change.pk))
    assert "undone already" in site.get(to).content.decode()


def test_a_row_is_taken_out(site, at, rows):
    site.post(at("content-take-out", rows[0].pk))
    assert "What was written in it is kept." in site.get(at("content")).content.decode()
    assert "taken out of the table" in site.get(at("content-row", rows[0].pk)).content.decode()
    site.post(at("content-take-out", rows[0].pk))
    assert "taken out already" in site.get(at("content")).content.decode()


def test_rows_are_filtered(site, by, at, rows):
    write(by, rows[0], reduction="No time", category="Capacity")
    category = ContentCategory.objects.get()
    page = site.get(f"{at('content')}?category={category.pk}").content.decode()
    assert f'id="r{rows[0].pk}"' in page
    assert f'id="r{rows[1].pk}"' not in page
    none = site.get(f"{at('content')}?group=therapist&open=category&category={category.pk}")
    assert "No row is like this" in none.content.decode()
    assert site.get(f"{at('content')}?code=99&group=x&open=y").status_code == 200


def test_categories_are_counted_added_and_changed(site, by, at, rows):
    write(by, rows[0], reduction="No time", category="Capacity")
    page = site.post(at("content-groups"), {"name": "Trust", "about": "In it."}, follow=True)
    assert "Not used" in page.content.decode()
    assert "of 1 person" in page.content.decode()
    assert site.post(at("content-groups"), {"name": "trust"}).status_code == 422
    row = ContentCategory.objects.get(name="Trust")
    to = at("content-group", "category", row.pk)
    typed = {"name": "Trust in it", "about": "In it.", "was_name": "Trust", "was_about": "In it."}
    assert site.post(to, typed).status_code == 302
    answer = site.post(to, {**typed, "name": "Mine"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="Mine"' in page
    assert 'name="was_name" value="Trust in it"' in page
    assert "How it reads now" in page
    assert site.post(at("content-retire", "category", row.pk)).status_code == 302
    assert "is retired." in site.get(at("content-groups")).content.decode()
    assert "Category, retired" in site.get(to).content.decode()
    site.post(at("content-retire", "category", row.pk))
    assert "retired or merged" in site.get(at("content-groups")).content.decode()


def test_reductions_are_changed_merged_and_undone(site, by, at, rows):
    write(by, rows[0], reduction="No time", category="Capacity")
    write(by, rows[1], reduction="Too little time")
    one, other = Reduction.objects.order_by("pk")
    to = at("content-group", "reduction", one.pk)
    typed = {"text": "None", "category": "Capacity", "was_text": "No time",
             "was_category": "Capacity"}  # fmt: skip
    assert site.post(to, typed).status_code == 302
    assert read(rows[0])["reduction"] == "None"
    assert site.post(to, {**typed, "text": ""}).status_code == 422
    merge = at("content-merge", "reduction", one.pk)
    assert site.post(merge, {"into": ""}).status_code == 422
    assert site.post(merge, {"into": one.pk}).status_code == 422
    site.post(merge, {"into": other.pk})
    assert read(rows[0])["reduction"] == "Too little time"
    assert site.post(merge, {"into": other.pk}).status_code == 422
    first = ContentChange.objects.filter(beside=None).latest("pk")
    assert site.post(at("content-undo", first.pk)).status_code == 302
    assert read(rows[0])["reduction"] == "None"
    category = ContentCategory.objects.get()
    site.post(at("content-groups"), {"name": "Time"})
    into = ContentCategory.objects.get(name="Time")
    site.post(at("content-merge", "category", category.pk), {"into": into.pk})
    assert read(rows[0])["category"] == "Time"
    change = ContentChange.objects.filter(category=category).latest("pk")
    answer = site.post(at("content-undo", change.beside_id or change.pk))
    assert answer.headers["Location"] == at("content-groups")
    site.post(at("content-merge", "reduction", other.pk), {"into": one.pk})
    assert site.post(at("content-retire", "reduction", one.pk)).status_code == 302
    assert "2 rows use" in site.get(at("content-groups")).content.decode()
    assert site.get(at("content-group", "other", 1)).status_code == 404


def test_the_table_goes_out(site, project, by, at, rows):
    write(by, rows[0], paraphrase="=Trained.", reduction="No time", category="Capacity")
    to = at("content-file", "xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(site.get(to).content))
    assert book.sheet_names == ["Content analysis", "Categories and reductions", "About"]
    csv = site.get(at("content-file", "csv")).content.decode("utf-8-sig")
    assert "'=Trained." in csv
    assert site.get(at("content-file", "docx")).content.startswith(b"PK")
    assert site.get(at("content-file", "pdf")).status_code == 404
    coder = build.browser(build.member(project, "coder"))
    assert coder.get(to).status_code == 403
    assert build.browser(build.member(project, "commissioner")).get(to).status_code == 403


@pytest.mark.parametrize(
    ("role", "reads", "sends"),
    [("coder", 200, 302), ("reviewer", 200, 403), ("observer", 403, 403)],
)
def test_who_may(project, at, rows, role, reads, sends):
    browser = build.browser(build.member(project, role))
    to = at("content-row", rows[0].pk)
    for name in ("content", "content-groups", "content-fill"):
        assert browser.get(at(name)).status_code == reads
    assert browser.get(to).status_code == reads
    assert browser.post(to, sent(rows[0], paraphrase="x")).status_code == sends
    assert ContentRow.objects.exclude(paraphrase="").count() == (sends == 302)
