"""Invented records with known duplicates, in any number, so that cost can be measured without data.

Words, names and journals follow Zipf's law, as in literature: many titles begin alike, a few family
names and journals are everywhere. What n records collide in therefore grows as in real exports.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from uptake.methods.dedupe import Record

STARTS = (
    *("the effect of", "effects of", "a randomized trial of", "the role of", "a study of"),
    *("prevalence of", "use of", "treatment of", "", "", "", "impact of", "evaluation of"),
    *("systematic review of", "comparison of", "barriers to", "a cohort study of", "predictors of"),
)
SYLLABLES = (
    *("ba", "cor", "den", "fi", "gla", "ho", "in", "ka", "lo", "mer", "no", "pra", "qui", "ra"),
    *("sti", "ta", "ul", "ve", "wi", "xan", "yo", "ze", "che", "dro", "eth", "phy", "tri", "sol"),
)
WORDS, FAMILIES, JOURNALS = 30_000, 20_000, 4_000
DUPLICATES = 0.2  # of all records
LITTLE = ("of", "in", "and", "with", "for", "by", "a", "the")


def records(count: int, seed: int = 7) -> tuple[list[Record], list[int]]:
    """Invent ``count`` records, and give with them the number of each one's work."""
    dice = np.random.default_rng(seed)
    words = [*LITTLE, *_names(dice, WORDS, 2, 5)]
    families = [it.capitalize() for it in _names(dice, FAMILIES, 2, 4)]
    journals = [
        f"Journal of {' '.join(it)}".title()
        for it in zip(_names(dice, JOURNALS, 2, 4), _names(dice, JOURNALS, 2, 4), strict=True)
    ]
    works: list[Record] = []
    found: list[Record] = []
    work: list[int] = []
    while len(found) < count:
        if works and dice.random() < DUPLICATES:
            original = int(dice.integers(max(0, len(works) - 5000), len(works)))
            found.append(replace(_spoilt(works[original], dice), id=len(found)))
            work.append(original)
        else:
            works.append(_work(len(found), dice, words, families, journals))
            found.append(works[-1])
            work.append(len(works) - 1)
    return found, work


def _names(dice: np.random.Generator, count: int, least: int, most: int) -> list[str]:
    """Make words of syllables; no two alike."""
    found: dict[str, None] = {}
    while len(found) < count:
        size = int(dice.integers(least, most + 1))
        found["".join(SYLLABLES[at] for at in dice.integers(0, len(SYLLABLES), size))] = None
    return list(found)


def _some(dice: np.random.Generator, among: Sequence[str], count: int) -> list[str]:
    """Draw by Zipf's law."""
    ranks = (len(among) ** dice.random(count)).astype(int) - 1
    return [among[at] for at in ranks.tolist()]


def _work(
    number: int,
    dice: np.random.Generator,
    words: Sequence[str],
    families: Sequence[str],
    journals: Sequence[str],
) -> Record:
    start = STARTS[int(dice.integers(0, len(STARTS)))]
    title = f"{start} {' '.join(_some(dice, words, int(dice.integers(5, 15))))}".strip()
    if dice.random() < 0.02:
        title += f": part {int(dice.integers(1, 4))}"
    year = int(2024 - min(40, dice.exponential(9)))
    (journal,) = _some(dice, journals, 1)
    first = int(dice.integers(1, 1500))
    names = _some(dice, families, int(dice.integers(1, 8)))
    given = [chr(65 + at) for at in dice.integers(0, 26, len(names)).tolist()]
    return Record(
        id=number,
        title=title.capitalize(),
        authors=tuple(f"{a}, {b}" for a, b in zip(names, given, strict=True)),
        year=year,
        journal=journal,
        volume=str(year - 1980 + len(journal) % 9),
        issue=str(int(dice.integers(1, 13))),
        pages=f"{first}-{first + int(dice.integers(2, 15))}",
        doi=f"10.{1000 + len(journal)}/x.{year}.{number}" if dice.random() < 0.6 else "",
        abstract=" ".join(_some(dice, words, 120)).capitalize() if dice.random() < 0.8 else "",
        kind="article",
    )


def _spoilt(record: Record, dice: np.random.Generator) -> Record:
    """Write a record as another database would: shortened, mistyped, with less in it."""
    title, journal, pages = record.title, record.journal, record.pages
    authors = record.authors
    if dice.random() < 0.3:
        title = f"[{title}]." if dice.random() < 0.3 else title.title() + "."
    if dice.random() < 0.15:
        at = int(dice.integers(0, len(title)))
        title = title[:at] + title[at + 1 :]
    if dice.random() < 0.5:
        journal = " ".join(word[: 3 + len(word) % 3] for word in journal.split() if word != "Of")
    if dice.random() < 0.4:
        first, last = pages.split("-")
        same = len(first) == len(last) and first[0] == last[0]
        pages = f"{first}-{last[1:]}" if same else f"pp. {first}"
    if dice.random() < 0.4:
        authors = tuple(name.replace(",", "") for name in authors[:6])
    return replace(
        record,
        title=title,
        authors=authors,
        journal=journal,
        pages=pages,
        issue=record.issue if dice.random() < 0.7 else "",
        doi=record.doi if dice.random() < 0.6 else "",
        abstract=record.abstract[: 250 if dice.random() < 0.1 else None]
        if dice.random() < 0.7
        else "",
        year=(record.year or 0) + (1 if dice.random() < 0.03 else 0),
    )
