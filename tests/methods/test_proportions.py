"""Wilson's interval against published figures, and against the equation that it solves."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uptake.methods.proportions import Proportion, proportion


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [
        (65, 0.552544432968880, 0.736357517569025),
        (1, 0.001767432064141, 0.054486196178705),
        (20, 0.133366933331033, 0.288829165593159),
    ],
)
def test_known_intervals_of_a_hundred(count, low, high):
    found = proportion(count, 100)
    assert found.share == count / 100
    assert found.low == pytest.approx(low, abs=1e-14)
    assert found.high == pytest.approx(high, abs=1e-14)


@given(st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
       st.sampled_from([0.8, 0.95, 0.99]))  # fmt: skip
def test_limits_are_where_the_share_lies_z_errors_away(given_, confidence):
    count, of = given_
    found = proportion(count, of, confidence)
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    for limit in (found.low, found.high):
        assert abs(count / of - limit) == pytest.approx(
            z * sqrt(limit * (1 - limit) / of), abs=1e-9
        )
    assert 0 <= found.low <= found.share <= found.high <= 1
    assert found.low < found.high


def test_nobody_and_what_cannot_be():
    assert proportion(0, 0) == Proportion(0, 0, None, None, None)
    for count, of in ((-1, 3), (4, 3)):
        with pytest.raises(ValueError, match="cannot be"):
            proportion(count, of)
    with pytest.raises(ValueError, match="Confidence"):
        proportion(1, 2, 1)
