"""What a name tells about who is meant, and whether two names are one person's."""

from __future__ import annotations

import re
from dataclasses import dataclass

from uptake.methods.deidentify.folding import folded
from uptake.methods.deidentify.listed import untitled
from uptake.methods.deidentify.vocabulary import PARTICLE, TITLES

POSSESSIVE = re.compile(r"['\u2019]s?\Z")
ONLY_PARTICLE = re.compile(PARTICLE)


@dataclass(frozen=True, slots=True)
class Person:
    """A name as it was said: given and family name, or one word that may be either.

    ``sex`` is the title's, where it has one.
    """

    given: str = ""
    family: str = ""
    either: str = ""
    sex: str = ""

    @property
    def words(self) -> set[str]:
        """The words that are known of the name."""
        return {self.given, self.family, self.either} - {""}


def person(said: str) -> Person:
    """Read a name; after a title, a single word is a family name. Several people stay together."""
    titles, rest = untitled(POSSESSIVE.sub("", said))
    sexes = {TITLES.get(title.strip(".").casefold(), "") for title in titles} - {""}
    sex = sexes.pop() if len(sexes) == 1 else ""
    telling = [word for word in rest if not ONLY_PARTICLE.fullmatch(word)] or rest
    if "and" in rest or "&" in rest:
        return Person(either=folded(" ".join(rest)))
    bare = [folded(word) for word in telling]
    if len(bare) > 1:
        return Person(given=bare[0], family=bare[-1], sex=sex)
    single = "".join(bare)
    return Person(family=single, sex=sex) if titles else Person(either=single)


def same(one: Person, other: Person) -> bool | None:
    """Tell whether two names may be one person's; None when nothing speaks for or against it.

    Titles of different sex, and different family or given names, speak against it. An initial
    agrees with every name that begins with it.
    """
    if one.sex and other.sex and one.sex != other.sex:
        return False
    if one.family and other.family:
        return one.family == other.family and _agree(one.given, other.given)
    return True if one.words & other.words else None


def _agree(one: str, other: str) -> bool:
    if not one or not other or one == other:
        return True
    return one[0] == other[0] and 1 in (len(one), len(other))
