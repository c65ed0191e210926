"""Cohen's kappa against published figures and a slow twin."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from uptake.methods.agreement import NOTHING_SHARED, ONE_CATEGORY, PERFECT, cohen

VECTORS = Path(
    os.environ.get("UPTAKE_DATA") or Path(__file__).parents[3] / "shared" / "data"
) / "agreement_vectors.json"  # fmt: skip
RATINGS = st.lists(st.tuples(*[st.sampled_from((*"abc", None))] * 2), max_size=40)


def raters(table):
    """Two sequences that give this table."""
    pairs = [
        (a, b) for a, row in enumerate(table) for b, count in enumerate(row) for _ in range(count)
    ]
    return [a for a, _ in pairs], [b for _, b in pairs]


def vector(name):
    if not VECTORS.is_file():
        pytest.skip("no agreement_vectors.json in the data folder (UPTAKE_DATA)")
    return json.loads(VECTORS.read_text())[name]


@pytest.mark.real_data
def test_the_published_three_by_three_table():
    known = vector("gwet_cont3x3abstractors")
    told = cohen(*raters(known["table"]))
    assert told.kappa == pytest.approx(known["reference_software"]["cohen"], abs=1e-7)
    assert told.error == pytest.approx(known["reference_software"]["cohen_se"], rel=0.01)
    assert told.observed == pytest.approx(known["reference_software"]["percent"])


@pytest.mark.real_data
def test_the_published_four_by_four_table():
    known = vector("gwet_cont4x4diagnosis")
    told = cohen(*raters(known["table"]))
    assert told.kappa == pytest.approx(known["reference_software"]["cohen"], abs=5e-5)


def slow_kappa(shares):
    one, other = shares.sum(1), shares.sum(0)
    chance = (one * other).sum()
    return (np.trace(shares) - chance) / (1 - chance)


@given(RATINGS)
def test_the_same_as_numeric_slopes_of_the_definition(pairs):
    told = cohen([a for a, _ in pairs], [b for _, b in pairs])
    both = [(a, b) for a, b in pairs if a and b]
    assert told.units == len(both)
    if told.kappa is None:
        assert told.why_not
        assert len({one for pair in both for one in pair}) < 2
        return
    shares = np.zeros((3, 3))
    for a, b in both:
        shares["abc".index(a), "abc".index(b)] += 1 / len(both)
    assert told.kappa == pytest.approx(slow_kappa(shares))
    assert sum(it for _, it in told.prevalence) == pytest.approx(1)
    if told.why_not == PERFECT:
        assert told.kappa == 1
        return
    slopes, step = np.zeros((3, 3)), 1e-6
    for at in np.ndindex(3, 3):
        up, down = shares.copy(), shares.copy()
        up[at] += step
        down[at] -= step
        slopes[at] = (slow_kappa(up) - slow_kappa(down)) / (2 * step)
    mean = (shares * slopes).sum()
    error = np.sqrt((shares * (slopes - mean) ** 2).sum() / len(both))
    assert told.error == pytest.approx(error, abs=1e-5)
    assert -1 <= told.low <= told.kappa <= told.high <= 1


def test_who_comes_first_does_not_matter():
    first, second = raters([[20, 5], [10, 15]])
    assert cohen(first, second).kappa == pytest.approx(0.4)
    assert cohen(second, first).kappa == pytest.approx(0.4)


def test_what_is_not_defined_is_said():
    none = cohen(["a", None], [None, "b"])
    assert (none.units, none.kappa, none.observed, none.why_not) == (0, None, None, NOTHING_SHARED)
    one = cohen(["a"] * 5, ["a"] * 5)
    assert (one.kappa, one.observed, one.why_not) == (None, 1.0, ONE_CATEGORY)
    assert one.prevalence == (("a", 1.0),)
    perfect = cohen(["a", "b"], ["a", "b"])
    assert (perfect.kappa, perfect.error, perfect.why_not) == (1.0, None, PERFECT)


def test_the_interval_widens_with_confidence():
    first, second = raters([[20, 5], [10, 15]])
    narrow, wide = cohen(first, second, 0.8), cohen(first, second, 0.99)
    assert wide.low < narrow.low < narrow.high < wide.high


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="1 units, the other 2"):
        cohen(["a"], ["a", "b"])
    with pytest.raises(ValueError, match="between 0 and 1"):
        cohen(["a"], ["a"], 95)
