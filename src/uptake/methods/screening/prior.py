"""Key words of the protocol as a first guess, before anything has been decided."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from uptake.methods.screening.solver import Floats
from uptake.methods.screening.text import Features
from uptake.methods.screening.words import stems, words

ANY_ENDING = "*"


def prior(texts: Features, words_for: Iterable[str], words_against: Iterable[str] = ()) -> Floats:
    """Give n float32: how much each record has of what is looked for, less what is not.

    A key word may be a phrase, whose neighbours count as pairs too, and may end in ``*``
    ("depress*"). The score is the product of the record's TF-IDF row with the mean of the words
    for it less the mean of those against it. All 0 when no word occurs.
    """
    direction = np.zeros(texts.matrix.shape[1], np.float32)
    for sign, phrases in ((1.0, words_for), (-1.0, words_against)):
        found = [columns for phrase in phrases if len(columns := _columns(texts, phrase))]
        for columns in found:
            direction[columns] += np.float32(sign / len(found))
    return np.asarray(texts.matrix @ direction, np.float32)


def _columns(texts: Features, phrase: str) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Columns of a phrase as it was built into the features; of each word if one is cut short."""
    cut = words(phrase)
    if ANY_ENDING not in phrase:
        stem = stems(set(cut))
        return texts.columns([stem[word] for word in cut])
    begun = tuple(word for part in phrase.split() for word in words(part) if part.endswith("*"))
    whole = stems(word for part in phrase.split() if not part.endswith("*") for word in words(part))
    known = {one for one in texts.vocabulary if one.startswith(begun)} | set(whole.values())
    return np.unique(np.concatenate([texts.columns([one]) for one in sorted(known)] or [_NONE]))


_NONE = np.zeros(0, np.int64)
