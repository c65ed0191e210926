"""A cell of the chart knows when its summary is of other passages than are there now."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uptake.methods.chart_cells import Changes, Held, as_data, changes, digest, from_data, held

CELLS = st.dictionaries(
    st.integers(1, 6),
    st.tuples(st.sampled_from(["a", "b", "שלום 🙂"]), st.sets(st.integers(1, 3))),
).map(lambda it: [held(pk, quote, codes) for pk, (quote, codes) in it.items()])


def slow_changes(before: list[Held], now: list[Held]) -> Changes:
    """The same, passage by passage."""
    kinds: dict[str, list[int]] = {"added": [], "gone": [], "reworded": [], "recoded": []}
    for pk in range(1, 7):
        was = [one for one in before if one.passage == pk]
        there = [one for one in now if one.passage == pk]
        if was and not there:
            kinds["gone"].append(pk)
        elif there and not was:
            kinds["added"].append(pk)
        elif was and was[0].words != there[0].words:
            kinds["reworded"].append(pk)
        elif was and was[0].codes != there[0].codes:
            kinds["recoded"].append(pk)
    return Changes(**{kind: tuple(found) for kind, found in kinds.items()})


@given(CELLS, CELLS)
def test_what_changed_is_what_comparing_passage_by_passage_finds(before, now):
    assert changes(before, now) == slow_changes(before, now)


@given(CELLS, CELLS)
def test_digests_differ_when_and_only_when_anything_changed(before, now):
    assert (digest(before) != digest(now)) == bool(changes(before, now))


@given(CELLS)
def test_a_cell_can_be_kept_and_read_again(cell):
    assert from_data(as_data(cell)) == cell
    assert digest(reversed(cell)) == digest(cell)


def test_forgotten_words_count_as_reworded():
    now = [held(1, "It took an hour.", [2])]
    assert changes([now[0]._replace(words="")], now).reworded == (1,)


def test_the_order_of_codes_does_not_count():
    assert held(1, "x", [3, 1, 3]) == held(1, "x", [1, 3])
    assert not Changes()


@pytest.mark.parametrize("rows", [[1], [[1, "x"]], [["1", "x", []]], [[1, 2, []]], [[1, "x", 3]]])
def test_what_is_no_cell_is_refused(rows):
    with pytest.raises(ValueError, match="row of a cell"):
        from_data(rows)
