"""Passages like this one, against a twin that weighs every word of every passage anew."""

from __future__ import annotations

import time
from collections import Counter
from itertools import pairwise
from math import log, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.pace import allowed
from uptake.methods.screening.text import MOST, PAIRS
from uptake.methods.screening.words import stems, words
from uptake.methods.similar_passages import Passages, nearest

TEXTS = [
    "There is no time in the clinic to explain the programme",
    "We never have time to explain it in the clinic",
    "The programme costs too much",
    "Nobody told us who pays for it",
    "there is no time in the clinic to explain the programme",
    "",
]


def test_the_most_alike_come_first_with_what_they_share() -> None:
    index = Passages(TEXTS)
    found = index.like(0)
    assert [one.place for one in found] == [4, 1, 2]
    assert found[0].score == pytest.approx(1.0, abs=1e-6)
    assert {"clinic", "explain"} & set(found[1].shared)
    assert index.like(0, 1) == found[:1]
    assert index.like(0, 0) == ()
    assert index.like(0, least=0.9) == found[:1]
    assert index.like(5) == ()
    assert len(index) == 6


def test_like_a_text_of_ones_own() -> None:
    index = Passages(TEXTS)
    found = index.like_text("Who PAYS? nobody, told")
    assert found[0].place == 3
    assert "pay" in found[0].shared
    assert index.like_text("zebra") == index.like_text("") == ()
    own = index.like_text(TEXTS[0])
    assert [one.place for one in own[:2]] == [0, 4]


def test_a_passage_that_is_not_there_and_an_empty_index() -> None:
    with pytest.raises(IndexError, match="no passage 6 among 6"):
        Passages(TEXTS).like(6)
    empty = Passages([])
    assert (len(empty), empty.like_text("time")) == (0, ())


STOCK = ["time", "clinic", "cost", "staff", "nurse", "explaining"]
WORDS = st.lists(st.sampled_from(STOCK), max_size=6)


@given(st.lists(WORDS.map(" ".join), min_size=1, max_size=7), st.data())
def test_against_cosines_from_the_definition(texts: list[str], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(texts) - 1))
    twin = cosines(texts, place)
    found = Passages(texts).like(place, 20, least=0)
    assert {one.place for one in found} == {at for at, score in twin.items() if score > 1e-5}
    for one in found:
        assert one.score == pytest.approx(twin[one.place], abs=1e-5)
    order = [(-one.score, one.place) for one in found]
    assert order == sorted(order)


def cosines(texts: list[str], place: int) -> dict[int, float]:
    """Weigh stems and pairs as the ranker's features are defined."""
    counts = []
    for text in texts:
        cut = words(text)
        stem = stems(cut)
        phrase = [stem[word] for word in cut]
        counts.append(Counter((one,) for one in phrase) + Counter(pairwise(phrase)))
    held = Counter(term for count in counts for term in count)
    rows = []
    for count in counts:
        row = {
            term: (1 + log(often)) * (log((1 + len(texts)) / (1 + held[term])) + 1)
            * (PAIRS if len(term) > 1 else 1)
            for term, often in count.items() if held[term] <= MOST * len(texts)
        }  # fmt: skip
        length = sqrt(sum(weight**2 for weight in row.values())) or 1
        rows.append({term: weight / length for term, weight in row.items()})
    return {
        at: sum(weight * row.get(term, 0) for term, weight in rows[place].items())
        for at, row in enumerate(rows) if at != place
    }  # fmt: skip


NUMBERS = st.lists(st.integers(-3, 3), min_size=3, max_size=3)


@given(NUMBERS, st.lists(NUMBERS, min_size=1, max_size=8), st.integers(0, 9))
def test_vectors_against_cosines_number_by_number(asked, rows, most) -> None:
    def cosine(one: list[int]) -> float:
        sizes = sqrt(sum(x * x for x in one)) * sqrt(sum(x * x for x in asked))
        return sum(x * y for x, y in zip(one, asked, strict=True)) / sizes if sizes else 0

    scores = [cosine(one) for one in rows]
    found = nearest(np.array(asked, np.float32), np.array(rows, np.float32), 9, least=0.2)
    assert {one.place for one in found} == {at for at, x in enumerate(scores) if x >= 0.2}
    for one in found:
        assert one.score == pytest.approx(scores[one.place], abs=1e-6)
        assert one.shared == ()
    order = [(-one.score, one.place) for one in found]
    assert order == sorted(order)
    few = nearest(np.array(asked, np.float32), np.array(rows, np.float32), most, least=0.2)
    assert few == found[:most]


def test_vectors_that_tie_come_by_place_and_widths_must_agree() -> None:
    rows = np.array([[0, 1], [1, 1], [0, 0], [1, 1], [1, 0]], np.float32)
    assert [one.place for one in nearest(rows[1], rows, least=0.9)] == [1, 3]
    assert nearest(rows[2], rows, least=0) == ()
    with pytest.raises(ValueError, match="no cosine"):
        nearest(rows[0], np.zeros((2, 3), np.float32))


def test_one_question_of_50_000_passages_takes_under_50_ms() -> None:
    draws = np.random.default_rng(1).zipf(1.3, (50_000, 25)) % 8_000
    index = Passages([" ".join(f"w{one}a" for one in row) for row in draws])
    times = []
    for place in range(0, 50_000, 5_000):
        began = time.process_time()
        assert len(index.like(place, least=0)) == 20
        times.append(time.process_time() - began)
    print(f"\n50,000 passages: {1000 * sorted(times)[5]:.1f} ms CPU for one question (median)")
    assert sorted(times)[5] < allowed(0.05)
    assert index.like(7) == index.like(7)
