"""Names of authors, in the forms that databases give them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from uptake.formats.fields import is_even, plain

LETTER = r"[^\W\d_]"
# "Smith JA": a surname of one or more words, then one to four capitals.
SURNAME_INITIALS = re.compile(rf"{LETTER}[\w'’.\- ]* [A-Z](?:[.\- ]{{0,2}}[A-Z]){{0,3}}\.?")
# "CarlisleD.B.EllisP.E.": exports that lost what stood between the names.
RUN_TOGETHER = re.compile(r"(?:[A-Z][a-z'’\-]+(?:[A-Z][a-z'’\-]+)*[A-Z]\.(?:-?[A-Z]\.)*){2,}")
ONE_OF_RUN = re.compile(r"[A-Z][a-z'’\-]+(?:[A-Z][a-z'’\-]+)*[A-Z]\.(?:-?[A-Z]\.)*")
INITIALS = re.compile(r"[A-Z](?:[.\- ]{0,2}[A-Z]){0,3}\.?")
# What may stand for more than one name, or need work: anything else is taken as it stands.
SEVERAL = re.compile(r"[;&<]|  | and |,(?! )| ,|,\s{0,9}$|[A-Z.], |\.[^\s.]{1,40}\.$")
# The same for many names, one a line, besides what plain search finds quicker. Each begins with one
# character, which makes the search for it quick: "Smith JA, Doe B" and "CarlisleD.B.EllisP.E.".
LISTED = re.compile(r" [A-Z][A-Z.\- ]{0,12}, ")
JOINED = re.compile(r"\.[^\s.]{1,40}\.$", re.M)
SIGNS = (";", "&", "<", "  ", " and ", " ,", ", \n")
AND = re.compile(r"\s+(?:and|&)\s+")
SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"})
GROUP_WORDS = re.compile(
    r"\b(?:group|consortium|network|collaborat\w+|committee|association|society|organi[sz]ation|"
    r"university|institute|department|ministry|centre|center|council|foundation|agency|service|"
    r"investigators|team|trust|commission|college|nhs|programme|program|inc|ltd)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Author:
    """A name in its parts. A group has a family name only, and ``group`` is true."""

    family: str
    given: str = ""
    suffix: str = ""
    group: bool = False

    @property
    def initials(self) -> str:
        """The first letters of the given names, without stops: ``JA``."""
        if INITIALS.fullmatch(self.given):
            return "".join(letter for letter in self.given if letter.isalpha())
        return "".join(part[0].upper() for part in re.split(r"[\s.\-]+", self.given) if part)


def author(name: str) -> Author:
    """Take one name apart: ``Smith, Jane A.``, ``SMITH, J``, ``Smith J.``, ``Jane A. Smith``.

    A family name in capitals is given with one capital; what looks like a group stays whole.
    """
    name = plain(name)
    if GROUP_WORDS.search(name):
        return Author(name, group=True)
    if "," in name:
        family, given, *rest = (part.strip() for part in name.split(","))
        if given.lower() in SUFFIXES and rest:
            given, rest = rest[0], [given]
        return Author(_cased(family), given, " ".join(rest))
    words = name.split(" ")
    if len(words) == 1:
        return Author(_cased(name))
    if INITIALS.fullmatch(words[-1]):
        return Author(_cased(" ".join(words[:-1])), words[-1])
    first = next((at for at, word in enumerate(words) if at and word.islower()), len(words) - 1)
    return Author(_cased(" ".join(words[first:])), " ".join(words[:first]))


def _cased(family: str) -> str:
    return family.title() if len(family) > 2 and family.isupper() else family


def authors(values: Iterable[str]) -> tuple[str, ...]:
    """Give one name an entry, in order, from values that may hold several.

    Names are otherwise left as they are written; ``author`` takes one apart.
    """
    values = list(values)
    if not values:
        return ()
    if _are_single(values):
        return tuple(filter(None, map(str.strip, values)))
    found: list[str] = []
    for value in values:
        if value.isprintable() and not SEVERAL.search(value):
            found.append(value.strip())
        else:
            found.extend(_several(plain(value)))
    return tuple(filter(None, found))


def _are_single(values: Sequence[str]) -> bool:
    """True when no value needs a second look; one look at all is quicker than one at each."""
    if not is_even("".join(values)):
        return False
    together = "\n".join([*values, ""])
    for sign in SIGNS:
        if sign in together:
            return False
    # A comma with no blank after it joins two names, or is left over.
    if together.count(",") != together.count(", "):
        return False
    return not LISTED.search(together) and not JOINED.search(together)


def _several(value: str) -> list[str]:
    if ";" in value:
        return [_spaced(part) for part in value.split(";")]
    # Longer ones are no list of names, and the pattern would take its time.
    run = len(value) <= 2_000 and "." in value and " " not in value and "," not in value
    if run and RUN_TOGETHER.fullmatch(value):
        return ONE_OF_RUN.findall(value)
    if " and " in value and "," in value and not GROUP_WORDS.search(value):
        return [_spaced(part) for part in AND.split(value)]
    if ", " in value:
        parts = value.strip(" ,").split(", ")
        if len(parts) > 1 and all(map(SURNAME_INITIALS.fullmatch, parts)):
            return parts
    return [_spaced(value)]


def _spaced(name: str) -> str:
    """Put a blank after the comma, and nothing before it or at the end."""
    name = name.strip().rstrip(",").rstrip()
    if "," not in name:
        return name
    return ", ".join(part.strip() for part in name.split(","))
