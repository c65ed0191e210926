"""The coefficients: percent, Cohen, Scott, Fleiss, Conger, Brennan-Prediger, Gwet, Krippendorff.

All take ``Ratings`` and give a ``Figure``: a value with its error and interval, or the reason why
there is none, with what it rests on. ``weights``: see ``scales.weights``; ``by``: which interval.
All raise ``ValueError`` for weights or a level that the categories do not allow, a confidence that
is not between 0 and 1, or fewer than 100 resamples.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace
from itertools import combinations
from typing import TypeVar

import numpy as np

from uptake.methods.agreement import formulas, scales, spread
from uptake.methods.agreement.formulas import Terms
from uptake.methods.agreement.ratings import MISSING, Numbers, Ratings, base, coders
from uptake.methods.agreement.results import (
    Bootstrap,
    Figure,
    Found,
    Linearised,
    NotDefined,
    Reason,
    Spread,
)
from uptake.methods.agreement.scales import Level, Weights

C = TypeVar("C", bound=Hashable)
PLAIN = Linearised()


def percent(given: Ratings[C], weights: Weights = "identity", by: Spread = PLAIN) -> Figure[C]:
    """Percent agreement, as a share: how often two coders of a unit agree, over units with two.

    It is defined, and 1, where everybody gave one category: it does not speak of chance.
    """
    agree = scales.weights(weights, given)
    found = _found(given, lambda it: formulas.percent(it, agree), by, chance=False)
    if isinstance(found, Found):
        found = replace(found, expected=None)
    return Figure("percent", found, base(given))


def cohen_kappa(given: Ratings[C], weights: Weights = "identity", by: Spread = PLAIN) -> Figure[C]:
    """Cohen's kappa (1960; weighted: 1968) of two coders, over the units that both judged."""
    return _of_two("cohen", given, by, lambda it: _by_coder(it, weights))


def scott(given: Ratings[C], weights: Weights = "identity", by: Spread = PLAIN) -> Figure[C]:
    """Scott's pi (1955) of two coders, over the units that both judged: one share for both."""
    return _of_two("scott", given, by, lambda it: _fleiss(it, weights))


def fleiss(given: Ratings[C], weights: Weights = "identity", by: Spread = PLAIN) -> Figure[C]:
    """Fleiss' kappa (1971) of two or more coders; missing judgements as in Gwet (2014)."""
    return Figure("fleiss", _found(given, lambda it: _fleiss(it, weights), by), base(given))


def conger(given: Ratings[C], weights: Weights = "identity", by: Spread = PLAIN) -> Figure[C]:
    """Conger's kappa (1980): Cohen's for two or more coders, each with shares of their own."""
    if given.codes is None:
        return Figure("conger", NotDefined(Reason.CODERS_UNKNOWN), base(given))
    return Figure("conger", _found(given, lambda it: _by_coder(it, weights), by), base(given))


def brennan_prediger(
    given: Ratings[C], weights: Weights = "identity", by: Spread = PLAIN
) -> Figure[C]:
    """Brennan and Prediger's coefficient (1981): by chance, every category is as likely.

    Depends on how many categories there are: name them all when making the ratings.
    """
    agree = scales.weights(weights, given)
    even = agree.mean() if agree.size else 0.0

    def expected(shares: Numbers) -> Numbers:
        return np.full(len(shares), even)

    found = _found(given, lambda it: formulas.by_counts(it, agree, expected), by)
    return Figure("brennan-prediger", found, base(given))


def gwet(given: Ratings[C], weights: Weights = "identity", by: Spread = PLAIN) -> Figure[C]:
    """Gwet's AC1 (2008), or AC2 with weights (2014), of two or more coders.

    Depends on how many categories there are: name them all when making the ratings.
    """
    agree, q = scales.weights(weights, given), len(given.categories)
    factor = agree.sum() / max(1, q * (q - 1))

    def expected(shares: Numbers) -> Numbers:
        return np.asarray(factor * (shares * (1 - shares)).sum(axis=1))

    found = _found(given, lambda it: formulas.by_counts(it, agree, expected), by)
    return Figure("AC1" if weights == "identity" else "AC2", found, base(given))


def krippendorff(
    given: Ratings[C],
    level: Level = "nominal",
    by: Spread = PLAIN,
    *,
    weights: Weights | None = None,
) -> Figure[C]:
    """Krippendorff's alpha (2011) at one of four levels, any number of coders, missing allowed.

    ``weights`` takes the place of the level: differences are 1 - weights (Gwet 2014).
    """
    apart = scales.differences(level, given)
    if weights:
        apart = 1 - scales.weights(weights, given)
    found = _found(given, lambda it: formulas.alpha(it, apart), by)
    return Figure(f"alpha, {weights or level}", found, base(given))


def pairwise(
    given: Ratings[C], weights: Weights = "identity", by: Spread = PLAIN
) -> tuple[tuple[int, int, Figure[C]], ...]:
    """Cohen's kappa of every two coders, by their places; empty when who judged is unknown."""
    if given.codes is None:
        return ()
    return tuple(
        (one, other, cohen_kappa(_part(given, given.codes[[one, other]]), weights, by))
        for one, other in combinations(range(len(given.codes)), 2)
    )


def table(
    given: Ratings[C], level: Level = "nominal", weights: Weights = "identity", by: Spread = PLAIN
) -> tuple[Figure[C], ...]:
    """Every coefficient, in the order of this page's headline."""
    kappas = (percent, cohen_kappa, scott, fleiss, conger, brennan_prediger, gwet)
    return (*(it(given, weights, by) for it in kappas), krippendorff(given, level, by))


def _found(
    given: Ratings[C], terms_of: Callable[[Ratings[C]], Terms], by: Spread, *, chance: bool = True
) -> Found | NotDefined:
    spread.checked(by)
    missing = _why_not(given, chance)
    return missing or told(terms_of(given), by)


def told(terms: Terms, by: Spread) -> Found:
    """Work out a coefficient that is defined, its error and its interval."""
    parts = terms.formula((terms.times @ terms.each)[None, :])
    value = float(parts.value[0])
    error = spread.error(terms, value)
    if isinstance(by, Bootstrap):
        interval = spread.resampled(terms, value, by)
    else:
        interval = spread.linearised(value, error, int(terms.times.sum()), by)
    return Found(value, float(parts.observed[0]), float(parts.expected[0]), error, interval)


def _why_not(given: Ratings[C], chance: bool) -> NotDefined | None:
    people = given.counts.sum(axis=1)
    paired = given.counts[people >= 2]
    if coders(given) < 2:
        return NotDefined(Reason.ONE_CODER)
    if not len(paired):
        return NotDefined(Reason.NOTHING_SHARED)
    if chance and (paired.sum(axis=0) > 0).sum() < 2:
        return NotDefined(Reason.ONE_CATEGORY)
    return None


def _of_two(
    name: str, given: Ratings[C], by: Spread, terms_of: Callable[[Ratings[C]], Terms]
) -> Figure[C]:
    if given.codes is None:
        return Figure(name, NotDefined(Reason.CODERS_UNKNOWN), base(given))
    if len(given.codes) != 2:
        few = Reason.ONE_CODER if len(given.codes) < 2 else Reason.NOT_TWO_CODERS
        return Figure(name, NotDefined(few), base(given))
    both = (given.codes != MISSING).all(axis=0)
    shared = _part(given, np.where(both, given.codes, MISSING))
    return Figure(name, _found(shared, terms_of, by), base(given))


def _part(given: Ratings[C], codes: Numbers) -> Ratings[C]:
    """The same units with these judgements alone (coders x units)."""
    places = np.arange(len(given.categories))
    counts = (codes[:, :, None] == places).sum(axis=0)
    return replace(given, codes=codes, counts=counts)


def _by_coder(given: Ratings[C], weights: Weights) -> Terms:
    return formulas.by_coder(given, scales.weights(weights, given))


def _fleiss(given: Ratings[C], weights: Weights) -> Terms:
    agree = scales.weights(weights, given)

    def expected(shares: Numbers) -> Numbers:
        return np.asarray(np.einsum("bq,qk,bk->b", shares, agree, shares))

    return formulas.by_counts(given, agree, expected)
