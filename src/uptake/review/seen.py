"""A mark of the words that a screening page showed, so that a verdict is on what was read."""

from __future__ import annotations

import hashlib

from uptake.sources.models import Reference

SHOWN = ("title", "abstract", "retraction")


def mark(reference: Reference) -> str:
    """Sixteen characters that change whenever a word that is shown changes."""
    words = "\x00".join(getattr(reference, name) for name in SHOWN)
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:16]
