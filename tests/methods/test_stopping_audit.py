"""The random audit, by enumeration, and what reading costs."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uptake.methods.stopping import (
    Cost,
    audit,
    cost,
    draw,
    estimate,
    hours_for_each,
    reading,
    sample_size,
    seconds_each,
    upper_limit,
)


def chance(found: int, population: int, good: int, draws: int) -> Fraction:
    """P(X = found), exactly."""
    ways = comb(good, found) * comb(population - good, draws - found)
    return Fraction(ways, comb(population, draws))


class TestUpperLimit:
    @pytest.mark.parametrize("confidence", [0.8, 0.9, 0.95])
    @pytest.mark.parametrize("sampled", [0, 1, 5, 11, 12])
    def test_it_covers_every_truth_at_least_so_often(self, sampled, confidence):
        unread = 12
        for good in range(unread + 1):
            possible = range(max(0, sampled - (unread - good)), min(good, sampled) + 1)
            covered = sum(
                chance(found, unread, good, sampled)
                for found in possible
                if upper_limit(unread, sampled, found, confidence) >= good
            )
            assert covered >= Fraction(str(confidence))

    @given(st.integers(0, 40), st.data())
    def test_it_is_the_largest_that_is_not_too_unlikely(self, unread, data):
        sampled = data.draw(st.integers(0, unread))
        found = data.draw(st.integers(0, sampled))

        def so_few(good: int) -> Fraction:
            return sum((chance(k, unread, good, sampled) for k in range(found + 1)), Fraction(0))

        possible = range(found, unread - sampled + found + 1)
        limit = upper_limit(unread, sampled, found)
        assert limit == max(
            good for good in possible if good == found or so_few(good) > Fraction(1, 20)
        )

    @pytest.mark.parametrize(
        ("unread", "sampled", "found"), [(5, 6, 0), (5, 3, 4), (5, 3, -1), (-1, 0, 0)]
    )
    def test_what_cannot_be_is_refused(self, unread, sampled, found):
        with pytest.raises(ValueError, match="must not exceed"):
            upper_limit(unread, sampled, found)


class TestSampleSize:
    @given(st.integers(0, 60), st.integers(0, 60), st.sampled_from([0.8, 0.95]))
    def test_it_is_the_smallest_that_proves_it(self, unread, allowed, confidence):
        size = sample_size(unread, allowed, confidence)
        assert upper_limit(unread, size, 0, confidence) <= allowed
        assert size == 0 or upper_limit(unread, size - 1, 0, confidence) > allowed

    def test_to_prove_that_none_is_left_nearly_all_must_be_read(self):
        assert sample_size(1_000, 0) == 950
        assert sample_size(0, 0) == 0

    @pytest.mark.parametrize(("unread", "allowed"), [(-1, 0), (3, -1)])
    def test_negative_numbers_are_refused(self, unread, allowed):
        with pytest.raises(ValueError, match="cannot be negative"):
            sample_size(unread, allowed)


class TestAudit:
    def test_what_a_sample_proves(self):
        made = audit(60, 1_000, 300, 1)
        assert made.at_most == upper_limit(1_000, 300, 1)
        assert made.left_at_most == made.at_most - 1
        assert made.recall_at_least == 61 / (61 + made.left_at_most)

    def test_all_read(self):
        assert audit(0, 10, 10, 0).recall_at_least == 1
        assert audit(3, 0, 0, 0).recall_at_least == 1

    def test_negative_finds_are_refused(self):
        with pytest.raises(ValueError, match="cannot have been found before"):
            audit(-1, 10, 5, 0)


class TestDraw:
    def test_the_same_whatever_the_order(self):
        keys = list(range(100))
        assert draw(keys, 10, "7") == draw(reversed(keys), 10, "7")
        assert draw(keys, 10, "7") != draw(keys, 10, "8")

    def test_a_known_draw_stays(self):
        assert draw(range(20), 5, "audit") == [17, 19, 10, 18, 1]

    def test_a_larger_one_adds(self):
        assert draw(range(50), 20, "x")[:10] == draw(range(50), 10, "x")

    def test_every_key_is_as_likely(self):
        drawn = [0] * 20
        for seed in range(2_000):
            for key in draw(range(20), 5, str(seed)):
                drawn[key] += 1
        assert min(drawn) > 400
        assert max(drawn) < 600

    @pytest.mark.parametrize("size", [-1, 4])
    def test_more_than_there_are_is_refused(self, size):
        with pytest.raises(ValueError, match="cannot be drawn from 3"):
            draw([1, 2, 3, 3], size, "x")


class TestCost:
    def test_hours(self):
        assert cost(1_200, 30, 2) == Cost(1_200, 20.0)

    @pytest.mark.parametrize(("records", "each", "readers"), [(-1, 1, 1), (1, -1, 1), (1, 1, 0)])
    def test_what_cannot_be_is_refused(self, records, each, readers):
        with pytest.raises(ValueError, match="there must be a reader"):
            cost(records, each, readers)

    def test_hours_for_each_one_still_expected(self):
        made = estimate(reading([1] * 20 + [0] * 100, 1_000))
        assert hours_for_each(made, Cost(880, 8.8)) == pytest.approx(8.8 / made.expected)
        assert hours_for_each(estimate(reading([1, 0], 2)), Cost(0, 0.0)) is None

    def test_breaks_are_not_reading(self):
        assert seconds_each([20, 30, 4_000, 25, -1]) == 25
        assert seconds_each([9_999]) is None
