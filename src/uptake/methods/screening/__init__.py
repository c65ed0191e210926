"""Screening order: which record to read next, and how good such an order is.

    features(titles, abstracts) -> Features        once per set of records; 12,525 in seconds
    Features.to_bytes() -> bytes                   keep them; Features.from_bytes(data) -> Features
    prior(texts, words_for, words_against) -> n float32            key words of the protocol
    Ranker(texts, seed=0, settings=DEFAULT, *, prior=None, vectors=None)
        .learn(indices, labels)                    1 included, 0 excluded; a later one replaces
        .forget(indices)                           a decision taken back
        .scores() -> n float32                     higher: more likely to be included
        .order(kind, exclude=()) -> int64 array    "relevance", "uncertainty" or "random"
        .labels -> n int8                          1, 0, or -1 for undecided

A record is its place among the texts, 0 to n - 1: whoever keeps features keeps the records' ids in
the same order. The order depends on texts, decisions, seed and settings alone. See
docs/methods/ranking.md for the method, its constants and what was measured.
"""

from uptake.methods.screening.prior import prior
from uptake.methods.screening.ranker import DEFAULT, KINDS, Kind, Ranker, Settings
from uptake.methods.screening.text import Features, features

__all__ = ["DEFAULT", "KINDS", "Features", "Kind", "Ranker", "Settings", "features", "prior"]
