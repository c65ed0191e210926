"""Sentence vectors of titles and abstracts, from any model that turns texts into numbers.

An extra: without it the ranker works on words alone. The model that comes as an extra is in
``instruments.sentence_model``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

AT_ONCE = 8


class Encoder(Protocol):
    """What turns texts into rows of numbers."""

    def pieces(self, texts: Sequence[str]) -> list[list[int]]:
        """Cut texts into numbered word pieces."""
        ...

    def states(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
        """Give the model's last layer for texts of the same width: texts, pieces, numbers."""
        ...


def vectors(
    titles: Sequence[str],
    abstracts: Sequence[str],
    encoder: Encoder,
    tell: Callable[[int, int], None] | None = None,
) -> NDArray[np.float32]:
    """Give n by d float32, a row of length 1 for each record (of 0 for one without a title).

    Rows have the mean of all taken off, since what all records of a review share tells none apart.
    ``tell`` hears how many are done, of how many. Raises ``ValueError`` when titles and abstracts
    differ in number.
    """
    texts = [f"{title}. {abstract}" for title, abstract in zip(titles, abstracts, strict=True)]
    every = encoded(texts, encoder, tell)
    return _unit(every - every.mean(axis=0)) if len(every) else every


def encoded(
    texts: Sequence[str],
    encoder: Encoder,
    tell: Callable[[int, int], None] | None = None,
    *,
    at_once: int = AT_ONCE,
) -> NDArray[np.float32]:
    """Give n by d float32, a row of length 1 for each text (of 0 for one without pieces).

    ``at_once`` texts share a run of the model. Weights of 8 bits are scaled by what is in the run,
    so a text's row depends a little on its neighbours unless it is 1. ``tell``: see ``vectors``.
    """
    if not texts:
        return np.zeros((0, 1), np.float32)
    cut = encoder.pieces(texts)
    rows: dict[int, NDArray[np.float32]] = {}
    by_length = sorted(range(len(cut)), key=lambda at: (len(cut[at]), at))
    for start in range(0, len(by_length), at_once):
        some = by_length[start : start + at_once]
        ids, mask = _padded([cut[at] for at in some])
        states = encoder.states(ids, mask)
        weight = mask[:, :, None].astype(np.float32)
        means = (states * weight).sum(axis=1) / np.maximum(weight.sum(axis=1), 1)
        rows.update(zip(some, _unit(means), strict=True))
        if tell:
            tell(len(rows), len(texts))
    return np.stack([rows[at] for at in range(len(texts))])


def _padded(cut: Sequence[list[int]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    width = max(1, *(len(one) for one in cut)) if len(cut) > 1 else max(1, len(cut[0]))
    ids = np.zeros((len(cut), width), np.int64)
    mask = np.zeros_like(ids)
    for at, one in enumerate(cut):
        ids[at, : len(one)] = one
        mask[at, : len(one)] = 1
    return ids, mask


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 1e-6, lengths, np.inf), np.float32)
