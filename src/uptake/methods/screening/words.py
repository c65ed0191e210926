"""Words of a text for the ranker: cut, folded and stemmed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

import snowballstemmer

# Scripts written without blanks: each character is a word, and pairs of them carry the meaning.
UNSPACED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
WORD = re.compile(rf"[{UNSPACED}]|[^\W{UNSPACED}]{{2,}}")
MARK = re.compile(rf"[^\w{UNSPACED}]")
PLAIN = "".join(
    chr(at).lower() if chr(at).isalnum() or chr(at) == "_" else " " for at in range(128)
)
"""What becomes of each character of ASCII: small letters, digits, and blanks between words."""


def words(text: str) -> list[str]:
    """Give the words of two letters or more, folded, in order; not yet stemmed.

    A character of a script without blanks (Chinese, Japanese, Korean, Thai) is a word by itself.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).casefold()
        if not text.isascii():
            text = _without_marks(text)
        if not text.isascii():
            return WORD.findall(text)
    return [one for one in text.translate(PLAIN).split() if len(one) > 1]


def _without_marks(text: str) -> str:
    """Put a blank for every dash, quote or sign that is no part of a word.

    Most texts are plain ASCII but for those, and plain ASCII is cut in half the time.
    """
    for one in set(text):
        if not one.isascii() and MARK.match(one):
            text = text.replace(one, " ")
    return text


def stems(plain: Iterable[str]) -> dict[str, str]:
    """Give the stem of each word, so that *trial* and *trials* are one.

    The English Snowball stemmer (Porter 2001). Words of other languages lose an ending now and
    then, the same one in every record.
    """
    listed, stemmer = list(plain), snowballstemmer.stemmer("english")
    stemmer.maxCacheSize = 0  # each word comes once: what PyStemmer would keep costs and is no use
    return dict(zip(listed, stemmer.stemWords(listed), strict=True))
