"""Rules of consensus against published figures, and against themselves written out slowly."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from tests.methods.consensus_twins import PANELS, core_outcome, ipras, middle, one_group, panel
from tests.methods.consensus_twins import percent as slow_percent
from uptake.methods.consensus import (
    RULES,
    Apmo,
    CoreOutcome,
    Lawshe,
    MedianSpread,
    Percentage,
    RandClassic,
    RandIpras,
    Result,
    RuleRefused,
    apmo_cut,
    content_validity,
    critical_count,
    disagreement,
    judge_all,
    panel_counts,
    rule_data,
    rule_from,
    scale,
)

D1 = [4, 5, 6, *[7] * 5, *[8] * 5, 9, 9]
D2 = list(range(1, 10))
D3 = [1, 8, 8, 8, 9, 9, 9, 9, 9]
ONE_OF_EACH = (
    CoreOutcome(scope="each", least=3),
    CoreOutcome(out_when="few rate high", out_percent=50),
    Percentage(percent=75, first=8, last=9, out_percent=66.7),
    MedianSpread(median=7, iqr=1.5, out_median=3, quantile="type6"),
    RandClassic(needs="agreement", extend=True),
    RandIpras(between="neither"),
    Apmo(),
    Lawshe(alpha=0.01),
)


def result(rule, values, on=None):
    return rule.judge(one_group(values, on)).result


def test_d1_the_published_panel_of_fifteen():
    found = disagreement(D1)
    assert (found.p30, found.p70, found.centre, found.asymmetry) == (7, 8, 7.5, 2.5)
    assert (found.ipr, found.ipras, found.present) == (1, Fraction("6.1"), False)
    assert middle(D1) == 7
    assert result(RandIpras(), D1) is Result.IN
    assert result(RandClassic(), D1) is Result.IN
    assert result(RandClassic(needs="agreement"), D1) is Result.IN  # 3 outside, 4 allowed


def test_d2_one_rating_on_each_point_is_disagreement():
    found = disagreement(D2)
    assert (found.p30, found.p70) == (Fraction("3.4"), Fraction("6.6"))
    assert (found.ipr, found.ipras) == (Fraction("3.2"), Fraction("2.35"))
    assert float(found.index) == pytest.approx(1.3617, abs=5e-5)
    assert found.present
    assert result(RandIpras(), D2) is Result.NONE


def test_d3_one_dissenter_is_none():
    found = disagreement(D3)
    assert (found.ipr, found.ipras) == (1, Fraction("7.6"))
    assert float(found.index) == pytest.approx(0.1316, abs=5e-5)


def test_only_the_seventh_definition_gives_d2():
    assert disagreement(D2, "type6").index != disagreement(D2).index
    assert disagreement(D2, "type3").present is False


def test_d4_critical_counts_of_the_content_validity_ratio():
    wanted = {5: 5, 6: 6, 7: 7, 8: 7, 9: 8, 10: 9, 11: 9, 12: 10, 13: 10, 14: 11, 15: 12, 20: 15,
              25: 18, 30: 20, 35: 23, 40: 26}  # fmt: skip
    assert {n: critical_count(n) for n in wanted} == wanted
    assert content_validity(9, 10) > content_validity(8, 9)
    assert critical_count(4) is None
    assert critical_count(0) is None
    assert content_validity(8, 10) == Fraction(3, 5)


@given(st.integers(1, 60), st.sampled_from([0.5, 0.25, 0.05, 0.01]))
def test_critical_counts_against_the_binomial(size, alpha):
    twin = [k for k in range(size + 1) if binom.sf(k - 1, size, 0.5) <= alpha * (1 + 1e-12)]
    assert critical_count(size, alpha) == (min(twin) if twin else None)


def test_d9_fifteen_per_cent_is_not_less_than_fifteen():
    rule = CoreOutcome()
    found = rule.judge(one_group([8] * 14 + [5] * 3 + [2] * 3))
    assert found.result is Result.NONE
    (part,) = found.parts
    assert [it.words for it in part.failing] == [
        "rated 1 to 3: 15% (3 of 20), less than 15% needed"
    ]
    assert result(rule, [8] * 14 + [5] * 4 + [2] * 2) is Result.IN


@given(PANELS)
def test_seventy_fifteen_in_each_group_and_in_all(said):
    given_ = panel(said)
    each = CoreOutcome(scope="each").judge(given_)
    rated = {name: [v for v in values if v is not None] for name, values in said.items()}
    if not rated or not all(rated.values()):
        assert each.result is Result.NOT_DEFINED
    else:
        results = {core_outcome(values) for values in rated.values()}
        assert each.result.value == (results.pop() if len(results) == 1 else "none")
        assert [p.rated for p in each.parts] == [len(values) for values in rated.values()]
    together = [v for values in rated.values() for v in values]
    found = CoreOutcome().judge(given_).result.value
    assert found == (core_outcome(together) if together else "not defined")


@given(st.lists(st.integers(1, 9), min_size=1, max_size=30))
def test_the_adjusted_range_against_its_definition(values):
    wide, may = ipras(values)
    found = disagreement(values)
    assert (found.ipr, found.ipras, found.present) == (wide, may, wide > may)
    at = middle(values)
    wanted = "none" if wide > may else "in" if at >= 6.5 else "out" if at <= 3 else "none"
    assert result(RandIpras(), values).value == wanted


@given(st.lists(st.integers(1, 9), min_size=8, max_size=16))
def test_the_counts_by_panel_size_against_the_manuals_table(values):
    low, high = sum(v <= 3 for v in values), sum(v >= 7 for v in values)
    extreme = 3 if len(values) <= 10 else 4 if len(values) <= 13 else 5
    assert panel_counts(len(values)) == (extreme - 1, extreme)
    at, calm = middle(values), not (low >= extreme and high >= extreme)
    wanted = "in" if at >= 6.5 and calm else "out" if at <= 3 and calm else "none"
    assert result(RandClassic(), values).value == wanted
    outside = len(values) - high
    agreed = at >= 6.5 and outside <= extreme - 1
    assert (result(RandClassic(needs="agreement"), values) is Result.IN) == agreed


def test_a_median_between_two_thirds_is_a_declared_choice():
    values = [6, 6, 6, 6, 7, 7, 7, 7]
    assert result(RandIpras(), values) is Result.IN
    assert result(RandIpras(between="neither"), values) is Result.NONE
    assert result(RandClassic(between="neither"), values) is Result.NONE


def test_sizes_the_manual_does_not_name():
    found = RandClassic().judge(one_group([8] * 17))
    assert found.result is Result.NOT_DEFINED
    assert found.why_not == "17 rated it; the counts are defined for 8 to 16."
    assert result(RandClassic(extend=True), [8] * 17) is Result.IN
    few = RandClassic(extend=True).judge(one_group([8] * 4))
    assert few.why_not == "4 rated it; the counts are defined for 5 and more."
    with pytest.raises(ValueError, match="the least is 5"):
        panel_counts(4)


def test_rand_needs_nine_points_in_thirds():
    for rule in (RandClassic(), RandIpras()):
        found = rule.judge(one_group([8] * 9, scale(1, 10, bottom=3, top=8)))
        assert found.why_not == "The rule is defined on a scale of 1 to 9, in thirds."
    with pytest.raises(ValueError, match="from 1 to 9"):
        disagreement([0, 5])


def test_out_where_few_rate_high():
    rule = CoreOutcome(out_when="few rate high", out_percent=50)
    assert result(rule, [7, 7, 5, 5]) is Result.OUT
    assert result(rule, [7, 7, 7, 5, 5]) is Result.NONE
    assert "out if at most 50% rate 7 to 9" in rule.words(scale())


def test_a_percentage_of_a_chosen_region():
    rule = Percentage(percent=80, first=8, last=10)
    ten = scale(1, 10, bottom=3, top=8)
    assert result(rule, [8, 9, 10, 10, 7], ten) is Result.IN
    assert result(rule, [8, 9, 10, 7, 7], ten) is Result.NONE
    assert rule.words(ten) == "In if at least 80% rate 8 to 10, among all panellists together."
    off = rule.judge(one_group([8]))
    assert off.why_not == (
        "The rule counts ratings from 8 to 10; on this scale that must lie from 4 to 9."
    )
    both = Percentage(percent=75, out_percent=75)
    assert result(both, [1, 2, 3, 9]) is Result.OUT
    assert both.words(scale()).startswith("In if at least 75% rate 7 to 9; out if at least 75% ")


@given(st.lists(st.integers(1, 9), min_size=1, max_size=20), st.sampled_from([60, 66.7, 75, 80]))
def test_percentages_against_plain_counting(values, needed):
    wanted = slow_percent(values, 7, 9) >= Fraction(str(needed))
    assert (result(Percentage(percent=needed), values) is Result.IN) == wanted


def test_median_and_spread():
    rule = MedianSpread(median=7, iqr=1, out_median=3)
    assert result(rule, [7, 7, 8, 8]) is Result.IN
    assert result(rule, [4, 7, 8, 9]) is Result.NONE
    assert result(rule, [1, 2, 2, 3]) is Result.OUT
    assert result(MedianSpread(median=8), [1, 8, 9]) is Result.IN
    assert "with that range" in rule.words(scale())
    assert MedianSpread(median=8, out_median=2.5).sentence(scale()) == (
        "In if the median is at least 8; out if it is at most 2.5"
    )
    off = MedianSpread(median=8).judge(one_group([5], scale(1, 6)))
    assert off.why_not == "The rule asks for a median of 8; the scale runs from 1 to 6."


def test_the_average_percent_of_majority_opinions():
    items = [
        one_group([8, 8, 8, 5], item="a"),  # 3 of 4 for
        one_group([1, 1, 1, 2], item="b"),  # 4 of 4 against
        one_group([7, 7, 7, 4, 4], item="c"),  # 3 of 5 for
        one_group([7, 1, 5], item="d"),  # nobody has a majority
    ]
    assert apmo_cut(items) == Fraction(100 * 10, 16)  # 62.5
    found = judge_all(Apmo(), items)
    assert [it.result.value for it in found] == ["in", "out", "none", "none"]
    assert [it.item for it in found] == ["a", "b", "c", "d"]
    alone = Apmo().judge(items[0])
    assert alone.why_not == "The cut is made of all items that were rated together."
    assert Apmo().tests(items[0].all, scale()) == ()
    (none,) = judge_all(Apmo(), items[3:])
    assert none.why_not == "No item has a majority for or against it."
    assert "majority" in Apmo().words(scale())


def test_lawshe_reaches_the_critical_count():
    assert result(Lawshe(), [8] * 9 + [5]) is Result.IN
    assert result(Lawshe(), [8] * 8 + [5] * 2) is Result.NONE
    few = Lawshe().judge(one_group([9, 9]))
    assert few.why_not == "With 2 ratings, even all of one mind could be chance."
    assert "at most 5%" in Lawshe().words(scale())
    for essential, of in ((3, 2), (0, 0)):
        with pytest.raises(ValueError, match="cannot have rated"):
            content_validity(essential, of)


def test_too_few_who_rated():
    rule = CoreOutcome(scope="each", least=3)
    found = rule.judge(panel({"Families": [7, None, 8], "Staff": [9], "Managers": [None]}))
    assert found.why_not == (
        "Families: 2 people rated it; the rule needs 3. Staff: 1 person rated it; the rule needs "
        "3. Managers: Nobody rated it."
    )
    assert [part.unable for part in found.parts] == [1, 0, 1]
    assert rule.words(scale()).endswith(
        "in each group. At least 3 must have rated the item in each group."
    )
    assert CoreOutcome(least=5).words(scale()).endswith("At least 5 must have rated the item.")
    assert CoreOutcome(scope="each").judge(panel({})).result is Result.NOT_DEFINED


@pytest.mark.parametrize("rule", ONE_OF_EACH, ids=lambda rule: rule.key)
def test_a_rule_is_kept_as_data(rule):
    data = rule_data(rule)
    assert data["rule"] == rule.key
    assert RULES[rule.key] is type(rule)
    assert rule_from(data) == rule


@pytest.mark.parametrize("rule", ONE_OF_EACH, ids=lambda rule: rule.key)
def test_a_rule_says_what_it_is(rule):
    said = rule.words(scale())
    assert said.startswith("In if ")
    assert said.endswith(".")
    assert ("in each group" in said) == (rule.scope == "each")


def test_why_not_is_said_once_where_it_is_the_same_of_all():
    two = {"Families": [5], "Staff": [6]}
    found = RandIpras(scope="each").judge(panel(two, scale(1, 6)))
    assert found.why_not == "The rule is defined on a scale of 1 to 9, in thirds."
    assert CoreOutcome(scope="each").judge(panel({})).why_not == "There are no groups."
    assert CoreOutcome().judge(panel(two)).why_not == ""
    for alpha in (0, 1):
        with pytest.raises(ValueError, match="between 0 and 1"):
            critical_count(10, alpha)


def test_what_is_left_out_has_its_default():
    assert rule_from({"rule": "core-outcome"}) == CoreOutcome()
    assert rule_from({"rule": "percentage", "percent": 80}) == Percentage(percent=80)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "rule: None is none of: core-outcome"),
        ({"rule": ["x"]}, "rule: ['x'] is none of"),
        ({"rule": "percentage"}, "percent: this is missing; say which."),
        ({"rule": "apmo", "cut": 5}, "cut: this is no parameter; they are scope, least."),
        ({"rule": "apmo", "scope": "each"}, "scope: this rule takes all groups together."),
        ({"rule": "apmo", "scope": "some"}, "scope: 'some' is none of: all, each."),
        ({"rule": "apmo", "least": 0}, "least: 0 is not a whole number from 1 to 100000."),
        ({"rule": "apmo", "least": 1.5}, "least: 1.5 is not a whole number"),
        ({"rule": "apmo", "least": True}, "least: True is not a whole number"),
        ({"rule": "apmo", "least": 10**400}, "is not a whole number"),
        ({"rule": "percentage", "percent": float("nan")}, "percent: nan is not a number from 0"),
        ({"rule": "percentage", "percent": "75"}, "percent: '75' is not a number from 0 to 100."),
        ({"rule": "percentage", "percent": 60, "out_percent": 40}, "must come to more than 100"),
        ({"rule": "percentage", "percent": 60, "first": 9, "last": 8}, "last: 8 lies below first"),
        ({"rule": "percentage", "percent": 60, "first": "7"}, "100000, or left out."),
        ({"rule": "lawshe", "first": 9, "last": 8}, "last: 8 lies below first, 9."),
        ({"rule": "lawshe", "alpha": 0}, "alpha: 0 is not a number from 0.0001 to 0.5."),
        ({"rule": "rand-classic", "extend": 1}, "extend: 1 is none of: true, false."),
        ({"rule": "rand-classic", "needs": None}, "needs: None is none of: no disagreement"),
        ({"rule": "rand-ipras", "quantile": "type10"}, "quantile: 'type10' is none of: type1,"),
        ({"rule": "median-spread", "median": 7, "out_median": 7}, "out_median: it must lie below"),
        ({"rule": "core-outcome", "out_percent": 10}, "out_percent: it must not lie below against"),
        ({"rule": "core-outcome", "against_percent": 0}, "against_percent: less than 0% is never"),
        ({"rule": "core-outcome", "out_when": "few rate high"}, "it must lie below for_percent"),
    ],
)  # fmt: skip
def test_parameters_that_cannot_be_are_named(data, said):
    with pytest.raises(RuleRefused) as refused:
        rule_from(data)
    assert said in refused.value.problems[0]


def test_every_problem_is_named_at_once():
    with pytest.raises(RuleRefused) as refused:
        Percentage(percent=101, least=0)
    assert [it.split(":")[0] for it in refused.value.problems] == ["least", "percent"]


@given(PANELS.filter(bool))
def test_no_rule_says_in_and_out_at_once(said):
    given_ = panel(said)
    for rule in ONE_OF_EACH:
        for part in rule.among([given_]).judge(given_).parts:
            towards = [
                all(it.holds for it in part.tests if it.towards is to) for to in
                (Result.IN, Result.OUT) if any(it.towards is to for it in part.tests)
            ]  # fmt: skip
            assert towards.count(True) <= 1
