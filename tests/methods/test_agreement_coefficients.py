"""Coefficients against the slow twin, on data with holes; what is not defined is said."""

from __future__ import annotations

from itertools import pairwise as neighbours

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.methods import agreement_twins as slow
from uptake.methods import agreement
from uptake.methods.agreement import (
    Found,
    NotDefined,
    Reason,
    base,
    brennan_prediger,
    cohen,
    cohen_kappa,
    conger,
    counted,
    differing,
    fleiss,
    gwet,
    krippendorff,
    pairwise,
    percent,
    ratings,
    scott,
    table,
)

SCALE = [0, 1, 2, 5]
WEIGHTS = ["identity", "linear", "quadratic", "ordinal"]
KAPPAS = {"fleiss": fleiss, "conger": conger, "brennan_prediger": brennan_prediger, "gwet": gwet}


@st.composite
def judgements(draw, coders=(2, 4), values=(*SCALE, None)):
    units = draw(st.integers(1, 9))
    row = st.lists(st.sampled_from(values), min_size=units, max_size=units)
    return draw(st.lists(row, min_size=coders[0], max_size=coders[1]))


def shared(rows):
    """Values of units that two people judged."""
    return {it for unit in slow.judged(rows) if len(unit) > 1 for it in unit.values()}


@pytest.mark.parametrize("name", KAPPAS)
@given(rows=judgements(), kind=st.sampled_from(WEIGHTS))
def test_kappas_are_what_their_definition_says(name, rows, kind):
    figure = KAPPAS[name](ratings(rows, categories=SCALE), kind)
    if len(shared(rows)) < 2:
        assert isinstance(figure.found, NotDefined)
        assert figure.value is None
        return
    assert figure.value == pytest.approx(slow.kappa(name, rows, kind, SCALE))
    assert figure.found.observed == pytest.approx(slow.observed(rows, kind, SCALE))
    assert figure.found.expected == pytest.approx(slow.expected(name, rows, kind, SCALE))


@given(rows=judgements(), level=st.sampled_from(["nominal", "ordinal", "interval", "ratio"]))
def test_alpha_is_what_its_definition_says(rows, level):
    figure = krippendorff(ratings(rows, categories=SCALE), level)
    if len(shared(rows)) < 2:
        assert isinstance(figure.found, NotDefined)
        return
    assert figure.value == pytest.approx(slow.alpha(rows, level))
    assert figure.value == pytest.approx(1 - figure.found.observed / figure.found.expected)
    assert figure.name == f"alpha, {level}"


@given(rows=judgements())
def test_percent_is_the_mean_over_pairs(rows):
    figure = percent(ratings(rows, categories=SCALE), "linear")
    if not shared(rows):
        assert isinstance(figure.found, NotDefined)
        return
    assert figure.value == pytest.approx(slow.observed(rows, "linear", SCALE))
    assert figure.found.expected is None


@given(rows=judgements(coders=(2, 2)), kind=st.sampled_from(WEIGHTS))
def test_two_coders_are_compared_on_what_both_judged(rows, kind):
    both = [(a, b) for a, b in zip(*rows, strict=True) if a is not None and b is not None]
    complete = [list(it) for it in zip(*both, strict=True)]
    given_ = ratings(rows, categories=SCALE)
    if len(shared(rows)) < 2:
        assert isinstance(cohen_kappa(given_, kind).found, NotDefined)
        assert isinstance(scott(given_, kind).found, NotDefined)
        return
    assert cohen_kappa(given_, kind).value == pytest.approx(
        slow.kappa("conger", complete, kind, SCALE)
    )
    assert scott(given_, kind).value == pytest.approx(slow.kappa("fleiss", complete, kind, SCALE))
    ((one, other, figure),) = pairwise(given_, kind)
    assert (one, other, figure.value) == (0, 1, cohen_kappa(given_, kind).value)


@given(rows=judgements(coders=(2, 2)))
def test_kappa_is_that_of_screening(rows):
    assert cohen_kappa(ratings(rows)).value == pytest.approx(cohen(*rows).kappa)


@given(rows=judgements(), order=st.randoms(use_true_random=False))
def test_who_comes_first_does_not_matter(rows, order):
    assume(len(shared(rows)) > 1)
    before = [it.value for it in table(ratings(rows, categories=SCALE))]
    shuffled = [list(it) for it in rows]
    order.shuffle(shuffled)
    units = list(zip(*shuffled, strict=True))
    order.shuffle(units)
    again = table(ratings([list(it) for it in zip(*units, strict=True)], categories=SCALE))
    assert [it.value for it in again] == pytest.approx(before)


@given(rows=judgements(), times=st.lists(st.integers(1, 3), min_size=9, max_size=9))
def test_a_unit_that_stands_for_several_is_as_several(rows, times):
    times = times[: len(rows[0])]
    long = [[it for it, n in zip(row, times, strict=True) for _ in range(n)] for row in rows]
    short = ratings(rows, categories=SCALE, times=times)
    assert base(short) == base(ratings(long, categories=SCALE))
    for one, other in zip(table(short), table(ratings(long, categories=SCALE)), strict=True):
        assert one.value == pytest.approx(other.value)
        if isinstance(one.found, Found) and not isinstance(one.found.error, NotDefined):
            assert one.found.error == pytest.approx(other.found.error)


@given(rows=judgements(values=SCALE))
def test_counts_say_as_much_where_nobody_needs_to_be_known(rows):
    full = ratings(rows, categories=SCALE)
    counts = counted(full.counts.tolist(), SCALE)
    for one, other in zip(table(full), table(counts), strict=True):
        if one.name in ("cohen", "scott", "conger"):
            assert other.found == NotDefined(Reason.CODERS_UNKNOWN)
        else:
            assert other == one
    assert pairwise(counts) == ()


def test_one_category_is_not_perfect_agreement():
    given_ = ratings([["no"] * 4, ["no"] * 4], categories=["no", "yes"])
    share, *rest = table(given_)
    assert share.value == 1
    assert {it.found for it in rest} == {NotDefined(Reason.ONE_CATEGORY)}
    assert rest[0].found.words.startswith("Every unit that two people judged")
    assert rest[0].base.prevalence == (("no", 1.0), ("yes", 0.0))


def test_one_category_among_shared_units_is_not_enough():
    given_ = ratings([["no", "no", "yes"], ["no", "no", None]])
    assert {it.found for it in table(given_)[1:]} == {NotDefined(Reason.ONE_CATEGORY)}


def test_nothing_shared_and_nobody_there_are_said():
    apart = ratings([["a", None], [None, "b"]])
    assert {it.found for it in table(apart)} == {NotDefined(Reason.NOTHING_SHARED)}
    alone = ratings([["a", "b"], [None, None]])
    assert {it.found for it in table(alone)} == {NotDefined(Reason.ONE_CODER)}
    nobody = ratings([])
    assert {it.found for it in table(nobody)} == {NotDefined(Reason.ONE_CODER)}
    assert base(nobody).coverage == 0
    three = ratings([["a", "b"]] * 3)
    assert cohen_kappa(three).found == NotDefined(Reason.NOT_TWO_CODERS)
    assert len(pairwise(three)) == 3
    assert counted([], []).counts.shape == (0, 0)


def test_what_a_figure_rests_on_stands_beside_it():
    rests = base(ratings([["a", "b", None, "a"], ["a", None, None, "b"], [None, "b", "a", "b"]]))
    assert (rests.coders, rests.units, rests.compared, rests.coverage) == (3, 4, 3, 0.75)
    assert rests.judged == pytest.approx(8 / 12)
    assert dict(rests.prevalence) == pytest.approx({"a": 3 / 7, "b": 4 / 7})
    assert fleiss(ratings([["a", "b"], ["a", "a"]])).base.coders == 2


def test_units_that_people_judged_apart_can_be_listed():
    assert differing(ratings([[1, 2, None, 3], [1, 3, 2, None]])) == (1,)


def test_categories_are_ordered_when_they_are_numbers_or_given():
    assert ratings([[3, 1], [2, float("nan")]]).categories == (1, 2, 3)
    words = ratings([["often", "never"], ["never", "never"]])
    assert (words.categories, words.ordered, words.numbers) == (("often", "never"), False, None)
    steps = ratings([["often", "never"], ["never", "never"]], categories=["never", "often"])
    assert cohen_kappa(steps, "linear").value == cohen_kappa(words).value
    assert krippendorff(steps, "ordinal").value == krippendorff(words).value


def test_farther_apart_is_worse_with_weights():
    near, far = ([[1, 2, 3, 4] * 5, [1, 2, 3, last] * 5] for last in (3, 1))
    for kind in WEIGHTS[1:]:
        assert gwet(ratings(near), kind).value > gwet(ratings(far), kind).value
        assert gwet(ratings(near), kind).name == "AC2"
    for level in ("ordinal", "interval", "ratio"):
        values = [krippendorff(ratings(it), level).value for it in (near, far)]
        assert all(one > other for one, other in neighbours(values))


def test_a_category_nobody_used_counts_for_those_that_go_by_categories():
    rows = [["a", "b", "a"], ["a", "b", "b"]]
    two, three = ratings(rows), ratings(rows, categories=["a", "b", "c"])
    assert brennan_prediger(three).value > brennan_prediger(two).value
    assert gwet(three).value != gwet(two).value
    assert fleiss(three).value == pytest.approx(fleiss(two).value)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (lambda: ratings([["a"], ["a", "b"]]), "One coder has 1 units, another 2"),
        (lambda: ratings([["a"], ["c"]], categories=["a", "b"]), "Coder 2 gave unit 1 .*'c'"),
        (lambda: ratings([["a"]], categories=["a", "a"]), "given twice"),
        (lambda: ratings([["a"]], times=[0]), "whole numbers from 1"),
        (lambda: ratings([["a"]], groups=[1, 2]), "2 groups for 1 units"),
        (lambda: counted([[1]], ["a", "b"]), "Row 1 has 1 counts for 2"),
        (lambda: counted([[1, 0], [1, -1]], ["a", "b"]), "Row 2 has a count below 0"),
        (lambda: fleiss(ratings([["a"], ["b"]]), "linear"), "in their order"),
        (lambda: fleiss(ratings([[1], [2]]), "cubic"), "no weights 'cubic'"),
        (lambda: krippendorff(ratings([["a"], ["b"]]), "ordinal"), "in their order"),
        (lambda: krippendorff(ratings([["a"], ["b"]]), "interval"), "are numbers"),
        (lambda: krippendorff(ratings([[-1], [2]]), "ratio"), "true zero"),
        (lambda: krippendorff(ratings([[1], [2]]), "polar"), "no level 'polar'"),
        (lambda: krippendorff(ratings([list(range(51))] * 2), "ordinal"), "up to 50"),
    ],
)
def test_what_does_not_fit_is_refused(wrong, told):
    with pytest.raises(ValueError, match=told):
        wrong()


def test_arrays_do_as_well_as_lists():
    rows = np.array([[1.0, 2.0, np.nan], [1.0, 1.0, 2.0]])
    assert (
        krippendorff(ratings(rows)).value == krippendorff(ratings([[1, 2, None], [1, 1, 2]])).value
    )


def test_the_package_gives_what_it_names():
    assert all(hasattr(agreement, name) for name in agreement.__all__)
    assert sorted(agreement.__all__) == sorted(set(agreement.__all__))
