"""Coding in a real browser: keys alone, the mouse over an emoji, and no JavaScript at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests import build
from tests.journeys.sight import AXE, RULES
from tests.steps.interviews import build as make
from uptake.interviews import actions
from uptake.interviews.models import Coding, Memo, Passage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def project():
    return build.project()


@pytest.fixture
def coder(project):
    return build.member(project, "coder")


@pytest.fixture
def talk(project):
    make.participant(project, "P11")
    make.participant(project, "P12")
    for order, name in enumerate(("Time", "Power", "Who pays")):
        make.code(project, name, order=order)
    return make.transcript(project)


@pytest.fixture
def coding(opened):
    """coding(who, talk, **options): the coding page, open."""

    @contextmanager
    def page_of(who: Any, talk: Any, **options: Any) -> Iterator[Any]:
        page = opened(who, **options)
        page.goto(f"/p/{talk.project_id}/interviews/{talk.pk}/code/")
        yield page

    return page_of


def told(page: Any, words: str) -> None:
    """Wait until the line that is read aloud holds these words."""
    line = page.locator("#told")
    for _ in range(160):
        if words in line.inner_text():
            return
        page.wait_for_timeout(50)
    pytest.fail(f"Wanted {words!r}, was told {line.inner_text()!r}. {page.faults}")


def focus(page: Any) -> str:
    return page.evaluate("document.activeElement.id")


def live() -> list[tuple[str, str]]:
    rows = Coding.objects.filter(removed_at=None)
    return sorted(rows.values_list("passage__quote", "code__name"))


def test_with_keys_alone(coding, coder, talk):
    with coding(coder, talk) as page:
        key = page.keyboard.press
        key("j")
        key("j")
        assert focus(page) == "turn-2"
        key("k")
        assert focus(page) == "turn-1"
        key("j")
        key("s")
        told(page, "Selected, 5 words: The team lead wanted it.")
        page.wait_for_selector("text=Turn 2, 1 sentence, 5 words")
        key("/")
        assert focus(page) == "codes"
        page.keyboard.type("pow")
        told(page, "1 code")
        key("Enter")
        told(page, "Coded: Power.")
        page.wait_for_selector("#turn-2 mark")
        assert focus(page) == "turn-2"
        page.wait_for_selector("#far >> text=Coded as far as turn 2 of")
        key("z")
        told(page, "Undone: Power is off the passage.")
        assert page.locator("#turn-2 mark").count() == 0
        assert focus(page) == "turn-2"
        key("Shift+Z")
        told(page, "Done again")
        key("Escape")
        for press in ("ArrowRight", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight",
                      "Shift+ArrowLeft"):  # fmt: skip
            key(press)
        told(page, "Selected, 2 words: team lead")
        key("1")
        told(page, "Coded: Power.")
        key("9")
        told(page, "There is no code on key 9.")
        key("m")
        page.wait_for_function("document.activeElement.id === 'memo'")
        page.keyboard.type("j is a letter here")
        key("Tab")
        key("Enter")
        told(page, "Memo kept.")
        page.wait_for_selector(".memo-row >> text=j is a letter here")
        key("?")
        assert page.locator("#all-keys[open]").count() == 1
        assert page.faults == []
    assert live() == [("The team lead wanted it.", "Power"), ("team lead", "Power")]
    assert Memo.objects.get().passage.quote == "team lead"


def test_another_turn_lets_go_of_what_is_selected(coding, coder, talk):
    with coding(coder, talk) as page:
        for press in ("j", "j", "s"):
            page.keyboard.press(press)
        told(page, "Selected, 5 words: The team lead wanted it.")
        page.keyboard.press("k")
        page.keyboard.press("s")
        page.wait_for_selector("text=Turn 1, 1 sentence")
        assert "The team lead" not in page.locator("#told").inner_text()
        assert page.faults == []


def test_single_keys_can_be_switched_off(coding, coder, talk):
    with coding(coder, talk) as page:
        page.keyboard.press("?")
        page.locator("#letters").uncheck()
        page.reload()
        page.keyboard.press("j")
        page.keyboard.press("/")
        assert focus(page) == ""
        page.locator("#turn-4").click()
        page.keyboard.press("ArrowRight")
        told(page, "They")
        assert page.faults == []


def test_with_the_mouse_over_an_emoji(coding, coder, talk):
    with coding(coder, talk, viewport={"width": 1280, "height": 1000}) as page:
        box = page.evaluate(
            """() => {
                const words = document.querySelector('#turn-5 .said').firstChild;
                const range = document.createRange();
                range.setStart(words, words.data.indexOf('🙂'));
                range.setEnd(words, words.data.indexOf(' took') + 5);
                const {left, right, top, height} = range.getBoundingClientRect();
                return {left, right, middle: top + height / 2};
            }"""
        )
        page.mouse.move(box["left"] + 1, box["middle"])
        page.mouse.down()
        page.mouse.move(box["right"], box["middle"], steps=8)
        page.mouse.up()
        page.wait_for_selector("text=Turn 5, 1 sentence")
        page.locator("#tree .cb", has_text="Who pays").click()
        told(page, "Coded: Who pays.")
        assert page.locator("#turn-5 mark").inner_text() == "🙂 It took"
        page.locator("#turn-5 mark").click()
        page.locator("#panel .codes-here button").click()
        told(page, "Who pays is off the passage.")
        assert page.locator("#turn-5 mark").count() == 0
        assert page.faults == []
    passage = Passage.objects.get()
    assert passage.quote == "🙂 It took"
    assert (passage.start, passage.end) == make.place(talk, "🙂 It took")


def test_without_javascript(coding, coder, talk):
    with coding(coder, talk, java_script_enabled=False) as page:
        page.locator("#turn-2 >> text=Code this turn").click()
        page.get_by_label("The team lead wanted it.").check()
        page.get_by_label("Time").check()
        page.get_by_label("Who pays").check()
        page.get_by_label("Memo").fill("No script at all.")
        page.locator("text=Code it").click()
        assert page.locator("#turn-2 mark").inner_text() == "The team lead wanted it."
        page.locator("#turn-2 .ln a").first.click()
        assert "No script at all." in page.content()
        page.locator("text=Remove").first.click()
        page.locator(".crumb >> text=Interview 11").click()
        page.locator("#undo button").click()
        assert "Undone: Time is back on the passage." in page.locator(".saved").inner_text()
        page.locator("#codes").fill("pow")
        page.locator("#codes").press("Enter")
        assert page.locator("#tree .cb").all_inner_texts() == ["Power"]
        assert page.faults == []
    assert {name for _, name in live()} == {"Time", "Who pays"}


def test_more_turns_come_by_key(coding, coder, project):
    talk = make.transcript(project, [("A", f"Turn {n}. " + "word " * 900) for n in range(1, 12)])
    with coding(coder, talk) as page:
        shown = page.locator(".talk").count()
        assert shown < 11
        for _ in range(shown + 1):
            page.keyboard.press("j")
            page.wait_for_timeout(30)
        page.wait_for_selector(f"#turn-{shown + 1}.foc")
        assert focus(page) == f"turn-{shown + 1}"
        assert page.faults == []


@pytest.mark.parametrize("width", [1280, 375])
def test_has_no_barrier_that_a_machine_can_find(coding, coder, project, talk, width):
    start, end = make.place(talk, "nothing comes off")
    codes = list(type(make.code(project, "Capacity")).objects.filter(project=project))
    made = actions.apply_codes(
        by=coder, transcript=talk, version=1, start=start, end=end, codes=codes, memo="Hm."
    )
    base = f"/p/{project.pk}/interviews"
    pages = (
        f"{base}/{talk.pk}/code/", f"{base}/{talk.pk}/code/turn/4/",
        f"{base}/passage/{made[0].passage_id}/", f"{base}/passages/", f"{base}/find/?q=nothing",
        f"{base}/memo/{Memo.objects.get().pk}/",
    )  # fmt: skip
    found = []
    with coding(coder, talk, viewport={"width": width, "height": 900}) as page:
        for address in pages:
            page.goto(address)
            page.evaluate(AXE.read_text("utf-8"))
            if address is pages[0]:
                page.locator("#turn-4 mark").first.click()
                page.wait_for_selector("#panel .codes-here")
            seen = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
            found += [
                f"{address} {one['id']}: {one['nodes'][0]['html'][:120]}"
                for one in seen["violations"]
            ]
            if page.evaluate("document.documentElement.scrollWidth") > width:
                found.append(f"{address} is wider than its window")
        assert page.faults == []
    assert found == []
