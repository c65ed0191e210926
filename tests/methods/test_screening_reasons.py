"""Words that speak for a record and against it, against the ranker's own scores."""

from __future__ import annotations

import numpy as np
import pytest

from tests.methods.test_screening_ranker import LABELS, TEXTS
from uptake.methods.screening import Ranker
from uptake.methods.screening.reasons import speaking


def test_the_parts_of_all_words_order_records_as_the_ranker_does() -> None:
    ranker = Ranker(TEXTS)
    known = range(0, len(TEXTS), 2)
    ranker.learn(known, [LABELS[at] for at in known])
    weights = ranker.word_weights()
    sums = [
        sum(word.part for side in speaking(TEXTS, weights, at, 10_000) for word in side)
        for at in range(1, len(TEXTS), 2)
    ]
    scores = ranker.scores()[1::2]
    assert np.corrcoef(sums, scores)[0, 1] > 0.999


def test_words_are_named_and_the_strongest_come_first() -> None:
    ranker = Ranker(TEXTS)
    ranker.learn(range(len(TEXTS)), LABELS)
    speaks_for, against = speaking(TEXTS, ranker.word_weights(), int(np.argmax(LABELS)), 3)
    assert 0 < len(speaks_for) <= 3 >= len(against)
    assert all(word.part > 0 and word.text for word in speaks_for)
    assert [w.part for w in speaks_for] == sorted((w.part for w in speaks_for), reverse=True)


def test_nothing_known_says_nothing() -> None:
    assert speaking(TEXTS, Ranker(TEXTS).word_weights(), 0) == ((), ())


def test_weights_of_other_texts_are_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        speaking(TEXTS, np.zeros(1, np.float32), 0)
