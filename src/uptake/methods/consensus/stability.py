"""Did ratings settle? Two rounds compared on the same people."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb
from statistics import mean, stdev

from uptake.methods.agreement import Bootstrap, Found, Interval, cohen_kappa
from uptake.methods.agreement import ratings as judgements
from uptake.methods.consensus.figures import NotDefined, Reason
from uptake.methods.consensus.ranks import p_of_signs
from uptake.methods.consensus.ratings import Ratings, Scale

Pairs = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class SignedRank:
    """Wilcoxon's signed-rank test. ``moved``: who changed; ``up``: how many of them upwards.

    ``exact``: every choice of signs was counted; else the normal distribution was used.
    """

    p: float
    moved: int
    up: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Crossing:
    """McNemar's exact test of who came to the upper region (``came``) and who ``left`` it."""

    p: float
    came: int
    left: int


@dataclass(frozen=True, slots=True)
class Kappa:
    """Quadratically weighted kappa of the two rounds, with its interval where there is one."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Variation:
    """The coefficient of variation in either round; ``change`` is the second less the first."""

    first: float
    second: float

    @property
    def change(self) -> float:
        """Below 0: ratings moved together."""
        return self.second - self.first


@dataclass(frozen=True, slots=True)
class Stability:
    """One item in two rounds, of those who rated it in both.

    ``people``: how many. ``same``: who gave the same rating. ``only_first``, ``only_second``: who
    rated it in one of the rounds only, and is left out.
    """

    people: int
    same: int
    only_first: int
    only_second: int
    wilcoxon: SignedRank | NotDefined
    mcnemar: Crossing | NotDefined
    kappa: Kappa | NotDefined
    variation: Variation | NotDefined


def stability(first: Ratings, second: Ratings, by: Bootstrap | None = None) -> Stability:
    """Compare two rounds of an item on the people who rated it in both.

    Signed ranks (Wilcoxon 1945) and McNemar's exact test (1947) ask whether ratings moved one way;
    weighted kappa (Cohen 1968) how far each person kept to theirs; the change of the coefficient of
    variation (Dajani and others 1979) whether they drew together. None of them shows consensus.
    ``by``: how to make kappa's interval. Raises ``ValueError`` when the scales differ.
    """
    if first.scale != second.scale:
        raise ValueError("The rounds were rated on different scales; they can't be compared.")
    before = {who: value for who, value in first.people.items() if value is not None}
    after = {who: value for who, value in second.people.items() if value is not None}
    both = [who for who in before if who in after]
    pairs = tuple((before[who], after[who]) for who in both)
    return Stability(
        len(pairs),
        sum(one == other for one, other in pairs),
        len(before) - len(pairs),
        len(after) - len(pairs),
        wilcoxon(pairs),
        mcnemar(*_crossed(pairs, first.scale)) if pairs else NotDefined(Reason.NOBODY),
        _kappa(pairs, first.scale, by),
        variation(pairs),
    )


def wilcoxon(pairs: Pairs) -> SignedRank | NotDefined:
    """Give the two-sided signed-rank test of n pairs; who did not move is left out (Wilcoxon).

    Not defined without a pair, or where nobody moved.
    """
    if not pairs:
        return NotDefined(Reason.NOBODY)
    moves = [after - before for before, after in pairs if after != before]
    if not moves:
        return NotDefined(Reason.NOBODY_MOVED)
    p, exact = p_of_signs(moves)
    return SignedRank(p, len(moves), sum(move > 0 for move in moves), exact)


def mcnemar(came: int, left: int) -> Crossing | NotDefined:
    """Give McNemar's exact two-sided test of those who changed sides (1947).

    Not defined where nobody did. Raises ``ValueError`` for a count below 0.
    """
    if min(came, left) < 0:
        raise ValueError("Nobody can be fewer than none.")
    crossed = came + left
    if not crossed:
        return NotDefined(Reason.NOBODY_CROSSED)
    tail = sum(comb(crossed, count) for count in range(min(came, left) + 1))
    return Crossing(min(1.0, 2 * tail / 2**crossed), came, left)


def variation(pairs: Pairs) -> Variation | NotDefined:
    """Give the coefficient of variation of either round: standard deviation by mean, n - 1.

    Not defined with fewer than two pairs, or where a mean is 0.
    """
    if len(pairs) < 2:
        return NotDefined(Reason.ONE_PERSON if pairs else Reason.NOBODY)
    before, after = zip(*pairs, strict=True)
    if not mean(before) or not mean(after):
        return NotDefined(Reason.MEAN_OF_ZERO)
    return Variation(stdev(before) / mean(before), stdev(after) / mean(after))


def _crossed(pairs: Pairs, on: Scale) -> tuple[int, int]:
    came = sum(before < on.top <= after for before, after in pairs)
    left = sum(after < on.top <= before for before, after in pairs)
    return came, left


def _kappa(pairs: Pairs, on: Scale, by: Bootstrap | None) -> Kappa | NotDefined:
    if not pairs:
        return NotDefined(Reason.NOBODY)
    rows = list(zip(*pairs, strict=True))
    given = judgements(rows, categories=list(on.points))
    figure = cohen_kappa(given, "quadratic", by) if by else cohen_kappa(given, "quadratic")
    if not isinstance(figure.found, Found):
        return NotDefined(Reason.ONE_CATEGORY)
    interval = figure.found.interval
    if isinstance(interval, Interval):
        return Kappa(figure.found.value, interval.low, interval.high)
    return Kappa(figure.found.value, None, None)
