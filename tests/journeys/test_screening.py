"""A review screened in a real browser: keys alone, a phone, and no JavaScript at all."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journeys.sight import AXE, LOOK, RULES
from tests.steps.review import build, studies
from uptake.review.actions import conflicts
from uptake.review.models import Settlement, Verdict

SEEN = """it => {
  const { top, bottom } = it.getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight && bottom > top;
}"""
CLEAR = """it => {
  const { left, right, top, bottom } = it.getBoundingClientRect();
  const at = (y) => document.elementFromPoint((left + right) / 2, y);
  return [top + 3, bottom - 3].every((y) => it.contains(at(y)));
}"""
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def review() -> build.Review:
    made = build.review()
    made.settings(order="random", reviewers=1)
    made.criterion("Not adults", words=("adolescents",))
    made.criterion("Not digital")
    return made


def told(page: Any, words: str) -> None:
    """Wait until the line that is read aloud holds these words."""
    for _ in range(600):
        if words in page.locator("#told").inner_text():
            return
        page.wait_for_timeout(50)
    pytest.fail(f"Wanted {words!r}, was told {page.locator('#told').inner_text()!r}")


def verdicts() -> list[tuple[str, str]]:
    rows = Verdict.objects.filter(replaced_at=None).order_by("pk").select_related("reason")
    return [(row.verdict, row.reason.label if row.reason else "") for row in rows]


def test_with_keys_alone(opened, review):
    page = opened(review.one)
    page.goto(f"/p/{review.project.pk}/review/screen/title/")
    key = page.keyboard.press
    key("i")
    told(page, "Included")
    assert page.evaluate("document.activeElement.id") == "rt"
    key("2")
    told(page, "Excluded")
    assert verdicts() == [("include", ""), ("exclude", "Not digital")]
    key("z")
    told(page, "Undone")
    key("h")
    told(page, "Marks are off")
    key("n")
    page.keyboard.type("i e m")
    key("Escape")
    key("m")
    told(page, "Unsure of")
    assert verdicts() == [("include", ""), ("unsure", "")]
    assert Verdict.objects.get(verdict="unsure").note == "i e m"
    assert Verdict.objects.get(verdict="unsure").seconds is not None
    key("k")
    page.wait_for_selector("text=A new verdict takes its place")


def test_conflicts_with_keys_alone(opened, review):
    review.settings(order="random", reviewers=2)
    review.both(0, "include", "exclude")
    review.both(1, "include", "exclude")
    page = opened(review.third)
    page.goto(f"/p/{review.project.pk}/review/conflicts/title/")
    page.click("text=Settle one after another")
    page.wait_for_selector("text=2 to settle")
    page.keyboard.press("n")
    page.keyboard.type("i e m")
    page.keyboard.press("Escape")
    page.keyboard.press("2")
    told(page, "is settled: exclude")
    page.wait_for_selector("text=1 to settle")
    assert page.evaluate("document.activeElement.id") == "rt"
    page.keyboard.press("i")
    page.wait_for_selector("text=Nothing is left for you to settle")
    rows = Settlement.objects.order_by("pk").select_related("reason")
    assert [(row.verdict, row.reason and row.reason.label, row.note) for row in rows] == [
        ("exclude", "Not digital", "i e m"), ("include", None, ""),
    ]  # fmt: skip


def test_z_takes_back_the_verdict_on_what_is_looked_at(opened, review):
    page = opened(review.one)
    page.goto(f"/p/{review.project.pk}/review/screen/title/")
    for verdict in "ime":
        page.keyboard.press(verdict)
        told(page, {"i": "Included", "m": "Unsure of", "e": "Excluded"}[verdict])
    for _ in range(2):
        before = page.url
        page.keyboard.press("k")
        page.wait_for_url(lambda url, before=before: url != before, wait_until="load")
    assert page.locator("#key-list kbd", has_text="Z").count() == 1
    page.keyboard.press("z")
    told(page, "Undone")
    assert [verdict for verdict, _ in verdicts()] == ["include", "exclude"]


def test_a_note_left_without_a_verdict_is_there_again(opened, review):
    page = opened(review.one)
    page.goto(f"/p/{review.project.pk}/review/screen/title/")
    first = page.locator("#rt").inner_text()
    page.keyboard.press("n")
    page.keyboard.type("ask the lead")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.wait_for_function("first => document.getElementById('rt').innerText !== first", arg=first)
    assert page.locator("#note").input_value() == ""
    page.goto(f"/p/{review.project.pk}/review/screen/title/")
    assert page.locator("#rt").inner_text() == first
    assert page.locator("#note").input_value() == "ask the lead"
    page.keyboard.press("m")
    told(page, "Unsure of")
    assert Verdict.objects.get().note == "ask the lead"
    assert page.locator("#note").input_value() == ""
    assert page.evaluate("Object.keys(sessionStorage).filter(one => one.startsWith('note '))") == []


def test_on_a_phone_a_link_leads_from_the_text_back_to_the_verdict(opened, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    review = studies.on_titles(1)
    studies.attach(review, 0, "long.pdf", *["Words of a page."] * 6)
    page = opened(review.one, viewport={"width": 375, "height": 640})
    page.allow.append("503")  # a page that is still being drawn is asked for again
    page.goto(f"/p/{review.project.pk}/review/screen/full/")
    page.locator("#text figure").nth(4).scroll_into_view_if_needed()
    include = page.locator("#judge-act button[value=include]")
    assert not include.evaluate(SEEN)
    back = page.get_by_role("link", name="Back to the verdict")
    assert back.evaluate(SEEN)
    assert back.bounding_box()["height"] >= 44
    back.click()
    page.wait_for_function(f"() => ({SEEN})(document.querySelector('#judge-act button'))")
    wide = opened(review.one)
    wide.allow.append("503")
    wide.goto(f"/p/{review.project.pk}/review/screen/full/")
    wide.locator("#text figure").first.wait_for()
    assert not wide.get_by_role("link", name="Back to the verdict").is_visible()


def test_on_a_phone_the_buttons_stay_in_reach(opened, review):
    page = opened(review.one, viewport={"width": 375, "height": 640})
    page.goto(f"/p/{review.project.pk}/review/screen/title/")
    for button in page.locator(".judge-act .btn").all():
        box = button.bounding_box()
        assert box["height"] >= 44
        assert box["y"] + box["height"] <= 640
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.evaluate(AXE.read_text("utf-8"))
    assert page.evaluate(LOOK, RULES) == []


def test_without_javascript(opened, review):
    page = opened(review.one, java_script_enabled=False)
    page.goto(f"/p/{review.project.pk}/review/screen/title/")
    page.click("button[value=include]")
    page.click("text=Not adults >> nth=0")
    assert verdicts() == [("include", ""), ("exclude", "Not adults")]
    page.click("form#undo button, button[form=undo]")
    assert verdicts() == [("include", "")]


def test_a_settlement_is_undone_with_z(opened, review):
    review.settings(order="random", reviewers=2)
    review.both(0, "include", "exclude")
    review.both(1, "include", "exclude")
    page = opened(review.third)
    page.goto(f"/p/{review.project.pk}/review/conflicts/title/")
    page.click("text=Settle one after another")
    page.wait_for_selector("text=2 to settle")
    page.keyboard.press("1")
    page.wait_for_selector("text=1 to settle")
    page.keyboard.press("z")
    told(page, "is not settled any more")
    page.wait_for_selector("text=2 to settle")
    page.keyboard.press("i")
    page.wait_for_selector("text=1 to settle")
    page.keyboard.press("i")
    page.wait_for_selector("text=Nothing is left for you to settle")
    page.keyboard.press("z")
    page.wait_for_selector("text=1 to settle")
    rows = Settlement.objects.filter(reopened_at=None)
    assert [row.verdict for row in rows] == ["include"]


@pytest.mark.parametrize("size", [(1280, 800), (375, 667)])
def test_both_verdicts_are_in_sight_with_the_buttons(opened, review, size):
    review.settings(order="random", reviewers=2)
    reason = review.criterion("Mice only", why="It was forgotten")
    review.screen(review.one, 0, "include", note="People too, says the part on methods")
    review.screen(review.two, 0, "exclude", reason=reason, note="Only in mice, and none of them")
    page = opened(review.third, viewport={"width": size[0], "height": size[1]})
    page.goto(f"/p/{review.project.pk}/review/conflicts/title/{review.references[0].pk}/")
    for words in ("People too", "Only in mice"):
        assert page.locator(".said p", has_text=words).evaluate(CLEAR)
    assert page.locator("button[value=include]").evaluate(CLEAR)


def test_what_was_told_of_one_conflict_is_gone_on_the_next(opened, review):
    review.settings(order="random", reviewers=2)
    review.both(0, "include", "exclude")
    review.both(1, "include", "exclude")
    conflicts.settle_conflict(
        by=review.lead, reference=review.references[0], stage="title", verdict="include"
    )
    page = opened(review.lead)
    page.goto(f"/p/{review.project.pk}/review/conflicts/title/{review.references[0].pk}/")
    page.click("text=Open it again")
    page.wait_for_selector(".saved:has-text('open again')")
    page.keyboard.press("i")
    page.wait_for_selector("text=1 to settle")
    assert page.locator(".saved").count() == 0


def test_a_key_where_no_verdict_is_given_leads_to_why(opened, review):
    review.settings(order="random", reviewers=2)
    review.both(0, "include", "exclude")
    conflicts.settle_conflict(
        by=review.lead, reference=review.references[0], stage="title", verdict="include"
    )
    page = opened(review.one)
    page.goto(f"/p/{review.project.pk}/review/screen/title/{review.references[0].pk}/")
    for key in "ze":
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press(key)
        assert "nobody judges it" in page.evaluate("document.activeElement.innerText")
    assert "takes its place" not in page.locator("#judge").inner_text()


def test_a_key_that_leads_on_leads_to_the_reference(opened, review):
    page = opened(review.one)
    page.goto(f"/p/{review.project.pk}/review/screen/title/")
    first = page.locator("#rt").inner_text()
    page.keyboard.press("j")
    page.wait_for_function("first => document.getElementById('rt').innerText !== first", arg=first)
    page.wait_for_function("() => document.activeElement.id === 'rt'")


def test_no_style_is_written_into_the_page(opened, review):
    said: list[str] = []
    page = opened(review.one)
    page.on("console", lambda line: said.append(line.text))
    page.goto(f"/p/{review.project.pk}/review/screen/title/")
    page.evaluate("document.getElementById('note').style.height = '200px'")
    for key, words in (("i", "Included"), ("z", "Undone"), ("m", "Unsure of")):
        page.keyboard.press(key)
        told(page, words)
    assert said == []


def test_after_an_undo_the_page_says_how_far_one_is(opened, review):
    page = opened(review.one)
    page.goto(f"/p/{review.project.pk}/review/screen/title/")
    page.keyboard.press("i")
    told(page, "Included")
    page.keyboard.press("z")
    told(page, "Undone")
    page.wait_for_selector("text=0 judged by you, 6 to go")
    assert page.locator("#key-list kbd", has_text="Z").count() == 1


def test_the_criteria_stand_beside_the_pdf(opened, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    review = studies.on_titles(1)
    review.criterion("Not adults", stage="full")
    studies.attach(review, 0, "long.pdf", *["Words of a page."] * 3)
    page = opened(review.one)
    page.allow.append("503")  # a page that is still being drawn is asked for again
    page.goto(f"/p/{review.project.pk}/review/screen/full/")
    page.locator("#text figure").first.wait_for()
    for place in (".criteria h3", "#text figure", "#judge-act"):
        box = page.locator(place).first.bounding_box()
        assert box["y"] < 800
    assert page.locator(".criteria").count() == 1
    assert page.locator("#key-list .leaf").is_visible()
