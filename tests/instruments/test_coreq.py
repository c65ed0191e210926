"""COREQ has its 32 items, numbered as published, in words of our own."""

from __future__ import annotations

from uptake.instruments.coreq import coreq


def test_32_items_in_three_domains():
    it = coreq()
    assert [item.number for item in it.items] == list(range(1, 33))
    counts = [sum(item.domain == name for item in it.items) for name in it.domains]
    assert counts == [8, 15, 9]
    assert it.domains[0] == "Research team and reflexivity"


def test_each_says_what_it_asks():
    items = coreq().items
    assert all(item.topic and item.part and item.asks.endswith("?") for item in items)
    assert len({item.topic for item in items}) == 32
    assert "Tong" in coreq().source
