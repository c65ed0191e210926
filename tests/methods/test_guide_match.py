"""Turns matched to a guide's questions, against a twin that tries every way there is."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uptake.methods.guide_match import Asked, Stretch, best_way, guide_match, score, stretches

GUIDE = [
    "How do you use the programme in your daily work?",
    "What gets in the way of using the programme?",
    "Who decides whether a new programme is bought?",
    "How?",
]


def test_an_interview_in_its_own_words_and_order() -> None:
    turns = {
        0: "Thanks for coming. Is the recorder on?",
        2: "So how are you using the programme in daily work, would you say?",
        4: "Okay.",
        6: "And what gets in the way when you're using it?",
        8: "Going back a little: in your daily work, do you use the programme with everybody?",
        10: "Who decides whether new programmes are bought here?",
    }
    found = guide_match(GUIDE, turns)
    assert [(one.turn, one.question) for one in found] == [(2, 0), (6, 1), (8, 0), (10, 2)]
    assert all(55 <= one.score <= 100 for one in found)
    assert found[0].score == score(GUIDE[0], turns[2])


def test_a_question_within_a_long_turn_scores_in_full_and_a_lone_word_does_not() -> None:
    long = "Let me tell you where we are. " * 5 + GUIDE[2] + " Take your time with that."
    assert score(GUIDE[2], long) == 100
    assert score(GUIDE[2], "Programme?") < 55
    assert score(GUIDE[3], "How?") == 100
    assert score(GUIDE[3], "Why?") == score("", "How?") == score(GUIDE[0], "") == 0


def test_going_back_in_the_guide_has_to_be_worth_it() -> None:
    scores = [[0, 80.0], [62.0, 60.0]]
    assert best_way(scores, 55, 10) == [1, 1]
    assert best_way(scores, 55, 0) == [1, 0]
    assert best_way([[60.0], [54.0]], 55, 10) == [0, None]
    assert best_way([[80.0], [55.0]], 55, 0) == [0, None]  # no more than nothing
    assert best_way([[0.0]], 0, 0) == [None]
    assert best_way([], 55, 10) == []
    assert guide_match([], {3: "Why?"}) == ()


def value(
    scores: list[list[float]], way: tuple[int | None, ...], least: float, back: float
) -> float:
    total, last = 0.0, None
    for row, question in zip(scores, way, strict=True):
        if question is None:
            continue
        if row[question] < least or row[question] <= 0:
            return float("-inf")
        total += row[question] - least - (back if last is not None and question < last else 0)
        last = question
    return total


@given(
    st.integers(1, 3).flatmap(
        lambda size: st.lists(
            st.lists(st.integers(0, 100).map(float), min_size=size, max_size=size),
            min_size=1, max_size=5,
        )
    ),
    st.sampled_from([0.0, 30.0, 55.0]),
    st.sampled_from([0.0, 10.0, 60.0]),
)  # fmt: skip
def test_no_way_is_worth_more(scores: list[list[float]], least: float, back: float) -> None:
    choices = [None, *range(len(scores[0]))]
    best = max(value(scores, way, least, back) for way in product(choices, repeat=len(scores)))
    assert value(scores, tuple(best_way(scores, least, back)), least, back) == pytest.approx(best)


def test_the_turns_of_each_question() -> None:
    asked = [Asked(2, 0, 90), Asked(5, 0, 60), Asked(6, 1, 70), Asked(9, 0, 80)]
    assert stretches(asked, 12) == (Stretch(0, 2, 5), Stretch(1, 6, 8), Stretch(0, 9, 11))
    assert stretches([], 4) == ()


def test_what_makes_no_sense_is_refused() -> None:
    for places in ([4], [1, 1], [2, 1], [-1]):
        with pytest.raises(ValueError, match="in order"):
            stretches([Asked(place, 0, 60) for place in places], 4)
    with pytest.raises(ValueError, match="negative"):
        guide_match(GUIDE, {}, back=-1)
    with pytest.raises(ValueError, match="0 and 100"):
        guide_match(GUIDE, {}, least=101)
