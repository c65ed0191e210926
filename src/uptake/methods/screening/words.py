"""Words of a text for the ranker: cut, folded and stemmed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

import snowballstemmer

# Scripts written without blanks: each character is a word, and pairs of them carry the meaning.
UNSPACED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
WORD = re.compile(rf"[{UNSPACED}]|[^\W{UNSPACED}]{{2,}}")


def words(text: str) -> list[str]:
    """Give the words of two letters or more, folded, in order; not yet stemmed.

    A character of a script without blanks (Chinese, Japanese, Korean, Thai) is a word by itself.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return WORD.findall(text.casefold())


def stems(plain: Iterable[str]) -> dict[str, str]:
    """Give the stem of each word, so that *trial* and *trials* are one.

    The English Snowball stemmer (Porter 2001). Words of other languages lose an ending now and
    then, the same one in every record.
    """
    stem = snowballstemmer.stemmer("english").stemWord
    return {word: stem(word) for word in plain}
