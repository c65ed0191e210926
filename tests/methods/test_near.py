"""Codes near each other, against a slow twin that looks at every two stretches."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uptake.methods.near import Stretch, nearby


def test_same_words_and_turns_apart():
    rows = [Stretch("a", 1, 0, 4, 1), Stretch("b", 1, 4, 6, 2), Stretch("c", 1, 8, 9, 2)]
    assert nearby(rows).of(2, 1) == {"a", "b"}
    assert nearby(rows, 4).of(1, 2) == {"a", "b", "c"}
    assert nearby(rows, 3).count(1, 2) == 2
    assert nearby(rows).of(2, 2) == {"b", "c"}
    assert nearby(rows).count(1, 3) == 0


def test_a_passage_with_both_codes_is_near_itself():
    rows = [Stretch("a", 1, 0, 4, 1), Stretch("a", 1, 0, 4, 2)]
    assert nearby(rows).of(1, 2) == {"a"}


def test_what_is_no_stretch_is_refused():
    with pytest.raises(ValueError, match="ends before"):
        nearby([Stretch("a", 1, 4, 3, 1)])
    with pytest.raises(ValueError, match="0 or more"):
        nearby([], -1)


SPANS = st.tuples(st.integers(0, 2), st.integers(0, 12), st.integers(0, 4), st.integers(1, 3))


@given(st.lists(SPANS, max_size=12), st.integers(0, 3))
def test_agrees_with_looking_at_every_two(spans, reach):
    rows = [
        Stretch(at, document, first, first + length, code)
        for at, (document, first, length, code) in enumerate(spans)
    ]
    for a in range(1, 4):
        for b in range(1, 4):
            slow = {
                one.passage
                for one in rows
                for other in rows
                if {one.code, other.code} == {a, b}
                and (one.passage == other.passage) == (a == b)
                and one.document == other.document
                and (
                    a == b or (one.first <= other.last + reach and other.first <= one.last + reach)
                )
            }
            assert nearby(rows, reach).of(a, b) == slow
