"""A test of "recall is still below the target", from the order in which records were found.

Callaghan and Müller-Hansen (2020), Systematic Reviews 9:273. Cut the order anywhere: what was read
since then is taken for a random draw, without replacement, from itself and all that is unread (an
urn). If recall were below the target, that urn would hold at least so many more relevant records,
and the hypergeometric distribution says how seldom the draw would have shown so few of them. The
p-value is the smallest over all urns.

What is promised, and when. For one urn fixed beforehand and looked at once, in an order within it
no worse than random, the test is exact: a true "below the target" is rejected with at most the
stated chance. Taking the smallest over all urns and looking again after every decision is covered
by no theorem; it holds in practice because ranked orders find relevant records earlier than chance
does. It fails where the last relevant records look unlike all others and are ranked to the very
end. Only a random audit (``audit``) needs no such assumption.

Two facts make it cheap. The smallest value is attained at an urn that starts right after a relevant
record, or at the first record: every irrelevant record added in front makes the draw longer and no
richer in findings, and so the test surer. And the number missed is the same for every urn, so that
each tail has few terms.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from uptake.methods.stopping.reading import Reading, alpha, fewest_missed

Numbers = NDArray[np.float64]
NEGLIGIBLE, SLACK = 1e-17, 1e-9


def recall_p(reading: Reading, target: float = 0.95, since: int | None = None) -> float:
    """p-value of "recall is below ``target``", the smallest over all urns.

    ``since``: the place from which records were read in random order; then only the urn that starts
    there is looked at, and the test is exact. 1 while nothing relevant has been found, or nothing
    has been read since; 0 when the records that would have to be missing are more than those
    unread. Raises ``ValueError`` unless 0 < target <= 1 and 0 <= since <= read.
    """
    missed = fewest_missed(reading.found, target)
    if since is None:
        return _p(reading, missed)
    if not 0 <= since <= reading.read:
        raise ValueError(f"Place {since} has not been read; {reading.read} records have.")
    if missed > reading.unread:
        return 0.0
    if not reading.found or since == reading.read:
        return 1.0
    inside = reading.found - int(np.searchsorted(reading.relevant, since))
    population, good = np.array([float(reading.total - since)]), np.array([float(inside + missed)])
    return _smallest_tail(population, good, float(reading.unread), float(missed))


def at_most_missed(reading: Reading, confidence: float = 0.95) -> int:
    """Upper limit, at ``confidence``, of the relevant records still unread.

    The test turned round: the largest number that it does not reject at 1 - ``confidence``.
    With nothing found it is everything unread. Under the assumption of the module's docstring.
    """
    level = alpha(confidence)
    if reading.unread == 0 or not reading.found:
        return reading.unread
    low, high = 0, 1
    while high <= reading.unread and _p(reading, high) > level:  # small numbers are tested fastest
        low, high = high, 2 * high
    high = min(high - 1, reading.unread)
    while low < high:
        middle = (low + high + 1) // 2
        if _p(reading, middle) > level:
            low = middle
        else:
            high = middle - 1
    return low


def recall_at_least(reading: Reading, confidence: float = 0.95) -> float:
    """Lower limit of recall, at ``confidence``: found / (found + ``at_most_missed``).

    0 with nothing found and records unread; 1 when all have been read.
    """
    missed = at_most_missed(reading, confidence)
    return reading.found / (reading.found + missed) if missed else 1.0


def _p(reading: Reading, missed: int) -> float:
    """Chance of the order as found if ``missed`` relevant records were unread."""
    unread = reading.unread
    if missed > unread:
        return 0.0
    if not reading.found:
        return 1.0
    starts = np.concatenate(([0], reading.relevant + 1)).astype(np.float64)
    inside = np.arange(reading.found, -1, -1, dtype=np.float64)
    urns = starts < reading.read
    population = reading.total - starts[urns]
    return _smallest_tail(population, inside[urns] + missed, float(unread), float(missed))


@np.errstate(divide="ignore", invalid="ignore")
def _smallest_tail(population: Numbers, good: Numbers, draws: float, least: float) -> float:
    """Smallest, over urns, of P(Y >= least) for Y hypergeometric(population, good, draws).

    Terms rise to the mode and fall after it, their ratios falling all the way; so a geometric
    series bounds what lies beyond a term. Urns whose bounds say that they are not the smallest are
    left out. Tails on the far side of the mode are summed; on the near side, their complements.
    """
    first = np.exp(_log_pmf(least, population, good, draws))
    ratio = _ratio(least, population, good, draws)
    back = 1 / _ratio(least - 1, population, good, draws)
    far = ratio < 1
    at_most = np.where(far, first / (1 - ratio), 1 - first * back)
    at_least = np.where(far, first, 1 - first * back / (1 - back))
    near = ~(at_least * (1 - SLACK) > at_most.min())
    population, good, first, far = population[near], good[near], first[near], far[near]
    tails = np.empty(len(first))
    tails[far] = _upper(population[far], good[far], draws, least, first[far])
    tails[~far] = 1 - _lower(population[~far], good[~far], draws, least, first[~far])
    return float(min(1.0, max(0.0, tails.min())))


def _upper(
    population: Numbers, good: Numbers, draws: float, start: float, first: Numbers
) -> Numbers:
    """P(Y >= start), terms falling."""
    total, term, at = first.copy(), first, start
    while bool((term > NEGLIGIBLE * total).any()):
        term = term * np.maximum(_ratio(at, population, good, draws), 0)
        total += term
        at += 1
    return total


def _lower(
    population: Numbers, good: Numbers, draws: float, start: float, first: Numbers
) -> Numbers:
    """P(Y < start), from the first term below ``start`` downwards."""
    total, term, at = np.zeros(len(first)), first, start - 1
    while at >= 0 and bool((term > NEGLIGIBLE * total).any()):
        term = term / _ratio(at, population, good, draws)
        term = np.where(np.isfinite(term), np.maximum(term, 0), 0)
        total += term
        at -= 1
    return total


def _ratio(at: float, population: Numbers, good: Numbers, draws: float) -> Numbers:
    """P(Y = at + 1) / P(Y = at)."""
    below = (at + 1) * (population - good - draws + at + 1)
    found: Numbers = (good - at) * (draws - at) / below
    return found


def _log_pmf(at: float, population: Numbers, good: Numbers, draws: float) -> Numbers:
    return (
        log_choose(good, at)
        + log_choose(population - good, draws - at)
        - log_choose(population, draws)
    )


def log_choose(n: Numbers | float, k: Numbers | float) -> Numbers:
    """Logarithm of the number of ways to choose ``k`` of ``n``; -inf when there are none."""
    found: Numbers = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    return found
