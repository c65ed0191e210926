"""Rules and figures written out the slow, obvious way."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product

from hypothesis import strategies as st

from uptake.methods.consensus import ratings

NINE_POINTS = st.integers(1, 9)
SAID = st.lists(NINE_POINTS | st.none(), max_size=18)
PANELS = st.dictionaries(st.sampled_from(["Families", "Staff", "Managers"]), SAID, max_size=3)


def one_group(values, on=None, item=None):
    return ratings({"Everyone": list(enumerate(values))}, on, item)


def panel(said, on=None, item=None):
    """Groups of values, each value another panellist's."""
    people = iter(range(10_000))
    return ratings(
        {name: [(next(people), value) for value in values] for name, values in said.items()},
        on, item,
    )  # fmt: skip


def percent(values, low, high):
    return Fraction(100 * len([v for v in values if low <= v <= high]), len(values))


def core_outcome(values, agree=70, few=15, out=70):
    """In, out or none for one group's values."""
    high, low = percent(values, 7, 9), percent(values, 1, 3)
    if high >= agree and low < few:
        return "in"
    return "out" if low >= out and high < few else "none"


def middle(values):
    ordered, half = sorted(values), len(values) // 2
    if len(values) % 2:
        return Fraction(ordered[half])
    return Fraction(ordered[half - 1] + ordered[half], 2)


def ipras(values):
    """The range from P30 to P70 and what it may be, by linear interpolation."""

    def at(share):
        ordered = sorted(values)
        place = share * (len(values) - 1)
        below = int(place)
        above = min(below + 1, len(values) - 1)
        return ordered[below] + (place - below) * (ordered[above] - ordered[below])

    low, high = at(Fraction(3, 10)), at(Fraction(7, 10))
    return high - low, Fraction("2.35") + Fraction("1.5") * abs(5 - (low + high) / 2)


def signed_rank(differences):
    """Two-sided exact p: every choice of signs is as likely."""
    moved = [d for d in differences if d]
    ranks = midranks([abs(d) for d in moved])
    seen = sum(r for d, r in zip(moved, ranks, strict=True) if d > 0)
    sums = [
        sum(r for sign, r in zip(signs, ranks, strict=True) if sign)
        for signs in product((False, True), repeat=len(ranks))
    ]
    return two_sided(sums, seen)


def rank_sum(one, other):
    """Two-sided exact p: every choice of who belongs to the first is as likely."""
    ranks = midranks([*one, *other])
    sums = [sum(chosen) for chosen in combinations(ranks, len(one))]
    return two_sided(sums, sum(ranks[: len(one)]))


def two_sided(sums, seen):
    below = sum(s <= seen for s in sums)
    above = sum(s >= seen for s in sums)
    return min(Fraction(1), Fraction(2 * min(below, above), len(sums)))


def midranks(values):
    return [
        Fraction(sum(v < value for v in values)) + Fraction(sum(v == value for v in values) + 1, 2)
        for value in values
    ]


def kendall(rows):
    """W from its definition: the spread of rank sums against the widest there could be."""
    ranked = [midranks(row) for row in rows]
    sums = [sum(column) for column in zip(*ranked, strict=True)]
    mean = sum(sums) / len(sums)
    ties = sum(sum(row.count(v) ** 3 - row.count(v) for v in set(row)) for row in rows)
    m, n = len(rows), len(rows[0])
    return 12 * sum((s - mean) ** 2 for s in sums) / (m * m * (n**3 - n) - m * ties)
