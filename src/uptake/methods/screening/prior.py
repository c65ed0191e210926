"""Key words of the protocol as a first guess, before anything has been decided."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from uptake.methods.screening.solver import Floats
from uptake.methods.screening.text import Features
from uptake.methods.screening.words import stems, words

ANY_ENDING = "*"


def prior(texts: Features, words_for: Iterable[str], words_against: Iterable[str] = ()) -> Floats:
    """Give n float32: how much each record has of what is looked for, less what is not.

    A key word may be a phrase, whose neighbours count as pairs too, and may end in ``*``
    ("depress*"). A record scores the rarity, ln((1 + n) / (1 + df)) + 1, of each term that it has,
    however often; the mean over the key words for it, less the mean over those against it. All 0
    when no word occurs. Rarity times frequency over length, as the ranker weighs words, would lead
    to the shortest records instead.
    """
    count, width = texts.matrix.shape
    held = np.bincount(texts.matrix.indices, minlength=width)
    rarity = np.log((1 + count) / (1 + held)) + 1
    direction = np.zeros(width, np.float32)
    for sign, phrases in ((1.0, words_for), (-1.0, words_against)):
        found = [columns for phrase in phrases if len(columns := _columns(texts, phrase))]
        for columns in found:
            direction[columns] += (sign / len(found) * rarity[columns]).astype(np.float32)
    ones = np.ones_like(texts.matrix.data)
    present = sp.csr_array((ones, texts.matrix.indices, texts.matrix.indptr), shape=(count, width))
    return np.asarray(present @ direction, np.float32)


def _columns(texts: Features, phrase: str) -> NDArray[np.int64]:
    """Columns of a phrase as it was built into the features; of each word if one is cut short."""
    cut = words(phrase)
    if ANY_ENDING not in phrase:
        stem = stems(set(cut))
        return texts.columns([stem[word] for word in cut])
    parts = phrase.split()
    begun = tuple(word for part in parts if part.endswith(ANY_ENDING) for word in words(part))
    whole = stems(word for part in parts if not part.endswith(ANY_ENDING) for word in words(part))
    known = {one for one in texts.vocabulary if one.startswith(begun)} | set(whole.values())
    return np.unique(np.concatenate([texts.columns([one]) for one in sorted(known)] or [_NONE]))


_NONE = np.zeros(0, np.int64)
