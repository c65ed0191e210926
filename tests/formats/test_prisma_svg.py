from __future__ import annotations

from lxml import etree

from uptake.formats import prisma_svg
from uptake.methods.prisma import Record, Work, flow
from uptake.methods.prisma_boxes import diagram

SVG = "{http://www.w3.org/2000/svg}"


def drawn(*works: Work, round_: int = 1) -> etree._Element:
    return etree.fromstring(prisma_svg.write(diagram(flow(works, round=round_)), "A & B <flow>"))


def test_the_numbers_are_real_text_and_the_whole_is_described():
    one = (Record("database", "MEDLINE <x>"),)
    root = drawn(*[Work(one, "excluded")] * 3, Work(one, "to assess"))
    words = [text.text for text in root.iter(f"{SVG}text")]
    assert "Records screened (n\u00a0=\u00a04)" in words
    assert "MEDLINE <x> (n\u00a0=\u00a04)" in words
    assert root.findtext(f"{SVG}title") == "A & B <flow>"
    assert "Records excluded (n\u00a0=\u00a03)" in root.findtext(f"{SVG}desc")
    assert "1 records or reports wait" in words[-1]


def test_nothing_is_fetched_and_nothing_runs():
    root = drawn(Work((Record("website", "w"),), "included"))
    assert not [one for one in root.iter() if one.tag in (f"{SVG}script", f"{SVG}image")]
    assert b"http" not in prisma_svg.write(diagram(flow([]))).replace(b"http://www.w3.org", b"")


def test_an_update_with_other_ways_has_arrows_both_ways():
    root = drawn(
        Work((Record("database", "a", 1),), "included"),
        Work((Record("citations", "b", 2),), "included"),
        round_=2,
    )
    ways = [line.get("points").split() for line in root.iter(f"{SVG}polyline")]
    turned = [way for way in ways if len(way) == 3]
    ends = {float(way[-1].split(",")[0]) > float(way[0].split(",")[0]) for way in turned}
    assert ends == {True, False}
