"""Names, places and organisations of the project's list, and the speakers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from uptake.methods.deidentify.folding import Folded, folded
from uptake.methods.deidentify.hits import Hit, Listed, Sure, hit
from uptake.methods.deidentify.names import is_role
from uptake.methods.deidentify.vocabulary import COMMON, TITLES

SHORT = 3  # letters that a part of a name has, at least, to be looked for by itself


def untitled(name: str) -> tuple[list[str], list[str]]:
    """Cut a name into its titles and its other words."""
    words = name.split()
    at = 0
    while at < len(words) and words[at].strip(".").casefold() in {*TITLES, "and", "&"}:
        at += 1
    return words[:at], words[at:]


def parts(name: str) -> list[str]:
    """Give the words of a name that tell who it is by themselves; none of a name of one word."""
    words = untitled(name)[1]
    telling = [word for word in words if word[:1].isupper() and len(folded(word)) >= SHORT]
    return telling if len(words) > 1 else []


def listed(
    text: Folded, entries: Iterable[Listed], why: str = "on the project's list"
) -> list[Hit]:
    """Find the entries in any case, with or without marks, hyphens and a plural s.

    A name of several words is found by each of them too. Words that are common ones as well count
    with a capital only, and are unsure. O(m n) in the worst case for m entries; in practice each
    entry costs one search at the speed of ``str.find``.
    """
    looked: set[tuple[str, str]] = set()
    found: list[Hit] = []
    for entry in entries:
        whole = " ".join(untitled(entry.words)[1]) if entry.kind == "name" else entry.words
        needles = [whole, *(parts(entry.words) if entry.kind == "name" else ())]
        for words in needles:
            needle = folded(words)
            if len(needle) > 1 and (needle, entry.kind) not in looked:
                looked.add((needle, entry.kind))
                found.extend(_where(text, words, entry, entry.why or why))
    return found


def _where(text: Folded, words: str, entry: Listed, why: str) -> Iterator[Hit]:
    common = folded(words) in COMMON
    for start, end in text.spans(words):
        if not common:
            yield hit(text.text, start, end, entry.kind, Sure.SURE, why)
        elif text.text[start].isupper():
            yield hit(text.text, start, end, entry.kind, Sure.UNSURE, f"{why}, and a common word")


def spoken(text: Folded, speakers: Iterable[str]) -> list[Hit]:
    """Find the names of those who speak, in labels and in what is said; roles are left alone."""
    people = [Listed(label) for label in speakers if not is_role(label)]
    return listed(text, people, "the name of somebody who speaks")
