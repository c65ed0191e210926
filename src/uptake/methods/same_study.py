"""Which reports may be of one study: by trial registration, by a link, by author and title.

A suggestion for a person to decide on, never a join. Registration numbers are the surest sign; a
number may still be quoted in another study's report, so even they only suggest.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

REGISTRATION = re.compile(
    r"\b(?:(NCT)[ -]?(\d{8})|(ISRCTN)[ -]?(\d{8})|(ACTRN)[ -]?(\d{14})|(DRKS)[ -]?(\d{8})"
    r"|(UMIN)[ -]?(\d{9})|(ChiCTR)[ -]?(?:[A-Z]{2,4}[ -]?)?(\d{8,12})"
    r"|(CTRI)[ /-]?(\d{4}/\d\d/\d{6})|(NTR)[ -]?(\d{3,5})|(IRCT)[ -]?(\d{8,16}N\d+)"
    r"|(EUCTR)[ -]?(\d{4}-\d{6}-\d\d)"
    r"|(CRD)[ -]?(42\d{9,12}))\b",
    re.IGNORECASE,
)
"""Numbers of the registers that the WHO's platform lists, and PROSPERO's."""
COMMON = frozenset({
    "a", "an", "and", "as", "at", "by", "controlled", "for", "from", "in", "into", "of", "on", "or",
    "protocol", "randomised", "randomized", "results", "study", "the", "to", "trial", "with",
})  # fmt: skip
LEAST_SHARED = 0.4
LEAST_WORDS = 3
MOST_OF_ONE = 12
"""A number on more papers than this, or an author of more, says little about any two of them."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One report: which study it stands with, and what may tell that another is of it too."""

    id: int
    study: int
    title: str = ""
    surname: str = ""
    text: str = ""
    """Everything that may hold a registration number: abstract, notes."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two studies that may be one, and why."""

    first: int
    second: int
    why: str


def registrations(text: str) -> tuple[str, ...]:
    """The registration numbers in a text, each once, in one way of writing."""
    found = []
    for match in REGISTRATION.finditer(text):
        register, number = [part for part in match.groups() if part]
        found.append(f"{register.upper()}{number.upper()}")
    return tuple(dict.fromkeys(found))


def suggest(
    papers: Sequence[Paper], links: Iterable[tuple[int, int, str]] = ()
) -> tuple[Suggestion, ...]:
    """Say which studies may be one, the surest sign first; each pair of studies once.

    ``links`` are pairs of reports known to belong together, with how, such as "Preprint of".
    """
    found: dict[tuple[int, int], str] = {}
    of = {paper.id: paper.study for paper in papers}

    def note(one: int, other: int, why: str) -> None:
        """Take in that two studies may be one; the first, surest reason stays."""
        pair = (min(one, other), max(one, other))
        if one != other:
            found.setdefault(pair, why)

    numbered: dict[str, set[int]] = defaultdict(set)
    for paper in papers:
        for number in registrations(f"{paper.title} {paper.text}"):
            numbered[number].add(paper.study)
    for number, studies in numbered.items():
        if len(studies) <= MOST_OF_ONE:
            for one, other in combinations(sorted(studies), 2):
                note(one, other, f"Both name the registration {number}")
    for first, second, how in links:
        if first in of and second in of:
            note(of[first], of[second], f"One is noted as {how[:1].lower()}{how[1:]} the other")
    by_author: dict[str, list[Paper]] = defaultdict(list)
    for paper in papers:
        if paper.surname:
            by_author[paper.surname.casefold()].append(paper)
    for same in by_author.values():
        if len(same) <= MOST_OF_ONE:
            for a, b in combinations(same, 2):
                if shared(a.title, b.title) >= LEAST_SHARED:
                    note(a.study, b.study, "The same first author, and titles much alike")
    return tuple(Suggestion(one, other, why) for (one, other), why in found.items())


def shared(first: str, second: str) -> float:
    """The share of telling words that two titles have in common (Jaccard 1901), 0 for few words."""
    one, other = _telling(first), _telling(second)
    if min(len(one), len(other)) < LEAST_WORDS:
        return 0.0
    return len(one & other) / len(one | other)


def _telling(title: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", title.casefold())) - COMMON
