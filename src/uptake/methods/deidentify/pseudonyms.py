"""What stands in for a name or a number: the same for the same person, wherever it is said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from uptake.methods.deidentify.folding import folded
from uptake.methods.deidentify.hits import Hit, Kind, Listed
from uptake.methods.deidentify.people import Person, person, same

OVER_89 = "[age over 89]"
"""Stands in for every such age: numbers would tell how many people are that old."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the key: these words of this kind became this replacement."""

    kind: Kind
    words: str
    replacement: str


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """The key: what stands in for what, in order of first appearance.

    ``listed`` is the project's list, whose own replacements are used; the rest is numbered by kind,
    as in "[name 1]". Entries once made never change; ``extended`` gives a key with more of them.
    ``taken`` replacements stand for words that nobody knows any more: nobody new gets them.
    The key can tell who everybody is: keep it apart from the transcripts.
    """

    listed: tuple[Listed, ...] = ()
    entries: tuple[Entry, ...] = ()
    taken: frozenset[str] = frozenset()

    def extended(self, hits: Iterable[Hit], text: str = "") -> Pseudonyms:
        """Give a key that holds these hits too, taken up in order of their places.

        One person's names share a pseudonym when exactly one person known so far fits: title and
        family name, given name alone, the whole name. Where two would fit, it is a new one, never a
        guess. A pseudonym that stands in ``text`` already isn't given to somebody new, so that a
        transcript that was done in part before doesn't mix people up.
        """
        register = _Register(self, text)
        for one in sorted(hits, key=lambda one: (one.start, one.end)):
            register.take(one.kind, one.words)
        return Pseudonyms(self.listed, tuple(register.entries), self.taken)

    def replacements(self, hits: Iterable[Hit]) -> tuple[str, ...]:
        """Give what stands in for each hit. Raises ``KeyError`` when the key doesn't hold one."""
        known = {(it.kind, plain(it.kind, it.words)): it.replacement for it in self.entries}
        found = []
        for one in hits:
            key = one.kind, plain(one.kind, one.words)
            if key not in known:
                raise KeyError(f"the key holds no {one.kind} for what stands at {one.start}")
            found.append(known[key])
        return tuple(found)


def plain(kind: Kind, words: str) -> Person | str:
    """Give what all ways of writing the same thing have in common.

    Names as they are read, telephone numbers without 0 and 44 before them, everything else as
    letters and digits alone.
    """
    if kind == "name":
        return person(words)
    bare = folded(words)
    if kind == "phone number":
        abroad = words.startswith(("+", "00"))
        bare = bare.removeprefix("00").removeprefix("44") if abroad else bare
        return bare.lstrip("0")
    return bare


@dataclass(slots=True)
class _Somebody:
    """A person known so far: names as they were said, and the pseudonym once it is needed."""

    replacement: str = ""
    said: list[Person] = field(default_factory=list)

    def fits(self, other: Person) -> bool:
        """Say whether a name can be this person's: the same as one of theirs, unlike none."""
        told = [same(one, other) for one in self.said]
        return True in told and False not in told


class _Register:
    """The key while it grows."""

    def __init__(self, key: Pseudonyms, text: str) -> None:
        self.text = text
        self.entries = list(key.entries)
        self.known: dict[tuple[Kind, Person | str], str] = {}
        self.given: dict[tuple[Kind, Person | str], str] = {}
        self.people: dict[str, list[_Somebody]] = defaultdict(list)
        """Those who are known, by each word of their names."""
        self.used = {*key.taken, *(entry.replacement for entry in key.entries)}
        self.used |= {one.replacement for one in key.listed}
        self.counted: dict[Kind, int] = defaultdict(int)
        for one in key.listed:
            read = plain(one.kind, one.words)
            if isinstance(read, Person):
                self._remember(_Somebody(one.replacement), read)
            elif one.replacement:
                self.given.setdefault((one.kind, read), one.replacement)
        for entry in key.entries:
            read = plain(entry.kind, entry.words)
            self.known[entry.kind, read] = entry.replacement
            if isinstance(read, Person):
                self._join(read, entry.replacement)

    def take(self, kind: Kind, words: str) -> None:
        """Enter words that aren't in the key yet."""
        read = plain(kind, words)
        if (kind, read) in self.known:
            return
        if isinstance(read, Person):
            replacement = self._of_person(read, words)
        elif kind == "age":
            replacement = OVER_89
        else:
            replacement = self.given.get((kind, read)) or self._next(kind)
        self.known[kind, read] = replacement
        self.entries.append(Entry(kind, words, replacement))

    def _of_person(self, read: Person, words: str) -> str:
        """The pseudonym of the one who fits; a plural, as in the Kerrigans, is tried after."""
        for tried in (read, person(words.removesuffix("s"))):
            fitting = self._fitting(tried)
            if len(fitting) == 1:
                somebody = fitting[0]
                somebody.replacement = somebody.replacement or self._next("name")
                self._remember(somebody, read)
                return somebody.replacement
        somebody = _Somebody(self._next("name"))
        self._remember(somebody, read)
        return somebody.replacement

    def _fitting(self, read: Person) -> list[_Somebody]:
        near = {id(one): one for word in sorted(read.words) for one in self.people[word]}
        return [one for one in near.values() if one.fits(read)]

    def _join(self, read: Person, replacement: str) -> None:
        """Put an entry of the key to the person whose pseudonym it has."""
        near = [one for word in sorted(read.words) for one in self.people[word]]
        for one in near:
            if one.replacement == replacement or (not one.replacement and one.fits(read)):
                one.replacement = replacement
                self._remember(one, read)
                return
        self._remember(_Somebody(replacement), read)

    def _remember(self, somebody: _Somebody, read: Person) -> None:
        if read not in somebody.said:
            somebody.said.append(read)
        for word in read.words:
            if somebody not in self.people[word]:
                self.people[word].append(somebody)

    def _next(self, kind: Kind) -> str:
        while True:
            self.counted[kind] += 1
            name = f"[{kind} {self.counted[kind]}]"
            if name not in self.used and name not in self.text:
                self.used.add(name)
                return name
