"""Words with a capital inside of a sentence: a wide net, for those who want to see all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from uptake.methods.deidentify.hits import Hit, Sure, hit
from uptake.methods.deidentify.vocabulary import BLANK, NAME_WORD, NOT_NAMES, PEOPLES, UPPER

FREE = rf"(?!(?:{NOT_NAMES}|{PEOPLES})\b)(?![{UPPER}]{{2,8}}s?(?!\w)){NAME_WORD}"
INSIDE = re.compile(rf"(?:(?<=[^\W_])|(?<=[^\W_],)){BLANK}({FREE}(?:{BLANK}{FREE}){{0,3}})(?!\w)")


def capitals(text: str) -> Iterator[Hit]:
    """Propose words with a capital that no sentence begins with, as unsure names.

    A ``Finder`` to hand to ``find``. It sees names that nothing else gives away, and with them
    places, products and trusts. Weekdays, months, nations and short words all in capitals are let
    stand, and so is a name that a sentence begins with.
    """
    for found in INSIDE.finditer(text):
        yield hit(text, *found.span(1), "name", Sure.UNSURE, "a capital inside of a sentence")
