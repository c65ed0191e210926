"""The drawing: as many strands as there are in the data, and none else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from uptake.website.fan import ENDS, GROUPS, fan, spread

bears = st.lists(st.booleans(), max_size=120)


@given(bears, bears, st.lists(st.tuples(st.booleans(), st.booleans()), max_size=60))
def test_each_strand_is_one_source_or_one_action(searches, interviews, actions):
    drawn = fan(sources=(searches, interviews), middle="solid", actions=actions)
    assert len(drawn.strands) == len(searches) + len(interviews) + len(actions)
    assert [end.filled for end in drawn.ends] == [done for done, _ in actions]
    assert [not one.dashed for one in drawn.strands] == [
        *searches, *interviews, *(good for _, good in actions)
    ]  # fmt: skip


@given(st.integers(0, 500), st.sampled_from([*GROUPS, ENDS]), st.floats(0.5, 20))
def test_places_stay_inside_and_in_order(n, limits, gap):
    top, bottom = limits
    places = spread(n, top, bottom, gap)
    assert len(places) == n
    assert places == sorted(places)
    assert all(top - 0.1 <= place <= bottom + 0.1 for place in places)


def test_nothing_is_drawn_of_nothing():
    drawn = fan(sources=([], []), middle="none", actions=[])
    assert (drawn.strands, drawn.ends, drawn.middle) == ((), (), "none")
