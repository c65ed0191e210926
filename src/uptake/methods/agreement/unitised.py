"""Unitised alpha: agreement on where passages begin and end, and on what they are called.

The family of Krippendorff, Mathet, Bouvry and Widloecher (2016), Quality and Quantity 50:2347-64:
``whole`` (their u-alpha) of all matter, ``marked_or_not`` (|u), ``codes`` (cu) of the matter that
two coders marked, ``each_code`` ((k)u). Recomputed from the formulas; not yet checked against a
printed table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from uptake.methods.agreement.coefficients import PLAIN, told
from uptake.methods.agreement.formulas import Formula, Parts, Terms, safe
from uptake.methods.agreement.passages import Passage, Text, alike, cut_points, merged
from uptake.methods.agreement.ratings import Numbers
from uptake.methods.agreement.results import Found, NotDefined, Reason, Spread
from uptake.methods.agreement.spread import checked

CAVEAT = "Recomputed from the formulas of 2016; not yet checked against a printed table."
GAP = 0
"""The place of what nobody gave a code; codes follow from 1."""
ROUNDING = 1e-9

Outcome = Found | NotDefined


@dataclass(frozen=True, slots=True)
class Unitised:
    """The four coefficients, in which observed and expected are disagreements.

    ``coders`` and ``length``: people, and characters, in texts that two or more coded.
    ``marked``: the share of all matter, over coders, that was marked. ``common``: the share that
    counts for ``codes`` and ``each_code``, because another coder marked it, too.
    """

    whole: Outcome
    marked_or_not: Outcome
    codes: Outcome
    each_code: tuple[tuple[str, Outcome], ...]
    coders: int
    length: int
    marked: float
    common: float


@dataclass(frozen=True, slots=True)
class _Sums:
    """Totals of B data sets over texts, split into what they are.

    ``whole`` (B): coders x characters. ``seen`` (B x q x q): coinciding characters, each pair of
    coders weighing 1 / (coders - 1). ``own`` (B x q): squared lengths of passages, plain lengths of
    gaps. ``common`` (B x q - 1): squared lengths of the parts of passages that others marked, too.
    """

    whole: Numbers
    seen: Numbers
    own: Numbers
    common: Numbers

    @classmethod
    def of(cls, totals: Numbers, q: int) -> _Sums:
        ends = np.cumsum([1, q * q, q])
        whole, seen, own, common = np.split(totals, ends, axis=1)
        return cls(whole[:, 0], seen.reshape(-1, q, q), own, common)


def unitised(texts: Sequence[Text], by: Spread = PLAIN) -> Unitised:
    """Compare the passages of two or more coders in one or more texts.

    Each text is compared among those who coded it, all of them; one that a single person coded has
    nothing to compare, and is left out. Passages of one coder and code that overlap count once;
    those that only touch stay two. Errors and intervals take texts for the units that were drawn,
    so that one text has none. Raises ``ValueError`` for no text, or texts with different numbers of
    coders.
    """
    checked(by)
    texts = [it for it in alike(texts) if sum(given is not None for given in it.marks) > 1]
    marks = [[_own(given) for given in it.marks if given is not None] for it in texts]
    names = sorted({it.code for text in marks for given in text for it in given})
    length = sum(it.length for it in texts)
    coders = len({at for it in texts for at, given in enumerate(it.marks) if given is not None})
    if not texts:
        return _none(Reason.ONE_CODER, names, coders, length)
    if not names:
        return _none(Reason.NOTHING_MARKED, names, coders, length)
    if any(a.end > b.start for text in marks for given in text for a, b in pairwise(given)):
        return _none(Reason.OVERLAPPING_CODES, names, coders, length)
    q = len(names) + 1
    each = np.array([_contribution(*it, names) for it in zip(texts, marks, strict=True)])
    sums = _Sums.of(each.sum(axis=0)[None, :], q)
    common = sums.seen[0, 1:, 1:].sum(axis=1)

    def outcome(formula: Formula) -> Outcome:
        if not formula(each.sum(axis=0)[None, :]).defined[0]:
            return NotDefined(Reason.TOO_LITTLE)
        return told(Terms(each, np.ones(len(each), dtype=int), formula, formula), by)

    gap = float(sums.seen[0, GAP].sum() / sums.whole[0])
    two = (common > 0).sum() > 1
    return Unitised(
        outcome(lambda it: _whole(it, q)) if gap or len(names) > 1 else _no(Reason.ONE_CATEGORY),
        outcome(lambda it: _marked_or_not(it, q)) if gap else _no(Reason.NO_GAP),
        outcome(lambda it: _codes(it, q)) if two else _no(_uncommon(common)),
        tuple(
            (name, outcome(_of_code(at, q)) if two and common[at] else _no(_uncommon(common, at)))
            for at, name in enumerate(names)
        ),
        coders, length, 1 - gap, float(common.sum() / sums.whole[0]),
    )  # fmt: skip


def _whole(totals: Numbers, q: int) -> Parts:
    sums = _Sums.of(totals, q)
    margins, beneath = sums.seen.sum(axis=2), _pairs(sums)
    alike = (margins**2 - sums.own).sum(axis=1) / safe(beneath)
    seen = 1 - np.trace(sums.seen, axis1=1, axis2=2) / safe(sums.whole)
    return _parts(seen, 1 - alike, beneath)


def _marked_or_not(totals: Numbers, q: int) -> Parts:
    sums = _Sums.of(totals, q)
    gap, beneath = sums.seen[:, GAP].sum(axis=1), _pairs(sums)
    seen = (gap - sums.seen[:, GAP, GAP]) / safe(sums.whole)
    return _parts(seen, gap * (sums.whole - gap) / safe(beneath), beneath)


def _codes(totals: Numbers, q: int) -> Parts:
    sums = _Sums.of(totals, q)
    inner = sums.seen[:, 1:, 1:]
    margins = inner.sum(axis=2)
    whole = margins.sum(axis=1)
    beneath = whole**2 - sums.common.sum(axis=1)
    alike = (margins**2 - sums.common).sum(axis=1) / safe(beneath)
    seen = 1 - np.trace(inner, axis1=1, axis2=2) / safe(whole)
    return _parts(seen, 1 - alike, beneath)


def _of_code(at: int, q: int) -> Formula:
    def formula(totals: Numbers) -> Parts:
        sums = _Sums.of(totals, q)
        inner = sums.seen[:, 1:, 1:]
        margins = inner.sum(axis=2)
        whole, mine = margins.sum(axis=1), margins[:, at]
        beneath = whole**2 - sums.common.sum(axis=1)
        others = mine * (whole - mine)
        seen = (mine - inner[:, at, at]) / safe(mine)
        return _parts(seen, others / safe(others + mine**2 - sums.common[:, at]), beneath)

    return formula


def _pairs(sums: _Sums) -> Numbers:
    """Pairs of characters that chance could bring together: not two of one passage."""
    return np.asarray(sums.whole**2 - sums.own.sum(axis=1))


def _parts(seen: Numbers, chance: Numbers, beneath: Numbers) -> Parts:
    # Parts of passages that few others marked can take away more than there is: no share then.
    possible = (beneath.real > 0) & (chance.real > 0) & (chance.real < 1 + ROUNDING)
    return Parts(seen, chance, 1 - seen / safe(chance), possible)


def _contribution(text: Text, marks: Sequence[Sequence[Passage]], names: Sequence[str]) -> Numbers:
    """One text's part in every sum, as ``_Sums.of`` splits it."""
    coders, q = len(marks), len(names) + 1
    place = {name: at for at, name in enumerate(names, start=1)}
    cuts = cut_points(text, [it for given in marks for it in given])
    sizes = np.diff(cuts)
    codes = np.zeros((coders, len(sizes)), dtype=int)
    spans = []
    for coder, given in enumerate(marks):
        for it in given:
            first, last = np.searchsorted(cuts, (it.start, it.end))
            codes[coder, first:last] = place[it.code]
            spans.append((place[it.code], first, last))
    counts = (codes[:, :, None] == np.arange(q)).sum(axis=0)
    seen = np.einsum("s,sc,sk->ck", sizes, counts, counts)
    seen = (seen - np.diag(sizes @ counts)) / (coders - 1)
    own, common = np.zeros(q), np.zeros(q - 1)
    own[GAP] = sizes @ counts[:, GAP]
    shared = np.concatenate([[0], np.cumsum(sizes * (counts[:, GAP] <= coders - 2))])
    for code, first, last in spans:
        own[code] += (cuts[last] - cuts[first]) ** 2
        common[code - 1] += (shared[last] - shared[first]) ** 2
    return np.concatenate([[coders * text.length], seen.ravel(), own, common])


def _own(given: Sequence[Passage]) -> list[Passage]:
    found = [
        Passage(*place, code)
        for code in {it.code for it in given}
        for place in merged(it for it in given if it.code == code)
    ]
    return sorted(found, key=lambda it: it.start)


def _uncommon(common: Numbers, at: int | None = None) -> Reason:
    if not (common.any() if at is None else common[at]):
        return Reason.NO_COMMON_PART
    return Reason.ONE_CODE


def _no(reason: Reason) -> NotDefined:
    return NotDefined(reason)


def _none(reason: Reason, names: Sequence[str], coders: int, length: int) -> Unitised:
    no = NotDefined(reason)
    return Unitised(no, no, no, tuple((it, no) for it in names), coders, length, 0.0, 0.0)
