"""Where somebody's words are repeated in other texts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Mapping
from typing import TypeVar

K = TypeVar("K", bound=Hashable)

RUN = 30  # letters and digits in a row: about seven words of English
WHOLE = 12  # letters and digits from which a short text counts when all of it is repeated
NOT_LETTERS = re.compile(r"[\W_]+")


def letters(text: str) -> str:
    """Give the letters and digits of a text, casefolded, without anything between them."""
    return NOT_LETTERS.sub("", text.casefold())


def echoes(texts: Mapping[K, str], speech: str) -> set[K]:
    """Give the keys of the texts that repeat some of ``speech``.

    A text repeats it when ``RUN`` letters or digits in a row stand in both, whatever stands between
    them; a text of ``WHOLE`` to ``RUN`` letters, when all of it does. So quotation marks, line
    breaks and letters' case do not hide a quotation, and scripts without blanks are read as well.
    Linear in the length of all texts together.
    """
    said = letters(speech)
    found: set[K] = set()
    runs: dict[str, set[K]] = defaultdict(set)
    for key, text in texts.items():
        plain = letters(text)
        if WHOLE <= len(plain) < RUN and plain in said:
            found.add(key)
        for at in range(len(plain) - RUN + 1):
            runs[plain[at : at + RUN]].add(key)
    for at in range(len(said) - RUN + 1) if runs else ():
        if held := runs.get(said[at : at + RUN]):
            found |= held
    return found
