"""Joining pairs, held against a slow twin that tries every pair in order on plain sets."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from uptake.methods.dedupe.cluster import cluster

RECORDS = st.integers(0, 8)
PAIR = st.tuples(RECORDS, RECORDS).filter(lambda it: it[0] != it[1])
SCORED = st.tuples(st.sampled_from([0.9, 0.95, 1.0]), RECORDS, RECORDS).filter(
    lambda it: it[1] != it[2]
)


def twin(
    pairs: Sequence[tuple[float, int, int]],
    apart: Sequence[tuple[int, int]],
    together: Sequence[Sequence[int]],
) -> tuple[set[tuple[int, ...]], list[tuple[int, int]]]:
    groups = [{it} for it in range(9)]

    def group_of(record: int) -> set[int]:
        return next(it for it in groups if record in it)

    def join(one: int, other: int) -> None:
        a, b = group_of(one), group_of(other)
        if a is not b:
            groups.remove(b)
            a |= b

    for members in together:
        for other in members[1:]:
            join(members[0], other)
    refused = []
    for _, one, other in sorted({(-s, min(a, b), max(a, b)) for s, a, b in pairs}):
        a, b = group_of(one), group_of(other)
        if a is b:
            continue
        if any((x in a and y in b) or (x in b and y in a) for x, y in apart):
            refused.append((one, other))
        else:
            join(one, other)
    return {tuple(sorted(it)) for it in groups if len(it) > 1}, refused


@given(
    st.lists(SCORED, max_size=15),
    st.lists(PAIR, max_size=6),
    st.lists(st.lists(RECORDS, min_size=1, max_size=3), max_size=2),
    st.randoms(),
)
def test_the_same_as_the_twin_in_any_order(pairs, apart, together, dice) -> None:
    found = cluster(pairs, apart, together)
    groups, refused = twin(pairs, apart, together)
    assert set(found.groups) == groups
    assert list(found.refused) == refused
    dice.shuffle(pairs)
    assert cluster(pairs, apart, together) == found


def test_a_third_record_does_not_bring_two_together_that_a_rule_keeps_apart() -> None:
    found = cluster([(0.99, 1, 2), (0.98, 2, 3)], apart=[(1, 3)])
    assert found.groups == ((1, 2),)
    assert found.refused == ((2, 3),)


def test_what_people_put_together_is_never_refused() -> None:
    assert cluster([], apart=[(1, 2)], together=[(1, 2)]).groups == ((1, 2),)
