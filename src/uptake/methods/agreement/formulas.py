"""Coefficients as formulas over totals of what each unit contributes.

Every coefficient here is a function of sums over units. That makes the two intervals cheap:
drawing units anew only changes how often each kind of unit enters the sums, and the slope of the
formula along one unit's contribution is that unit's influence.

A formula takes totals (B x d, one row for each of B data sets; complex when its slope is wanted)
and gives ``Parts``, each of length B. It may be asked for data on which it is not defined; what it
gives there is meaningless but finite, and ``defined`` says so.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy as np

from uptake.methods.agreement.ratings import MISSING, Numbers, Ratings

C = TypeVar("C", bound=Hashable)


class Parts(NamedTuple):
    """Observed, expected and value of B data sets, and whether each is defined."""

    observed: Numbers
    expected: Numbers
    value: Numbers
    defined: Numbers


Formula = Callable[[Numbers], Parts]


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """What units contribute.

    ``each`` (P x d): the contribution of each kind of unit. ``times`` (P): how many units are of
    that kind. ``formula``: the coefficient. ``slope``: the formula whose slopes give the standard
    error, where published errors leave a small-sample factor out.
    """

    each: Numbers
    times: Numbers
    formula: Formula
    slope: Formula


def by_counts(given: Ratings[C], agree: Numbers, expected: Callable[[Numbers], Numbers]) -> Terms:
    """Fleiss' family: the coders of a unit are exchangeable.

    ``agree``: q x q weights. ``expected``: from shares of categories (B x q) to expected agreement.
    A unit judged once counts for the shares only (Gwet 2014).
    """
    people = given.counts.sum(axis=1)
    paired = people >= 2
    shares = given.counts / np.maximum(people, 1)[:, None]
    columns = [people > 0, paired, _agreeing(given.counts, agree), shares,
               given.counts * paired[:, None]]  # fmt: skip
    each, times = gathered(given, np.column_stack(columns), given.counts, people > 0)
    q = len(given.categories)

    def formula(totals: Numbers) -> Parts:
        units, compared, agreed = totals[:, 0], totals[:, 1], totals[:, 2]
        defined = _two_categories(totals[:, 3 + q :])
        chance = expected(totals[:, 3 : 3 + q] / safe(units)[:, None])
        return _corrected(agreed, compared, chance, defined)

    return Terms(each, times, formula, formula)


def percent(given: Ratings[C], agree: Numbers) -> Terms:
    """Mean agreement of the pairs of coders that a unit has, over units with a pair."""
    people = given.counts.sum(axis=1)
    paired = people >= 2
    stats = np.column_stack([paired, _agreeing(given.counts, agree)])
    each, times = gathered(given, stats, given.counts, paired)

    def formula(totals: Numbers) -> Parts:
        share = totals[:, 1] / safe(totals[:, 0])
        return Parts(share, np.zeros(len(share)), share, totals[:, 0].real > 0)

    return Terms(each, times, formula, formula)


def by_coder(given: Ratings[C], agree: Numbers) -> Terms:
    """Conger's kappa: every coder has shares of their own; for two complete coders, Cohen's.

    Needs ``given.codes``. Missing judgements as in Gwet (2014): a coder's shares are those of the
    units that they judged.
    """
    codes, q = given.codes, len(given.categories)
    assert codes is not None  # noqa: S101 - the caller answers for it
    r = len(codes)
    people = given.counts.sum(axis=1)
    paired = people >= 2
    chosen = (codes[:, None, :] == np.arange(q)[:, None]).reshape(r * q, -1).T
    columns = [paired, _agreeing(given.counts, agree), given.counts * paired[:, None],
               (codes != MISSING).T, chosen]  # fmt: skip
    each, times = gathered(given, np.column_stack(columns), codes.T, people > 0)

    def formula(totals: Numbers) -> Parts:
        compared, agreed = totals[:, 0], totals[:, 1]
        made = totals[:, 2 + q : 2 + q + r]
        defined = _two_categories(totals[:, 2 : 2 + q]) & (made.real > 0).all(axis=1)
        shares = totals[:, 2 + q + r :].reshape(-1, r, q) / safe(made)[:, :, None]
        whole = shares.sum(axis=1)
        own = np.einsum("brq,qk,brk->b", shares, agree, shares, optimize=True)
        chance = (np.einsum("bq,qk,bk->b", whole, agree, whole) - own) / (r * (r - 1))
        return _corrected(agreed, compared, chance, defined)

    return Terms(each, times, formula, formula)


def alpha(given: Ratings[C], apart: Numbers | None) -> Terms:
    """Krippendorff's alpha (2011); ``apart``: q x q differences, None for ordinal level.

    Units judged once are left out. The error is that of alpha without its factor for small
    samples (Gwet 2014).
    """
    people, q = given.counts.sum(axis=1), len(given.categories)
    paired = people >= 2
    others = np.maximum(people - 1, 1)[:, None]
    upper = np.triu_indices(q if apart is None else 0, 1)
    if apart is None:  # ranks change with the data, so that every pair of categories is kept
        pairs = 2 * given.counts[:, upper[0]] * given.counts[:, upper[1]] / others
    else:
        pairs = (given.counts * (given.counts @ apart)).sum(axis=1)[:, None] / others
    stats = np.column_stack([given.counts, pairs])
    each, times = gathered(given, stats, given.counts, paired)

    def formula(totals: Numbers, small: bool = True) -> Parts:
        margins, seen = totals[:, :q], totals[:, q:]
        whole = margins.sum(axis=1)
        if apart is None:
            ranks = np.cumsum(margins, axis=1) - margins / 2
            between = (ranks[:, upper[0]] - ranks[:, upper[1]]) ** 2
            chance = 2 * margins[:, upper[0]] * margins[:, upper[1]] * between
            seen = seen * between
        else:
            chance = margins * (margins @ apart)
        observed = seen.sum(axis=1) / safe(whole)
        expected = chance.sum(axis=1) / safe(whole * (whole - 1 if small else whole))
        defined = _two_categories(margins)
        return Parts(observed, expected, 1 - observed / safe(expected), defined)

    return Terms(each, times, formula, lambda totals: formula(totals, small=False))


def gathered(
    given: Ratings[C], stats: Numbers, key: Numbers, kept: Numbers
) -> tuple[Numbers, Numbers]:
    """Join units that contribute the same: contributions of each kind, and how many there are.

    ``stats`` (n x d): contributions. ``key`` (n x anything): equal for units that contribute the
    same. ``kept`` (n): which units count at all, one or more. The sums of a group become one unit,
    and groups with the same sums one kind of them.
    """
    stats, key, times = stats[kept].astype(float), key[kept], given.times[kept]
    if given.groups is not None:
        _, places = np.unique(given.groups[kept], return_inverse=True)
        sums = np.zeros((places.max(initial=-1) + 1, stats.shape[1]))
        np.add.at(sums, places, stats * times[:, None])
        return np.unique(sums, axis=0, return_counts=True)
    _, first, places = np.unique(key, axis=0, return_index=True, return_inverse=True)
    return stats[first], np.bincount(places.reshape(-1), weights=times).astype(int)


def _agreeing(counts: Numbers, agree: Numbers) -> Numbers:
    """For each unit, the mean weight over its ordered pairs of coders; 0 for a unit without."""
    people = counts.sum(axis=1)
    own = (counts * (counts @ agree - 1)).sum(axis=1)
    return np.asarray(np.where(people >= 2, own / np.maximum(people * (people - 1), 1), 0.0))


def _corrected(agreed: Numbers, compared: Numbers, chance: Numbers, defined: Numbers) -> Parts:
    # Only the real part below the line: how many units are compared is taken as given when the
    # slope is wanted, as in the published errors (Gwet 2014, chapter 5).
    beneath = safe(compared.real)
    gain = (agreed - chance * compared) / beneath
    return Parts(agreed / beneath, chance, gain / safe(1 - chance), defined)


def _two_categories(margins: Numbers) -> Numbers:
    return np.asarray((margins.real > 0).sum(axis=1) > 1)


def safe(beneath: Numbers) -> Numbers:
    """Keep a division quiet where the answer is not defined and will not be used."""
    return np.where(beneath.real == 0, 1, beneath)
