"""Who codes what, and where the coders' marks overlap."""

from __future__ import annotations

import itertools
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uptake.methods.double_coding import Mark, chosen_at_random, clusters, draw

CODERS = ["Ama", "Ben", "Cai", "Dee"]
SIZES = st.lists(st.integers(1, 9000), min_size=1, max_size=30)


@given(SIZES, st.integers(2, 4), st.floats(0, 1), st.integers(0, 2**31), st.integers(2, 3))
def test_everyone_of_a_share_is_coded_by_several_and_the_rest_by_one(
    sizes: list[int], people: int, share: float, seed: int, each: int
) -> None:
    texts, coders = list(range(len(sizes))), CODERS[: max(people, each)]
    found = draw(texts, dict(enumerate(sizes)), coders, share=share, seed=seed, each=each)
    assert list(found) == texts
    teams = Counter(len(team) for team in found.values())
    assert teams[each] + teams[1] == len(texts)
    assert abs(teams[each] - share * len(texts)) <= 0.5
    assert all(len(set(team)) == len(team) and set(team) <= set(coders) for team in found.values())
    again = draw(texts, dict(enumerate(sizes)), coders, share=share, seed=seed, each=each)
    assert again == found


@given(SIZES, st.integers(0, 2**31), st.floats(0, 1))
def test_nobody_reads_more_than_the_largest_text_beyond_another(
    sizes: list[int], seed: int, share: float
) -> None:
    found = draw(list(range(len(sizes))), dict(enumerate(sizes)), CODERS, share=share, seed=seed)
    load = Counter(dict.fromkeys(CODERS, 0))
    for text, team in found.items():
        for who in team:
            load[who] += sizes[text]
    assert max(load.values()) - min(load.values()) <= max(sizes)


def test_every_two_people_meet_about_as_often() -> None:
    found = draw(list(range(12)), {}, CODERS, share=1, seed=3)
    met = Counter(found.values())
    assert len(met) == 6
    assert set(met.values()) == {2}


def test_another_seed_gives_another_draw() -> None:
    texts = list(range(20))
    draws = {tuple(draw(texts, {}, CODERS, share=0.3, seed=seed).values()) for seed in range(5)}
    assert len(draws) == 5


@pytest.mark.parametrize(
    ("texts", "coders", "share", "each", "said"),
    [
        ([], CODERS, 1, 2, "needs texts"),
        ([1], [], 1, 2, "needs texts and coders"),
        ([1], CODERS, 1.5, 2, "between 0 and 1"),
        ([1], CODERS, 1, 1, "two people at least"),
        ([1], CODERS[:1], 1, 2, "there are 1"),
    ],
)
def test_a_draw_that_cannot_be_is_refused(
    texts: list[int], coders: list[str], share: float, each: int, said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        draw(texts, {}, coders, share=share, seed=1, each=each)


def test_one_coder_will_do_when_nothing_is_coded_twice() -> None:
    assert draw([1, 2], {}, ["Ama"], share=0, seed=1) == {1: ("Ama",), 2: ("Ama",)}


@given(st.integers(1, 40), st.data())
def test_texts_are_chosen_in_their_order(number: int, data: st.DataObject) -> None:
    texts = list(range(number))
    wanted = data.draw(st.integers(1, number))
    found = chosen_at_random(texts, wanted, seed=5)
    assert len(found) == wanted
    assert found == sorted(set(found))
    assert chosen_at_random(texts, wanted, seed=5) == found


@pytest.mark.parametrize("number", [0, 4])
def test_no_more_texts_are_chosen_than_there_are(number: int) -> None:
    with pytest.raises(ValueError, match="there are 3"):
        chosen_at_random([1, 2, 3], number, seed=1)


MARKS = st.lists(
    st.builds(
        lambda start, length, coder, code: (start, start + length, coder, code),
        st.integers(0, 40), st.integers(1, 12), st.sampled_from(CODERS[:3]), st.integers(1, 2),
    ),
    max_size=14,
)  # fmt: skip


def slow_clusters(marks: list[Mark[str]]) -> set[frozenset[int]]:
    """The same, character by character: marks of one stretch without a gap hang together."""
    groups = [{mark.id} for mark in marks]
    at = {mark.id: set(range(mark.start, mark.end)) for mark in marks}
    joined = True
    while joined:
        joined = False
        for one in groups:
            for other in groups:
                if one is not other and any(at[a] & at[b] for a in one for b in other):
                    one |= other
                    groups.remove(other)
                    joined = True
                    break
            if joined:
                break
    return {frozenset(group) for group in groups}


@given(MARKS)
def test_marks_that_overlap_are_in_one_cluster(rows: list[tuple[int, int, str, int]]) -> None:
    marks = [Mark(*row, id=number) for number, row in enumerate(rows)]
    found = clusters(marks)
    assert {frozenset(mark.id for mark in one.marks) for one in found} == slow_clusters(marks)
    for one in found:
        assert one.start == min(mark.start for mark in one.marks)
        assert one.end == max(mark.end for mark in one.marks)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


def test_marks_that_touch_are_two_places() -> None:
    found = clusters([Mark(0, 5, "Ama", 1, 1), Mark(5, 9, "Ben", 1, 2)])
    assert [(one.start, one.end) for one in found] == [(0, 5), (5, 9)]


def test_a_mark_without_a_character_is_refused() -> None:
    with pytest.raises(ValueError, match="no character"):
        clusters([Mark(5, 5, "Ama", 1, 1)])


def test_people_say_the_same_when_stretches_and_codes_are_the_same() -> None:
    same = clusters([Mark(0, 5, "Ama", 1, 1), Mark(0, 5, "Ben", 1, 2)])[0]
    assert same.identical(["Ama", "Ben"])
    assert same.identical(["Ama"])
    assert not same.identical(["Ama", "Ben", "Cai"]), "Cai did not mark it"
    assert not same.identical([])
    assert not same.identical(["Cai"])
    wider = clusters([Mark(0, 5, "Ama", 1, 1), Mark(0, 6, "Ben", 1, 2)])[0]
    assert not wider.identical(["Ama", "Ben"])
    other = clusters([Mark(0, 5, "Ama", 1, 1), Mark(0, 5, "Ben", 2, 2)])[0]
    assert not other.identical(["Ama", "Ben"])
    aside = clusters([*same.marks, Mark(2, 4, "Cai", 2, 3)])[0]
    assert aside.identical(["Ama", "Ben"]), "the work of somebody taken off is left out"
