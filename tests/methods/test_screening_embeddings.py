"""Sentence vectors from an encoder, whichever it is."""

from __future__ import annotations

import numpy as np
import pytest

from uptake.methods.screening.embeddings import vectors


class Letters:
    """An encoder that counts: piece = a letter's number, state = one of 26 columns."""

    def pieces(self, texts):
        return [[ord(one) - 97 for one in text.lower() if "a" <= one <= "z"] for text in texts]

    def states(self, ids, mask):
        return np.eye(26, dtype=np.float32)[ids] + 5 * (1 - mask[:, :, None])


def test_a_row_for_each_record_in_their_order():
    titles = [chr(97 + at % 20) * (1 + at % 7) for at in range(30)]
    told = []
    rows = vectors(titles, [""] * 30, Letters(), lambda done, total: told.append((done, total)))
    assert rows.shape == (30, 26)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert rows.argmax(axis=1).tolist() == [at % 20 for at in range(30)]
    assert told[-1] == (30, 30)
    alone = np.stack(
        [np.bincount(one, minlength=26) / len(one) for one in Letters().pieces(titles)]
    )
    alone /= np.linalg.norm(alone, axis=1, keepdims=True)
    alone -= alone.mean(axis=0)
    alone /= np.linalg.norm(alone, axis=1, keepdims=True)
    assert np.allclose(rows, alone, atol=1e-5)


def test_nothing_gives_nothing():
    assert vectors([], [], Letters()).shape == (0, 1)
    assert not vectors([""], ["..."], Letters()).any()
    with pytest.raises(ValueError, match="argument 2"):
        vectors(["a"], [], Letters())
