"""New codes interview by interview, and their mean over all orders against every order."""

from __future__ import annotations

from itertools import permutations
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uptake.methods.saturation import Run, expected, saturation

INTERVIEWS = [{1, 2, 3}, {2, 4}, {5}, {1}, {6, 7}, {1, 2}, {3}, {7}]
CODES = st.lists(st.frozensets(st.integers(0, 6), max_size=5), max_size=5)


def test_the_curve_and_the_runs_by_hand() -> None:
    found = saturation(INTERVIEWS, base=4, run=2, most=0.05)
    assert [step.known for step in found.steps] == [3, 4, 5, 5, 7, 7, 7, 7]
    assert [sorted(step.new) for step in found.steps][:5] == [[1, 2, 3], [4], [5], [], [6, 7]]
    assert [step.codes for step in found.steps][:2] == [3, 2]
    assert found.base_codes == 5
    assert found.runs == (Run(5, 6, 2, 0.4), Run(6, 7, 0, 0.0), Run(7, 8, 0, 0.0))
    assert found.reached == 7
    assert saturation(INTERVIEWS, most=0.4).reached == 6
    assert saturation(INTERVIEWS[:6]).reached is None


def test_too_few_interviews_or_no_codes_are_not_defined() -> None:
    few = saturation(INTERVIEWS[:5])
    assert few.undefined == "There are 5 interviews; the base of 4 and a run of 2 need 6."
    assert (few.runs, few.reached) == ((), None)
    bare = saturation([set()] * 4 + [{1}, {2}])
    assert "no codes to compare with" in bare.undefined
    assert saturation([]).expected == (0.0,)


@pytest.mark.parametrize("wrong", [{"base": 0}, {"run": 0}, {"most": 1.1}, {"most": -0.1}])
def test_parameters_that_make_no_sense_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        saturation(INTERVIEWS, **wrong)  # type: ignore[arg-type]


@given(CODES)
def test_the_mean_over_all_orders(interviews: list[frozenset[int]]) -> None:
    found = expected(interviews)
    orders = list(permutations(interviews))
    for size, value in enumerate(found):
        twin = mean(len(frozenset().union(*order[:size])) for order in orders)
        assert value == pytest.approx(twin)


@given(CODES, st.integers(1, 3), st.integers(1, 3))
def test_runs_against_sets_counted_anew(
    interviews: list[frozenset[int]], base: int, run: int
) -> None:
    found = saturation(interviews, base=base, run=run)
    for one in found.runs:
        before = frozenset().union(*interviews[: one.first - 1])
        new = frozenset().union(*interviews[one.first - 1 : one.last]) - before
        assert (one.new, one.last - one.first + 1) == (len(new), run)
        assert one.share == len(new) / len(frozenset().union(*interviews[:base]))
    assert bool(found.undefined) == (not found.runs)
