"""The solver against slow ways to the same minimum."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.optimize
from hypothesis import given, settings
from hypothesis import strategies as st

from uptake.methods.screening import features, solver
from uptake.methods.screening.kernels import Gram, VectorRows, WordRows
from uptake.methods.screening.solver import NotSolved, conjugate, slack, solve

COST, RATIO = 0.11, 9.8


class Plain:
    """A kernel of dense rows with the constant."""

    def __init__(self, rows):
        self.rows = np.hstack([rows, np.ones((len(rows), 1))])

    def diagonal(self):
        return (self.rows**2).sum(1)

    def among(self, places):
        some = self.rows[places]
        return lambda vector: some @ (some.T @ vector)

    def times(self, factors):
        return self.rows @ (self.rows.T @ factors)


def objective(rows, signs, spread, w):
    """What is minimised, with C u = 1 / (2 D), and its slope."""
    short = np.maximum(0, 1 - signs * (rows @ w))
    value = w @ w / 2 + (short**2 / (2 * spread)).sum()
    return value, w - rows.T @ (signs * short / spread)


def a_case(seed, count=30, wide=8):
    rng = np.random.default_rng(seed)
    rows = rng.standard_normal((count, wide))
    signs = np.where(rng.random(count) < 0.3, 1.0, -1.0)
    signs[:2] = 1, -1
    return rows, signs


@given(st.integers(0, 500), st.sampled_from((0.01, 0.11, 5.0)), st.sampled_from((1.0, 9.8)))
@settings(max_examples=60, deadline=None)
def test_the_same_minimum_as_a_general_minimiser(seed, cost, ratio):
    rows, signs = a_case(seed)
    kernel, spread = Plain(rows), slack(signs, cost, ratio)
    factors = solve(kernel, signs, spread, np.zeros(len(signs)))
    w = kernel.rows.T @ factors
    best = scipy.optimize.minimize(
        lambda at: objective(kernel.rows, signs, spread, at),
        np.zeros(9), jac=True, method="L-BFGS-B", options={"gtol": 1e-9, "ftol": 1e-15},
    )  # fmt: skip
    ours, slope = objective(kernel.rows, signs, spread, w)
    assert ours <= best.fun * (1 + 1e-7)
    assert np.abs(slope).max() < 1e-3 * max(1, np.abs(w).max())
    assert np.allclose(w, best.x, atol=1e-3)


@given(st.integers(0, 100))
@settings(max_examples=25, deadline=None)
def test_where_it_starts_leaves_no_trace(seed):
    rows, signs = a_case(seed)
    kernel, spread = Plain(rows), slack(signs, COST, RATIO)
    cold = solve(kernel, signs, spread, np.zeros(len(signs)))
    warm = solve(kernel, signs, spread, np.random.default_rng(seed).standard_normal(len(signs)))
    assert (cold == warm).all()


def test_the_same_as_scikit_learn_on_texts():
    svm = pytest.importorskip("sklearn.svm", reason="scikit-learn is not installed")
    rng = np.random.default_rng(3)
    titles = [" ".join(rng.choice(list("abcdefghijklmnop"), 9)).replace(" ", "x ")
              for _ in range(80)]  # fmt: skip
    texts = features(titles, [""] * 80)
    signs = np.where(rng.random(40) < 0.3, 1.0, -1.0)
    signs[:2] = 1, -1
    gram = Gram(WordRows(texts))
    gram.add(np.arange(40))
    spread = slack(signs, COST, RATIO)
    factors = solve(gram, signs, spread, np.zeros(40))
    # Pairs that one record alone has are left out of the matrix: given a column each, to the peer.
    own = np.sqrt(np.diag(texts.own))
    dense = np.hstack([texts.matrix.toarray(), own])
    peer = svm.LinearSVC(C=COST, loss="squared_hinge", tol=1e-10, max_iter=100_000)
    peer.fit(dense[:40], signs, sample_weight=1 / (2 * COST * spread))
    theirs = peer.decision_function(dense)
    assert np.allclose(gram.margins(factors), theirs, atol=2e-4)


@pytest.mark.parametrize("batches", [(1, 1, 2), (3, 5, 40), (17, 33), (60,)])
def test_the_kernel_holds_the_products_of_the_records_however_many_come_at_once(batches):
    """Against a dense product of all terms, and bit by bit against one record at a time."""
    rng = np.random.default_rng(4)
    texts = features([" ".join(f"w{it}" for it in rng.zipf(1.4, 30)) for _ in range(70)], [""] * 70)
    some = rng.permutation(70)[: sum(batches)]
    gram, slowly, at = Gram(WordRows(texts)), Gram(WordRows(texts)), 0
    for size in batches:
        gram.add(some[at : at + size])
        at += size
    for one in some:
        slowly.add(np.array([one]))
    assert gram.records.tolist() == slowly.records.tolist() == sorted(some.tolist())
    dense = texts.matrix[gram.records].toarray().astype(float)
    wanted = dense @ dense.T + 1 + np.diag(texts.own[gram.records])
    everyone = np.arange(len(some))
    for unit in np.eye(len(some)):
        found = gram.among(everyone)(unit)
        assert np.allclose(found, unit @ wanted, atol=1e-5)
        assert np.array_equal(found, slowly.among(everyone)(unit))


def test_weights_are_one_on_average_and_in_the_ratio_asked_for():
    signs = np.array([1.0, 1, -1, -1, -1, -1, -1])
    weights = 1 / (2 * COST * slack(signs, COST, RATIO))
    assert weights.mean() == pytest.approx(1)
    assert weights[:2].sum() / weights[2:].sum() == pytest.approx(RATIO)


def test_conjugate_gradients_end_at_the_start_when_it_is_the_answer():
    kept = conjugate(lambda at: 2 * at, np.full(3, 0.5), np.full(3, 4.0), np.full(3, 2.0), 1e-9)
    assert (kept == 2).all()


def test_a_rough_look_that_was_wrong_is_looked_at_again(monkeypatch):
    for seed in range(20):
        rows, signs = a_case(seed)
        spread, nothing = slack(signs, 5.0, RATIO), np.zeros(len(signs))
        exact = solve(Plain(rows), signs, spread, nothing)
        with monkeypatch.context() as rough:
            rough.setattr(solver, "ROUGH", 0.3)
            assert (solve(Plain(rows), signs, spread, nothing) == exact).all()


@given(st.integers(0, 300))
@settings(max_examples=60, deadline=None)
def test_however_stiff_it_ends_at_the_minimum(seed):
    """A large C makes the active set jump; shorter steps keep it from going round."""
    rows, signs = a_case(seed, count=60, wide=4)
    kernel, spread = Plain(rows), slack(signs, 1000.0, 1.0)
    w = kernel.rows.T @ solve(kernel, signs, spread, 100 * signs)
    ours, _ = objective(kernel.rows, signs, spread, w)
    for nudge in np.eye(5) * 1e-3:
        assert objective(kernel.rows, signs, spread, w + nudge)[0] >= ours - 1e-6 * abs(ours)
        assert objective(kernel.rows, signs, spread, w - nudge)[0] >= ours - 1e-6 * abs(ours)


def test_a_step_that_makes_it_worse_is_halved():
    signs, spread = np.ones(1), np.ones(1)
    here, there = (np.ones(1), np.ones(1)), (np.full(1, 9.0), np.full(1, 9.0))
    assert solver._step(signs, spread, here, there) <= solver.SHORTEST
    beyond = (np.full(1, -2.0), np.full(1, -2.0))
    assert solver._step(signs, spread, beyond, (np.full(1, 5.0), np.full(1, 5.0))) == 0.5


def test_when_rounds_run_out_the_last_one_is_given(monkeypatch):
    rows, signs = a_case(1)
    kernel, spread = Plain(rows), slack(signs, COST, RATIO)
    monkeypatch.setattr(solver, "ROUNDS", 2)
    w = kernel.rows.T @ solve(kernel, signs, spread, np.zeros(len(signs)))
    at_first, _ = objective(kernel.rows, signs, spread, np.zeros(9))
    assert objective(kernel.rows, signs, spread, w)[0] < at_first


def test_equations_that_are_not_solved_are_told(monkeypatch):
    monkeypatch.setattr(solver, "STEPS", 1)
    with pytest.raises(NotSolved):
        conjugate(lambda at: np.array([1.0, 9.0]) * at, np.ones(2), np.ones(2), np.zeros(2), 1e-9)


def test_a_direction_of_sentence_vectors_is_said_in_their_own_columns():
    vectors = np.random.default_rng(3).standard_normal((7, 4)).astype(np.float32)
    rows, some = VectorRows(vectors), np.array([0, 2, 5])
    factors = np.array([0.5, -1.0, 2.0], np.float32)
    direction = rows.named(rows.combined(some, factors))
    wanted = sum(factor * vectors[at] for factor, at in zip(factors, some, strict=True))
    assert np.allclose(direction, wanted, atol=1e-6)
    assert np.allclose(rows.along(direction), vectors @ wanted, atol=1e-5)
