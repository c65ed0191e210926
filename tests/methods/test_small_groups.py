"""Counts that must not be worked out, against an attacker who tries every table there is."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uptake.methods.small_groups import (
    MOST_ATTRIBUTES,
    Place,
    Risky,
    Table,
    named_sizes,
    protect,
    risky_quotes,
    solvable,
)


def test_one_small_count_takes_others_along() -> None:
    found = protect([[20, 3, 9], [15, 12, 8], [30, 7, 25]], least=5)
    assert found.primary == {(0, 1)}
    assert len(found.secondary) == 3
    # (2, 1) holds fewer people than (1, 1), but (1, 2) fewer than (2, 2): 12 + 8 + 9 is least.
    assert found.secondary == {(0, 2), (1, 1), (1, 2)}
    assert found.shown[0] == (20, None, None, 32)
    assert found.shown[3] == (65, 22, 42, 129)
    assert not solvable(found.table, found.withheld)
    assert solvable(found.table, found.primary) == {(0, 1)}


def test_a_table_without_small_counts_is_shown_whole() -> None:
    found = protect([[5, 0], [9, 7]], least=5)
    assert found.withheld == frozenset()
    assert found.shown == found.table == ((5, 0, 5), (9, 7, 16), (14, 7, 21))
    assert protect([]).table == ((0,),)
    assert protect([[], []]).withheld == frozenset()


def test_a_single_count_takes_its_totals_along() -> None:
    found = protect([[2]], least=5)
    assert found.withheld == {(0, 0), (0, 1), (1, 0), (1, 1)}
    assert found.secondary == frozenset()
    total = protect([[2, 9]], least=3)
    assert not solvable(total.table, total.withheld)


def test_nothing_below_zero_is_known_to_the_attacker() -> None:
    # Two zeros across from each other: a square whose steps can't be taken either way.
    table: Table = ((0, 5, 5), (5, 0, 5), (5, 5, 10))
    square = {(0, 0), (0, 1), (1, 0), (1, 1)}
    assert not solvable(table, square)
    table = ((0, 0, 0), (5, 0, 5), (5, 0, 5))
    assert solvable(table, square) == square


@pytest.mark.parametrize("counts", [[[1], [1, 2]], [[-1]]])
def test_what_is_no_table_is_refused(counts: list[list[int]]) -> None:
    with pytest.raises(ValueError, match="one length"):
        protect(counts)
    with pytest.raises(ValueError, match="at least 1"):
        protect([[1]], least=0)


def attack(table: Table, hidden: set[Place] | frozenset[Place]) -> set[Place]:
    """Try every table that agrees with what is shown; give the counts that never differ."""
    rows, width = len(table) - 1, len(table[0]) - 1
    inner = [(i, j) for i in range(rows) for j in range(width) if (i, j) in hidden]
    most = max(max(row) for row in table) + 2
    values: dict[Place, set[int]] = {place: set() for place in hidden}
    for tried in product(range(most), repeat=len(inner)):
        guess = [list(row[:-1]) for row in table[:-1]]
        for (i, j), value in zip(inner, tried, strict=True):
            guess[i][j] = value
        full = [[*row, sum(row)] for row in guess]
        full.append([sum(row[at] for row in full) for at in range(width + 1)])
        if all(
            (i, j) in hidden or full[i][j] == count
            for i, row in enumerate(table) for j, count in enumerate(row)
        ):  # fmt: skip
            for i, j in hidden:
                values[i, j].add(full[i][j])
    return {place for place, found in values.items() if len(found) < 2}


SMALL = st.tuples(st.integers(1, 2), st.integers(1, 3)).flatmap(
    lambda size: st.lists(
        st.lists(st.integers(0, 1), min_size=size[1], max_size=size[1]),
        min_size=size[0], max_size=size[0],
    )
)  # fmt: skip


@settings(max_examples=60)
@given(SMALL, st.integers(1, 3))
def test_no_attacker_finds_a_withheld_count(counts: list[list[int]], least: int) -> None:
    found = protect(counts, least)
    assert attack(found.table, found.withheld) == set()


@settings(max_examples=60)
@given(SMALL, st.data())
def test_what_follows_is_what_the_attacker_finds(
    counts: list[list[int]], data: st.DataObject
) -> None:
    table = protect(counts).table
    places = [(i, j) for i, row in enumerate(table) for j in range(len(row))]
    hidden = set(data.draw(st.lists(st.sampled_from(places), max_size=6)))
    assert solvable(table, hidden) == attack(table, hidden)


TABLES = st.tuples(st.integers(1, 6), st.integers(1, 5)).flatmap(
    lambda size: st.lists(
        st.lists(st.integers(0, 12), min_size=size[1], max_size=size[1]),
        min_size=size[0], max_size=size[0],
    )
)  # fmt: skip


@given(TABLES, st.integers(1, 8))
def test_larger_tables_keep_their_promises(counts: list[list[int]], least: int) -> None:
    found = protect(counts, least)
    assert not solvable(found.table, found.withheld)
    assert found == protect(counts, least)
    for row, shown in zip(found.table, found.shown, strict=True):
        for count, said in zip(row, shown, strict=True):
            assert said is None or (said == count and not 0 < said < least)


PEOPLE = {
    **{f"t{n}": {"group": "therapist", "site": "A" if n < 3 else "B"} for n in range(8)},
    "c1": {"group": "commissioner", "site": "A"},
    "x1": {},
}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 7), max_size=5))
def test_sizes_of_named_groups_can_each_be_another(counts: list[int]) -> None:
    shown = named_sizes(counts)
    assert all(size in (None, count) for size, count in zip(shown, counts, strict=True))
    assert all(size is None for size, count in zip(shown, counts, strict=True) if count < 5)
    hidden = [at for at, size in enumerate(shown) if size is None]
    total = sum(counts[at] for at in hidden)
    possible = [it for it in product(range(1, total + 1), repeat=len(hidden)) if sum(it) == total]
    if len(hidden) < len(counts):
        assert all(len({it[at] for it in possible}) > 1 for at in range(len(hidden)))


def test_sizes_of_named_groups() -> None:
    assert named_sizes([9, 6]) == (9, 6)
    assert named_sizes([9, 6, 2]) == (9, None, None)
    assert named_sizes([9, 8, 1, 1]) == (9, None, None, None)
    assert named_sizes([3]) == (None,)
    with pytest.raises(ValueError, match="somebody in it"):
        named_sizes([5, 0])


def test_quotes_of_few_people_and_what_may_stay_beside_them() -> None:
    quotes = [("q1", "t7"), ("q2", "t0"), ("q3", "c1"), ("q4", "x1")]
    found = risky_quotes(PEOPLE, quotes, ["group", "site"], least=4)
    assert found == (
        Risky("q2", 3, (("group",), ("site",))), Risky("q3", 1, (("site",),)),
        Risky("q4", 1, ((),)),
    )  # fmt: skip
    assert risky_quotes(PEOPLE, quotes, [], least=4) == ()
    nobody = risky_quotes(PEOPLE, quotes[:1], ["site"], least=50)
    assert nobody == (Risky("q1", 5, ()),)


def test_quotes_of_somebody_unknown_or_with_too_much_beside_them_are_refused() -> None:
    with pytest.raises(KeyError):
        risky_quotes(PEOPLE, [("q", "nobody")], ["site"])
    with pytest.raises(ValueError, match="At most 12"):
        risky_quotes(PEOPLE, [], list(map(str, range(MOST_ATTRIBUTES + 1))))
