"""What the method may not merge by itself, whatever the score: named rules, a sentence each.

A rule that *forbids* keeps two records out of one cluster, also by way of a third. A rule that
*asks* only takes the decision from the method: a person looks. Both are shown to whoever decides.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from uptake.methods.dedupe.features import AT, Floats
from uptake.methods.dedupe.prep import Columns, Ints

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Look:
    """Pairs with their features, as rules look at them."""

    columns: Columns
    left: Ints
    right: Ints
    features: Floats

    def of(self, feature: str) -> Floats:
        """Give one feature of all pairs."""
        one: Floats = self.features[:, AT[feature]]
        return one

    def is_one(self, feature: str) -> Bools:
        """True where the feature is 1: equal, or named on one side only."""
        return np.asarray(self.of(feature) == 1, dtype=bool)

    def below(self, feature: str, limit: float) -> Bools:
        """True where the feature is known and smaller than ``limit``."""
        return np.asarray(self.of(feature) < limit, dtype=bool)

    def reaches(self, feature: str, limit: float) -> Bools:
        """True where the feature is known and at least ``limit``."""
        return np.asarray(self.of(feature) >= limit, dtype=bool)

    def differ(self, *features: str) -> Bools:
        """True where every one of the fields is stated on both sides and differs."""
        return np.asarray(np.stack([self.of(it) == 0 for it in features]).all(axis=0), dtype=bool)

    def any_differs(self, *features: str) -> Bools:
        """True where at least one of the fields is stated on both sides and differs."""
        return np.asarray(np.stack([self.of(it) == 0 for it in features]).any(axis=0), dtype=bool)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule by its name, the sentence that people read, and the pairs for which it holds."""

    name: str
    sentence: str
    forbids: bool
    holds: Callable[[Look], Bools]


ONE_JOURNAL = 0.85  # likeness from which two journals' names mean one
LIKE_TITLES = 0.8  # likeness from which two titles may be one by themselves


def _different_pmids(look: Look) -> Bools:
    one, other = look.columns.pmid[look.left], look.columns.pmid[look.right]
    return np.asarray((one != 0) & (other != 0) & (one != other), dtype=bool)


def _another_part(look: Look) -> Bools:
    conflict = look.any_differs("volume", "first_page", "doi") | look.is_one("numbers_differ")
    return look.is_one("series_differ") & conflict


def _notice(look: Look) -> Bools:
    conflict = look.any_differs("volume", "issue", "first_page", "doi")
    return look.is_one("notices_differ") & (conflict | look.reaches("years_apart", 1))


def _all_places_differ(look: Look) -> Bools:
    return look.differ("volume", "issue", "first_page") & look.reaches("years_apart", 2)


def _another_identity(look: Look) -> Bools:
    return look.differ("volume", "first_page", "doi")


def _generic(look: Look) -> Bools:
    generic = look.below("title_words", 4) | look.reaches("occasions", 6)
    doi = look.differ("doi") & look.below("doi_letters", 0.97)
    same_place = look.is_one("first_page") & look.is_one("doi")
    return generic & (look.any_differs("volume", "issue") | doi) & ~same_place


def _another_issue(look: Look) -> Bools:
    return look.differ("volume", "issue", "doi") & look.reaches("journal", ONE_JOURNAL)


def _another_year(look: Look) -> Bools:
    one_journal = look.reaches("journal", ONE_JOURNAL)
    return look.differ("volume", "doi") & look.reaches("years_apart", 1) & one_journal


def _other_numbers(look: Look) -> Bools:
    return look.is_one("numbers_differ") & look.differ("doi", "first_page")


def _series_named(look: Look) -> Bools:
    one, other = look.columns.series[look.left], look.columns.series[look.right]
    both = np.asarray((one != 0) & (other != 0), dtype=bool)
    return look.is_one("series_differ") & (both | ~look.is_one("title_within"))


def _notice_named(look: Look) -> Bools:
    return look.is_one("notices_differ")


def _no_title(look: Look) -> Bools:
    return np.isnan(look.of("title"))


def _titles_differ(look: Look) -> Bools:
    close = look.reaches("title", LIKE_TITLES) | look.reaches("title_sorted", LIKE_TITLES)
    contained = look.reaches("title_set", 0.95) | look.is_one("title_within")
    return ~close & ~(contained & look.is_one("first_page"))


def _other_doi(look: Look) -> Bools:
    return look.differ("doi") & look.below("doi_letters", 0.9)


def _other_journal(look: Look) -> Bools:
    other = look.below("journal", ONE_JOURNAL) & ~look.is_one("volume")
    return other & look.differ("first_page")


def _meeting(look: Look) -> Bools:
    meeting = look.columns.meeting
    either = meeting[look.left] | meeting[look.right]
    return either & look.any_differs("volume", "issue", "first_page")


def _other_language(look: Look) -> Bools:
    return languages_differ(look) & look.any_differs("volume", "first_page", "doi")


def languages_differ(look: Look) -> Bools:
    """True where both records state a language, and not the same one."""
    one, other = look.columns.language[look.left], look.columns.language[look.right]
    return np.asarray((one != 0) & (other != 0) & (one != other), dtype=bool)


RULES = (
    Rule("different PMIDs", "PubMed gives them two numbers.", True, _different_pmids),
    Rule(
        "another part",
        "Their titles name different parts of a series, and another field differs as well.",
        True,
        _another_part,
    ),
    Rule(
        "notice and article",
        "Only one is an erratum, correction, retraction, reply, comment, letter or editorial, and "
        "they stand in different places.",
        True,
        _notice,
    ),
    Rule(
        "all places differ",
        "Volume, issue and first page all differ, and they are more than a year apart.",
        True,
        _all_places_differ,
    ),
    Rule(
        "another identity",
        "Volume, first page and DOI all differ.",
        True,
        _another_identity,
    ),
    Rule(
        "generic title",
        "The title is short or stands with many issues, and volume, issue or DOI differs.",
        True,
        _generic,
    ),
    Rule(
        "another issue",
        "Volume, issue and DOI all differ within one journal.",
        True,
        _another_issue,
    ),
    Rule(
        "another year",
        "Year, volume and DOI all differ within one journal.",
        True,
        _another_year,
    ),
    Rule(
        "other numbers",
        "The titles hold different numbers, and first page and DOI differ.",
        True,
        _other_numbers,
    ),
    Rule(
        "series named",
        "Their titles name different parts of a series.",
        False,
        _series_named,
    ),
    Rule(
        "notice named",
        "Only one is called an erratum, correction, retraction, reply, comment or letter.",
        False,
        _notice_named,
    ),
    Rule("titles differ", "The titles differ too much to be sure.", False, _titles_differ),
    Rule(
        "other language",
        "They are in different languages, and volume, first page or DOI differs.",
        False,
        _other_language,
    ),
    Rule("no title", "One of them has no title.", False, _no_title),
    Rule("other DOI", "They have different DOIs.", False, _other_doi),
    Rule(
        "other journal",
        "Journal and first page differ, and the volume is not the same.",
        False,
        _other_journal,
    ),
    Rule(
        "meeting",
        "One is from a meeting, and they stand in different places.",
        False,
        _meeting,
    ),
)


def judge(look: Look) -> Ints:
    """Give for each pair the position in ``RULES`` of the first rule that holds; -1 for none."""
    found = np.full(len(look.left), -1, dtype=np.int64)
    for at, rule in reversed(list(enumerate(RULES))):
        found[rule.holds(look)] = at
    return found


def forbidden(rule: Ints) -> Bools:
    """True where the rule found by ``judge`` forbids, rather than asks."""
    forbids = np.array([rule.forbids for rule in RULES] + [False])
    found: Bools = forbids[rule]
    return found
