"""Passages like this one, by the words that they share or by vectors that somebody else made.

By words: built on the ranker's features, stems and pairs of neighbouring stems, weighed by how rare
they are; it finds what is said in the same words. By vectors: as near as the vectors say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from uptake.methods.screening.text import PAIRS, features
from uptake.methods.screening.words import stems, words

TINY = 1e-6
SHOWN = 5
"""Stems that say why two passages are alike."""


@dataclass(frozen=True, slots=True)
class Alike:
    """A passage, by its place among those of the index; ``score`` is the cosine, 0 to 1.

    ``shared``: the stems, or pairs of them, that make up most of the score, the heaviest first;
    none where vectors were compared.
    """

    place: int
    score: float
    shared: tuple[str, ...]


def nearest(
    asked: NDArray[np.float32], rows: NDArray[np.float32], most: int = 20, *, least: float = 0.1
) -> tuple[Alike, ...]:
    """Give the rows whose vectors point most the way of the one asked for, the nearest first.

    ``asked`` has d numbers, ``rows`` n by d, of any length; one without length is like nothing. At
    most ``most`` of them, each with a cosine of at least ``least``; ties by place. Raises
    ``ValueError`` when the widths differ.
    """
    if rows.ndim != 2 or asked.shape != rows.shape[1:]:
        raise ValueError(f"A vector of shape {asked.shape} has no cosine with {rows.shape}.")
    own, others = asked.astype(np.float64), rows.astype(np.float64)
    # Row by row and not as one product: equal rows then give equal cosines, wherever they stand.
    products = (others * own).sum(axis=1)
    lengths = np.sqrt((others * others).sum(axis=1)) * np.sqrt((own * own).sum())
    scores = products / np.where(lengths > TINY, lengths, np.inf)
    near = np.flatnonzero((scores >= max(least, TINY)) & (lengths > TINY))
    order = near[np.lexsort((near, -scores[near]))][: max(0, most)]
    return tuple(Alike(int(at), min(1.0, float(scores[at])), ()) for at in order)


class Passages:
    """An index of n passages. Building it is the work; a question is answered from it at once."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Fit the index to the texts of n passages, in the order of which places are counted."""
        self._features = features(texts, [""] * len(texts))
        self._rows = self._features.matrix
        by_term = self._rows.tocsc()
        # As rows of terms: the passages of a term stand side by side.
        self._by_term = sp.csr_array(by_term.T)
        held = np.diff(self._by_term.indptr)
        size = max(1, len(self._features.vocabulary))
        idf = np.log((1 + len(texts)) / (1 + held)) + 1
        self._weights = idf * np.where(self._features.keys >= size, PAIRS, 1.0)

    def __len__(self) -> int:
        return len(self._features)

    def like(self, place: int, most: int = 20, *, least: float = 0.1) -> tuple[Alike, ...]:
        """Give the passages most like one of the index, without itself, the most alike first.

        At most ``most`` of them, each with a score of at least ``least``; ties by place. Raises
        ``IndexError`` for a place that isn't there.
        """
        if not 0 <= place < len(self):
            raise IndexError(f"There is no passage {place} among {len(self)}.")
        start, end = self._rows.indptr[place : place + 2]
        terms = self._rows.indices[start:end]
        return self._nearest(terms, self._rows.data[start:end], most, least, but=place)

    def like_text(self, text: str, most: int = 20, *, least: float = 0.1) -> tuple[Alike, ...]:
        """Give the passages most like some text, weighed as those of the index are; see ``like``.

        Words that stand nowhere in the index say nothing and are left out of the text's length.
        """
        cut = words(text)
        stem = stems(cut)
        phrase = [stem[word] for word in cut]
        said = Counter(phrase) + Counter(pairwise(phrase))
        terms = self._features.columns(phrase)
        often = np.array([said[self._name(term)] for term in terms], dtype=np.float64)
        weights = (1 + np.log(often)) * self._weights[terms] if len(terms) else often
        length = float(np.sqrt(weights @ weights))
        return self._nearest(terms, weights / (length or 1), most, least, but=-1)

    def _name(self, term: np.int64) -> str | tuple[str, str]:
        """Give a term's stem, or its two."""
        vocabulary = self._features.vocabulary
        left, right = divmod(int(self._features.keys[term]), len(vocabulary))
        return (vocabulary[left - 1], vocabulary[right]) if left else vocabulary[right]

    def _nearest(
        self,
        terms: NDArray[np.int64],
        weights: NDArray[np.float64],
        most: int,
        least: float,
        *,
        but: int,
    ) -> tuple[Alike, ...]:
        """Add up the cosines term by term and give the highest."""
        scores = np.zeros(len(self))
        for term, weight in zip(terms, weights, strict=True):
            held = slice(*self._by_term.indptr[term : term + 2])
            scores[self._by_term.indices[held]] += weight * self._by_term.data[held]
        if but >= 0:
            scores[but] = -1.0
        near = np.flatnonzero(scores >= max(least, TINY))
        if len(near) > most > 0:
            edge = np.partition(scores[near], len(near) - most)[len(near) - most]
            near = near[scores[near] >= edge]
        order = near[np.lexsort((near, -scores[near]))][: max(0, most)]
        return tuple(
            Alike(int(at), min(1.0, float(scores[at])), self._shared(int(at), terms, weights))
            for at in order
        )

    def _shared(
        self, place: int, terms: NDArray[np.int64], weights: NDArray[np.float64]
    ) -> tuple[str, ...]:
        held = slice(*self._rows.indptr[place : place + 2])
        own = dict(zip(self._rows.indices[held].tolist(), self._rows.data[held].tolist(),
                       strict=True))  # fmt: skip
        parts = sorted(
            (-own[term] * weight, term)
            for term, weight in zip(terms.tolist(), weights.tolist(), strict=True)
            if term in own
        )
        names = (self._name(term) for _, term in parts[:SHOWN])
        return tuple(name if isinstance(name, str) else " ".join(name) for name in names)
