"""Errors against slopes by hand, resamples against the same units written out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.methods import agreement_twins as slow
from uptake.methods.agreement import (
    Bootstrap,
    Interval,
    Linearised,
    NotDefined,
    Reason,
    brennan_prediger,
    cohen_kappa,
    conger,
    fleiss,
    gwet,
    krippendorff,
    percent,
    ratings,
    table,
)
from uptake.methods.agreement.formulas import alpha
from uptake.methods.agreement.spread import CELLS, draws

COMPLETE = st.integers(2, 8).flatmap(
    lambda n: st.lists(
        st.lists(st.sampled_from([1, 2, 4]), min_size=n, max_size=n), min_size=2, max_size=3
    )
)
MANY = 4_000


@pytest.mark.parametrize(
    "coefficient",
    [fleiss, conger, brennan_prediger, gwet, krippendorff],
    ids=lambda it: it.__name__,
)
@settings(max_examples=30)
@given(rows=COMPLETE)
def test_the_error_is_made_of_slopes(coefficient, rows):
    kind = "ordinal"
    assume(len({it for row in rows for it in row}) > 1)
    n = len(rows[0])

    def value(times):
        found = coefficient(ratings(rows, categories=[1, 2, 4], times=times), kind).found.value
        if coefficient is krippendorff:  # without its factor for small samples
            values = sum(times) * len(rows)
            return 1 - (1 - found) * values / (values - 1)
        return found

    slopes = []
    for at in range(n):
        up, down = [MANY] * n, [MANY] * n
        up[at] += 1
        down[at] -= 1
        slopes.append(MANY * (value(up) - value(down)) / 2)
    error = np.sqrt(n / (n - 1) * (np.array(slopes) ** 2).sum())
    found = coefficient(ratings(rows, categories=[1, 2, 4]), kind).found
    if isinstance(found.error, NotDefined):
        assert error < 1e-6
        assert found.error.reason in (Reason.PERFECT, Reason.ALL_ALIKE)
        assert found.interval == found.error
    else:
        assert found.error == pytest.approx(error, abs=1e-5)
        assert -1 <= found.interval.low <= found.interval.high <= 1


@given(
    rows=st.integers(2, 6).flatmap(
        lambda n: st.lists(
            st.lists(st.sampled_from([1, 2, None]), min_size=n, max_size=n), min_size=2, max_size=3
        )
    ),
    seed=st.integers(0, 99),
)
def test_resamples_are_the_same_units_again(rows, seed):
    given_ = ratings(rows, categories=[1, 2])
    paired = [unit for unit in slow.judged(rows) if len(unit) > 1]
    assume(paired)
    kinds, times = np.unique(
        [[list(it.values()).count(k) for k in (1, 2)] for it in paired], axis=0, return_counts=True
    )
    terms = alpha(given_, 1 - np.eye(2))
    by = Bootstrap(seed, resamples=20)
    found = list(draws(terms.each, terms.times, terms.formula, by))
    drawn = np.random.default_rng(seed).multinomial(len(paired), times / len(paired), size=20)
    expected = []
    for resample in drawn:
        units = [kind for kind, n in zip(kinds, resample, strict=True) for _ in range(n)]
        if len(np.flatnonzero(np.sum(units, axis=0))) > 1:
            size = max(sum(it) for it in units)
            said = [([1] * a + [2] * b + [None] * size)[:size] for a, b in units]
            expected.append(slow.alpha([list(it) for it in zip(*said, strict=True)], "nominal"))
    assert found == pytest.approx(expected)


def made(units, seed=3, coders=3):
    """Judgements that agree in about four of five units."""
    chance = np.random.default_rng(seed)
    true = chance.integers(0, 3, units)
    rows = [np.where(chance.random(units) < 0.8, true, chance.integers(0, 3, units)).tolist()
            for _ in range(coders)]  # fmt: skip
    return ratings(rows)


@pytest.mark.parametrize("coefficient", [percent, fleiss, conger, gwet, krippendorff])
def test_both_intervals_agree_where_there_is_much(coefficient):
    given_ = made(600)
    plain = coefficient(given_).found.interval
    drawn = coefficient(given_, by=Bootstrap(seed=1)).found.interval
    assert (drawn.low, drawn.high) == pytest.approx((plain.low, plain.high), abs=0.01)
    assert drawn.undefined == 0


def test_a_seed_settles_the_interval():
    given_ = made(50)
    one, same, other = (gwet(given_, by=Bootstrap(seed)).found.interval for seed in (1, 1, 2))
    assert one == same
    assert (one.low, one.high) != (other.low, other.high)
    assert one.by == Bootstrap(1)


def test_more_confidence_is_wider():
    given_ = made(60)
    for by in (Linearised, lambda confidence: Bootstrap(1, confidence=confidence)):
        narrow, wide = (fleiss(given_, by=by(confidence=it)).found.interval for it in (0.8, 0.99))
        assert wide.low < narrow.low < narrow.high < wide.high


def test_resamples_that_do_not_fit_at_once_are_drawn_in_turns(monkeypatch):
    whole = fleiss(made(40), by=Bootstrap(5)).found.interval
    monkeypatch.setattr("uptake.methods.agreement.spread.CELLS", CELLS // 100_000)
    assert fleiss(made(40), by=Bootstrap(5)).found.interval == whole


def test_units_of_a_group_are_drawn_together():
    rows = [["a", "b"] * 20, ["a", "a"] * 10 + ["a", "b"] * 10]
    alone = cohen_kappa(ratings(rows)).found
    groups = [unit // 20 for unit in range(40)]
    together = cohen_kappa(ratings(rows, groups=groups)).found
    assert together.value == alone.value
    assert together.error > alone.error
    assert fleiss(ratings(rows, groups=["one"] * 40)).found.error == NotDefined(Reason.ONE_UNIT)
    each = fleiss(ratings(rows, groups=list(range(40)))).found
    assert each.error == pytest.approx(fleiss(ratings(rows)).found.error)


def test_an_interval_of_no_width_is_not_given():
    perfect = ratings([["a", "b"], ["a", "b"]])
    for by in (Linearised(), Bootstrap(1)):
        found = percent(perfect, by=by).found
        assert (found.value, found.interval) == (1.0, NotDefined(Reason.PERFECT))
        crossed = percent(ratings([["a", "a"], ["b", "b"]]), by=by).found
        assert crossed.interval == NotDefined(Reason.ALL_ALIKE)
    assert krippendorff(perfect).found.error == NotDefined(Reason.PERFECT)


@settings(max_examples=40)
@given(
    rows=st.integers(0, 4).flatmap(
        lambda n: st.lists(
            st.lists(st.sampled_from([1, 2, None]), min_size=n, max_size=n), max_size=4
        )
    ),
    groups=st.none() | st.lists(st.integers(0, 1), min_size=4, max_size=4),
    by=st.sampled_from([Linearised(), Bootstrap(1, resamples=100)]),
)
def test_nothing_but_finite_numbers_comes_out(rows, groups, by):
    if groups is not None:
        groups = groups[: len(rows[0])] if rows else []
    for figure in table(ratings(rows, groups=groups), by=by):
        found = figure.found
        if isinstance(found, NotDefined):
            assert found.words
            continue
        assert np.isfinite([found.value, found.observed, found.expected or 0]).all()
        assert found.value <= 1 + 1e-12
        assert isinstance(found.error, NotDefined) or 0 < found.error < np.inf
        if isinstance(found.interval, Interval):
            assert found.interval.low <= found.interval.high <= 1


def test_a_value_below_minus_one_lies_in_its_interval():
    found = fleiss(ratings([[None, 1, None, 0], [1, 0, None, 1]])).found
    assert found.value == pytest.approx(-1.25)
    assert found.interval.low <= found.value <= found.interval.high


def test_one_unit_has_no_interval():
    one = ratings([["a"], ["b"]])
    for by in (Linearised(), Bootstrap(1)):
        assert fleiss(one, by=by).found.interval == NotDefined(Reason.ONE_UNIT)


def test_resamples_without_a_value_are_told_or_are_too_many():
    rare = ratings([["a"] * 30 + ["b"] * 3, ["a"] * 30 + ["b", "b", "a"]])
    interval = cohen_kappa(rare, by=Bootstrap(1)).found.interval
    assert isinstance(interval, Interval)
    assert 0 < interval.undefined <= 50
    rarer = ratings([["a"] * 30 + ["b"], ["a"] * 29 + ["b", "b"]])
    assert cohen_kappa(rarer, by=Bootstrap(1)).found.interval == NotDefined(Reason.RARE)


@pytest.mark.parametrize("by", [Linearised(95), Bootstrap(1, confidence=0.0), Bootstrap(1, 99)])
def test_intervals_that_make_no_sense_are_refused(by):
    with pytest.raises(ValueError, match=r"between 0 and 1|at least 100 resamples"):
        fleiss(made(10), by=by)
