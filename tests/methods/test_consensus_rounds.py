"""Sensitivity, concordance, stability, attrition and feedback, against slow twins."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import friedmanchisquare, mannwhitneyu
from scipy.stats import wilcoxon as scipy_wilcoxon

from tests.methods import consensus_twins as twins
from tests.methods.consensus_twins import NINE_POINTS, one_group, panel
from uptake.methods.agreement import Bootstrap
from uptake.methods.consensus import (
    Apmo,
    Concordance,
    CoreOutcome,
    Crossing,
    Kappa,
    NotDefined,
    Percentage,
    RandIpras,
    Reason,
    Result,
    SignedRank,
    contrasts,
    feedback,
    kendall,
    mcnemar,
    ratings,
    scale,
    sensitivity,
    stability,
    staying,
    variation,
    wilcoxon,
    without_leavers,
)
from uptake.methods.consensus.ranks import p_of_groups, p_of_signs

FEW = st.lists(NINE_POINTS, min_size=1, max_size=7)


def test_the_grid_marks_what_the_rule_decides():
    items = [
        one_group([9] * 10, item="sure"),
        one_group([8] * 7 + [5] * 3, item="near"),
        one_group([5] * 10, item="open"),
    ]
    rules = [CoreOutcome(), Percentage(percent=75), Percentage(percent=80)]
    grid = sensitivity(items, rules, registered=0)
    assert [row.result for row in grid.rows] == [Result.IN, Result.IN, Result.NONE]
    assert [row.item for row in grid.changing] == ["near"]
    assert grid.closest is not None
    assert (grid.closest.item, grid.closest.differs) == ("near", (1, 2))
    assert grid.closest.agreeing(Result.IN) == 1
    assert [grid.count(at, Result.IN) for at in range(3)] == [2, 1, 1]
    assert sensitivity(items[:1], rules).closest is None


def test_a_rule_that_says_nothing_differs_from_none():
    items = [one_group([5, 5], scale(1, 6)), one_group([6, 6], scale(1, 6))]
    grid = sensitivity(items, [CoreOutcome(), RandIpras(), Apmo()], 0)
    assert grid.rows[0].verdicts[1].result is Result.NOT_DEFINED
    assert grid.rows[0].differs == ()
    assert sensitivity(items, [RandIpras(), CoreOutcome()]).changing == ()
    with pytest.raises(ValueError, match="there are 1"):
        sensitivity(items, [Apmo()], 1)


def test_d5_published_ranks():
    found = kendall([[1, 6, 3, 2, 5, 4], [1, 5, 6, 2, 4, 3], [2, 3, 6, 5, 4, 1],
                     [3, 6, 4, 1, 5, 2]])  # fmt: skip
    assert isinstance(found, Concordance)
    assert found.w == pytest.approx(0.5642857, abs=5e-8)
    assert found.chi2 == pytest.approx(11.285714, abs=5e-7)
    assert (found.df, found.judges, found.items) == (5, 4, 6)
    assert found.p == pytest.approx(0.04600, abs=5e-6)


def test_d6_ratings_with_ties():
    rows = [[7, 8, 8, 3], [9, 9, 7, 5], [6, 8, 8, 2], [7, 7, 9, 4], [8, 9, 9, 1]]
    found = kendall([*rows, [9, None, 9, 9]])
    assert isinstance(found, Concordance)
    assert found.w == pytest.approx(0.7866667, abs=5e-8)
    assert (found.judges, found.left_out) == (5, 1)
    assert found.chi2 == pytest.approx(friedmanchisquare(*zip(*rows, strict=True)).statistic)


@given(st.integers(2, 5).flatmap(lambda n: st.lists(
    st.lists(NINE_POINTS, min_size=n, max_size=n), min_size=2, max_size=6)))  # fmt: skip
def test_concordance_against_its_definition(rows):
    found = kendall(rows)
    if all(len(set(row)) == 1 for row in rows):
        assert found == NotDefined(Reason.ALL_TIED)
    else:
        assert isinstance(found, Concordance)
        assert found.w == pytest.approx(float(twins.kendall(rows)))
        assert 0 <= found.w <= 1 + 1e-12


def test_concordance_needs_people_and_items():
    assert kendall([]) == NotDefined(Reason.FEW_ITEMS)
    assert kendall([[1], [2]]) == NotDefined(Reason.FEW_ITEMS)
    lone = kendall([[1, 2], [1, None]])
    assert isinstance(lone, NotDefined)
    assert lone.words == "Fewer than two people ranked every item."
    with pytest.raises(ValueError, match="same items"):
        kendall([[1, 2], [1]])


def test_d7_exact_signed_ranks_with_ties():
    before = [5, 6, 7, 7, 8, 4, 9, 6, 7, 5, 8, 3]
    after = [6, 7, 7, 8, 8, 6, 9, 7, 7, 7, 8, 5]
    found = wilcoxon(tuple(zip(before, after, strict=True)))
    assert found == SignedRank(0.015625, 7, 7, exact=True)


def test_d8_mcnemar_exact():
    assert mcnemar(1, 7) == Crossing(0.0703125, 1, 7)
    assert mcnemar(3, 3) == Crossing(1.0, 3, 3)
    assert mcnemar(0, 0) == NotDefined(Reason.NOBODY_CROSSED)
    with pytest.raises(ValueError, match="fewer than none"):
        mcnemar(-1, 2)


@given(st.lists(st.integers(-4, 4).filter(bool), min_size=1, max_size=9))
def test_signed_ranks_against_every_choice_of_signs(moves):
    p, exact = p_of_signs(moves)
    assert exact
    assert p == pytest.approx(float(twins.signed_rank(moves)))


@given(FEW, FEW)
def test_rank_sums_against_every_choice_of_people(one, other):
    p, exact = p_of_groups(one, other)
    assert exact
    assert p == pytest.approx(float(twins.rank_sum(one, other)))


def test_many_people_go_by_the_normal_distribution():
    moves = [1, 2, 3, -1, -2] * 50
    p, exact = p_of_signs(moves)
    assert not exact
    twin = scipy_wilcoxon(moves, correction=True, method="asymptotic").pvalue
    assert p == pytest.approx(twin)
    one, other = [5, 6, 7, 8] * 30, [5, 5, 6, 7] * 35
    p, exact = p_of_groups(one, other)
    assert not exact
    assert p == pytest.approx(mannwhitneyu(one, other, method="asymptotic").pvalue)
    assert p_of_groups([5] * 150, [5] * 100) == (1.0, False)


def test_exact_and_normal_meet_where_both_are_good():
    moves = [1, 2, 3, -1, -2, -3, 1, -2] * 20
    exact_p, exact = p_of_signs(moves)
    assert exact
    assert exact_p == pytest.approx(
        scipy_wilcoxon(moves, correction=True, method="asymptotic").pvalue, rel=0.05
    )
    one, other = [5, 6, 7, 8] * 7, [5, 5, 6, 8, 8] * 6
    assert p_of_groups(one, other)[0] == pytest.approx(
        mannwhitneyu(one, other, method="asymptotic").pvalue, rel=0.05
    )


def test_stability_is_of_the_same_people():
    first = ratings({"A": [(1, 5), (2, 8), (3, 7), (4, None), (5, 9), (8, 6)]})
    second = ratings({"A": [(1, 7), (2, 8), (3, 8), (4, 6), (5, None), (7, 9), (8, 7)]})
    found = stability(first, second)
    assert (found.people, found.same, found.only_first, found.only_second) == (4, 1, 1, 2)
    assert found.wilcoxon == SignedRank(0.25, 3, 3, exact=True)
    assert found.mcnemar == Crossing(0.5, 2, 0)
    assert isinstance(found.kappa, Kappa)
    # 5, 8, 7, 6 met 7, 8, 8, 7: squares of 2, 0, 1, 1 are 6; all against all, 40 in 4 rows
    assert found.kappa.value == pytest.approx(1 - 6 / (40 / 4))
    assert found.kappa.low is not None
    assert found.kappa.high is not None
    assert found.variation.change < 0
    drawn = stability(first, second, Bootstrap(seed=1, resamples=200)).kappa
    assert drawn.value == found.kappa.value


def test_two_rounds_on_two_scales_are_not_compared():
    with pytest.raises(ValueError, match="different scales"):
        stability(one_group([5]), one_group([5], scale(1, 6)))


def test_stability_says_what_it_cannot():
    nobody = stability(ratings({"A": [(1, 5)]}), ratings({"A": [(2, 5)]}))
    for figure in (nobody.wilcoxon, nobody.mcnemar, nobody.kappa, nobody.variation):
        assert figure == NotDefined(Reason.NOBODY)
    same = stability(one_group([5, 5]), one_group([5, 5]))
    assert same.wilcoxon == NotDefined(Reason.NOBODY_MOVED)
    assert same.mcnemar == NotDefined(Reason.NOBODY_CROSSED)
    assert same.kappa == NotDefined(Reason.ONE_CATEGORY)
    assert same.variation.change == 0
    kept = stability(one_group([5, 6]), one_group([5, 6]))
    assert kept.kappa == Kappa(1.0, None, None)
    assert variation(((5, 6),)) == NotDefined(Reason.ONE_PERSON)
    assert variation(((-1, 1), (1, 1))) == NotDefined(Reason.MEAN_OF_ZERO)


@given(st.lists(st.tuples(NINE_POINTS, NINE_POINTS), min_size=1, max_size=12))
def test_those_who_cross_are_counted_by_side(pairs):
    first = one_group([one for one, _ in pairs])
    second = one_group([other for _, other in pairs])
    came = sum(one < 7 <= other for one, other in pairs)
    left = sum(other < 7 <= one for one, other in pairs)
    found = stability(first, second)
    assert found.mcnemar == mcnemar(came, left)
    assert found.same == sum(one == other for one, other in pairs)


def test_who_stayed_round_by_round():
    rounds = [{"Families": [1, 2, 3], "Staff": [7]}, {"Families": [1, 2]}]
    found = staying([*rounds, {"Families": [1, 3], "New": [9]}])
    assert [(it.group, it.answered, it.stayed, it.left) for it in found] == [
        ("Families", (3, 2, 2), 1, 2),
        ("Staff", (1, 0, 0), 0, 1),
        ("New", (0, 0, 1), 0, 0),
        ("", (4, 2, 3), 1, 3),
    ]
    with pytest.raises(ValueError, match="no round"):
        staying([])


def test_leavers_beside_those_who_stayed():
    item = ratings(
        {"Families": [(1, 8), (2, 9), (3, 2), (4, 3)], "Staff": [(5, 8)], "Managers": [(6, 1)],
         "Nobody": []}, item="S1"
    )  # fmt: skip
    families, staff, managers, nobody, everyone = contrasts([item], stayed=[1, 2, 5])
    assert (families.stayed.median, families.left.median) == (8.5, 2.5)
    assert (families.stayed.high, families.left.high) == (100, 0)
    assert (families.stayed.mean, families.item, families.group) == (8.5, "S1", "Families")
    assert families.p == pytest.approx(1 / 3)
    assert staff.p == NotDefined(Reason.NOBODY_LEFT)
    assert staff.left.median is None
    assert managers.p == NotDefined(Reason.NOBODY_STAYED)
    assert nobody.p == NotDefined(Reason.NOT_RATED)
    assert (everyone.group, everyone.stayed.rated, everyone.left.rated) == ("", 3, 3)


def test_results_for_all_and_for_those_who_stayed():
    items = [one_group([9, 9, 9, 1]), one_group([9, 9, 9, 9])]
    one, other = without_leavers(Percentage(percent=80), items, stayed=[0, 1, 2])
    assert (one.everyone.result, one.stayed.result, one.changed) == (Result.NONE, Result.IN, True)
    assert not other.changed


ITEM = ratings(
    {"Families": [(1, 7), (2, 7), (3, 9), (4, 8), (5, None), (6, 5)], "Staff": [(7, 1), (8, None)]}
)


def test_feedback_by_arm():
    assert [it.group for it in feedback(ITEM, 1, "Families").groups] == ["Families", "Staff"]
    assert [it.group for it in feedback(ITEM, 1, "Families", "own group").groups] == ["Families"]
    assert [it.group for it in feedback(ITEM, 1, "Families", "everyone").groups] == [""]
    assert feedback(ITEM, 1, "Families", "own only").groups == ()
    with pytest.raises(ValueError, match="no arm 'all'"):
        feedback(ITEM, 1, "Families", "all")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="no group 'X'"):
        feedback(ITEM, 1, "X", "own group")
    with pytest.raises(ValueError, match="1 or more"):
        feedback(ITEM, 1, "Families", least=0)


def test_feedback_hides_small_groups():
    families, staff = feedback(ITEM, 1, "Families").groups
    assert not families.hidden
    assert families.words == (
        "Families, 5 people: 1 gave 5, 2 gave 7, 1 gave 8, 1 gave 9. The median is 7. "
        "1 could not score it."
    )
    assert staff.hidden
    assert (staff.rated, staff.unable, staff.points, staff.spread) == (None, None, None, None)
    assert staff.words == "Staff: not shown, because fewer than 5 people rated it."
    (everyone,) = feedback(ITEM, 1, "Families", "everyone").groups
    assert everyone.words.startswith("All groups together, 6 people: 1 gave 1, 1 gave 5, 2 gave 7")
    (lone,) = feedback(ITEM, 7, "Staff", "own group", least=1).groups
    assert lone.words == "Staff, 1 person: 1 gave 1. The median is 1. 1 could not score it."


def test_ones_own_last_answer():
    assert feedback(ITEM, 1, "Families").words == "You gave 7."
    assert feedback(ITEM, 5, "Families").words == "You said that you could not score this."
    late = feedback(ITEM, 99, "Families")
    assert (late.answered, late.own) == (False, None)
    assert late.words == "You did not rate this in the last round."


@settings(max_examples=40)
@given(twins.PANELS, st.integers(1, 8))
def test_no_shown_group_is_smaller_than_the_least(said, least):
    it = panel(said)
    for arm in ("each group", "everyone"):
        for shown in feedback(it, 0, "", arm, least).groups:
            assert shown.hidden or (shown.rated >= least and sum(shown.points) == shown.rated)
    assume(it.all.rated >= least)
    (everyone,) = feedback(it, 0, "", "everyone", least).groups
    assert everyone.spread.median == twins.middle(it.all.values)
    assert isinstance(everyone.spread.iqr, Fraction)
