"""What in a transcript could tell who somebody is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from uptake.methods.deidentify.contacts import contacts
from uptake.methods.deidentify.dates import ages, dates
from uptake.methods.deidentify.folding import Folded, folded
from uptake.methods.deidentify.hits import Finder, Hit, Listed, Sure, hit, settled
from uptake.methods.deidentify.listed import listed, parts, spoken, untitled
from uptake.methods.deidentify.names import names as named
from uptake.methods.deidentify.numbers import numbers
from uptake.methods.deidentify.places import places
from uptake.methods.deidentify.spelled import spelled


def find(
    text: str,
    names: Iterable[Listed | str] = (),
    speakers: Iterable[str] = (),
    finders: Iterable[Finder] = (),
) -> tuple[Hit, ...]:
    """Propose what to take out of a text, in order and without overlap; a person decides on each.

    ``names`` is the project's list (a plain string is a name), ``speakers`` the labels of turns,
    ``finders`` are asked as well; what they add is unsure and yields to the rules. Pure and
    deterministic, linear in the length of the text.
    """
    bare = Folded(text)
    entries = [one if isinstance(one, Listed) else Listed(one) for one in names]
    rules = (numbers, spelled, contacts, places, dates, ages, named)
    found = [one for rule in rules for one in rule(text)]
    found += listed(bare, entries) + spoken(bare, speakers)
    others = [one for finder in finders for one in finder(text)]
    return settled(text, found, others)


def repeats(text: str, accepted: Hit, known: Iterable[Hit] = ()) -> tuple[Hit, ...]:
    """Propose where else the words of an accepted hit stand.

    A name of several words, or with a title, is looked for by its parts too, which are unsure. What
    overlaps a hit that is ``known`` already, or the accepted one, isn't proposed again.
    """
    bare = Folded(text)
    looked = {accepted.words: Sure.LIKELY}
    if accepted.kind == "name":
        whole = " ".join(untitled(accepted.words)[1])
        for part in (whole, *parts(accepted.words)):
            looked.setdefault(part, Sure.UNSURE)
    found = [
        hit(text, start, end, accepted.kind, sure, "the same words were accepted elsewhere")
        for words, sure in looked.items()
        if len(folded(words)) > 1
        for start, end in bare.spans(words)
    ]
    told = [*known, accepted]
    taken = settled(text, told)
    fresh = {(one.start, one.end) for one in settled(text, taken, found)}
    fresh -= {(one.start, one.end) for one in taken}
    return tuple(one for one in settled(text, found) if (one.start, one.end) in fresh)


@dataclass(frozen=True, slots=True)
class Standing:
    """An original that still stands in a text, and where."""

    original: str
    start: int
    end: int


def remaining(text: str, originals: Iterable[str]) -> tuple[Standing, ...]:
    """Give where originals still stand in a text, in order: a check before it is signed off.

    Whole words in any case, with or without marks, hyphens and blanks between them; a title isn't
    needed to recognise a name. Originals of one letter or digit are not looked for.
    """
    bare = Folded(text)
    found: set[tuple[int, int, str]] = set()
    for original in sorted(set(originals)):
        for words in {original, " ".join(untitled(original)[1])}:
            if len(folded(words)) > 1:
                found |= {(start, end, original) for start, end in bare.spans(words)}
    return tuple(Standing(original, start, end) for start, end, original in sorted(found))
