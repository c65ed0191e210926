"""The search for duplicates from end to end: prepare, block, compare, score, judge, join."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from uptake.methods.dedupe import rules
from uptake.methods.dedupe.block import candidates
from uptake.methods.dedupe.cluster import Clusters, cluster
from uptake.methods.dedupe.features import AT, Floats, compare, plausible
from uptake.methods.dedupe.model import Doubles, Measured, Model, shipped
from uptake.methods.dedupe.prep import Columns, Ints, prepare
from uptake.methods.dedupe.reasons import reasons
from uptake.methods.dedupe.record import Record
from uptake.methods.dedupe.relations import Relation, relate, stated
from uptake.methods.dedupe.rules import Bools, Look

Zone = Literal["auto", "review", "leave"]
Tell = Callable[[int, int], None]

BATCH = 50_000  # pairs compared at a time, so that memory is bounded
LARGEST = 40  # records of a proposed cluster whose every pair is compared before it is joined
LINKED = "linked"
LINKED_SENTENCE = "They look like two works that belong together; see their link."
REFUSED = "other pairs forbid it"
REFUSED_SENTENCE = "Joining them would put two records together that a rule keeps apart."


@dataclass(frozen=True, slots=True)
class Match:
    """Two records (a < b) that are, or may be, one work.

    ``auto``: one work with the precision in ``Found.measured``. ``review``: a person decides.
    ``rule`` names what kept the method from merging them, ``advice`` is its sentence.
    """

    a: int
    b: int
    score: float
    zone: Zone
    reasons: tuple[str, ...]
    rule: str = ""
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: matches best first, links, and the clusters that ``auto`` makes.

    ``clusters`` hold the groups given as ``together`` as well; each is in order of ids.
    """

    matches: tuple[Match, ...]
    relations: tuple[Relation, ...]
    clusters: tuple[tuple[int, ...], ...]
    records: int
    compared: int
    version: str
    auto_at: float
    review_at: float
    measured: Measured | None


@dataclass(frozen=True, slots=True)
class Judged:
    """Compared pairs with what was found of each."""

    left: Ints
    right: Ints
    features: Floats
    score: Doubles
    rule: Ints


def find(
    records: Iterable[Record],
    known: Iterable[Record] = (),
    *,
    together: Iterable[Sequence[int]] = (),
    apart: Iterable[tuple[int, int]] = (),
    model: Model | None = None,
    tell: Tell | None = None,
) -> Found:
    """Find duplicates among ``records``, and between them and ``known``.

    Two known records are not matched with each other again. ``together`` are groups of ids, and
    ``apart`` pairs of ids, that people have decided; neither is asked about again. ``tell`` is
    called with the pairs compared and the pairs there are. O(n log n).
    Raises ``ValueError`` when two records have the same id, or a decision names none of them.
    """
    model = model or shipped()
    fresh = list(records)
    columns = prepare([*fresh, *known])
    place = {it.id: at for at, it in enumerate(columns.records)}
    groups = [[_place(place, it) for it in group] for group in together]
    decided = {_ordered(_place(place, a), _place(place, b)) for a, b in apart}
    left, right = candidates(columns)
    new = np.zeros(len(columns), dtype=bool)
    new[[place[it.id] for it in fresh]] = True
    asked = new[left] | new[right]
    kept, links = _compare_all(columns, left[asked], right[asked], model, tell)
    return _joined(columns, kept, links, groups, decided, model, int(asked.sum()))


def _place(place: dict[int, int], record: int) -> int:
    if record not in place:
        raise ValueError(f"record {record} was decided upon but is not among those given")
    return place[record]


def _ordered(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


def judge(columns: Columns, left: Ints, right: Ints, model: Model) -> Judged:
    """Compare pairs and score them; records with one PMID and like titles score 1."""
    features = compare(columns, left, right)
    score = model.score(features)
    one, other = columns.pmid[left], columns.pmid[right]
    sure = (one != 0) & (one == other) & ~(features[:, AT["title_set"]] < 0.8)
    score = np.where(sure, 1.0, score)
    return Judged(left, right, features, score, rules.judge(Look(columns, left, right, features)))


def _compare_all(
    columns: Columns, left: Ints, right: Ints, model: Model, tell: Tell | None
) -> tuple[Judged, list[Relation]]:
    """Compare in batches, and keep what may be a duplicate or keeps two records apart."""
    parts = []
    links: list[Relation] = []
    for start in range(0, len(left), BATCH):
        stop = min(start + BATCH, len(left))
        one, other = left[start:stop], right[start:stop]
        worth = plausible(columns, one, other)
        it = judge(columns, one[worth], other[worth], model)
        links += relate(Look(columns, it.left, it.right, it.features))
        parts.append(_only(it, (it.score >= model.review_at) | rules.forbidden(it.rule)))
        if tell is not None:
            tell(stop, len(left))
    if not parts:
        parts = [judge(columns, left, right, model)]
    return _all_of(parts), links


def _only(it: Judged, keep: Bools) -> Judged:
    return Judged(it.left[keep], it.right[keep], it.features[keep], it.score[keep], it.rule[keep])


def _all_of(parts: Sequence[Judged]) -> Judged:
    return Judged(
        np.concatenate([it.left for it in parts]),
        np.concatenate([it.right for it in parts]),
        np.concatenate([it.features for it in parts]),
        np.concatenate([it.score for it in parts]),
        np.concatenate([it.rule for it in parts]),
    )


def _joined(
    columns: Columns,
    it: Judged,
    links: list[Relation],
    groups: list[list[int]],
    decided: set[tuple[int, int]],
    model: Model,
    compared: int,
) -> Found:
    """Join what may be joined, and write down the rest for people."""
    links = [*stated(columns), *links]
    place = {record.id: at for at, record in enumerate(columns.records)}
    linked = {_ordered(place[link.a], place[link.b]) for link in links}
    auto = (it.score >= model.auto_at) & (it.rule < 0)
    foes = decided | linked
    proposed = [
        pair
        for pair in zip(
            it.score[auto].tolist(), it.left[auto].tolist(), it.right[auto].tolist(), strict=True
        )
        if pair[1:] not in foes
    ]
    joining = np.zeros(len(columns), dtype=bool)  # what no pair joins can't be joined wrongly
    joining[it.left[auto]] = joining[it.right[auto]] = True
    joining[[at for group in groups for at in group]] = True
    forbidden = rules.forbidden(it.rule) & joining[it.left] & joining[it.right]
    foes.update(zip(it.left[forbidden].tolist(), it.right[forbidden].tolist(), strict=True))
    foes.update(_inner_foes(columns, proposed, groups, foes, model))
    found = cluster(proposed, foes, groups)
    settled = decided | {_ordered(a, b) for group in groups for a in group for b in group if a != b}
    ids = [record.id for record in columns.records]
    return Found(
        matches=tuple(_matches(columns, it, model, settled, linked, found)),
        relations=_once(links),
        clusters=tuple(tuple(ids[at] for at in group) for group in found.groups),
        records=len(columns),
        compared=compared,
        version=model.version,
        auto_at=model.auto_at,
        review_at=model.review_at,
        measured=model.measured,
    )


def _inner_foes(
    columns: Columns,
    proposed: list[tuple[float, int, int]],
    groups: list[list[int]],
    foes: set[tuple[int, int]],
    model: Model,
) -> set[tuple[int, int]]:
    """Compare every pair within a cluster to be, and give those that a rule forbids.

    Records that only a third one brings together need not have met in any block.
    """
    known = {pair[1:] for pair in proposed} | foes
    inner = sorted(
        (a, b)
        for group in cluster(proposed, (), groups).groups
        if 2 < len(group) <= LARGEST
        for at, a in enumerate(group)
        for b in group[at + 1 :]
        if (a, b) not in known
    )
    if not inner:
        return set()
    left, right = np.array(inner, dtype=np.int64).T
    it = judge(columns, left, right, model)
    return {pair for pair, bad in zip(inner, rules.forbidden(it.rule).tolist(), strict=True) if bad}


def _matches(
    columns: Columns,
    it: Judged,
    model: Model,
    settled: set[tuple[int, int]],
    linked: set[tuple[int, int]],
    clusters: Clusters,
) -> Iterator[Match]:
    """Write down the pairs that are one work, by themselves or by a third, and those to ask of."""
    cluster_of = {at: number for number, group in enumerate(clusters.groups) for at in group}
    refused = set(clusters.refused)
    order = np.lexsort((it.right, it.left, -it.score))
    for at in order[it.score[order] >= model.review_at].tolist():
        left, right = int(it.left[at]), int(it.right[at])
        if (left, right) in settled:
            continue
        one, other = columns.records[left].id, columns.records[right].id
        rule = rules.RULES[int(it.rule[at])] if it.rule[at] >= 0 else None
        joined = left in cluster_of and cluster_of[left] == cluster_of.get(right)
        if rule is not None and rule.forbids and (left, right) in linked:
            continue  # the link says what they are to each other
        name, advice = (rule.name, rule.sentence) if rule and not joined else ("", "")
        if not name and not joined and (left, right) in linked:
            name, advice = LINKED, LINKED_SENTENCE
        if (left, right) in refused:
            name, advice = REFUSED, REFUSED_SENTENCE
        zone: Zone = "auto" if joined else "review"
        why = reasons(columns, left, right, it.features[at])
        yield Match(one, other, round(float(it.score[at]), 4), zone, why, name, advice)


def _once(links: list[Relation]) -> tuple[Relation, ...]:
    """Keep one link of a kind between two records; what a database states comes first."""
    found: dict[tuple[int, int, str], Relation] = {}
    for link in links:
        found.setdefault((*_ordered(link.a, link.b), link.kind), link)
    return tuple(found[key] for key in sorted(found))
