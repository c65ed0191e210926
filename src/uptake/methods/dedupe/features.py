"""How alike two records are, as numbers: what the model and the never-merge rules look at.

Each feature is a float32; NaN where one of the two records does not state the field. Likenesses run
from 0 to 1 (rapidfuzz's normalised indel similarity and its set and sorted-token forms).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

from uptake.methods.dedupe import text
from uptake.methods.dedupe.prep import Columns, Ints, Texts, texts

Floats = npt.NDArray[np.float32]
Values = npt.NDArray[Any]

FEATURES = (
    "title",  # likeness of the titles letter by letter
    "title_set",  # of the words of the shorter title within the longer
    "title_sorted",  # of the titles with their words in one order
    "title_within",  # 1 when one title begins with the other
    "title_length",  # letters of the shorter title
    "title_gap",  # letters by which the titles' lengths differ
    "authors",
    "authors_set",
    "authors_start",  # the first author's name within the first names of the other
    "first_author",  # 1 when the first five letters are equal
    "journal",  # abbreviated or not
    "journal_letters",
    "journal_within",
    "years_apart",  # at most 5
    "volume",  # 1 equal, 0 different, as for issue and pages
    "issue",
    "first_page",
    "last_page",
    "volume_as_issue",  # 1 when one's volume is the other's issue
    "doi",
    "doi_letters",
    "abstract",
    "numbers_differ",  # 1 when the titles hold different numbers
    "series_differ",  # 1 when they name different parts of a series
    "notices_differ",  # 1 when only one is a notice, a reply or the like, or each another
    "notice",  # 1 when the first is one
    "pages_apart",  # at most 50
    "agreeing",  # fields of volume, issue, pages, DOI and year that agree
    "conflicting",  # that conflict
    "occasions",  # different years, volumes and issues that the title stands with, at most 9
    "title_words",  # words of the shorter title
)
AT = {name: at for at, name in enumerate(FEATURES)}


class Pairs:
    """The pairs (left[i], right[i]) of some records, and ways to compare them field by field."""

    def __init__(self, columns: Columns, left: Ints, right: Ints) -> None:
        self.columns, self.left, self.right = columns, left, right

    def equal(self, codes: Ints, others: Ints | None = None) -> Values:
        """1 where the codes are equal, 0 where they differ, NaN where one is not stated."""
        one, other = codes[self.left], (codes if others is None else others)[self.right]
        return np.where((one == 0) | (other == 0), np.nan, one == other)

    def differ(self, codes: Ints) -> Values:
        """1 where the codes differ, not stated being a value of its own."""
        return np.asarray(codes[self.left] != codes[self.right], dtype=float)

    def smaller(self, values: Ints) -> Ints:
        """The smaller of the two values."""
        return np.minimum(values[self.left], values[self.right])

    def apart(self, values: Ints, nothing: int, most: int) -> Values:
        """How far two numbers are apart, at most ``most``; NaN where one is ``nothing``."""
        one, other = values[self.left], values[self.right]
        gap = np.minimum(np.abs(one - other), most)
        return np.where((one == nothing) | (other == nothing), np.nan, gap)

    def alike(self, scorer: Any, column: Texts) -> Values:
        """Give the likeness of two texts by a rapidfuzz scorer; NaN where one is empty."""
        return alike(scorer, column[self.left], column[self.right])


def alike(scorer: Any, one: Texts, other: Texts) -> Values:
    """Give the likeness, 0 to 1, of texts pair by pair; NaN where one is empty."""
    there = (one != "") & (other != "")
    found = np.where(there, 1.0, np.nan)
    asked = np.flatnonzero(there & (one != other))
    scores = process.cpdist(one[asked], other[asked], scorer=scorer, dtype=np.float32)
    found[asked] = scores / 100
    return found


def plausible(columns: Columns, left: Ints, right: Ints) -> npt.NDArray[np.bool_]:
    """Tell which pairs deserve a full comparison: titles not quite unlike, or one DOI or page.

    About 2 microseconds of CPU a pair. Most neighbours by title alone end here.
    """
    it = Pairs(columns, left, right)
    found = (it.equal(columns.first_page) == 1) & (it.equal(columns.volume) == 1)
    found |= (columns.title_code[left] == 0) | (columns.title_code[right] == 0)
    for code in (columns.title_code, columns.doi_code, columns.pmid):
        found |= it.equal(code) == 1
    for scorer, enough in ((fuzz.ratio, 55), (fuzz.token_set_ratio, 75)):
        rest = np.flatnonzero(~found)
        one, other = columns.title[left[rest]], columns.title[right[rest]]
        scores = process.cpdist(one, other, scorer=scorer, score_cutoff=enough, dtype=np.float32)
        found[rest] = scores > 0
    return np.asarray(found, dtype=bool)


def compare(columns: Columns, left: Ints, right: Ints) -> Floats:
    """Give the features of the pairs (left[i], right[i]): an array of pairs by ``FEATURES``.

    About 20 microseconds of CPU a pair. The two records of a pair may change places.
    """
    it = Pairs(columns, left, right)
    volume, issue = it.equal(columns.volume), it.equal(columns.issue)
    first_page, last_page = it.equal(columns.first_page), it.equal(columns.last_page)
    doi, years = it.equal(columns.doi_code), it.apart(columns.year, 0, 5)
    stated = np.stack(
        [volume, issue, first_page, last_page, doi, np.where(years > 0, 0, years + 1)]
    )
    lengths = columns.title_length
    values = {
        "title": it.alike(fuzz.ratio, columns.title),
        "title_set": it.alike(fuzz.token_set_ratio, columns.title),
        "title_sorted": it.alike(fuzz.token_sort_ratio, columns.title),
        "title_within": _begins(columns.joined[left], columns.joined[right]),
        "title_length": it.smaller(lengths),
        "title_gap": np.abs(lengths[left] - lengths[right]),
        **_authors(it),
        **_journals(it),
        "years_apart": years,
        "volume": volume,
        "issue": issue,
        "first_page": first_page,
        "last_page": last_page,
        "volume_as_issue": np.fmax(
            it.equal(columns.volume, columns.issue), it.equal(columns.issue, columns.volume)
        ),
        "doi": doi,
        "doi_letters": it.alike(fuzz.ratio, columns.doi),
        "abstract": _abstracts(it),
        "numbers_differ": it.differ(columns.numbers),
        "series_differ": it.differ(columns.series),
        "notices_differ": it.differ(columns.notice),
        "notice": (columns.notice[left] != 0) | (columns.notice[right] != 0),
        "pages_apart": it.apart(columns.page_number, -1, 50),
        "agreeing": (stated == 1).sum(axis=0),
        "conflicting": (stated == 0).sum(axis=0),
        "occasions": it.smaller(columns.occasions),
        "title_words": it.smaller(columns.title_words),
    }
    return np.stack([values[name] for name in FEATURES], axis=1).astype(np.float32)


def _begins(one: Texts, other: Texts) -> Values:
    """1 where one text is the beginning of the other."""
    pairs = zip(one.tolist(), other.tolist(), strict=True)
    return np.array([float(a.startswith(b) or b.startswith(a)) for a, b in pairs], dtype=float)


def _authors(it: Pairs) -> dict[str, Values]:
    letters = it.columns.author_letters
    one, other = letters[it.left], letters[it.right]
    start = alike(fuzz.ratio, _cut(one, 5), _cut(other, 5))
    return {
        "authors": alike(fuzz.ratio, one, other),
        "authors_set": it.alike(fuzz.token_set_ratio, it.columns.author),
        "authors_start": np.fmax(
            alike(fuzz.partial_ratio, _cut(one, 24), _cut(other, 60)),
            alike(fuzz.partial_ratio, _cut(one, 60), _cut(other, 24)),
        ),
        "first_author": np.where(np.isnan(start), np.nan, start == 1),
    }


def _cut(column: Texts, length: int) -> Texts:
    return texts([it[:length] for it in column.tolist()])


def _abstracts(it: Pairs) -> Values:
    """Likeness of the abstracts over the length of the shorter: exports cut them off."""
    rows = np.unique(np.concatenate([it.left, it.right]))
    raw = (it.columns.records[row].abstract for row in rows.tolist())
    plain = [text.plain(words[:700])[: text.ABSTRACT_LENGTH] if words else "" for words in raw]
    column = texts(plain)
    one = column[np.searchsorted(rows, it.left)].tolist()
    other = column[np.searchsorted(rows, it.right)].tolist()
    pairs = [(a[: len(b)], b[: len(a)]) for a, b in zip(one, other, strict=True)]
    return alike(fuzz.ratio, texts([a for a, _ in pairs]), texts([b for _, b in pairs]))


def _journals(it: Pairs) -> dict[str, Values]:
    """Compare each two journals once, as the same ones come again and again."""
    columns = it.columns
    codes = columns.journal_code
    low = np.minimum(codes[it.left], codes[it.right])
    high = np.maximum(codes[it.left], codes[it.right])
    _, first, back = np.unique(
        low * (int(codes.max(initial=0)) + 1) + high, return_index=True, return_inverse=True
    )
    one, other = it.left[first], it.right[first]
    words = columns.journal_words
    pairs = zip(one.tolist(), other.tolist(), strict=True)
    letters = columns.journal[one], columns.journal[other]
    return {
        "journal": np.array([same_journal(words[a], words[b]) for a, b in pairs], dtype=float)[
            back
        ],
        "journal_letters": alike(fuzz.ratio, *letters)[back],
        "journal_within": alike(fuzz.partial_ratio, *letters)[back],
    }


def same_journal(one: Sequence[str], other: Sequence[str]) -> float:
    """Tell from 0 to 1 how far one journal's name may be an abbreviation of the other's.

    Words are matched in order; "eur j pharmacol" is "european journal pharmacology", and "jama" the
    first letters of the words of another. NaN when one is empty.
    """
    if not one or not other:
        return float("nan")
    if one == other:
        return 1.0
    if (len(one), one) > (len(other), other):
        one, other = other, one
    if len(one) == 1 and len(one[0]) >= 3:
        acronym = "".join(word[0] for word in other)
        if acronym.startswith(one[0]):
            return 0.95
    at = hits = 0
    for short in one:
        for place in range(at, len(other)):
            if _shortens(short, other[place]):
                hits += 1
                at = place + 1
                break
    return hits / len(one) * (0.9 if len(other) - len(one) <= 1 else 0.8)


def _shortens(short: str, long: str) -> bool:
    if long.startswith(short) or short.startswith(long):
        return True
    letters = iter(long)
    return len(short) >= 3 and long[0] == short[0] and all(it in letters for it in short)
