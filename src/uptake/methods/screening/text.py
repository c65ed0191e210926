"""Titles and abstracts as numbers: TF-IDF of single words and of pairs of neighbours."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise
from itertools import count as count_from_0

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from uptake.methods.screening.words import stems, words

MOST = 0.95
"""A term in more than this share of the records says nothing and is left out (as in ELAS u4)."""
PAIRS = 0.5
"""What a pair of words weighs beside a single word. With 1, as usual, the many pairs that occur
nowhere else take up most of a record's length; see docs/methods/ranking.md for the measurement."""
FORMAT = 1
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """Records as the ranker sees them: n records by m terms.

    ``matrix``: float32, rows of length 1 but for the pairs that no other record has, which are left
    out after scaling since they say nothing about other records. ``own``: n float32, the squared
    length so left out. ``keys``: m int64, ascending: the number of a word in ``vocabulary``, or
    (i + 1) * len(vocabulary) + j for the word i followed by j. ``vocabulary``: stems in
    alphabetical order. ``bare``: n truth values, True for a record without an abstract.
    """

    matrix: sp.csr_array
    own: NDArray[np.float32]
    bare: NDArray[np.bool_]
    vocabulary: tuple[str, ...]
    keys: NDArray[np.int64]
    _numbers: dict[str, int] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.own)

    def columns(self, phrase: Sequence[str]) -> NDArray[np.int64]:
        """Give the columns of a phrase's stems and of its pairs, those that occur at all."""
        if not self._numbers:
            self._numbers.update({word: at for at, word in enumerate(self.vocabulary)})
        ids = [self._numbers.get(word) for word in phrase]
        wanted = [one for one in ids if one is not None]
        size = len(self.vocabulary)
        wanted += [
            (left + 1) * size + right
            for left, right in pairwise(ids)
            if left is not None and right is not None
        ]
        _, known, _ = np.intersect1d(self.keys, wanted, return_indices=True)
        return np.asarray(known, dtype=np.int64)

    def to_bytes(self) -> bytes:
        """Give the features as one file (NumPy's npz, no pickles); the same for the same texts."""
        out = io.BytesIO()
        np.savez(
            out,
            format=np.int64(FORMAT),
            data=self.matrix.data,
            indices=self.matrix.indices,
            indptr=self.matrix.indptr,
            own=self.own,
            bare=self.bare,
            keys=self.keys,
            vocabulary=np.frombuffer("\n".join(self.vocabulary).encode(), dtype=np.uint8),
        )
        return out.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Features:
        """Read what ``to_bytes`` gave. Raises ``ValueError`` when it is something else."""
        with np.load(io.BytesIO(data), allow_pickle=False) as kept:
            if "format" not in kept or int(kept["format"]) != FORMAT:
                raise ValueError("These features were made by another version: build them anew.")
            own, keys = kept["own"], kept["keys"]
            matrix = sp.csr_array(
                (kept["data"], kept["indices"], kept["indptr"]), shape=(len(own), len(keys))
            )
            text = kept["vocabulary"].tobytes().decode()
            return cls(matrix, own, kept["bare"], tuple(text.split("\n")) if text else (), keys)


def features(titles: Sequence[str], abstracts: Sequence[str]) -> Features:
    """Build the features of n records from their titles and abstracts; "" where there is none.

    Terms are stems and pairs of neighbouring stems; weights (1 + ln tf) * idf with
    idf = ln((1 + n) / (1 + df)) + 1, pairs times ``PAIRS``, rows then scaled to length 1 (Salton
    and Buckley 1988, as scikit-learn has them). Raises ``ValueError`` when the lengths differ.
    """
    if len(titles) != len(abstracts):
        raise ValueError(f"There are {len(titles)} titles and {len(abstracts)} abstracts.")
    flow, lengths, vocabulary = _numbered([f"{t} {a}" for t, a in zip(titles, abstracts,
                                                                     strict=True)])  # fmt: skip
    count, size = len(titles), max(1, len(vocabulary))
    record = np.repeat(np.arange(count, dtype=np.int64), lengths)
    inside = record[1:] == record[:-1]  # a pair never spans two records
    pairs = ((flow[:-1] + 1) * size + flow[1:])[inside]
    rows = np.concatenate([record, record[1:][inside]])
    matrix, own, keys = _weighed(*_counted(np.concatenate([flow, pairs]), rows, count), count, size)
    bare = np.array([not abstract.strip() for abstract in abstracts], dtype=np.bool_)
    return Features(matrix, own, bare, vocabulary, keys)


def _numbered(
    texts: Sequence[str],
) -> tuple[NDArray[np.int64], NDArray[np.int64], tuple[str, ...]]:
    """All stems of all texts in a row as numbers, how many each text has, and the stems."""
    came: defaultdict[str, int] = defaultdict(count_from_0().__next__)
    cut = [words(text) for text in texts]
    lengths = np.fromiter(map(len, cut), np.int64, len(cut))
    flow = np.fromiter(map(came.__getitem__, chain.from_iterable(cut)), np.int64, lengths.sum())
    stem = list(stems(came).values())
    vocabulary = tuple(sorted(set(stem)))
    number = {one: at for at, one in enumerate(vocabulary)}
    known = np.fromiter(map(number.__getitem__, stem), np.int64, len(stem))
    return known[flow], lengths, vocabulary


def _counted(keys: Numbers, records: Numbers, count: int) -> tuple[Numbers, Numbers, Numbers]:
    """Which term occurs in which record, by term and then by record, and how often.

    Both numbers are put into one, since plain numbers are sorted many times as fast as places.
    """
    both = np.sort(keys * count + records)
    first = np.flatnonzero(np.diff(both, prepend=-1))
    often = np.diff(first, append=len(both))
    term, record = np.divmod(both[first], max(1, count))
    return term, record, often


def _weighed(
    term: Numbers, record: Numbers, often: Numbers, count: int, size: int
) -> tuple[sp.csr_array, NDArray[np.float32], Numbers]:
    """Scaled weights, the squared length of what is left out of each row, and the terms kept."""
    begin = np.flatnonzero(np.diff(term, prepend=-1))
    keys, held = term[begin], np.diff(begin, append=len(term))
    pair = keys >= size
    weight = (np.log((1 + count) / (1 + held)) + 1) * np.where(pair, PAIRS, 1.0)
    weight[held > MOST * count] = 0
    data = (1 + np.log(often.astype(np.float32))) * np.repeat(weight, held)
    length = np.sqrt(np.bincount(record, data**2, minlength=count))
    data /= np.where(length > 0, length, 1)[record]
    kept = (weight > 0) & ~(pair & (held == 1))
    stays = np.repeat(kept, held)
    own = np.bincount(record[~stays], data[~stays] ** 2, minlength=count).astype(np.float32)
    ends = np.concatenate([[0], np.cumsum(held[kept])])
    columns = sp.csc_array(
        (data[stays].astype(np.float32), record[stays], ends), shape=(count, int(kept.sum()))
    )
    return sp.csr_array(columns), own, keys[kept]
