"""Ratings, scales, quantiles and verdicts: the ground rules stand on."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.methods.consensus_twins import PANELS, panel
from uptake.methods.consensus import (
    METHODS,
    Comparison,
    Result,
    Scale,
    bases,
    counts,
    quantile,
    ratings,
    scale,
    spread,
)
from uptake.methods.consensus.quantiles import named
from uptake.methods.consensus.verdicts import number

NUMPY = ("inverted_cdf", "averaged_inverted_cdf", "closest_observation",
         "interpolated_inverted_cdf", "hazen", "weibull", "linear", "median_unbiased",
         "normal_unbiased")  # fmt: skip


def test_nine_points_fall_into_thirds():
    assert scale() == Scale(1, 9, 3, 7)
    assert scale(0, 5) == Scale(0, 5, 1, 4)
    assert scale(1, 7, bottom=2, top=6) == Scale(1, 7, 2, 6)
    assert scale(1, 9, top=8) == Scale(1, 9, 3, 8)
    assert scale(1, 9, bottom=2).upper == (7, 9)
    assert list(scale(1, 3).points) == [1, 2, 3]


@pytest.mark.parametrize(
    ("low", "high", "regions", "said"),
    [
        (5, 5, {}, "no two points"),
        (1, 7, {}, "7 points has no thirds"),
        (1, 7, {"bottom": 2}, "has no thirds"),
        (1, 9, {"bottom": 7}, "ends at 7 and the upper begins at 7"),
        (1, 9, {"top": 10}, "both lie on the scale from 1 to 9"),
        (1, 9, {"bottom": 0}, "both lie on the scale"),
    ],
)
def test_scales_that_cannot_be(low, high, regions, said):
    with pytest.raises(ValueError, match=said):
        scale(low, high, **regions)


def test_unable_to_score_leaves_the_denominator_and_is_reported():
    it = ratings({"Families": [(1, 7), (2, None)], "Staff": [(3, 9)]}, item="S1")
    families, staff = it.groups
    assert (families.values, families.rated, families.unable) == ((7,), 1, 1)
    assert (staff.name, it.all.values, it.all.unable) == ("Staff", (7, 9), 1)
    assert it.people == {1: 7, 2: None, 3: 9}
    assert it.only([3]).all.values == (9,)
    assert [group.name for group in it.only([3]).groups] == ["Families", "Staff"]
    assert counts(it.all, it.scale) == (0, 0, 0, 0, 0, 0, 1, 0, 1)


def test_ratings_that_cannot_be():
    with pytest.raises(ValueError, match="Panellist 1 is there twice"):
        ratings({"A": [(1, 7)], "B": [(1, 7)]})
    with pytest.raises(ValueError, match="gave 10; the scale runs from 1 to 9"):
        ratings({"A": [(1, 10)]})
    with pytest.raises(ValueError, match="no name"):
        ratings({"": [(1, 5)]})


def test_denominators_add_up():
    it = ratings({"Families": [(1, 7), (2, None)], "Staff": [(3, 9)]})
    found = bases(it, {"Families": 4, "Staff": 1})
    assert [(b.group, b.asked, b.rated, b.unable, b.silent) for b in found] == [
        ("Families", 4, 1, 1, 2), ("Staff", 1, 1, 0, 0), ("", 5, 2, 1, 2)
    ]  # fmt: skip
    with pytest.raises(ValueError, match="1 of Staff answered, but none were asked"):
        bases(it, {"Families": 4})
    with pytest.raises(ValueError, match="2 of Families answered, but 1 were asked"):
        bases(it, {"Families": 1, "Staff": 1})


@given(PANELS)
def test_all_is_the_groups_together(said):
    it = panel(said)
    assert list(it.all.values) == sorted(v for g in it.groups for v in g.values)
    assert it.all.unable == sum(g.unable for g in it.groups)
    assert sum(counts(it.all, it.scale)) == it.all.rated


@given(
    st.lists(st.integers(-5, 20), min_size=1, max_size=25),
    st.sampled_from([0, 0.1, 0.25, 0.3, 0.5, 0.7, 0.75, 0.9, 1]),
    st.sampled_from(range(9)),
)
def test_quantiles_against_numpy(values, share, kind):
    found = quantile(values, share, METHODS[kind])  # type: ignore[arg-type]
    place = len(values) * Fraction(str(share))
    if kind < 3 and (place * 2).denominator == 1 and float(share * len(values)) != place:
        return  # numpy's own product is a hair off the step
    assert float(found) == pytest.approx(np.quantile(values, share, method=NUMPY[kind]))


def test_quantiles_are_exact():
    assert quantile(range(1, 10), 0.3) == Fraction(17, 5)
    assert quantile([1, 2], 0.5, "type3") == 1
    assert quantile([1, 2, 3, 4, 5, 6], 0.25, "type3") == 2
    middle = spread([1, 2, 3, 4])
    assert (middle.first, middle.median, middle.third, middle.iqr) == (1.75, 2.5, 3.25, 1.5)
    assert named("type7") == "type 7 of Hyndman and Fan"


def test_quantiles_that_cannot_be():
    with pytest.raises(ValueError, match="no numbers"):
        quantile([], 0.5)
    with pytest.raises(ValueError, match="from 0 to 1"):
        quantile([1], 1.5)
    with pytest.raises(ValueError, match="no method 'typ7'"):
        quantile([1], 0.5, "typ7")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Fraction(70), "70"),
        (Fraction(220, 3), "73.33"),
        (Fraction(1, 2), "0.5"),
        (Fraction("69.9999"), "69.99"),
        (Fraction("70.0001"), "70.01"),
        (Fraction("-2.35"), "-2.35"),
        (Fraction("-69.9999"), "-69.99"),
        (Fraction("-70.0001"), "-70.01"),
    ],
)
def test_a_number_is_never_rounded_onto_a_whole_one(value, shown):
    assert number(value) == shown


def test_words_of_results_and_comparisons():
    assert [it.words for it in Result] == ["In", "Out", "No consensus", "Not defined"]
    assert Comparison("median", Fraction(13, 2), ">", Fraction(7), Result.IN).words == (
        "median: 6.5, more than 7 needed"
    )
    held = [Comparison("x", Fraction(7), sign, Fraction(7), Result.IN).holds
            for sign in (">=", ">", "<=", "<")]  # fmt: skip
    assert held == [True, False, True, False]
