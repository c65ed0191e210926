"""The ranker's own solver: a linear support vector machine, exact, warm-started, in kernel form.

It minimises what LinearSVC does with the squared hinge (Fan et al. 2008),

    1/2 |w|^2 + C * sum_i u_i * max(0, 1 - y_i f_i)^2,   f_i = w . x_i,

each x with a constant 1 at its end, and u_i the weight of a record. With w = sum b_i x_i the
records with y_i f_i < 1 (the active set A) obey (K_AA + D) b_A = y_A, D = 1 / (2 C u), K the inner
products (Chapelle 2007). So a fit is a few linear systems, each solved by conjugate gradients with
a diagonal preconditioner, and A hardly changes from one decision to the next.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Vector = NDArray[np.float64]
Places = NDArray[np.intp]
Product = Callable[[Vector], Vector]

ROUGH = 1e-3
"""Residual, relative to the right-hand side, while the active set is looked for."""
FINE = 1e-6
"""Residual of the last solution, the one that scores are made of."""
ROUNDS = 50
STEPS = 400


class NotSolved(ArithmeticError):
    """The active set did not settle; never seen on finite data."""


class Kernel(Protocol):
    """Inner products of n records, the constant 1 included."""

    def diagonal(self) -> Vector:
        """Give the n squared lengths."""
        ...

    def among(self, places: Places) -> Product:
        """Give the product of the kernel among these records with a vector of their number."""
        ...

    def times(self, factors: Vector) -> Vector:
        """Give the product of the whole kernel with n factors."""
        ...


def slack(signs: Vector, cost: float, ratio: float) -> Vector:
    """Give D for n records with signs +1 and -1, both of which occur.

    All included together weigh ``ratio`` times all excluded together, and weights average 1 (the
    "balanced" weights of ASReview 2).
    """
    included = int((signs > 0).sum())
    excluded = len(signs) - included
    weights = np.where(signs > 0, 1.0, included / (ratio * excluded))
    weights *= len(signs) / weights.sum()
    return np.asarray(1 / (2 * cost * weights), dtype=np.float64)


def solve(kernel: Kernel, signs: Vector, spread: Vector, start: Vector) -> Vector:
    """Give the n factors b of the minimum; 0 outside of the active set.

    ``start`` only says where to look first. The factors given are computed afresh from the active
    set that was found, so that they don't depend on it. Raises ``NotSolved``.
    """
    factors, active = start, _active(kernel, signs, start)
    for _ in range(ROUNDS):
        factors = _fitted(kernel, signs, spread, active, factors, ROUGH)
        before, active = active, _active(kernel, signs, factors)
        if not np.array_equal(active, before):
            continue
        factors = _fitted(kernel, signs, spread, active, np.zeros_like(start), FINE)
        active = _active(kernel, signs, factors)
        if np.array_equal(active, before):
            return factors
    raise NotSolved("The ranker found no stable set of records to learn from.")


def _active(kernel: Kernel, signs: Vector, factors: Vector) -> Places:
    return np.flatnonzero(signs * kernel.times(factors) < 1)


def _fitted(
    kernel: Kernel, signs: Vector, spread: Vector, active: Places, start: Vector, limit: float
) -> Vector:
    """Factors that solve the active set's system; the others are 0."""
    factors = np.zeros_like(start)
    if len(active):
        product, extra = kernel.among(active), spread[active]
        factors[active] = conjugate(
            lambda at: product(at) + extra * at,
            1 / (kernel.diagonal()[active] + extra),
            signs[active],
            start[active],
            limit,
        )
    return factors


def conjugate(
    product: Product, scale: Vector, target: Vector, start: Vector, limit: float
) -> Vector:
    """Solve product(x) = target by preconditioned conjugate gradients (Hestenes, Stiefel 1952)."""
    at = start.copy()
    rest = target - product(at)
    near = scale * rest
    way, size = near, float(rest @ near)
    enough = limit * float(np.sqrt(target @ target))
    for _ in range(STEPS):
        if np.sqrt(rest @ rest) <= enough:
            break
        along = product(way)
        step = size / float(way @ along)
        at += step * way
        rest = rest - step * along
        near = scale * rest
        size, last = float(rest @ near), size
        way = near + (size / last) * way
    return at
