"""Nearness in meaning: vectors of the words of places, kept by what the words are.

The model takes several milliseconds for a place, so one look reads a bounded number of places and
what was read is kept in this process, for the next look. Only digests and numbers are kept.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from uptake.instruments import sentence_model
from uptake.methods.screening.embeddings import Encoder, encoded
from uptake.methods.similar_passages import Alike, nearest

AT_A_LOOK = 500
"""Places read in one look: about four seconds of one core."""
KEPT = 20_000
"""Vectors of 384 numbers that a process keeps: about 30 MB. More than one search reads."""
LEAST = 0.25
"""Cosine from which on two places are called alike."""

_kept: OrderedDict[bytes, NDArray[np.float32]] = OrderedDict()
_one_reads = Lock()


def by_meaning(text: str, places: Sequence[str], most: int) -> tuple[tuple[Alike, ...], int]:
    """Give the places nearest to a text, and how many were searched: those read so far.

    Raises ``NotInstalled`` where the model isn't there.
    """
    with _one_reads:
        model = _model()
        keys = [sha256(place.encode()).digest() for place in places]
        known = {key: _kept[key] for key in keys if key in _kept}
        fresh = {key: place for key, place in zip(keys, places, strict=True) if key not in known}
        some = dict(list(fresh.items())[:AT_A_LOOK])
        # Alone, so that a place has the same vector whichever others are read with it.
        asked, *rows = encoded([text, *some.values()], model, at_once=1)
        known.update(zip(some, rows, strict=True))
        for key, row in known.items():
            _kept[key] = row
            _kept.move_to_end(key)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    read = [at for at, key in enumerate(keys) if key in known]
    if not read:
        return (), 0
    found = nearest(asked, np.stack([known[keys[at]] for at in read]), most, least=LEAST)
    return tuple(Alike(read[one.place], one.score, ()) for one in found), len(read)


def forget() -> None:
    """Let go of the vectors and of the model."""
    with _one_reads:
        _kept.clear()
        _model.cache_clear()


@cache
def _model() -> Encoder:
    return sentence_model.installed()
