"""From passages to units, and agreement on passages themselves, against one character at a time."""

from __future__ import annotations

from itertools import pairwise as neighbours

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.methods import agreement_twins as slow
from uptake.methods.agreement import (
    Bootstrap,
    Found,
    Interval,
    Linearised,
    NotDefined,
    Passage,
    Reason,
    Text,
    cohen_kappa,
    krippendorff,
    on_characters,
    on_units,
    on_units_overall,
    percent,
    ratings,
    said_by_unit,
    unitised,
)

LENGTH = 24


@st.composite
def passages(draw, codes="ab", apart=False):
    """Passages of one coder; ``apart``: none overlaps another."""
    if apart:
        cuts = sorted(draw(st.sets(st.integers(0, LENGTH), max_size=7)))
        spans = list(neighbours(cuts))
        chosen = draw(st.lists(st.sampled_from([*codes, None]), min_size=len(spans),
                               max_size=len(spans)))  # fmt: skip
        return tuple(Passage(*it, k) for it, k in zip(spans, chosen, strict=True) if k)
    span = st.tuples(st.integers(0, LENGTH - 1), st.integers(1, 8), st.sampled_from(codes))
    return tuple(
        Passage(start, min(LENGTH, start + size), code)
        for start, size, code in draw(st.lists(span, max_size=4))
    )


def covered(given_, code):
    """Whether each character has the code."""
    return [any(it.start <= at < it.end and it.code == code for it in given_)
            for at in range(LENGTH)]  # fmt: skip


MARKS = st.lists(st.none() | passages(), min_size=2, max_size=3).map(tuple)


@given(marks=MARKS, cuts=st.sets(st.integers(1, LENGTH - 1), max_size=5),
       least=st.sampled_from([0.0, 0.5]))  # fmt: skip
def test_a_unit_has_a_code_when_enough_of_it_has(marks, cuts, least):
    ends = [0, *sorted(cuts), LENGTH]
    units = tuple(neighbours(ends))
    found = on_units([Text(LENGTH, marks, units)], "a", least=least)
    rows = [[sum(covered(it, "a")[a:b]) > least * (b - a) for a, b in units]
            for it in marks if it is not None]  # fmt: skip
    assert found.codes.astype(bool).tolist() == rows
    assert found.categories == (False, True)
    everything = on_units_overall([Text(LENGTH, marks, units)], ["a", "b"], least=least)
    assert everything.codes.shape == (len(rows), 2 * len(units))
    if rows:
        assert everything.counts[: len(units)].tolist() == found.counts.tolist()
    assert everything.groups.tolist() == [*range(len(units))] * 2


@given(marks=st.lists(passages(), min_size=2, max_size=3).map(tuple))
def test_characters_are_counted_without_being_written_out(marks):
    short = on_characters([Text(LENGTH, marks)] * 2, "a")
    written = ratings([covered(it, "a") * 2 for it in marks], categories=[False, True])
    for coefficient in (percent, krippendorff):
        assert coefficient(short).value == pytest.approx(coefficient(written).value)
        assert coefficient(short).base == coefficient(written).base


def test_half_coded_by_each_with_half_in_common_is_chance():
    marks = ((Passage(0, 5_000, "x"),), (Passage(2_500, 7_500, "x"),))
    found = cohen_kappa(on_characters([Text(10_000, marks)], "x")).found
    assert (found.value, found.observed, found.expected) == (0, 0.5, 0.5)
    assert found.interval == NotDefined(Reason.ONE_UNIT)


def test_who_left_a_text_out_is_missing_and_not_against():
    one = Text(10, ((Passage(0, 3, "x"),), (), None), ((0, 5), (5, 10)))
    two = Text(10, ((), (Passage(6, 7, "x"),), (Passage(0, 9, "x"),)), ((0, 5), (5, 10)))
    found = on_units([one, two], "x", by_text=True)
    assert found.codes.tolist() == [[1, 0, 0, 0], [0, 0, 0, 1], [-1, -1, 1, 1]]
    assert found.groups.tolist() == [0, 0, 1, 1]
    assert on_units([one, two], "x").groups is None


def test_no_code_at_all_compares_nothing():
    assert on_units_overall([Text(10, ((), ()), ((0, 10),))], []).counts.shape == (0, 2)
    assert on_units_overall([], []).codes.shape == (0, 0)


@given(marks=st.lists(passages(codes="abc", apart=True), min_size=2, max_size=3))
def test_the_unitised_family_is_what_its_definition_says(marks):
    names = {it.code for given_ in marks for it in given_}
    found = unitised([Text(LENGTH, tuple(marks))])
    if not names:
        assert found.whole == NotDefined(Reason.NOTHING_MARKED)
        return
    slowly = [[(it.start, it.end, it.code) for it in given_] for given_ in marks]
    whole, binary, codes, each = slow.unitised([LENGTH], [slowly])
    for ours, twin in [(found.whole, whole), (found.marked_or_not, binary), (found.codes, codes),
                       *((it, each[name]) for name, it in found.each_code)]:  # fmt: skip
        if isinstance(ours, Found):
            assert ours.value == pytest.approx(twin)
            assert ours.observed <= 1
            assert ours.interval == NotDefined(Reason.ONE_UNIT)
        else:
            assert ours.reason in (Reason.NO_GAP, Reason.NO_COMMON_PART, Reason.ONE_CODE,
                                   Reason.TOO_LITTLE, Reason.ONE_CATEGORY)  # fmt: skip
    marked = sum(it.end - it.start for given_ in marks for it in given_) / LENGTH / len(marks)
    assert found.marked == pytest.approx(marked)
    assert 0 <= found.common <= found.marked + 1e-9


@given(marks=st.lists(passages(codes="ab", apart=True), min_size=2, max_size=2))
def test_the_same_marks_twice_agree_fully_or_say_nothing(marks):
    assume(marks[0])
    found = unitised([Text(LENGTH, (marks[0], marks[0]))])
    for it in (found.whole, found.marked_or_not, found.codes):
        assert isinstance(it, NotDefined) or it.value == pytest.approx(1)


@given(
    marks=st.integers(1, 3).flatmap(
        lambda m: st.lists(
            st.lists(passages(), min_size=m, max_size=m).map(tuple), min_size=1, max_size=3
        )
    ),
    by=st.sampled_from([Linearised(), Bootstrap(1, resamples=100)]),
)
def test_any_passages_at_all_give_finite_numbers_or_a_reason(marks, by):
    found = unitised([Text(LENGTH, it) for it in marks], by)
    for it in (found.whole, found.marked_or_not, found.codes, *(it for _, it in found.each_code)):
        if isinstance(it, Found):
            assert np.isfinite(it.value)
            assert it.value <= 1 + 1e-9
            assert isinstance(it.interval, NotDefined) or it.interval.low <= it.interval.high
        else:
            assert it.words


def test_each_text_is_compared_among_those_who_coded_it():
    one, two, three = (
        (Passage(0, 20, "a"),), (Passage(5, 20, "a"),), (Passage(10, 30, "a"),)
    )  # fmt: skip
    together = Text(50, (one, two, three))
    pair, other = Text(40, (one, None, two)), Text(40, (None, three, one))
    alone = Text(90, (None, three, None))
    found = unitised([together, pair, other, alone])
    assert found == unitised([together, Text(40, (None, one, two)), Text(40, (one, three, None))])
    assert (found.coders, found.length) == (3, 130)
    slowly = slow.unitised(
        *zip(*((it.length, [[(at.start, at.end, at.code) for at in given]
                            for given in it.marks if given is not None])
               for it in (together, pair, other)), strict=True)
    )  # fmt: skip
    assert found.whole.value == pytest.approx(slowly[0])
    assert found.marked_or_not.value == pytest.approx(slowly[1])
    assert found != unitised([Text(50, (one, two, None)), pair, other])
    assert unitised([alone]).whole == NotDefined(Reason.ONE_CODER)


@settings(max_examples=60)
@given(marks=st.lists(passages(codes="ab"), min_size=1, max_size=3),
       edges=st.lists(st.integers(0, LENGTH), unique=True, max_size=12),
       codes=st.sampled_from([None, {"a"}, set()]))  # fmt: skip
def test_what_each_coder_said_of_each_unit(marks, edges, codes):
    edges.sort()
    text = Text(
        LENGTH, (*map(tuple, marks), None), tuple(zip(edges[::2], edges[1::2], strict=False))
    )
    slowly = [
        (*(frozenset(it.code for it in given_ if it.start < end and it.end > start
                     and (codes is None or it.code in codes)) for given_ in marks), None)
        for start, end in text.units
    ]  # fmt: skip
    assert said_by_unit(text, codes) == slowly


def test_several_texts_have_an_interval():
    chance = np.random.default_rng(2)
    texts = []
    for _ in range(12):
        start, shift = int(chance.integers(0, 40)), int(chance.integers(0, 10))
        one = (Passage(start, start + 30, "a"), Passage(80, 95, "b"))
        two = (Passage(start + shift, start + 30, "a"), Passage(80, 90, "ab"[shift % 2]))
        texts.append(Text(100, (one, two)))
    plain, drawn = unitised(texts), unitised(texts, Bootstrap(1))
    for one, other in [(plain.whole, drawn.whole), (plain.codes, drawn.codes)]:
        assert isinstance(one.interval, Interval)
        assert one.value == other.value
        assert one.interval.low < one.value < one.interval.high
        assert other.interval.low == pytest.approx(one.interval.low, abs=0.15)


def test_passages_of_one_coder_that_overlap_count_once():
    whole = (Passage(0, 20, "a"),)
    parts = (Passage(0, 12, "a"), Passage(8, 20, "a"), Passage(9, 10, "a"))
    other = (Passage(5, 25, "a"),)
    assert unitised([Text(30, (parts, other))]) == unitised([Text(30, (whole, other))])
    unit = Text(30, (parts, other), ((0, 30),))
    assert on_units([unit], "a", least=0.7).codes.tolist() == [[0], [0]]


def test_what_passages_do_not_define_is_said():
    a, b = (Passage(0, 10, "a"),), (Passage(0, 10, "b"),)
    late = (Passage(20, 30, "a"),)
    full = (Passage(0, 30, "a"),)
    assert unitised([Text(30, ((*a, *b), a))]).codes == NotDefined(Reason.OVERLAPPING_CODES)
    assert unitised([Text(30, (a,))]).whole == NotDefined(Reason.ONE_CODER)
    assert unitised([Text(30, ((), ()))]).whole == NotDefined(Reason.NOTHING_MARKED)
    apart = unitised([Text(30, (a, late))])
    assert apart.codes == NotDefined(Reason.NO_COMMON_PART)
    assert apart.each_code == (("a", NotDefined(Reason.NO_COMMON_PART)),)
    assert isinstance(apart.whole, Found)
    alike = unitised([Text(30, (a, a))])
    assert alike.codes == NotDefined(Reason.ONE_CODE)
    assert alike.each_code == (("a", NotDefined(Reason.ONE_CODE)),)
    everything = unitised([Text(30, (full, full))])
    assert everything.whole == NotDefined(Reason.ONE_CATEGORY)
    assert everything.marked_or_not == NotDefined(Reason.NO_GAP)
    lone = unitised([Text(30, (a, b, ()))])
    assert lone.codes == NotDefined(Reason.TOO_LITTLE)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (lambda: Text(10, ((Passage(3, 3, "a"),),)), "passage from 3 to 3"),
        (lambda: Text(10, ((Passage(3, 11, "a"),),)), "passage from 3 to 11"),
        (lambda: Text(10, (), ((-1, 4),)), "unit from -1 to 4"),
        (lambda: on_units([], "a"), "no text"),
        (lambda: unitised([Text(5, ((), ())), Text(5, ((),))]), "the same coders"),
        (lambda: unitised([Text(5, ((), ()))], Bootstrap(1, confidence=2)), "between 0 and 1"),
    ],
)
def test_what_does_not_fit_is_refused(wrong, told):
    with pytest.raises(ValueError, match=told):
        wrong()
