"""The recall test against its definition over all urns, in exact fractions, and against scipy."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import hypergeom

from uptake.methods.stopping import (
    Reading,
    at_most_missed,
    fewest_missed,
    most_missed,
    reading,
    recall_at_least,
    recall_p,
)

TARGETS = st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.99, 1.0])


@st.composite
def readings(draw: st.DrawFn, most: int = 40) -> Reading:
    decisions = draw(st.lists(st.booleans(), max_size=most))
    return reading(decisions, len(decisions) + draw(st.integers(0, most)))


def urn_tail(urn: Reading, start: int, missed: int) -> Fraction:
    """P(so few relevant in the urn), term by term."""
    inside = int((urn.relevant >= start).sum())
    population, draws, good = urn.total - start, urn.read - start, inside + missed
    ways = sum(comb(good, k) * comb(population - good, draws - k) for k in range(inside + 1))
    return Fraction(ways, comb(population, draws))


def slow_p(urn: Reading, missed: int) -> Fraction:
    """The definition: the smallest tail over every urn, however it starts."""
    if missed > urn.unread:
        return Fraction(0)
    if not urn.found:
        return Fraction(1)
    return min(urn_tail(urn, start, missed) for start in range(urn.read))


class TestReading:
    def test_decisions_become_places(self):
        now = reading([0, 1, 0, True, False], 9)
        assert now.relevant.tolist() == [1, 3]
        assert (now.found, now.read, now.unread, now.gap) == (2, 5, 4, 1)

    def test_the_gap_counts_from_the_start_when_nothing_is_found(self):
        assert reading([0, 0, 0], 3).gap == 3
        assert reading([], 3).gap == 0

    def test_more_irrelevant_records(self):
        later = reading([1, 0], 9).after(3)
        assert (later.read, later.gap, later.found) == (5, 4, 1)

    @pytest.mark.parametrize(
        ("places", "read", "total", "words"),
        [
            ([], 5, 4, "5 of 4 records cannot have been read"),
            ([], -1, 4, "-1 of 4 records cannot have been read"),
            ([], 0, -1, "0 of -1 records cannot have been read"),
            ([4], 4, 9, "stands at place 4, but only places 0 to 3"),
            ([-1, 2], 4, 9, "stands at place -1"),
            ([2, 1], 4, 9, "must ascend"),
            ([1, 1], 4, 9, "must ascend"),
            ([0.5], 4, 9, "whole numbers"),
            ([[1]], 4, 9, "whole numbers"),
        ],
    )
    def test_what_cannot_be_is_refused(self, places, read, total, words):
        with pytest.raises(ValueError, match=words):
            Reading(np.array(places), read, total)

    def test_a_plain_list_will_do(self):
        assert Reading([0, 2], 3, 4).found == 2


class TestMissed:
    @given(st.integers(0, 500), TARGETS)
    def test_one_fewer_would_still_reach_the_target(self, found, target):
        missed = fewest_missed(found, target)
        exact = Fraction(str(target))
        assert missed >= 1
        assert Fraction(found, found + missed) < exact
        if found or missed > 1:
            assert Fraction(found, found + missed - 1) >= exact
        assert most_missed(found, target) == missed - 1

    def test_nineteen_found_allow_one_to_be_missed(self):
        assert [most_missed(found, 0.95) for found in (18, 19, 37, 38)] == [0, 1, 1, 2]

    @pytest.mark.parametrize("target", [0, -0.1, 1.01, float("nan")])
    def test_a_target_out_of_range_is_refused(self, target):
        with pytest.raises(ValueError, match="must be above 0 and at most 1"):
            fewest_missed(3, target)


class TestRecallP:
    @given(readings(), TARGETS)
    @settings(max_examples=150)
    def test_it_is_the_smallest_tail_of_all_urns(self, now, target):
        expected = slow_p(now, fewest_missed(now.found, target))
        assert recall_p(now, target) == pytest.approx(float(expected), rel=1e-10, abs=1e-300)

    @given(readings(), TARGETS, st.integers(0, 40))
    def test_one_urn_alone(self, now, target, start):
        since, missed = min(start, now.read), fewest_missed(now.found, target)
        if missed > now.unread:
            expected = Fraction(0)
        elif not now.found or since == now.read:
            expected = Fraction(1)
        else:
            expected = urn_tail(now, since, missed)
        assert recall_p(now, target, since) == pytest.approx(float(expected), rel=1e-10, abs=1e-300)

    @given(readings(), TARGETS)
    def test_it_falls_as_irrelevant_records_are_read(self, now, target):
        values = [recall_p(now.after(more), target) for more in range(now.unread + 1)]
        assert all(later <= earlier + 1e-12 for earlier, later in pairwise(values))

    def test_nothing_found_says_nothing(self):
        assert recall_p(reading([0] * 50, 60)) == 1
        assert recall_p(reading([], 60)) == 1
        assert recall_p(reading([], 60), since=0) == 1

    def test_all_read_is_sure(self):
        assert recall_p(reading([1, 0, 0], 3)) == 0
        assert recall_p(reading([0, 0, 0], 3)) == 0
        assert recall_p(reading([1, 0, 0], 3), since=1) == 0

    def test_too_few_unread_to_miss_the_target(self):
        assert recall_p(reading([1] * 40 + [0], 43)) == 0

    @pytest.mark.parametrize("since", [-1, 4])
    def test_a_place_not_read_is_refused(self, since):
        with pytest.raises(ValueError, match="3 records have"):
            recall_p(reading([1, 0, 0], 9), since=since)

    def test_it_agrees_with_scipy_where_numbers_are_large(self):
        chance = np.random.default_rng(3)
        for read in (6_000, 9_000, 12_000):
            places = np.sort(chance.choice(6_000, 900, replace=False))
            now, missed = Reading(places, read, 12_525), fewest_missed(900, 0.95)
            starts = np.arange(read)
            inside = 900 - np.searchsorted(places, starts)
            tails = hypergeom.cdf(inside, 12_525 - starts, inside + missed, read - starts)
            assert recall_p(now) == pytest.approx(tails.min(), rel=1e-6)

    def test_tiny_values_keep_their_digits(self):
        now, missed = reading([1] * 200 + [0] * 700, 1_000), fewest_missed(200, 0.95)
        exact = slow_p(reading([1] * 200 + [0] * 700, 1_000), missed)
        assert exact < Fraction(1, 10**10)
        assert recall_p(now) == pytest.approx(float(exact), rel=1e-9)


class TestLimits:
    @given(readings(25), st.sampled_from([0.5, 0.8, 0.95]))
    def test_the_largest_number_that_is_not_rejected(self, now, confidence):
        missed = at_most_missed(now, confidence)
        if not now.found:
            assert missed == now.unread
            return
        level = 1 - Fraction(str(confidence))
        assert missed == max(m for m in range(now.unread + 1) if m == 0 or slow_p(now, m) > level)

    def test_recall_at_least(self):
        assert recall_at_least(reading([0, 1, 0], 3)) == 1
        assert recall_at_least(reading([0, 0], 9)) == 0
        now = reading([1] * 30 + [0] * 300, 500)
        assert recall_at_least(now) == 30 / (30 + at_most_missed(now))

    @pytest.mark.parametrize("confidence", [0, 1, 95, -1])
    def test_a_confidence_out_of_range_is_refused(self, confidence):
        with pytest.raises(ValueError, match="must lie between 0 and 1"):
            at_most_missed(reading([1, 0], 9), confidence)


def test_in_random_order_one_urn_keeps_its_promise_after_every_decision():
    """Stopping when p <= 5 % ends below the target in no more than 5 % of random orders.

    Asked right before each relevant record, where p is smallest. The smallest over all urns does
    not keep it in random order, which is why its docstring promises less.
    """
    chance, total, relevant, orders = np.random.default_rng(11), 300, 30, 400
    broken = 0
    for _ in range(orders):
        places = np.sort(chance.choice(total, relevant, replace=False))
        early = range(1, int(np.ceil(0.95 * relevant)))
        broken += any(
            recall_p(Reading(places[:k], int(places[k]), total), since=0) <= 0.05 for k in early
        )
    assert broken / orders <= 0.05
