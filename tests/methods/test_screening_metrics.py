"""Figures of an order against plain countings, and simulations that end as they must."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.methods.test_screening_ranker import LABELS, TEXTS
from uptake.methods.screening import Settings, prior
from uptake.methods.screening.metrics import NotDefined, metrics, read_for, recall_after
from uptake.methods.screening.simulate import known_at_first, simulate

ORDERS = st.lists(st.sampled_from((0, 1)), min_size=2, max_size=60).filter(
    lambda found: 0 < sum(found) < len(found)
)


@given(ORDERS)
def test_loss_is_the_share_of_pairs_in_the_wrong_order(found):
    wrong = sum(
        1
        for place, one in enumerate(found)
        if one == 0
        for later in found[place + 1 :]
        if later == 1
    )
    told = metrics(found)
    assert told.loss == pytest.approx(wrong / (sum(found) * (len(found) - sum(found))))
    assert told.relevant == sum(found)
    assert told.records == len(found)


@given(ORDERS, st.integers(1, 100))
def test_records_read_by_counting(found, percent):
    wanted = -(-percent * sum(found) // 100)
    read = seen = 0
    while seen < wanted:
        seen += found[read]
        read += 1
    assert read_for(found, percent / 100) == read
    assert recall_after(found, read) * sum(found) == pytest.approx(seen)


def test_figures_worked_by_hand():
    told = metrics([1, 0, 1, 0, 0, 0, 0, 0, 0, 1])
    assert told.read95 == told.read100 == 10
    assert told.wss95 == pytest.approx(-0.05)
    assert told.recall10 == pytest.approx(1 / 3)
    assert told.atd == pytest.approx(14 / 3)
    assert told.atd_share == pytest.approx(14 / 30)
    assert told.loss == pytest.approx(8 / 21)
    assert metrics([1, 1, 0, 0]).loss == 0
    assert metrics([0, 0, 1, 1]).loss == 1


@pytest.mark.parametrize("found", [[], [0, 0], [1, 1]])
def test_figures_of_nothing_to_find_are_not_defined(found):
    with pytest.raises(NotDefined):
        metrics(found)


def test_recall_of_nothing_is_not_defined():
    with pytest.raises(NotDefined):
        recall_after([0, 0], 1)
    with pytest.raises(NotDefined):
        recall_after([], 1)
    with pytest.raises(NotDefined):
        read_for([0], 0.5)


def test_a_replay_reads_everything_once_and_finds_early():
    known = known_at_first(LABELS, 7)
    assert LABELS[known].tolist() == [1, 0]
    told = []
    run = simulate(TEXTS, LABELS, known, 7, tell=lambda done, total: told.append((done, total)))
    assert sorted([*run.order, *run.known]) == list(range(60))
    assert LABELS[list(run.order)].tolist() == list(run.found)
    assert run.metrics().loss < 0.1
    assert told[0] == (3, 60)
    assert run == simulate(TEXTS, LABELS, known, 7)
    assert run.fits == len(told)


def test_a_replay_in_random_order_finds_by_chance():
    known = known_at_first(LABELS, 1)
    losses = [
        simulate(TEXTS, LABELS, known, seed, kind="random").metrics().loss for seed in range(20)
    ]
    assert 0.4 < np.mean(losses) < 0.6


def test_a_replay_from_nothing_with_key_words():
    words = prior(TEXTS, ["digital anxiety", "app*"], ["mouse"])
    run = simulate(TEXTS, LABELS, [], 0, Settings(words_wear_off=2), growth=0, prior=words)
    assert run.known == ()
    assert run.found[0] == 1
    assert run.metrics().loss < 0.2


def test_a_replay_with_everything_found_at_first_still_reads_the_rest():
    known = np.flatnonzero(LABELS == 1).tolist()
    run = simulate(TEXTS, LABELS, known, 0)
    assert run.fits == 0
    assert not any(run.found)


def test_more_known_records_than_there_are_is_refused():
    with pytest.raises(ValueError, match="100 included records are wanted"):
        known_at_first(LABELS, 0, included=100)
    with pytest.raises(ValueError, match="100 excluded"):
        known_at_first(LABELS, 0, excluded=100)
    with pytest.raises(ValueError, match="60 records and 2 labels"):
        simulate(TEXTS, [1, 0], [], 0)
