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
SHORTEST = 1e-3
"""A step below which better and worse are rounding."""


class NotSolved(ArithmeticError):
    """The minimum was not reached; never seen on finite numbers."""


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

    ``start`` only says where to look first: the factors given are those of the active set alone,
    which is the one that they bring about. Raises ``NotSolved``.
    """
    factors, margins = start, kernel.times(start)
    limit = FINE if start.any() else ROUGH  # near the end the active set is seldom another one
    nothing = np.zeros_like(start)
    last = np.flatnonzero(signs * margins < 1)
    product = kernel.among(last)
    for turn in range(ROUNDS):
        active = np.flatnonzero(signs * margins < 1)
        first = factors if limit == ROUGH else nothing
        if not np.array_equal(active, last):
            product, last = kernel.among(active), active
        system = (product, 1 / (kernel.diagonal()[active] + spread[active]))
        found = _fitted(system, signs, spread, active, first, limit)
        reached = kernel.times(found)
        if np.array_equal(np.flatnonzero(signs * reached < 1), active):
            if limit == FINE:
                return found
            limit = FINE
        part = _step(signs, spread, (factors, margins), (found, reached))
        if part < 1 or turn > ROUNDS // 5:
            limit = FINE
        factors = factors + part * (found - factors)
        margins = margins + part * (reached - margins)
    return found  # a record within rounding of the border came and went; either way is the minimum


def _step(
    signs: Vector, spread: Vector, here: tuple[Vector, Vector], there: tuple[Vector, Vector]
) -> float:
    """How far to go from one place to another: all the way, or half as often as it gets worse.

    Without it the active set might go round in a circle (Keerthi and DeCoste 2005).
    """

    def value(part: float) -> float:
        factors, margins = (a + part * (b - a) for a, b in zip(here, there, strict=True))
        short = np.maximum(0, 1 - signs * margins)
        return float(factors @ margins / 2 + (short**2 / (2 * spread)).sum())

    now, part = value(0), 1.0
    while part > SHORTEST and value(part) > now:
        part /= 2
    return part


def _fitted(
    system: tuple[Product, Vector],
    signs: Vector,
    spread: Vector,
    active: Places,
    start: Vector,
    limit: float,
) -> Vector:
    """Factors that solve the active set's system; the others are 0."""
    product, scale = system
    factors, extra = np.zeros_like(start), spread[active]
    factors[active] = conjugate(
        lambda at: product(at) + extra * at, scale, signs[active], start[active], limit
    )
    return factors


def conjugate(
    product: Product, scale: Vector, target: Vector, start: Vector, limit: float
) -> Vector:
    """Solve product(x) = target by preconditioned conjugate gradients (Hestenes, Stiefel 1952).

    Raises ``NotSolved`` when the residual doesn't get below ``limit`` times the target's length.
    """
    at = start.copy()
    rest = target - product(at)
    near = scale * rest
    way, size = near, float(rest @ near)
    enough = limit * float(np.sqrt(target @ target))
    for _ in range(STEPS):
        if np.sqrt(rest @ rest) <= enough:
            return at
        along = product(way)
        step = size / float(way @ along)
        at += step * way
        rest = rest - step * along
        near = scale * rest
        size, last = float(rest @ near), size
        way = near + (size / last) * way
    raise NotSolved("The ranker's equations were not solved.")
