"""Further ways to code in a real browser: codes together, favourites, jumps, places alike."""

from __future__ import annotations

import pytest

from tests.journeys.sight import AXE, RULES
from tests.journeys.test_coding import coder, coding, focus, live, project, talk, told
from tests.steps.interviews import build as make
from uptake.interviews.models import Code, Coding, FavouriteCode, Memo

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["coder", "coding", "project", "talk"]


def test_codes_together_favourites_and_jumps(coding, coder, talk):
    with coding(coder, talk) as page:
        key = page.keyboard.press
        for press in ("j", "j", "s"):
            key(press)
        told(page, "Selected, 5 words")
        key("/")
        page.keyboard.type("time")
        key("Shift+Enter")
        told(page, "To apply together: Time.")
        page.locator("#codes").fill("pow")
        key("Enter")
        told(page, "Coded: Time, Power.")
        page.wait_for_selector("#star")
        key("f")
        told(page, "Power is a favourite.")
        page.wait_for_selector("#recent >> text=Favourites")
        key("j")
        key("j")
        key("s")
        told(page, "Selected, 7 words: They said")
        key("1")
        told(page, "Coded: Power.")
        key("Escape")
        page.evaluate("scrollTo(0, 0)")
        key("n")
        told(page, "The team lead wanted it.")
        key("n")
        told(page, "They said, fine")
        key("n")
        told(page, "No such passage after this place.")
        key("p")
        told(page, "The team lead wanted it.")
        key("Shift+M")
        assert focus(page) == "note-text"
        page.keyboard.type("Tired voice.")
        key("Tab")
        key("Enter")
        page.wait_for_selector("#notes >> text=Tired voice.")
        assert page.faults == []
    words = "The team lead wanted it."
    assert [name for quote, name in live() if quote == words] == ["Power", "Time"]
    assert FavouriteCode.objects.get().code.name == "Power"
    assert Memo.objects.get().transcript == talk


def test_places_alike_are_coded_and_skipped_by_key(coding, coder, talk, project):
    for number in (12, 13):
        make.transcript(project, [("A", "Nothing comes off, they said.")],
                        title=f"Interview {number}")  # fmt: skip
    code = Code.objects.get(name="Time")
    passage = make.coded(coder, talk, "nothing comes off", code)
    with coding(coder, talk) as page:
        page.goto(f"/p/{project.pk}/interviews/{talk.pk}/code/?mark={passage.start}-{passage.end}")
        page.wait_for_selector("#like")
        page.keyboard.press("l")
        page.wait_for_selector("#alike")
        page.keyboard.press("j")
        assert focus(page) == "place-1"
        page.keyboard.press("Enter")
        told(page, "Coded: Time.")
        assert focus(page) == "place-2"
        page.keyboard.press("x")
        told(page, "Skipped.")
        assert page.faults == []
    assert len(live()) == 2


def test_found_places_are_coded_without_javascript(coding, coder, talk, project):
    with coding(coder, talk, java_script_enabled=False) as page:
        page.goto(f"/p/{project.pk}/interviews/find/")
        page.get_by_label("Words", exact=True).fill("she had")
        page.get_by_label("Code", exact=True).select_option("sentence")
        page.get_by_role("button", name="Find").click()
        page.get_by_label("Who pays").check()
        page.get_by_role("button", name="Code the ticked places").click()
        assert "Coded: Who pays, on 1 passage" in page.locator(".saved").inner_text()
        page.locator(".saved button").click()
        assert "Undone: Who pays is off the passage." in page.locator(".saved").inner_text()
    assert live() == []


@pytest.mark.parametrize("width", [1280, 375])
def test_many_codes_overlaps_and_other_scripts(coding, coder, project, width):
    words = "𝒜𝓁𝓁 הכול בסדר ولكن 🙂 time"
    talk = make.transcript(project, [("P1", f"{words}. " * 20)])
    codes = [make.code(project, f"Code {n:03}", order=n) for n in range(300)]
    for length, code in enumerate(codes[:6]):
        make.coded(coder, talk, words[: 8 + 3 * length].strip(), code)
    base = f"/p/{project.pk}/interviews"
    found = []
    with coding(coder, talk, viewport={"width": width, "height": 900}) as page:
        assert page.locator("#tree li").count() == 300
        assert page.locator("#turn-1 .lanes li").count() == 6
        for address in ("", f"{base}/find/?q=time", f"{base}/{talk.pk}/code/like/?start=0&end=20"):
            if address:
                page.goto(address)
            page.evaluate(AXE.read_text("utf-8"))
            seen = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
            found += [f"{address} {one['id']}: {one['nodes'][0]['html'][:150]}"
                      for one in seen["violations"]]  # fmt: skip
            if page.evaluate("document.documentElement.scrollWidth") > width:
                found.append(f"{address} is wider than its window")
        assert page.faults == []
    assert found == []
    assert Coding.objects.count() == 6
