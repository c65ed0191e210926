"""Which words of a record brought it where it stands in the order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from uptake.methods.screening.solver import Floats
from uptake.methods.screening.text import Features


@dataclass(frozen=True, slots=True)
class Word:
    """A stem, or two that follow each other, and its part of the record's score."""

    text: str
    part: float


def speaking(
    texts: Features, weights: Floats, record: int, most: int = 10
) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
    """Give the words of a record that speak most for including it, and most against.

    ``weights``: m float32 of ``Ranker.word_weights``. A word's part is its weight times its number
    in the record's row; the parts of all words add up to the record's margin, but for a constant.
    Raises ``ValueError`` when the weights are of other texts.
    """
    if len(weights) != texts.matrix.shape[1]:
        raise ValueError(f"{len(weights)} weights do not fit {texts.matrix.shape[1]} words.")
    begin, end = texts.matrix.indptr[record : record + 2]
    columns = texts.matrix.indices[begin:end]
    parts = texts.matrix.data[begin:end] * weights[columns]
    order = np.argsort(-np.abs(parts), kind="stable")
    ranked = [(float(parts[at]), int(columns[at])) for at in order]
    speaks_for = [Word(_term(texts, column), part) for part, column in ranked if part > 0]
    against = [Word(_term(texts, column), part) for part, column in ranked if part < 0]
    return tuple(speaks_for[:most]), tuple(against[:most])


def _term(texts: Features, column: int) -> str:
    key, size = int(texts.keys[column]), len(texts.vocabulary)
    if key < size:
        return texts.vocabulary[key]
    left, right = divmod(key, size)
    return f"{texts.vocabulary[left - 1]} {texts.vocabulary[right]}"
