"""The trend, the rules, the estimate and the sentences."""

from __future__ import annotations

from dataclasses import replace
from math import exp, log10

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.stats import poisson

from uptake.methods.stopping import (
    DEFAULT,
    PRESETS,
    Measured,
    Reading,
    StopState,
    Trend,
    ask,
    at_most_missed,
    cautions,
    doubted,
    estimate,
    evidence,
    more_needed,
    most_missed,
    preset,
    reading,
    recall_at_least,
    recall_p,
    record_sentence,
    risk_sentence,
    state,
    stop_at,
    trend,
)


def fading(total: int, scale: float, top: float, seed: int) -> np.ndarray:
    """Places of relevant records that grow rarer."""
    chance = np.random.default_rng(seed)
    return np.flatnonzero(chance.random(total) < top * np.exp(-np.arange(total) / scale))


def part(places: np.ndarray, read: int, total: int) -> Reading:
    return Reading(places[places < read], read, total)


ORDERS = st.builds(
    fading,
    st.integers(300, 3_000),
    st.floats(20, 300),
    st.floats(0.1, 1),
    st.integers(0, 10_000),
)


class TestTrend:
    def test_it_is_the_most_likely_fit(self):
        places = fading(4_000, 300, 0.5, 1)
        now = part(places, 2_000, 4_000)
        shares = (0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1)
        edges = np.array([2_000 * share for share in shares])
        count, width = np.histogram(now.relevant, edges)[0], np.diff(edges)
        place = (edges[1:] + edges[:-1]) / 2 / 2_000 - 1
        level = np.log((now.found + 0.5) / 2_000) - 1

        def unlikely(fit: np.ndarray) -> float:
            rate = width * np.exp(fit[0] + fit[1] * place)
            prior = (fit[0] - level) ** 2 / 200 + (fit[1] + 3) ** 2 / 18
            return float(rate.sum() - (count * np.log(rate)).sum() + prior)

        best = minimize(unlikely, [level, -3], method="Nelder-Mead", options={"xatol": 1e-8}).x
        ahead = np.arange(2_000, 4_000) / 2_000 - 1
        expected = np.exp(best[0] + best[1] * ahead).sum()
        assert trend(now).expected == pytest.approx(expected, rel=0.01)

    def test_the_wider_the_spread_the_more_is_possible(self):
        sure, unsure = Trend(1.0, 0.0, 500), Trend(1.0, 1.5, 500)
        assert sure.more_than(2) == pytest.approx(poisson.sf(2, 1))
        assert unsure.more_than(5) > sure.more_than(5)
        assert unsure.mean > sure.mean == pytest.approx(1)

    def test_no_more_than_are_unread(self):
        assert Trend(50.0, 1.0, 3).more_than(3) == 0
        assert Trend(50.0, 1.0, 3).mean <= 3

    def test_the_ends_of_reading(self):
        assert trend(reading([1, 0], 2)) == Trend(0.0, 0.0, 0)
        assert trend(reading([], 10)).mean > 1
        assert trend(reading([1] * 30, 5_000)).expected > 100

    @given(st.integers(1, 60), st.integers(0, 60), st.data())
    def test_any_order_has_a_trend(self, read, unread, data):
        decisions = data.draw(st.lists(st.booleans(), min_size=read, max_size=read))
        found = trend(reading(decisions, read + unread))
        assert 0 <= found.mean <= unread
        assert 0 <= found.more_than(0) <= 1


class TestEvidence:
    @given(st.floats(0, 1), st.floats(0, 1))
    def test_it_is_the_sum_of_both(self, p, tail):
        from_trend = min(4.0, -log10(tail + 1e-12))
        expected = max(0.0, from_trend - 5 * log10(min(1.0, p + 1e-6)))
        assert evidence(p, tail) == expected

    def test_the_trend_alone_is_capped(self):
        assert evidence(1, 0) == 4
        assert evidence(1, 1) == 0
        assert evidence(0, 0) == pytest.approx(34)


class TestRules:
    @given(ORDERS, st.sampled_from(sorted(PRESETS)))
    @settings(max_examples=25, deadline=None)
    def test_it_stops_where_asking_after_every_decision_would(self, places, key):
        total = 3_000
        whole, rule = Reading(places, total, total), preset(key)
        stop = stop_at(whole, rule)
        if stop == total:
            return
        assert ask(part(places, stop, total), rule).holds
        for read in range(max(1, stop - 400), stop - 3, 7):
            assert not ask(part(places, read, total), rule).holds

    @given(ORDERS, st.sampled_from(sorted(PRESETS)), st.floats(0, 1))
    @settings(max_examples=25, deadline=None)
    def test_that_many_more_would_end_it(self, places, key, share):
        total = 3_000
        now, rule = part(places, int(share * total), total), preset(key)
        more = more_needed(now, rule)
        assert ask(now.after(more), rule).holds
        assert more == 0 or not ask(now.after(more - 1), rule).holds

    @pytest.mark.parametrize("key", sorted(PRESETS))
    def test_it_always_holds_at_the_end_and_never_before_the_first_find(self, key):
        assert ask(reading([0, 0], 2), preset(key)).holds
        assert not ask(reading([0] * 900, 1_000), preset(key)).holds
        assert more_needed(reading([0] * 900, 1_000), preset(key)) == 100
        assert stop_at(reading([0] * 900, 900), preset(key)) == 900

    @pytest.mark.parametrize(
        ("total", "gap", "threshold"),
        [(100, 20, 6), (401, 21, 6), (1_500, 75, 6), (3_000, 150, 4), (90_000, 150, 4)],
    )
    def test_the_scaled_rule_asks_for_more_gap_and_less_evidence_in_large_reviews(
        self, total, gap, threshold
    ):
        rule = preset("scaled")
        assert (rule.gap_for(total), rule.threshold_for(total)) == (gap, threshold)

    def test_in_between_the_threshold_falls_with_the_logarithm(self):
        rule = preset("scaled")
        assert rule.threshold_for(round(1_500 * 2**0.5)) == pytest.approx(5, abs=0.001)
        values = [rule.threshold_for(total) for total in range(1_400, 3_200, 50)]
        assert values == sorted(values, reverse=True)

    def test_the_other_rules_ask_the_same_of_every_review(self):
        for key in ("careful", "balanced", "plain", "quick", "test"):
            rule = preset(key)
            assert (rule.gap_for(60), rule.threshold_for(60)) == (rule.gap, rule.threshold)

    def test_a_gap_is_needed(self):
        places = fading(400, 30, 0.9, 2)
        read = int(places[-1]) + 1 + 149
        assert not ask(part(places, read, 400), preset("balanced")).holds
        assert ask(part(places, read + 1, 400), preset("balanced")).holds

    def test_the_plain_rule_looks_at_p_alone(self):
        now, rule = part(fading(2_000, 100, 0.5, 3), 900, 2_000), preset("plain")
        assert ask(now, rule).holds == (recall_p(now) <= 0.35 and now.gap >= 150)

    def test_the_default_is_one_of_them(self):
        assert preset(DEFAULT).key == DEFAULT == state(reading([1, 0], 2)).preset.key

    def test_an_unknown_rule_is_refused(self):
        with pytest.raises(ValueError, match=r"no stopping rule 'lax'\. There are: .*balanced"):
            preset("lax")


class TestEstimate:
    @given(st.floats(0, 1), st.floats(0, 1))
    def test_doubt_keeps_the_order_and_draws_to_the_middle(self, one, other):
        first, second = sorted((one, other))
        assert 0 <= doubted(first) <= doubted(second) <= 1
        assert doubted(0) == 0
        assert doubted(0.5) == pytest.approx(1 / (1 + exp(-0.5)))
        assert doubted(1e-12) == pytest.approx(doubted(1e-9)) == pytest.approx(0.00123, abs=1e-4)

    @given(ORDERS, st.floats(0.05, 0.95))
    @settings(max_examples=25, deadline=None)
    def test_what_is_expected_and_what_is_possible(self, places, share):
        now = part(places, int(share * 3_000), 3_000)
        made, fade = estimate(now), trend(now)
        assert 0 <= made.low <= made.high <= made.missed_at_most == at_most_missed(now)
        if made.high < made.missed_at_most:
            assert doubted(fade.more_than(made.high)) <= 0.026
        if made.high:
            assert doubted(fade.more_than(made.high - 1)) > 0.024
        if 0 < made.low < made.high:
            assert doubted(fade.more_than(made.low - 1)) > 0.974
        assert made.expected == max(min(fade.mean, made.high), made.chance_any)
        assert made.recall == now.found / (now.found + made.expected)
        assert made.recall_at_least == recall_at_least(now)
        assert made.chance_any == doubted(fade.more_than(0))
        assert made.chance_below == doubted(fade.more_than(most_missed(now.found, 0.95)))

    def test_all_read(self):
        made = estimate(reading([1, 0], 2))
        assert (made.expected, made.high, made.recall, made.recall_at_least) == (0, 0, 1, 1)

    def test_nothing_found(self):
        made = estimate(reading([0] * 50, 90))
        assert (made.recall, made.recall_at_least, made.missed_at_most) == (0, 0, 40)


class TestState:
    def test_everything_at_once(self):
        now = part(fading(5_000, 200, 0.5, 5), 1_500, 5_000)
        whole = state(now, "quick", 0.9, 0.8)
        answer = ask(now, preset("quick"), 0.9)
        assert (whole.holds, whole.p, whole.evidence) == (answer.holds, answer.p, answer.evidence)
        assert whole.more_needed == more_needed(now, preset("quick"), 0.9)
        assert whole.estimate == estimate(now, 0.9, 0.8)
        assert (whole.gap, whole.target, whole.cautions) == (now.gap, 0.9, ())

    @pytest.mark.parametrize(
        ("now", "expected"),
        [
            (reading([1] * 19, 500), ()),
            (reading([1] * 19, 499), ("few records",)),
            (reading([1] * 18, 500), ("few relevant",)),
            (reading([1], 30), ("few records", "few relevant")),
            (reading([1], 1), ()),
        ],
    )
    def test_when_to_read_everything_all_the_same(self, now, expected):
        assert cautions(now) == expected


def stopped(**changes: float) -> StopState:
    now = state(part(fading(5_000, 200, 0.5, 5), 1_500, 5_000))
    return replace(now, estimate=replace(now.estimate, **changes))


class TestSentences:
    def test_the_risk(self):
        said = risk_sentence(stopped(expected=1.62, low=0, high=5, chance_any=0.754))
        assert said == (
            "If you stop now, about 1.6 relevant records (0 to 5) are expected among the 3,500 "
            "unread, and the chance that at least one is missed is 75 %."
        )

    def test_the_risk_once_it_was_ended(self):
        said = risk_sentence(stopped(expected=1.62, low=0, high=5), ended=True)
        assert said.startswith("About 1.6 relevant records (0 to 5) are expected among the 3,500")

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            (
                {"expected": 0.2, "low": 0, "high": 1},
                "now, less than one relevant record (0 to 1) is",
            ),
            ({"expected": 1234.4, "high": 2000}, "about 1,234 relevant records (0 to 2,000) are"),
            ({"chance_any": 0.004}, "is under 1 %."),
            ({"chance_any": 0.997}, "is over 99 %."),
        ],
    )
    def test_numbers_as_one_says_them(self, changes, words):
        assert words in risk_sentence(stopped(**changes))

    def test_the_two_ends(self):
        assert risk_sentence(state(reading([1, 0], 2))).startswith("All records have been read")
        assert risk_sentence(state(reading([0], 2))).startswith("Nothing relevant has been found")

    def test_how_a_rule_has_fared(self):
        measured = Measured(345, 23, 0.962, 20, 0.78, 0.645, 0.359)
        assert record_sentence(measured) == (
            "Replayed on 23 finished reviews (345 runs), this rule found 95 % of the relevant "
            "records in 96 % of the runs, at worst 78 % of them, and 64 % of the records had to be "
            "read; it is no guarantee."
        )
        said = record_sentence(replace(measured, left_out=0.94))
        assert (
            "of the runs on the reviews that its numbers were chosen on, and in 94 % on reviews "
            "left out of that choice, at worst" in said
        )
