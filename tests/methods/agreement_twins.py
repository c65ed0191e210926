"""Agreement written out the slow, obvious way: pairs of people, one unit after another."""

from __future__ import annotations

from itertools import permutations

import numpy as np


def judged(rows):
    """For each unit, what was said of it, by coder."""
    units = [{g: row[i] for g, row in enumerate(rows) if row[i] is not None}
             for i in range(len(rows[0]))]  # fmt: skip
    return [it for it in units if it]


def weight(kind, a, b, scale):
    """Agreement of two categories of a scale of numbers."""
    if a == b:
        return 1.0
    if kind == "identity":
        return 0.0
    if kind == "ordinal":

        def pairs(k):
            return (k + 1) * k / 2

        return 1 - pairs(abs(scale.index(a) - scale.index(b))) / pairs(len(scale) - 1)
    share = abs(a - b) / (max(scale) - min(scale))
    return 1 - (share if kind == "linear" else share**2)


def observed(rows, kind, scale):
    shares = []
    for unit in judged(rows):
        pairs = list(permutations(unit.values(), 2))
        if pairs:
            shares.append(sum(weight(kind, a, b, scale) for a, b in pairs) / len(pairs))
    return sum(shares) / len(shares)


def shares_of_units(rows, scale):
    """Each unit's shares of categories, and their mean over units."""
    units = judged(rows)
    return {
        k: sum(list(it.values()).count(k) / len(it) for it in units) / len(units) for k in scale
    }


def expected(name, rows, kind, scale):
    cells = [(a, b, weight(kind, a, b, scale)) for a in scale for b in scale]
    every = sum(w for _, _, w in cells)
    q = len(scale)
    if name == "brennan_prediger":
        return every / q**2
    if name == "conger":
        own = []
        for row in rows:
            said = [it for it in row if it is not None]
            if said:
                own.append({k: said.count(k) / len(said) for k in scale})
        pairs = list(permutations(own, 2))
        return sum(w * one[a] * two[b] for one, two in pairs for a, b, w in cells) / len(pairs)
    mean = shares_of_units(rows, scale)
    if name == "fleiss":
        return sum(w * mean[a] * mean[b] for a, b, w in cells)
    return every / (q * (q - 1)) * sum(it * (1 - it) for it in mean.values())


def kappa(name, rows, kind, scale):
    chance = expected(name, rows, kind, scale)
    return (observed(rows, kind, scale) - chance) / (1 - chance)


def difference(level, a, b, margins):
    if a == b:
        return 0.0
    if level == "nominal":
        return 1.0
    if level == "interval":
        return (a - b) ** 2
    if level == "ratio":
        return ((a - b) / (a + b)) ** 2
    between = sum(n for k, n in margins.items() if min(a, b) <= k <= max(a, b))
    return (between - (margins[a] + margins[b]) / 2) ** 2


def alpha(rows, level):
    """Krippendorff (2011): coincidences, one pair of values after another."""
    met, margins = {}, {}
    for unit in judged(rows):
        if len(unit) > 1:
            for a, b in permutations(unit.values(), 2):
                met[a, b] = met.get((a, b), 0) + 1 / (len(unit) - 1)
            for a in unit.values():
                margins[a] = margins.get(a, 0) + 1
    n = sum(margins.values())
    seen = sum(times * difference(level, a, b, margins) for (a, b), times in met.items())
    chance = sum(
        margins[a] * margins[b] * difference(level, a, b, margins) for a in margins for b in margins
    )
    return 1 - (n - 1) * seen / chance


def unitised(lengths, texts):
    """The family of 2016, one character after another: whole, marked or not, codes.

    ``texts``: for each, the (start, end, code) of each who coded it, that do not overlap.
    """
    names = sorted({code for coders in texts for given in coders for _, _, code in given})
    place = {name: at for at, name in enumerate([None, *names])}
    seen = np.zeros((len(place), len(place)))
    squares, common = np.zeros(len(place)), np.zeros(len(place))
    whole = 0
    for length, coders in zip(lengths, texts, strict=True):
        m = len(coders)
        whole += m * length
        lines = []
        for given in coders:
            line = [(None, None)] * length
            for at, (start, end, code) in enumerate(given):
                line[start:end] = [(code, at)] * (end - start)
            lines.append(line)
        for one, two in permutations(lines, 2):
            for (a, _), (b, _) in zip(one, two, strict=True):
                seen[place[a], place[b]] += 1 / (m - 1)
        for g, given in enumerate(coders):
            squares[0] += sum(code is None for code, _ in lines[g])
            for start, end, code in given:
                squares[place[code]] += (end - start) ** 2
                shared = sum(any(lines[h][i][0] is not None for h in range(m) if h != g)
                             for i in range(start, end))  # fmt: skip
                common[place[code]] += shared**2

    def chance(matrix, less):
        """Expected coincidences and their total."""
        rows = matrix.sum(axis=1)
        total = rows.sum()
        return total * (np.outer(rows, rows) - np.diag(less)) / (total**2 - less.sum())

    met = chance(seen, squares)
    inner = seen[1:, 1:]
    with np.errstate(all="ignore"):
        by_code = chance(inner, common[1:])
        return (
            1 - (whole - np.trace(seen)) / (whole - np.trace(met)),
            1 - seen[0, 1:].sum() / met[0, 1:].sum(),
            1 - (inner.sum() - np.trace(inner)) / (inner.sum() - np.trace(by_code)),
            {
                name: 1 - (by_code[at].sum() / inner[at].sum())
                * (inner[at].sum() - inner[at, at]) / (by_code[at].sum() - by_code[at, at])
                for at, name in enumerate(names)
            },
        )  # fmt: skip
