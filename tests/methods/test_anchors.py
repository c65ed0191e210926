"""Passages that move with a corrected transcript, and those that are said to be lost."""

from __future__ import annotations

import random
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.pace import allowed
from uptake.methods.alignment import align
from uptake.methods.anchors import SIMILAR, Anchor, reanchor

FEW = st.text(alphabet="ab \n", max_size=30)
WORDY = st.lists(
    st.sampled_from(["yes", "no", "training", "we", "need", "time", "\n\n", ".", "😀"]), max_size=60
).map(" ".join)
TEXTS = st.one_of(FEW, WORDY, st.text(max_size=40))
OLD = (
    "We had no training at all.\n\nWho decided that?\n\n"
    "The board did, in March, without us.\n\nYes.\n\nAnd then the laptops came.\n\nYes."
)


@given(TEXTS, TEXTS)
def test_aligned_parts_are_equal_in_order_and_apart(old: str, new: str) -> None:
    blocks = align(old, new)
    for block in blocks:
        assert block.size > 0
        assert old[block.old_start : block.old_end] == new[block.new_start : block.new_end]
    for last, block in pairwise(blocks):
        assert last.old_end <= block.old_start
        assert last.new_end <= block.new_start
        assert (last.old_end, last.new_end) != (block.old_start, block.new_start)


@given(TEXTS, st.data())
def test_unchanged_text_is_identity(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert reanchor(text, text, [(start, end)]) == [Anchor(start, end, True, "exact")]


@given(TEXTS, TEXTS, st.data())
def test_an_edit_outside_of_a_span_never_loses_it(old: str, put: str, data: st.DataObject) -> None:
    start, end, cut, cut_end = _outside(old, data)
    new = old[:cut] + put + old[cut_end:]
    anchor = reanchor(old, new, [(start, end)])[0]
    assert anchor.kept
    assert new[anchor.start : anchor.end] == old[start:end]
    if start < end and new.count(old[start:end]) == 1:
        moved = len(put) - (cut_end - cut) if cut_end <= start else 0
        assert anchor.start == start + moved


def _outside(old: str, data: st.DataObject) -> tuple[int, int, int, int]:
    """Draw a span and a stretch of the text that does not touch its inside."""
    start = data.draw(st.integers(0, len(old)))
    end = data.draw(st.integers(start, len(old)))
    low, high = (0, start) if data.draw(st.booleans()) else (end, len(old))
    cut = data.draw(st.integers(low, high))
    return start, end, cut, data.draw(st.integers(cut, high))


@given(TEXTS, TEXTS, st.data())
def test_every_answer_lies_in_the_new_text(old: str, new: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(old)))
    end = data.draw(st.integers(start, len(old)))
    anchor = reanchor(old, new, [(start, end)])[0]
    assert 0 <= anchor.start <= anchor.end <= len(new)
    assert anchor.kept == (anchor.how != "lost")
    if anchor.kept and anchor.how != "edited":
        assert new[anchor.start : anchor.end] == old[start:end]


def found(new: str, quote: str, old: str = OLD, nth: int = 0) -> tuple[str, str]:
    start = -1
    for _ in range(nth + 1):
        start = old.index(quote, start + 1)
    anchor = reanchor(old, new, [(start, start + len(quote))])[0]
    return anchor.how, new[anchor.start : anchor.end]


def test_a_passage_moves_with_what_was_put_before_it() -> None:
    new = "Interview on 3 March.\n\n" + OLD
    assert found(new, "in March, without us") == ("exact", "in March, without us")


def test_a_small_correction_inside_is_kept_and_said() -> None:
    new = OLD.replace("The board did, in March", "The Board did, in May")
    assert found(new, "The board did, in March, without us.") == (
        "edited",
        "The Board did, in May, without us.",
    )


def test_a_correction_that_begins_and_ends_with_the_passage() -> None:
    old = "x y. the laptops came late to us all. z"
    new = "x y. The laptops came late to us. z"
    assert found(new, "the laptops came late to us all", old) == (
        "edited",
        "The laptops came late to us",
    )
    assert found(old[5:], "the laptops came late to us all", old)[0] == "exact"


def test_a_correction_of_the_whole_text_at_both_ends() -> None:
    old = "We had no training at all"
    assert found("we had no training at All", old, old) == ("edited", "we had no training at All")


def test_a_change_that_reaches_out_of_the_passage() -> None:
    old = "and then, quite suddenly, the laptops came in and nobody knew, honestly, why"
    new = "later the laptops came in and nobody saw why"
    quote = "suddenly, the laptops came in and nobody knew"
    how, text = found(new, quote, old)
    assert how in ("edited", "lost")
    assert "laptops" in text or how == "lost"


def test_a_passage_said_otherwise_is_lost() -> None:
    new = OLD.replace("The board did, in March, without us.", "Nobody knows any more.")
    assert found(new, "The board did, in March, without us.")[0] == "lost"


def test_a_passage_that_was_taken_out_is_lost_and_not_guessed() -> None:
    new = OLD.replace("\n\nYes.\n\nAnd", "\n\nAnd")
    assert found(new, "Yes", nth=0)[0] == "lost"
    assert found(new, "Yes", nth=1) == ("exact", "Yes")


def test_a_turn_that_was_moved_is_found_by_its_words() -> None:
    moved = "The board did, in March, without us.\n\n"
    rest = "".join(f"Turn number {n} says something else.\n\n" for n in range(50))
    how, text = found(rest + OLD.replace(moved, "") + moved, moved.strip(), moved + rest + OLD[:30])
    assert (how, text) == ("nearest", moved.strip())


def test_a_short_quote_is_found_by_what_stands_beside_it() -> None:
    first = "Did anybody tell you about it in advance?\n\nNo.\n\n"
    second = "And were you asked what you would need for it?\n\nYes.\n\n"
    rest = "".join(f"Turn number {n} says something else.\n\n" for n in range(50))
    assert found(rest + second + first, "No", first + second + rest) == ("nearest", "No")
    assert found(rest + second + first, "Yes", first + second + rest) == ("nearest", "Yes")


def test_spans_outside_of_the_text_are_refused() -> None:
    with pytest.raises(ValueError, match="outside"):
        reanchor("abc", "abc", [(1, 4)])


def test_everything_is_lost_in_an_empty_text() -> None:
    assert reanchor("abc", "", [(0, 3), (1, 1)]) == [
        Anchor(0, 0, False, "lost"),
        Anchor(0, 0, True, "exact"),
    ]
    assert SIMILAR == 0.8


@pytest.mark.parametrize("change", ["typos", "turns out and in", "other words"])
def test_600_000_characters_with_10_000_passages_in_a_few_seconds(change: str) -> None:
    chance = random.Random(7)
    vocabulary = ["".join(chance.choices("aeioudlmnrst", k=1 + n % 8)) for n in range(3_000)]
    turns = [
        "Yeah." if n % 7 == 0 else " ".join(chance.choices(vocabulary, k=1 + n % 50))
        for n in range(4_700)
    ]
    old = "\n\n".join(turns)
    starts = [chance.randrange(len(old) - 300) for _ in range(10_000)]
    spans = [(start, start + 1 + start % 250) for start in starts]
    if change == "typos":
        turns = [turn.replace("a", "e", 1) if n % 10 == 0 else turn for n, turn in enumerate(turns)]
    elif change == "turns out and in":
        turns = [turn for n, turn in enumerate(turns) if n % 50] + ["The end."]
    else:
        turns = [turn[::-1] for turn in turns]
    began = time.process_time()
    anchors = reanchor(old, "\n\n".join(turns), spans)
    assert time.process_time() - began < allowed(15)  # measured 1 to 5 s
    kept = sum(anchor.kept for anchor in anchors)
    assert len(old) > 500_000
    assert kept < 1_500 if change == "other words" else kept > 8_500
