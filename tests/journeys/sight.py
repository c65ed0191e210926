"""What a machine can see wrong with a page: axe's findings, sideways scrolling, missing parts."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from tests.conftest import ROOT

AXE = ROOT / "tools/assets/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (1280, 375, 320)

FETCHED = """() => [...document.querySelectorAll('[hx-trigger=load]')].every(
    one => one.childElementCount)"""
LOOK = """async rules => {
    const seen = await axe.run(document, {runOnly: rules, resultTypes: ['violations']});
    return seen.violations.flatMap(one => one.nodes.slice(0, 2).map(
        node => `${one.id}: ${node.html.slice(0, 160)}`));
}"""
FRAME = """() => {
    const wrong = [];
    if (document.querySelectorAll('h1').length !== 1) wrong.push('has not one h1');
    if (!document.querySelector('h1')?.innerText.trim()) wrong.push('has an empty h1');
    if (!document.title.trim() || document.title.startsWith(' -')) wrong.push('has no title');
    if (document.querySelectorAll('main').length !== 1) wrong.push('has not one main');
    if (document.documentElement.lang !== 'en-GB') wrong.push('does not say its language');
    const ids = [...document.querySelectorAll('[id]')].map(one => one.id);
    const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
    if (twice.length) wrong.push(`has the same id twice: ${twice.slice(0, 3)}`);
    if (/undefined|Traceback|\\{\\{|&amp;/.test(document.body.innerText))
        wrong.push('shows a value that nobody meant to show');
    return wrong;
}"""
SIDEWAYS = """() => {
    const root = document.scrollingElement;
    if (root.scrollWidth <= innerWidth) return [];
    const wide = [...document.querySelectorAll('main *')].filter(
        one => one.getBoundingClientRect().right > innerWidth + 1
            && !one.closest('.scroll, .scrolls, [data-scrolls]'));
    return [`scrolls sideways (${root.scrollWidth} px): ` + wide.slice(0, 3).map(
        one => `<${one.tagName.toLowerCase()} class="${one.getAttribute('class') ?? ''}">`)];
}"""


def faults(page: Any, name: str, axe_at: Collection[int] = WIDTHS[:-1]) -> list[str]:
    """Every fault of the page that is open, at each width; axe looks at some of them."""
    page.wait_for_function(FETCHED)
    said: list[str] = list(page.evaluate(FRAME))
    page.evaluate(AXE.read_text("utf-8"))
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        said += [f"at {width}: {one}" for one in page.evaluate(SIDEWAYS)]
        if width in axe_at:
            said += [f"at {width}: {one}" for one in page.evaluate(LOOK, RULES)]
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    return [f"{name} {one}" for one in said]
